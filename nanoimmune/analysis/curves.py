"""Curves over time, an arm at a time: means with bands, and cumulative incidence."""

import math

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from nanoimmune.analysis.effects import CONFIDENCE

FEWEST_FOR_BAND = 3
"""Subjects that a band needs; below, only the mean is drawn."""


def by_subject(records: pd.DataFrame, arm: str, column: str) -> pd.DataFrame:
    """Give one column of one arm from day 0 on, a row a day and a column a subject."""
    chosen = records[(records["arm"] == arm) & (records["day"] >= 0)]
    return chosen.pivot(index="day", columns="subject", values=column)


def mean_band(records: pd.DataFrame, arm: str, column: str) -> pd.DataFrame:
    """Give the mean over subjects on each day with its pointwise 95 % interval (t).

    Args:
        records: Records of all runs.
        arm: Name of the arm.
        column: Name of the column.

    Returns:
        Columns `mean, low, high` by day; `low` and `high` are empty where fewer than three subjects live.
    """
    return band(by_subject(records, arm, column))


def band(wide: pd.DataFrame) -> pd.DataFrame:
    """Give the mean of each row with its pointwise 95 % interval (t).

    Args:
        wide: A column a subject.

    Returns:
        Columns `mean, low, high`; `low` and `high` are empty where fewer than three subjects have a value.
    """
    n = wide.count(axis=1)
    enough = n >= FEWEST_FOR_BAND
    reach = wide.std(axis=1, ddof=1) / np.sqrt(n) * stdtrit((n - 1).clip(lower=1), 0.5 + CONFIDENCE / 2)
    reach = reach.where(enough, math.nan)
    mean = wide.mean(axis=1)
    return pd.DataFrame({"mean": mean, "low": mean - reach, "high": mean + reach})


def geometric_band(records: pd.DataFrame, arm: str, column: str) -> pd.DataFrame:
    """Give the geometric mean of a count on each day with its pointwise 95 % interval, one cell added to each.

    Args:
        records: Records of all runs.
        arm: Name of the arm.
        column: Name of the column.

    Returns:
        Columns `mean, low, high` by day, the t interval of the logarithms, which goes no lower than no cell; `low` and
        `high` are empty where fewer than three subjects live.
    """
    return np.exp(band(np.log1p(by_subject(records, arm, column))).clip(lower=0.0))


def cumulative_incidence(values: pd.DataFrame, arm: str, days: int) -> pd.Series:
    """Give the share of subjects that have fallen ill by each day.

    Args:
        values: End-points, columns `arm, subject, endpoint, value`.
        arm: Name of the arm.
        days: Last day.

    Returns:
        Share by day, from day 0.
    """
    onsets = values[(values["arm"] == arm) & (values["endpoint"] == "onset_day")]["value"]
    day = np.arange(days + 1)
    return pd.Series([(onsets <= today).mean() for today in day], index=day)
