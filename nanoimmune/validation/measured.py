"""Our side of a published number: one value a subject, and what is made of the values, with a 95 % interval.

Proportions have Wilson intervals, means t intervals, geometric means t intervals of the logarithms, standard deviations
chi-square intervals, times by which half of all animals are affected the interval of order statistics. Differences are
paired by subject. Ratios of means have percentile bootstrap intervals over subjects with a fixed seed.
"""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from nanoimmune.analysis.dosing import exposures, given_days
from nanoimmune.analysis.effects import (
    BOOTSTRAP_SEED,
    CONFIDENCE,
    NOTHING,
    RESAMPLES,
    Interval,
    Values,
    geometric_interval,
    mean_interval,
    proportion_difference,
    proportion_interval,
)
from nanoimmune.analysis.endpoints import Life, first_day_of_streak
from nanoimmune.analysis.hazards import hazard_ratio
from nanoimmune.analysis.stories import endpoints_of
from nanoimmune.analysis.survival import FollowUp
from nanoimmune.errors import refuse
from nanoimmune.trial.checks import one_of
from nanoimmune.trial.results import Results
from nanoimmune.validation.target_file import NumberEntry

_TAILS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)


class Measured(NamedTuple):
    """Our side of a published number.

    Attributes:
        lived: Subjects whose lives are there.
        n: Subjects, or pairs of them, that have a value.
        interval: The estimate with its 95 % limits.
    """

    lived: int
    n: int
    interval: Interval


def measure(results: Results, number: NumberEntry) -> Measured:
    """Read one number of the results of its experiment.

    Args:
        results: The results, perhaps of some of the runs only.
        number: What is to be read.

    Returns:
        How many subjects have a value, and what follows from them.

    Raises:
        InputError: If no such end-point or column is recorded.
    """
    values = _values(results, number)
    ours = values[number.arm]
    if number.statistic in _OF_TWO:
        assert number.against is not None
        pairs = pd.concat([ours, values[number.against]], axis=1, keys=["ours", "control"])
        counted = pairs if number.statistic == "hazard_ratio" else pairs.dropna()
        is_share = _is_share(results, number)
        found = _OF_TWO[number.statistic](counted["ours"].to_numpy(), counted["control"].to_numpy(), is_share)
        return Measured(len(pairs), len(counted), found)
    known = ours if number.statistic == "half_time" else ours.dropna()
    if number.statistic == "geometric_mean":
        known = known[known > 0]
    return Measured(len(ours), len(known), _OF_ONE[number.statistic](known.to_numpy()))


def _values(results: Results, number: NumberEntry) -> dict[str, "pd.Series"]:
    """Give one value a subject for each arm that the number speaks of."""
    lives = _lives(results, number)
    read, asked = _reader(results, number), {number.arm, number.against}
    among = None if number.among is None else _endpoint(results, number.among)
    found: dict[str, pd.Series] = {}
    for arm in asked - {None}:
        values = {}
        for subject, life in lives.get(arm, {}).items():
            control = lives.get(number.against, {}).get(subject)
            value = read(life, control)
            values[subject] = value if among is None or among(life, control) == 1 else math.nan
        found[str(arm)] = pd.Series(values, dtype=float).sort_index()
    return found


def _lives(results: Results, number: NumberEntry) -> dict[str | None, dict[int, Life]]:
    """Give the lives of every arm, cut to the days that count."""
    first = -math.inf if number.since_day is None else number.since_day
    last = math.inf if number.until_day is None else number.until_day
    found: dict[str | None, dict[int, Life]] = {}
    if results.table.empty:
        return found
    arms = {arm.name: arm for arm in results.trial.arms}
    for (arm, subject), record in results.table.groupby(["arm", "subject"], sort=False):
        given = given_days(arms[arm], record), exposures(arms[arm], record)
        found.setdefault(arm, {})[subject] = Life.of(record[record["day"].between(first, last)], *given)
    return found


def _endpoint(results: Results, name: str) -> Callable[[Life, Life | None], float]:
    """Find an end-point of the trial."""
    return one_of("endpoint", name, {each.name: each for each in endpoints_of(results.trial)}).compute


def _is_share(results: Results, number: NumberEntry) -> bool:
    """Tell whether values are yes or no, whose differences have intervals of their own."""
    known = {each.name: each for each in endpoints_of(results.trial)}
    return bool(number.order) or (number.endpoint in known and known[number.endpoint].kind == "proportion")


def _reader(results: Results, number: NumberEntry) -> Callable[[Life, Life | None], float]:
    """Say how the value of one subject is read."""
    if number.endpoint is not None:
        return _endpoint(results, number.endpoint)
    if number.order:
        return lambda life, _: _in_order([_reached(life, name, number.reaches) for name in number.order])
    column, day = str(number.column), number.day
    if day is not None:
        return lambda life, _: _column(life, column)[1].at(column, float(day))
    if number.peak is not None:
        wanted = number.peak
        return lambda life, _: _peak(life, column)[wanted]
    return lambda life, _: _reached(life, column, number.reaches)


