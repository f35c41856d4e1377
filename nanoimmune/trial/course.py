"""The course of one animal: how daily scores become illness, death, and what is recorded after it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

DEAD_SCORE = 5.0
"""Clinical score of a dead animal, from its death to the end of the trial."""

KEPT_AT_NECROPSY = (
    "tissue_preserved", "myelin", "axons", "tissue_preserved_pancreas", "beta_mass", "beta_cells", "diabetic",
)  # fmt: skip
"""Columns that keep their last value after death; every other count of a dead animal is empty."""


@dataclass(frozen=True, slots=True)
class HumaneEndpoint:
    """When a sick animal is killed.

    Attributes:
        score: Observed clinical score that counts.
        days: Days in a row, at that score or above, after which the animal is killed.
    """

    score: float
    days: int


class Course:
    """Follows one animal day by day, and says whether it still lives.

    An animal dies when its unrounded score reaches the lethal one, or is killed at the humane end-point. It
    scores 5 from that day on.
    """

    def __init__(self, lethal_score: float, humane_endpoint: HumaneEndpoint | None = None) -> None:
        """Start with a living animal.

        Args:
            lethal_score: Score, before rounding, at which an animal dies.
            humane_endpoint: When a sick animal is killed, or None for never.
        """
        self.alive = True
        self._lethal_score = lethal_score
        self._humane_endpoint = humane_endpoint
        self._days_at_humane_score = 0
        self._last: dict[str, float] = {}

    def observe(self, row: Mapping[str, float]) -> dict[str, float]:
        """Take the record of one day of a living animal.

        Args:
            row: The record, with `score` (observed) and `deficit_score` (unrounded).

        Returns:
            The record with the column `alive`, and with the score of a dead animal where it died on this day.
        """
        suffers = self._humane_endpoint is not None and row["score"] >= self._humane_endpoint.score
        self._days_at_humane_score = self._days_at_humane_score + 1 if suffers else 0
        killed = self._humane_endpoint is not None and self._days_at_humane_score >= self._humane_endpoint.days
        self.alive = not (killed or row["deficit_score"] >= self._lethal_score)
        self._last = dict(row)
        if self.alive:
            return {**row, "alive": 1.0}
        return {**row, "score": DEAD_SCORE, "alive": 0.0}

    def after_death(self, day: float) -> dict[str, float]:
        """Give the record of a day on which the animal is already dead.

        Args:
            day: Day from immunisation.

        Returns:
            A row with the same columns: score 5, tissue as at death, and nothing else.
        """
        kept = {name: self._last[name] for name in KEPT_AT_NECROPSY if name in self._last}
        empty = dict.fromkeys(self._last, math.nan)
        return {**empty, **kept, "day": day, "score": DEAD_SCORE, "alive": 0.0}
