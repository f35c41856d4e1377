"""Survival free of an event: Kaplan-Meier curves with numbers at risk, medians and restricted means.

A subject is followed from the start of the trial to its event, or to the last day on which it was seen alive and free
of it, where it is censored. Curves are SciPy's, their 95 % limits log-log, which stay between 0 and 1.
"""

import math
import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtri
from scipy.stats import CensoredData, ecdf

from nanoimmune.analysis.effects import CONFIDENCE, NOTHING, Interval, Values

CURVE_COLUMNS = ["week", "at_risk", "events", "free", "low", "high"]

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


class FollowUp(NamedTuple):
    """How long the subjects of one arm were followed.

    Attributes:
        week: Time of the event or of censoring, weeks, a value a subject.
        event: Whether it was the event.
        start: Time at which all of them began to be followed, weeks.
    """

    week: Values
    event: Flags
    start: float


def curve(follow_up: FollowUp) -> pd.DataFrame:
    """Estimate the share that is free of the event by Kaplan and Meier's product.

    Args:
        follow_up: One arm.

    Returns:
        A row for the start and for each time at which a subject left, columns `week, at_risk` (subjects seen just
        before that time), `events` (at that time), `free` (share after it, 0 to 1), `low, high` (95 % limits, 1 before
        the first event and empty once nobody is left). No rows where there are no subjects.
    """
    if follow_up.week.size == 0:
        return pd.DataFrame(columns=CURVE_COLUMNS, dtype=float)
    week, event = follow_up.week, follow_up.event
    estimate = ecdf(CensoredData(uncensored=week[event], right=week[~event])).sf
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # SciPy's own, where a share is 0 or 1 and has no limits
        limits = estimate.confidence_interval(CONFIDENCE, method="log-log")
    times = np.unique(week)
    free = np.asarray(estimate.evaluate(times), dtype=float)
    low, high = (np.where(free == 1, 1.0, np.asarray(limit.evaluate(times))) for limit in limits)
    rows = pd.DataFrame(
        {
            "week": times,
            "at_risk": [int(np.sum(week >= time)) for time in times],
            "events": [int(np.sum(event & (week == time))) for time in times],
            "free": free,
            "low": np.where(free == 0, math.nan, low),
            "high": np.where(free == 0, math.nan, high),
        }
    )
    first = pd.DataFrame([(follow_up.start, week.size, 0, 1.0, 1.0, 1.0)], columns=CURVE_COLUMNS)
    return pd.concat([first, rows], ignore_index=True)


def at_risk(shares: pd.DataFrame, weeks: Sequence[float]) -> list[int]:
    """Count the subjects that are still followed and free of the event just before each of some times.

    Args:
        shares: A curve.
        weeks: The times, from the start on.

    Returns:
        A count for each time.
    """
    return [max(shares.loc[shares["week"] >= week, "at_risk"], default=0) for week in weeks]


def censored(shares: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of a curve at which subjects left without the event."""
    following = shares["at_risk"].shift(-1, fill_value=0)
    return shares[shares["at_risk"] - shares["events"] > following]


def median(follow_up: FollowUp) -> float:
    """Give the first time (week) at which half of the subjects or fewer are free; NaN where that is not reached."""
    shares = curve(follow_up)
    reached = shares.loc[shares["free"] <= 0.5 + np.finfo(float).eps, "week"]
    return math.nan if reached.empty else float(reached.iloc[0])


def restricted_mean(follow_up: FollowUp, until: float) -> Interval:
    """Estimate the mean time free of the event from the start up to a horizon: the area under the curve.

    Args:
        follow_up: One arm.
        until: The horizon, weeks.

    Returns:
        The mean and its 95 % limits (normal, from the variance of the Kaplan-Meier area), weeks.
    """
    mean, error = area_and_error(follow_up, until)
    return NOTHING if math.isnan(mean) else around(mean, error)


def area_and_error(follow_up: FollowUp, until: float) -> tuple[float, float]:
    """Give the area under the curve up to a horizon (weeks) and its standard error; NaN without subjects."""
    shares = curve(follow_up)
    shares = shares[shares["week"] < until]
    if shares.empty:
        return math.nan, math.nan
    steps = np.diff([*shares["week"], until]) * shares["free"].to_numpy()
    areas_ahead = steps[::-1].cumsum()[::-1]
    events, risk = shares["events"].to_numpy(dtype=float), shares["at_risk"].to_numpy(dtype=float)
    left = risk > events  # where all fall ill at once nothing is ahead
    variance = np.sum(areas_ahead[left] ** 2 * events[left] / (risk[left] * (risk[left] - events[left])))
    return float(areas_ahead[0]), math.sqrt(float(variance))


def around(estimate: float, error: float) -> Interval:
    """Give a normal 95 % interval around an estimate with a standard error."""
    reach = float(ndtri(0.5 + CONFIDENCE / 2)) * error
    return Interval(estimate, estimate - reach, estimate + reach)
