"""End-points of a disease with weekly glucose readings; time is age in weeks.

A subject is diabetic from the second of two consecutive weekly readings above the threshold, and no longer from the
second of two at or below it. It begins its life in the trial free of diabetes.
"""

import math

import numpy as np

from nanoimmune.analysis.endpoints import (
    SYSTEMIC_SUPPRESSION,
    TR1_FOLD,
    UNRELATED_RESPONSE,
    Endpoint,
    Life,
    first_day_of_streak,
    fold,
    treg_teff_ratio,
)

DAYS_PER_WEEK = 7.0
INSULITIS_DAY = 63
FINAL_DAYS = 7


def onset(life: Life) -> float:
    """Day on which the subject became diabetic for the first time; NaN for one that never did."""
    return _first_day(life, diabetic=True, since=-math.inf)


def reversed_on(life: Life) -> float:
    """Day on which a diabetic subject was diabetic no longer, for the first time; NaN if that never came."""
    return _first_day(life, diabetic=False, since=onset(life))


def followed_to(life: Life) -> float:
    """Day to which the subject was followed free of diabetes: its first onset, or the last day that it was alive."""
    return float(np.nanmin([onset(life), life.day[life.columns["alive"] > 0].max()]))


def diabetes_free_weeks(life: Life) -> float:
    """Weeks in the trial until the first onset, or until its end; their mean is the restricted mean survival time."""
    return (followed_to(life) - float(life.day[0])) / DAYS_PER_WEEK


def beta_mass_at_onset(life: Life) -> float:
    """Insulin-positive mass on the day of the first onset, over a healthy animal's; NaN without onset."""
    return life.at("beta_mass", onset(life))


def insulitis_week9(life: Life) -> float:
    """Whether any islet is infiltrated at nine weeks of age; NaN where that day was not recorded."""
    share = life.at("insulitis_islets", INSULITIS_DAY)
    return math.nan if math.isnan(share) else float(share > 0)


def reversal(life: Life) -> float:
    """Whether a diabetic subject was diabetic no longer at some time; NaN for one that never was."""
    return math.nan if math.isnan(onset(life)) else float(not math.isnan(reversed_on(life)))


def remission_weeks(life: Life) -> float:
    """Weeks from reversal to relapse, death or the end; 0 for a diabetic without reversal, NaN without diabetes."""
    if math.isnan(onset(life)):
        return math.nan
    began = reversed_on(life)
    return 0.0 if math.isnan(began) else _free_weeks(life, began)


def durability_weeks(life: Life) -> float:
    """Weeks free of diabetes after the last dose that was given, to relapse or the end, of the reversed.

    They count from the reversal where that came after the last dose, and are 0 where the subject had relapsed by the
    last dose; NaN without a reversal or without a dose.
    """
    began = reversed_on(life)
    if math.isnan(began) or not life.doses:
        return math.nan
    return _free_weeks(life, began, counted_from=max(life.doses))


def _free_weeks(life: Life, began: float, counted_from: float = -math.inf) -> float:
    """Weeks from the later of two days to the first relapse after the earlier remission began, or to the end."""
    relapse = _first_day(life, diabetic=True, since=began)
    until = life.day[life.columns["alive"] > 0].max() if math.isnan(relapse) else relapse
    return max(0.0, float(until) - max(began, counted_from)) / DAYS_PER_WEEK


def _first_day(life: Life, diabetic: bool, since: float) -> float:
    """Find the first day from one on at which the subject is diabetic, or is not; NaN if there is none."""
    later = life.day >= since
    return first_day_of_streak(life.day[later], (life.columns["diabetic"][later] > 0) == diabetic, 1)


def glucose_final(life: Life) -> float:
    """Mean glucose of the last seven days, mg/dL."""
    return float(life.columns["glucose"][-FINAL_DAYS:].mean())


def autoregulatory_fold(life: Life, control: Life | None) -> float:
    """Cognate autoregulatory CD8 cells in blood and spleen at the end over the reference arm's, one cell added."""
    return fold(life, control, "cognate_autoregulatory_blood_spleen")


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "incidence", "Diabetic by the end", "fraction", "proportion", lambda life, _: float(not math.isnan(onset(life)))
    ),
    Endpoint("onset_week", "Onset (of the affected)", "week", "mean", lambda life, _: onset(life) / DAYS_PER_WEEK),
    Endpoint("diabetes_free_weeks", "Diabetes-free time", "weeks", "mean", lambda life, _: diabetes_free_weeks(life)),
    Endpoint(
        "beta_mass_at_onset",
        "Beta-cell mass at onset (of the affected)",
        "fraction of healthy",
        "mean",
        lambda life, _: beta_mass_at_onset(life),
    ),
    Endpoint(
        "beta_mass_final",
        "Beta-cell mass at the end",
        "fraction of healthy",
        "mean",
        lambda life, _: life.last("beta_mass"),
    ),
    Endpoint(
        "peak_insulitis",
        "Peak insulitis score",
        "score",
        "mean",
        lambda life, _: float(np.nanmax(life.columns["insulitis"])),
    ),
    Endpoint("insulitis_week9", "Insulitis at week 9", "fraction", "proportion", lambda life, _: insulitis_week9(life)),
    Endpoint("glucose_final", "Glucose (last 7 days)", "mg/dL", "mean", lambda life, _: glucose_final(life)),
    Endpoint("reversal", "Reversal (of the diabetic)", "fraction", "proportion", lambda life, _: reversal(life)),
    Endpoint("remission_weeks", "Remission (of the diabetic)", "weeks", "mean", lambda life, _: remission_weeks(life)),
    Endpoint(
        "durability_weeks",
        "Free of diabetes after the last dose (of the reversed)",
        "weeks",
        "mean",
        lambda life, _: durability_weeks(life),
    ),
    Endpoint(
        "treg_teff_pancreas",
        "Treg : Teff in the pancreas",
        "ratio",
        "ratio",
        lambda life, _: treg_teff_ratio(life, "pancreas"),
    ),
    Endpoint(
        "treg_teff_node", "Treg : Teff in the node", "ratio", "ratio", lambda life, _: treg_teff_ratio(life, "node")
    ),
    TR1_FOLD,
    Endpoint("autoregulatory_fold", "Cognate autoregulatory CD8 over reference", "fold", "ratio", autoregulatory_fold),
    UNRELATED_RESPONSE,
    SYSTEMIC_SUPPRESSION,
)
"""Every end-point that is computed subject by subject, in the order of the summary."""
