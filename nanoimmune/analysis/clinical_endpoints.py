"""End-points of a disease with a clinical score; days count from immunisation."""

import math

import numpy as np

from nanoimmune.analysis.endpoints import (
    SYSTEMIC_SUPPRESSION,
    TR1_FOLD,
    UNRELATED_RESPONSE,
    Endpoint,
    Life,
    first_day_of_streak,
    treg_teff_ratio,
)
from nanoimmune.analysis.relapses import relapses

ILL_SCORE = 1.0
ILL_DAYS = 2
REMISSION_SCORE = 0.5
REMISSION_DAYS = 7
TREATMENT_DAY = 14
FINAL_DAYS = 7


def onset(life: Life) -> float:
    """First day of at least two in a row with a score of 1 or more; NaN for a subject that never is ill."""
    return first_day_of_streak(life.day, life.columns["score"] >= ILL_SCORE, ILL_DAYS)


def remission(life: Life) -> float:
    """Whether, after a score above 1, the score was 0.5 or less for seven days in a row; NaN if never above 1."""
    above = np.flatnonzero(life.columns["score"] > ILL_SCORE)
    if above.size == 0:
        return math.nan
    later = slice(int(above[0]), None)
    well = life.columns["score"][later] <= REMISSION_SCORE
    return float(not math.isnan(first_day_of_streak(life.day[later], well, REMISSION_DAYS)))


def relapse_count(life: Life) -> float:
    """Relapses of a subject that fell ill, up to its death; NaN for one that never was ill."""
    if math.isnan(onset(life)):
        return math.nan
    return float(relapses(life.columns["score"][life.columns["alive"] > 0.0]))


def relapsed(life: Life) -> float:
    """Whether a subject that fell ill had a relapse; NaN for one that never was ill."""
    count = relapse_count(life)
    return math.nan if math.isnan(count) else float(count > 0.0)


def area(life: Life, first_day: float = 0.0) -> float:
    """Area under the clinical score from a day on, by trapezoids; NaN with fewer than two days to count."""
    counted = life.day >= first_day
    if np.count_nonzero(counted) < 2:
        return math.nan
    return float(np.trapezoid(life.columns["score"][counted], life.day[counted]))


def final_score(life: Life) -> float:
    """Mean score of the last seven days."""
    return float(life.columns["score"][-FINAL_DAYS:].mean())


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("incidence", "Incidence", "fraction", "proportion", lambda life, _: float(not math.isnan(onset(life)))),
    Endpoint("onset_day", "Onset (of the affected)", "day", "mean", lambda life, _: onset(life)),
    Endpoint("peak_score", "Peak score", "score", "mean", lambda life, _: float(life.columns["score"].max())),
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
    Endpoint("relapsed", "Relapse (of the affected)", "fraction", "proportion", lambda life, _: relapsed(life)),
    Endpoint("relapses", "Relapses (of the affected)", "relapses", "mean", lambda life, _: relapse_count(life)),
    Endpoint("mortality", "Mortality", "fraction", "proportion", lambda life, _: 1.0 - life.last("alive")),
    Endpoint("tissue_preserved", "Tissue preserved", "fraction", "mean", lambda life, _: life.last("tissue_preserved")),
    Endpoint(
        "treg_teff_ratio", "Treg : Teff in the CNS", "ratio", "ratio", lambda life, _: treg_teff_ratio(life, "cns")
    ),
    TR1_FOLD,
    UNRELATED_RESPONSE,
    SYSTEMIC_SUPPRESSION,
)
"""Every end-point that is computed subject by subject, in the order of the summary."""
