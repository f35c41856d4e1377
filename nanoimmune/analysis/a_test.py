"""Vargha and Delaney's A, and how many replicates make groups of lives agree by it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

Values = np.ndarray[tuple[int], np.dtype[np.float64]]

SMALL, MEDIUM, LARGE = 0.56, 0.64, 0.71
"""From where a difference counts as small, medium or large (Vargha and Delaney 2000)."""

GROUPS = 20
"""Groups that are compared (Read and others 2012; Alden and others 2013)."""

SIZES = (5, 10, 20, 50, 100, 200, 300, 500, 1000)
"""Subjects of a group, as far as nothing else is asked."""

_TRIALS = 100
_SEED = 20130


def a_test(first: Values | Sequence[float], second: Values | Sequence[float]) -> float:
    """Give the chance that a number of the first group is larger than one of the second, ties counting half.

    Args:
        first: Numbers of one group.
        second: Numbers of another.

    Returns:
        Vargha and Delaney's A: 0.5 where neither tends to be larger, 1 where all of the first are.

    Raises:
        ValueError: If a group is empty.
    """
    mine, yours = np.asarray(first, float), np.asarray(second, float)
    if mine.size == 0 or yours.size == 0:
        raise ValueError("a group has no values")
    ranks = stats.rankdata(np.concatenate([mine, yours]))
    return float((ranks[: mine.size].sum() / mine.size - (mine.size + 1) / 2) / yours.size)


class Stability(NamedTuple):
    """How far groups of one size lie apart that differ by chance alone.

    Attributes:
        subjects: Subjects of each group.
        worst: Largest A of 19 groups against the first, turned above 0.5; the median over repetitions.
        low: What 2.5 % of the repetitions lie below.
        high: What 2.5 % lie above.
    """

    subjects: int
    worst: float
    low: float
    high: float


def stability(pool: Values, sizes: Sequence[int] = SIZES) -> list[Stability]:
    """Draw twenty groups of each size from one pool, with replacement, and compare the others with the first.

    The draw is repeated a hundred times, since one such comparison is itself a matter of chance.

    Args:
        pool: One number a subject.
        sizes: Subjects of a group.

    Returns:
        One answer a size.
    """
    kinds, places = np.unique(pool, return_inverse=True)
    found = []
    for size in sizes:
        rng = np.random.default_rng([_SEED, size])
        worst = [_worst(rng, places, kinds.size, size) for _ in range(_TRIALS)]
        low, middle, high = np.quantile(worst, [0.025, 0.5, 0.975])
        found.append(Stability(size, float(middle), float(low), float(high)))
    return found


def _worst(rng: np.random.Generator, places: "np.ndarray[Any, np.dtype[np.intp]]", kinds: int, size: int) -> float:
    """Give the largest A, turned above 0.5, of nineteen groups against the first.

    Every number of a group is one of the pool's, so a group is how often each was drawn, and A a sum over them.
    """
    drawn = places[rng.integers(places.size, size=(GROUPS, size))]
    held = np.stack([np.bincount(group, minlength=kinds) for group in drawn])
    first, others = held[0], held[1:]
    beaten = np.cumsum(first) - first / 2
    measures = others @ beaten / size**2
    return float(0.5 + np.abs(measures - 0.5).max())


def fewest_for(found: Sequence[Stability], limit: float = SMALL) -> int | None:
    """Find from which size on groups stay closer together than a limit; None if they never do.

    Args:
        found: What `stability` gave, sizes rising.
        limit: The largest A that is allowed.
    """
    enough = None
    for each in reversed(found):
        if each.worst >= limit:
            break
        enough = each.subjects
    return enough
