"""End-points: one number per subject, each a pure function of the record of one life.

Days count from immunisation; a subject that has no value (nobody fell ill, the animal is dead) has NaN.
"""

import math
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

ILL_SCORE = 1.0
ILL_DAYS = 2
REMISSION_SCORE = 0.5
REMISSION_DAYS = 7
TREATMENT_DAY = 14
FINAL_DAYS = 7

Column = np.ndarray[tuple[int], np.dtype[np.float64]]


class Life(NamedTuple):
    """The record of one subject in one arm, from immunisation on."""

    day: Column
    score: Column
    columns: Mapping[str, Column]

    @classmethod
    def of(cls, record: pd.DataFrame) -> "Life":
        """Take the record of one run, sorted by day.

        Args:
            record: Rows of one subject in one arm.

        Returns:
            Its columns from day 0 on.
        """
        ill = record[record["day"] >= 0].sort_values("day")
        numbers = ill.select_dtypes("number")
        columns = {str(name): numbers[name].to_numpy(dtype=np.float64) for name in numbers.columns}
        return cls(columns["day"], columns["score"], columns)

    def last(self, column: str) -> float:
        """Give a column's value on the last day, or NaN where it was not recorded."""
        return float(self.columns[column][-1]) if column in self.columns else math.nan


class Endpoint(NamedTuple):
    """An end-point: how it is called and written, and how it is computed from a life and its control's."""

    name: str
    says: str
    unit: str
    kind: Literal["mean", "proportion"]
    compute: Callable[[Life, Life | None], float]


def onset(life: Life) -> float:
    """First day of at least two in a row with a score of 1 or more; NaN for a subject that never is ill."""
    return _first_day_of_streak(life.day, life.score >= ILL_SCORE, ILL_DAYS)


def remission(life: Life) -> float:
    """Whether, after a score above 1, the score was 0.5 or less for seven days in a row; NaN if never above 1."""
    above = np.flatnonzero(life.score > ILL_SCORE)
    if above.size == 0:
        return math.nan
    later = slice(int(above[0]), None)
    well = life.score[later] <= REMISSION_SCORE
    return float(not math.isnan(_first_day_of_streak(life.day[later], well, REMISSION_DAYS)))


def area(life: Life, first_day: float = 0.0) -> float:
    """Area under the clinical score from a day on, by trapezoids; NaN with fewer than two days to count."""
    counted = life.day >= first_day
    if np.count_nonzero(counted) < 2:
        return math.nan
    return float(np.trapezoid(life.score[counted], life.day[counted]))


def final_score(life: Life) -> float:
    """Mean score of the last seven days."""
    return float(life.score[-FINAL_DAYS:].mean())


def treg_teff_ratio(life: Life) -> float:
    """Foxp3 Treg and Tr1 over effectors in the CNS on the last day, with one cell added above and below."""
    regulatory = life.last("treg_cns") + life.last("tr1_cns")
    return (1.0 + regulatory) / (1.0 + life.last("effector_cns"))


def tr1_fold(life: Life, control: Life | None) -> float:
    """Cognate Tr1 in blood and spleen on the last day over the same subject's in the reference arm, one cell added."""
    if control is None:
        return math.nan
    return (1.0 + life.last("cognate_tr1_blood_spleen")) / (1.0 + control.last("cognate_tr1_blood_spleen"))


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


def _first_day_of_streak(day: Column, holds: "np.ndarray[tuple[int], np.dtype[np.bool_]]", length: int) -> float:
    """Find the first day of a streak on which something holds for so many days in a row."""
    if holds.size < length:
        return math.nan
    streaks = np.lib.stride_tricks.sliding_window_view(holds, length).all(axis=1)
    found = np.flatnonzero(streaks)
    return float(day[found[0]]) if found.size else math.nan


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("incidence", "Incidence", "fraction", "proportion", lambda life, _: float(not math.isnan(onset(life)))),
    Endpoint("onset_day", "Onset (of the affected)", "day", "mean", lambda life, _: onset(life)),
    Endpoint("peak_score", "Peak score", "score", "mean", lambda life, _: float(life.score.max())),
    Endpoint("auc", "Clinical AUC", "score × days", "mean", lambda life, _: area(life)),
    Endpoint(
        "auc_after_dose",
        "Clinical AUC from day 14",
        "score × days",
        "mean",
        lambda life, _: area(life, TREATMENT_DAY),
    ),
    Endpoint("final_score", "Final score (last 7 days)", "score", "mean", lambda life, _: final_score(life)),
    Endpoint("remission", "Remission (of those above 1)", "fraction", "proportion", lambda life, _: remission(life)),
    Endpoint("mortality", "Mortality", "fraction", "proportion", lambda life, _: 1.0 - life.last("alive")),
    Endpoint("tissue_preserved", "Tissue preserved", "fraction", "mean", lambda life, _: life.last("tissue_preserved")),
    Endpoint("treg_teff_ratio", "Treg : Teff in the CNS", "ratio", "mean", lambda life, _: treg_teff_ratio(life)),
    Endpoint("tr1_fold", "Cognate Tr1 over reference", "fold", "mean", tr1_fold),
    Endpoint("unrelated_response", "Response to unrelated antigen", "ratio", "mean", unrelated_response),
    Endpoint(
        "systemic_suppression_index",
        "Systemic suppression index",
        "index",
        "mean",
        lambda life, control: 1.0 - unrelated_response(life, control),
    ),
)
"""Every end-point that is computed subject by subject, in the order of the summary."""


def endpoint_values(records: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Compute every end-point of every subject in every arm.

    Args:
        records: Records of all runs: columns `arm, subject, day, score, ...`.
        reference: Name of the arm that folds are taken over.

    Returns:
        Columns `arm, subject, endpoint, value`, arms in their order.
    """
    lives = {key: Life.of(record) for key, record in records.groupby(["arm", "subject"], sort=False)}
    rows = [
        (arm, subject, endpoint.name, endpoint.compute(life, lives.get((reference, subject))))
        for (arm, subject), life in lives.items()
        for endpoint in ENDPOINTS
    ]
    return pd.DataFrame(rows, columns=["arm", "subject", "endpoint", "value"])
