"""The course of diabetes in one animal: readings of glucose at intervals, and when they say that it is diabetic."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glycaemia:
    """How diabetes is diagnosed.

    Attributes:
        threshold: Blood glucose above which a reading counts, mg/dL.
        readings: Readings in a row that make the diagnosis, or lift it.
        every_days: Days between readings; they fall on days that it divides.
    """

    threshold: float
    readings: int
    every_days: int


class GlycaemicCourse:
    """Follows one animal day by day; it is treated as its keepers see fit, and nobody kills it."""

    alive = True

    def __init__(self, glycaemia: Glycaemia) -> None:
        """Start with an animal that is not diabetic.

        Args:
            glycaemia: How diabetes is diagnosed.
        """
        self._glycaemia = glycaemia
        self._diabetic = False
        self._against_diagnosis = 0

    def observe(self, row: Mapping[str, float]) -> dict[str, float]:
        """Take the record of one day.

        Args:
            row: The record, with `day` and the true `glucose` in mg/dL.

        Returns:
            The record with `reading`, the glucose of a day with a reading (NaN on others), `diabetic`, which is 1
            from the last of enough readings in a row above the threshold to the last of as many that are not, and
            `alive`.
        """
        is_read = row["day"] % self._glycaemia.every_days == 0
        if is_read:
            self._diagnose(row["glucose"])
        reading = row["glucose"] if is_read else math.nan
        return {**row, "reading": reading, "diabetic": float(self._diabetic), "alive": 1.0}

    def _diagnose(self, reading: float) -> None:
        """Let one reading speak for or against the diagnosis as it stands."""
        speaks_against = (reading > self._glycaemia.threshold) != self._diabetic
        self._against_diagnosis = self._against_diagnosis + 1 if speaks_against else 0
        if self._against_diagnosis == self._glycaemia.readings:
            self._diabetic = not self._diabetic
            self._against_diagnosis = 0