def _column(life: Life, column: str) -> tuple[Values, Life]:
    """Give one column of a life, or refuse a column that no record has."""
    if column not in life.columns:
        raise refuse("column", column, "a column of the records", "Look into a run file, or docs/odd.md.")
    return life.columns[column], life


def _peak(life: Life, column: str) -> dict[str, float]:
    """Highest value of a column, and the first day that has it; NaN where no day has a value."""
    values = _column(life, column)[0]
    if np.isnan(values).all():
        return {"value": math.nan, "day": math.nan}
    place = int(np.nanargmax(values))
    return {"value": float(values[place]), "day": float(life.day[place])}


def _reached(life: Life, column: str, least: float | None) -> float:
    """Day on which a column first reaches a value; NaN if it never does."""
    assert least is not None
    return first_day_of_streak(life.day, _column(life, column)[0] >= least, 1)


def _in_order(days: list[float]) -> float:
    """Tell whether days follow each other; what never comes is last, and two that never come are in order."""
    known = [math.inf if math.isnan(day) else day for day in days]
    first = known[0] < known[1] or known[1] == math.inf
    return float(first and all(one <= other for one, other in pairwise(known[1:])))


def _spread(values: Values) -> Interval:
    """Estimate a standard deviation with its chi-square interval."""
    if values.size < 2:
        return NOTHING
    sd, degrees = float(values.std(ddof=1)), values.size - 1
    low, high = (math.sqrt(degrees / float(stats.chi2.ppf(tail, degrees))) for tail in reversed(_TAILS))
    return Interval(sd, sd * low, sd * high)


def _half_time(values: Values) -> Interval:
    """Time by which half of all animals are affected, infinite if that never comes; NaN is one that never is."""
    if values.size == 0:
        return NOTHING
    times = np.sort(np.where(np.isnan(values), np.inf, values))
    n = times.size
    low, high = (int(stats.binom.ppf(tail, n, 0.5)) for tail in _TAILS)
    return Interval(float(times[(n - 1) // 2]), float(times[max(low - 1, 0)]), float(times[min(high, n - 1)]))


def _resampled(statistic: Callable[..., Values], *groups: Values) -> Interval:
    """Estimate a statistic of whole groups, with its percentile bootstrap interval over subjects."""
    if groups[0].size == 0:
        return NOTHING
    estimate = float(statistic(*(group[None, :] for group in groups))[0])
    if groups[0].size == 1:
        return Interval(estimate, math.nan, math.nan)
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    chosen = rng.integers(groups[0].size, size=(RESAMPLES, groups[0].size))
    again = statistic(*(group[chosen] for group in groups))
    low, high = np.quantile(again, _TAILS)
    return Interval(estimate, float(low), float(high))


def _relative(ours: Values, control: Values, _: bool) -> Interval:
    """Estimate the mean paired difference as a share of the mean of the other arm; at most all can be lost."""
    if control.size == 0 or control.mean() == 0:
        return NOTHING
    found = mean_interval((ours - control) / control.mean())
    return found._replace(low=max(found.low, -1.0)) if ours.min() >= 0 < control.mean() else found


def _difference(ours: Values, control: Values, is_share: bool) -> Interval:
    """Estimate the mean paired difference."""
    return proportion_difference(ours, control) if is_share else mean_interval(ours - control)


def _ratio(ours: Values, control: Values, _: bool) -> Interval:
    """Estimate the ratio of two means."""
    if control.size == 0 or control.mean() == 0:
        return NOTHING
    with np.errstate(divide="ignore", invalid="ignore"):
        return _resampled(lambda one, other: one.mean(axis=1) / other.mean(axis=1), ours, control)


def _hazard(ours: Values, control: Values, _: bool) -> Interval:
    """Estimate the hazard over that of the other arm; who is not affected is followed to the end."""
    end = float(np.nanmax(np.concatenate([ours, control, [0.0]]))) + 1.0
    return hazard_ratio(*(FollowUp(np.nan_to_num(each, nan=end), ~np.isnan(each), 0.0) for each in (ours, control)))


_OF_ONE: dict[str, Callable[[Values], Interval]] = {
    "mean": mean_interval,
    "sd": _spread,
    "proportion": proportion_interval,
    "half_time": _half_time,
    "geometric_mean": geometric_interval,
}
_OF_TWO: dict[str, Callable[[Values, Values, bool], Interval]] = {
    "difference": _difference,
    "relative_difference": _relative,
    "ratio": _ratio,
    "hazard_ratio": _hazard,
}
