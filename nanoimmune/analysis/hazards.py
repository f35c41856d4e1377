"""Arms compared in survival: log-rank test, Cox hazard ratio, and difference of restricted means.

These treat the arms as independent groups, as a published trial does. Here the same subjects live in every arm, so the
paired differences of the summary are the sharper comparison; these are given because papers give them.
"""

import math
import warnings
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import CensoredData, logrank

from nanoimmune.analysis import survival
from nanoimmune.analysis.effects import NOTHING, Interval
from nanoimmune.analysis.survival import FollowUp

TEST_COLUMNS = [
    "arm",
    "reference",
    "n",
    "events",
    "median_onset_week",
    "hazard_ratio",
    "hazard_low",
    "hazard_high",
    "log_rank_p",
    "restricted_mean_weeks",
    "restricted_mean_low",
    "restricted_mean_high",
    "difference_weeks",
    "difference_low",
    "difference_high",
]


def survival_tests(follow_ups: Mapping[str, FollowUp], references: Mapping[str, str], until: float) -> pd.DataFrame:
    """Compare each arm with its reference.

    Args:
        follow_ups: How long the subjects of each arm were followed.
        references: Name of the arm that an arm is compared with, by its name.
        until: The horizon of the restricted means, weeks.

    Returns:
        A row an arm, columns `TEST_COLUMNS`; what cannot be estimated is empty, and so are the comparisons of an arm
        that is its own reference.
    """
    rows = []
    for arm, follow_up in follow_ups.items():
        reference = references[arm]
        control = follow_ups.get(reference) if reference != arm else None
        hazard, p, difference = NOTHING, math.nan, NOTHING
        if control is not None:
            hazard, p = hazard_ratio(follow_up, control), log_rank_p(follow_up, control)
            difference = restricted_mean_difference(follow_up, control, until)
        counts = (int(follow_up.week.size), int(follow_up.event.sum()))
        mean = survival.restricted_mean(follow_up, until)
        rows.append((arm, reference, *counts, survival.median(follow_up), *hazard, p, *mean, *difference))
    return pd.DataFrame(rows, columns=TEST_COLUMNS)


def log_rank_p(treated: FollowUp, control: FollowUp) -> float:
    """Give the two-sided p of the log-rank test; NaN where neither arm has an event or one has no subjects."""
    if not (treated.event.any() or control.event.any()) or not (treated.week.size and control.week.size):
        return math.nan
    with np.errstate(all="ignore"):
        return float(logrank(_censored(treated), _censored(control)).pvalue)


def _censored(follow_up: FollowUp) -> CensoredData:
    """Hand times to SciPy."""
    return CensoredData(uncensored=follow_up.week[follow_up.event], right=follow_up.week[~follow_up.event])


def hazard_ratio(treated: FollowUp, control: FollowUp) -> Interval:
    """Estimate the hazard of one arm over another's by Cox's regression, ties after Efron.

    Args:
        treated: The arm.
        control: What it is compared with.

    Returns:
        The ratio with its 95 % limits; NaN where the likelihood has no maximum, as where one arm has no event.
    """
    if not _has_maximum(treated, control):
        return NOTHING
    from lifelines import CoxPHFitter
    from lifelines.exceptions import ConvergenceError, ConvergenceWarning

    table = pd.DataFrame(
        {
            "week": np.concatenate([treated.week, control.week]),
            "event": np.concatenate([treated.event, control.event]).astype(int),
            "treated": np.repeat([1.0, 0.0], [treated.week.size, control.week.size]),
        }
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # it suspects separation, which is ruled out above
            row = CoxPHFitter().fit(table, "week", "event").summary.loc["treated"]
    except ConvergenceError:
        return NOTHING
    columns = ("exp(coef)", "exp(coef) lower 95%", "exp(coef) upper 95%")
    return Interval(*(float(row[column]) for column in columns))


def _has_maximum(treated: FollowUp, control: FollowUp) -> bool:
    """Tell whether each arm has an event while the other still has subjects at risk, for else there is no ratio."""
    if not (treated.week.size and control.week.size):
        return False
    both_seen = min(treated.week.max(), control.week.max())
    return all(bool((arm.week[arm.event] <= both_seen).any()) for arm in (treated, control))


def restricted_mean_difference(treated: FollowUp, control: FollowUp, until: float) -> Interval:
    """Estimate the difference of two restricted means (weeks) with its 95 % limits."""
    (mean, error), (control_mean, control_error) = (survival.area_and_error(arm, until) for arm in (treated, control))
    return (
        NOTHING
        if math.isnan(mean - control_mean)
        else survival.around(mean - control_mean, math.hypot(error, control_error))
    )
