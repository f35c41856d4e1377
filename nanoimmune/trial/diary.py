"""The diary of one life: what is noted while it is lived."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nanoimmune.trial.challenge import Answer, NamedChallenge

if TYPE_CHECKING:
    from nanoimmune.readouts import Snapshot
    from nanoimmune.readouts.tissue_fields import TissueFields


@dataclass(slots=True)
class Diary:
    """What is noted of a life while it is lived.

    Attributes:
        rows: The record of each day.
        responses: Challenge-specific cells of the vaccinated copy by day.
        snapshots: Pictures of the tissue.
        fields: Target tissues site by site.
        trigger_day: Day of the first trigger; infinite before it.
        answers: Answers to the challenges that were posed.
    """

    rows: list[dict[str, float]] = field(default_factory=list)
    responses: dict[float, float] = field(default_factory=dict)
    snapshots: "list[Snapshot]" = field(default_factory=list)
    fields: "list[TissueFields]" = field(default_factory=list)
    trigger_day: float = math.inf
    answers: dict[NamedChallenge, Answer] = field(default_factory=dict)
