"""How many subjects a trial needs before its answer no longer hangs on which subjects it had."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from nanoimmune.analysis.a_test import SIZES, Values, fewest_for, stability
from nanoimmune.analysis.effects import CONFIDENCE, proportion_interval
from nanoimmune.errors import refuse

FEWEST = 10
"""Subjects of the pool without which nothing can be said."""

MOST = 100_000
"""Largest number of subjects that is looked at for the wanted half-width."""


class Replicates(NamedTuple):
    """How many subjects are needed.

    Attributes:
        response: What it is of: the end-point in an arm, or its paired difference.
        pool: Subjects that were simulated and have a value.
        mean: Their mean; of a proportion, their share.
        spread: Their standard deviation.
        table: A row a size: `subjects, a_worst, a_low, a_high, half_width`.
        stable_from: Fewest subjects from which groups that differ by chance alone stay closer than a small difference
            by A; None if none of the sizes is enough.
        precise_from: Fewest subjects with which the half-width is at most the wanted one; None if there are none, and
            where all of the pool are alike, which says nothing of others.
        wanted: The wanted half-width.
    """

    response: str
    pool: int
    mean: float
    spread: float
    table: pd.DataFrame
    stable_from: int | None
    precise_from: int | None
    wanted: float


def replicates(
    response: str, values: Values, wanted: float | None = None, *, is_proportion: bool = False,
    sizes: Sequence[int] = SIZES,
) -> Replicates:  # fmt: skip
    """Tell from one pool of lives how many subjects are needed.

    Groups of every size are drawn from the pool with replacement, so sizes above the pool's own can be told of; what
    the pool does not hold, such as a rare course, is not in the answer.

    Args:
        response: What the values are.
        values: One number a subject; NaN where it has none.
        wanted: Half-width of the 95 % interval that is wanted; a tenth of the mean by default, of a share 0.1.
        is_proportion: Whether values are 0 and 1.
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
    mean, spread = float(pool.mean()), float(pool.std(ddof=1))
    narrow = (0.1 if is_proportion else abs(mean) / 10) if wanted is None else wanted
    if wanted is not None and not 0 < wanted < math.inf:
        raise refuse("--half-width", wanted, "a number above 0", "Give it in the unit of the end-point.")

    def width(subjects: int) -> float:
        return _share_width(mean, subjects) if is_proportion else _mean_width(spread, subjects)

    found = stability(pool, sizes)
    table = pd.DataFrame(
        [(each.subjects, each.worst, each.low, each.high, width(each.subjects)) for each in found],
        columns=["subjects", "a_worst", "a_low", "a_high", "half_width"],
    )
    precise = _fewest(width, narrow) if spread > 0 else None
    return Replicates(response, int(pool.size), mean, spread, table, fewest_for(found), precise, narrow)


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
