"""Which story a trial is told with: chosen by the tissues that its diseases destroy."""

from nanoimmune.analysis.antibody_endpoints import antibody_endpoints
from nanoimmune.analysis.challenge_endpoints import challenge_endpoints, suppression_index
from nanoimmune.analysis.clinical_story import CLINICAL
from nanoimmune.analysis.comorbid_story import COMORBID
from nanoimmune.analysis.endpoints import Endpoint
from nanoimmune.analysis.glycaemic_story import GLYCAEMIC
from nanoimmune.analysis.safety_endpoints import safety_endpoints
from nanoimmune.analysis.story import Story
from nanoimmune.trial.trial import Trial
from nanoimmune.words import Compartment

STORIES: dict[tuple[Compartment, ...], Story] = {
    (Compartment.CNS,): CLINICAL,
    (Compartment.PANCREAS,): GLYCAEMIC,
    (Compartment.CNS, Compartment.PANCREAS): COMORBID,
}


def story_of(trial: Trial) -> Story:
    """Choose the story of a trial by the target tissues of its first arm's scenario."""
    return STORIES[trial.arms[0].scenario.tissues]


def endpoints_of(trial: Trial) -> tuple[Endpoint, ...]:
    """List the end-points of a trial: those of its story, of autoantibody, of its challenges, and of safety.

    The systemic suppression index counts every unrelated antigen that the trial asks about.
    """
    arms, scenario = trial.arms, trial.arms[0].scenario
    index = suppression_index(arms)
    told = tuple(index if endpoint.name == index.name else endpoint for endpoint in story_of(trial).endpoints)
    tissues, safety = scenario.tissues, scenario.parameters.safety
    return told + antibody_endpoints(tissues, safety) + challenge_endpoints(arms) + safety_endpoints(tissues, safety)
