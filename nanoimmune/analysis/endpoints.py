"""End-points: one number per subject, each a pure function of the record of one life.

Here is what every disease shares: the life that an end-point reads, what an end-point is, and the end-points that
ask about regulation and about the rest of immunity. A subject that has no value has NaN.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from nanoimmune.analysis.dosing import exposures, given_days
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.exposure import Exposure

Column = np.ndarray[tuple[int], np.dtype[np.float64]]


class Life(NamedTuple):
    """The record of one subject in one arm, from day zero on.

    Attributes:
        day: Days.
        columns: Every number that was recorded, by name, a value a day.
        doses: Days on which something was given.
        exposures: What each intravenous dose exposed the subject to.
        before: The same life before day zero, or None where nothing was recorded then.
    """

    day: Column
    columns: Mapping[str, Column]
    doses: tuple[float, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    before: "Life | None" = None

    @classmethod
    def of(cls, record: pd.DataFrame, doses: tuple[float, ...] = (), exposures: tuple[Exposure, ...] = ()) -> "Life":
        """Take the record of one run, sorted by day.

        Args:
            record: Rows of one subject in one arm.
            doses: Days on which something was given.
            exposures: What each intravenous dose exposed the subject to.

        Returns:
            Its columns from day 0 on.
        """
        ordered = record.sort_values("day")
        earlier = _numbers(ordered[ordered["day"] < 0])
        before = cls(earlier["day"], earlier, doses, exposures) if earlier["day"].size else None
        columns = _numbers(ordered[ordered["day"] >= 0])
        return cls(columns["day"], columns, doses, exposures, before)

    def last(self, column: str) -> float:
        """Give a column's value on the last day, or NaN where it was not recorded."""
        return float(self.columns[column][-1]) if column in self.columns else math.nan

    def at(self, column: str, day: float) -> float:
        """Give a column's value on a day, or NaN where that day or that column was not recorded."""
        place = np.flatnonzero(self.day == day)
        return float(self.columns[column][place[0]]) if place.size and column in self.columns else math.nan


def _numbers(record: pd.DataFrame) -> dict[str, Column]:
    """Give every number that was recorded, by name."""
    numbers = record.select_dtypes("number")
    return {str(name): numbers[name].to_numpy(dtype=np.float64) for name in numbers.columns}


SPANS = {"fraction": (0.0, 1.0), "score": (0.0, 5.0), "index": (-math.inf, 1.0)}
"""Least and most of end-points in these units; others are 0 or more."""

Kind = Literal["mean", "proportion", "ratio"]
"""What sums an end-point up: the mean, the share of those that have it, or the geometric mean of a number above 0."""

NO_EFFECT: Mapping[Kind, float] = {"mean": 0.0, "proportion": 0.0, "ratio": 1.0}
"""Effect of an arm that is as its reference."""

COMPARED_BY: Mapping[Kind, str] = {"mean": "minus", "proportion": "minus", "ratio": "over"}
"""Word between an arm and its reference in the name of an effect."""


class Endpoint(NamedTuple):
    """An end-point: how it is called and written, and how it is computed from a life and its control's."""

    name: str
    says: str
    unit: str
    kind: Kind
    compute: Callable[[Life, Life | None], float]

    @property
    def span(self) -> tuple[float, float]:
        """Least and most that it can be, by its unit; an interval of few subjects goes no farther."""
        return SPANS.get(self.unit, (0.0, math.inf))


def fold(life: Life, control: Life | None, column: str) -> float:
    """Give a count on the last day over the same subject's in the reference arm, one cell added to each."""
    if control is None:
        return math.nan
    return (1.0 + life.last(column)) / (1.0 + control.last(column))


def tr1_fold(life: Life, control: Life | None) -> float:
    """Cognate Tr1 in blood and spleen on the last day over the same subject's in the reference arm, one cell added."""
    return fold(life, control, "cognate_tr1_blood_spleen")


def treg_teff_ratio(life: Life, place: str) -> float:
    """Foxp3 Treg and Tr1 over effectors in one compartment on the last day, with one cell added above and below."""
    regulatory = life.last(f"treg_{place}") + life.last(f"tr1_{place}")
    return (1.0 + regulatory) / (1.0 + life.last(f"effector_{place}"))


def unrelated_response(life: Life, control: Life | None) -> float:
    """Peak of challenge-specific T cells after the vaccination, over the same subject's in the reference arm."""
    if control is None:
        return math.nan
    peak, control_peak = _challenge_peak(life), _challenge_peak(control)
    return peak / control_peak if control_peak > 0 else math.nan


def _challenge_peak(life: Life) -> float:
    """Peak of the vaccinated copy's challenge-specific T cells, or NaN where there was no copy."""
    cells = life.columns.get("vaccinated_peak_cells")
    if cells is None or np.isnan(cells).all():
        return math.nan
    return float(np.nanmax(cells))


def first_day_of_streak(day: Column, holds: "np.ndarray[tuple[int], np.dtype[np.bool_]]", length: int) -> float:
    """Find the first day of a streak on which something holds for so many days in a row, or NaN."""
    if holds.size < length:
        return math.nan
    streaks = np.lib.stride_tricks.sliding_window_view(holds, length).all(axis=1)
    found = np.flatnonzero(streaks)
    return float(day[found[0]]) if found.size else math.nan


TR1_FOLD = Endpoint("tr1_fold", "Cognate Tr1 over reference", "fold", "ratio", tr1_fold)
UNRELATED_RESPONSE = Endpoint(
    "unrelated_response", "Response to unrelated antigen", "ratio", "mean", unrelated_response
)
SYSTEMIC_SUPPRESSION = Endpoint(
    "systemic_suppression_index",
    "Systemic suppression index",
    "index",
    "mean",
    lambda life, control: 1.0 - unrelated_response(life, control),
)


def endpoint_values(
    records: pd.DataFrame, endpoints: Sequence[Endpoint], references: Mapping[str, str], arms: Sequence[Arm] = ()
) -> pd.DataFrame:
    """Compute every end-point of every subject in every arm.

    Args:
        records: Records of all runs: columns `arm, subject, day, ...`.
        endpoints: What is to be computed.
        references: Name of the arm that folds are taken over, by name of the arm.
        arms: The arms, for the days of their doses; an arm that is not among them counts as untreated.

    Returns:
        Columns `arm, subject, endpoint, value`, arms in their order.
    """
    named = {arm.name: arm for arm in arms}
    lives = {key: _life(named.get(key[0]), record) for key, record in records.groupby(["arm", "subject"], sort=False)}
    rows = [
        (arm, subject, endpoint.name, endpoint.compute(life, lives.get((references[arm], subject))))
        for (arm, subject), life in lives.items()
        for endpoint in endpoints
    ]
    return pd.DataFrame(rows, columns=["arm", "subject", "endpoint", "value"])


def _life(arm: Arm | None, record: pd.DataFrame) -> Life:
    """Take the record of one run of an arm, or of one that counts as untreated."""
    return Life.of(record) if arm is None else Life.of(record, given_days(arm, record), exposures(arm, record))
