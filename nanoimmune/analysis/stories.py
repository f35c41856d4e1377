"""Which story a trial is told with: chosen by the tissue that its disease destroys."""

from nanoimmune.analysis.clinical_story import CLINICAL
from nanoimmune.analysis.glycaemic_story import GLYCAEMIC
from nanoimmune.analysis.story import Story
from nanoimmune.trial.trial import Trial
from nanoimmune.words import Compartment

STORIES: dict[Compartment, Story] = {Compartment.CNS: CLINICAL, Compartment.PANCREAS: GLYCAEMIC}


def story_of(trial: Trial) -> Story:
    """Choose the story of a trial by the target tissue of its first arm's scenario."""
    return STORIES[trial.arms[0].scenario.tissue]
