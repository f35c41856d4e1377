"""Which story a trial is told with: chosen by the tissue that its disease destroys."""

from nanoimmune.analysis.clinical_story import CLINICAL
from nanoimmune.analysis.glycaemic_story import GLYCAEMIC
from nanoimmune.analysis.story import Story
from nanoimmune.trial.trial import Trial

STORIES: dict[str, Story] = {"CNS": CLINICAL, "PANCREAS": GLYCAEMIC}


def story_of(trial: Trial) -> Story:
    """Choose the story of a trial by the target tissue of its first arm's scenario."""
    tissue = getattr(trial.arms[0].scenario, "tissue", None)
    return CLINICAL if tissue is None else STORIES[tissue.name]
