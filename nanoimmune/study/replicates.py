"""How many subjects a trial needs before its answer no longer hangs on which subjects it had."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from nanoimmune.analysis.a_test import SIZES, Values, fewest_for, stability
from nanoimmune.analysis.effects import CONFIDENCE, level_interval, proportion_interval
from nanoimmune.analysis.effects import spread as spread_of
from nanoimmune.analysis.endpoints import Kind
from nanoimmune.errors import refuse

FEWEST = 10
"""Subjects of the pool without which nothing can be said."""

MOST = 100_000
"""Largest number of subjects that is looked at for the wanted half-width."""


class Replicates(NamedTuple):
    """How many subjects are needed.

    Attributes:
        response: What it is of: the end-point in an arm, or its effect.
        kind: How the end-point is averaged.
        pool: Subjects that were simulated and have a value.
        mean: Their mean; of a proportion their share, of ratios the geometric mean.
        spread: Their standard deviation; of ratios the geometric one, a factor.
        alike: Whether all of them have the same value.
        table: A row a size: `subjects, a_worst, a_low, a_high, half_width`.
        stable_from: Fewest subjects from which groups that differ by chance alone stay closer than a small difference
            by A; None if none of the sizes is enough.
        precise_from: Fewest subjects with which the half-width is at most the wanted one; None if there are none, and
            where all of the pool are alike, which says nothing of others.
        wanted: The wanted half-width; of ratios how far the upper limit is to lie above the mean, as a share of it.
    """

    response: str
    kind: Kind
    pool: int
    mean: float
    spread: float
    alike: bool
    table: pd.DataFrame
    stable_from: int | None
    precise_from: int | None
    wanted: float


def replicates(
    response: str, values: Values, wanted: float | None = None, *, kind: Kind = "mean",
    sizes: Sequence[int] = SIZES,
) -> Replicates:  # fmt: skip
    """Tell from one pool of lives how many subjects are needed.

    Groups of every size are drawn from the pool with replacement, so sizes above the pool's own can be told of; what
    the pool does not hold, such as a rare course, is not in the answer.

    Args:
        response: What the values are.
        values: One number a subject; NaN where it has none.
        wanted: Half-width of the 95 % interval that is wanted, of ratios as a share of their mean; a tenth of the mean
            by default, of a share 0.1.
        kind: How the end-point is averaged; a proportion has values 0 and 1, a ratio values above 0.
        sizes: Sizes of groups.

    Returns:
        Agreement of groups and width of intervals by size.

    Raises:
        InputError: If fewer than ten subjects have a value, or the half-width is not above zero.
    """
    pool = values[np.isfinite(values)]
    if pool.size < FEWEST:
        mend = "Simulate more subjects, or choose an end-point that they have."
        raise refuse("subjects", int(pool.size), f"{FEWEST} at least with a value", mend)
    mean, spread = level_interval(kind, pool).estimate, spread_of(kind, pool)
    narrow = (abs(mean) / 10 if kind == "mean" else 0.1) if wanted is None else wanted
    if wanted is not None and not 0 < wanted < math.inf:
        raise refuse("--half-width", wanted, "a number above 0", "Give it in the unit of the end-point.")

    def width(subjects: int) -> float:
        if kind == "ratio":
            return math.expm1(_mean_width(math.log(spread), subjects))
        return _share_width(mean, subjects) if kind == "proportion" else _mean_width(spread, subjects)

    found = stability(pool, sizes)
    table = pd.DataFrame(
        [(each.subjects, each.worst, each.low, each.high, width(each.subjects)) for each in found],
        columns=["subjects", "a_worst", "a_low", "a_high", "half_width"],
    )
    alike = bool(np.ptp(pool) == 0)
    precise = None if alike else _fewest(width, narrow)
    return Replicates(response, kind, int(pool.size), mean, spread, alike, table, fewest_for(found), precise, narrow)


def _mean_width(spread: float, subjects: int) -> float:
    """Half-width of the t interval of a mean."""
    return float(stdtrit(subjects - 1, 0.5 + CONFIDENCE / 2)) * spread / math.sqrt(subjects)


def _share_width(share: float, subjects: int) -> float:
    """Half-width of the Wilson interval of a share, as near to it as so many subjects come."""
    well = np.zeros(subjects)
    well[: round(share * subjects)] = 1.0
    found = proportion_interval(well)
    return (found.high - found.low) / 2


def _fewest(width: Callable[[int], float], wanted: float) -> int | None:
    """Find the fewest subjects with which an interval is narrow enough: by doubling, then by halving."""
    low, high = 2, 4
    while width(high) > wanted:
        if high >= MOST:
            return None
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        if width(middle) <= wanted:
            high = middle
        else:
            low = middle + 1
    return high
