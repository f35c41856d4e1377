"""At which points a study looks: a grid, a Latin hypercube, or Sobol points."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from nanoimmune.errors import refuse
from nanoimmune.study.factors import Factor

GRID, LATIN, SOBOL = "grid", "lhs", "sobol"
KINDS = (GRID, LATIN, SOBOL)
MOST_POINTS = 100_000


def points_of(factors: Sequence[Factor], kind: str, count: int | None, seed: int) -> list[dict[str, float]]:
    """Choose the points of a design.

    Args:
        factors: What is varied.
        kind: One of `KINDS`. A grid takes every combination of values; the others are sampled between the limits.
        count: How many points, where they are sampled.
        seed: Seed of the samples.

    Returns:
        Values by name of the factor, a table a point.

    Raises:
        InputError: If factors, kind and count do not go together.
    """
    names = [factor.name for factor in factors]
    if not names or len(names) > len(set(names)):
        raise refuse("--vary", names, "one factor or several, each once", "Write --vary particle.valency=5:80:8.")
    if kind not in KINDS:
        raise refuse("--design", kind, ", ".join(KINDS), "Use one of these.")
    if kind == GRID:
        if count is not None:
            raise refuse("--points", count, "none for a grid", "Give the number of values with each factor.")
        values = list(itertools.product(*(dict.fromkeys(map(each.rounded, each.values)) for each in factors)))
        if len(values) > MOST_POINTS:
            raise refuse("--vary", len(values), f"{MOST_POINTS} points at most", "Take fewer values.")
        return [dict(zip(names, point, strict=True)) for point in values]
    return _sampled(factors, kind, count, seed)


def _sampled(factors: Sequence[Factor], kind: str, count: int | None, seed: int) -> list[dict[str, float]]:
    """Sample points between the limits of every factor."""
    from scipy.stats import qmc

    if count is None or not 2 <= count <= MOST_POINTS:
        raise refuse("--points", count, f"2 to {MOST_POINTS} where a design is sampled", "Say how many points.")
    if kind == SOBOL and count & (count - 1):
        raise refuse("--points", count, "a power of two for Sobol points", f"Use {2 ** round(np.log2(count))}.")
    for factor in factors:
        if len(factor.values) < 2:
            raise refuse("--vary", factor.name, "LOW:HIGH where a design is sampled", "Give both limits.")
    sampler: Any = (qmc.LatinHypercube if kind == LATIN else qmc.Sobol)(len(factors), rng=seed)
    shares = sampler.random(count)
    return [
        {factor.name: _between(factor, share) for factor, share in zip(factors, row, strict=True)} for row in shares
    ]


def _between(factor: Factor, share: float) -> float:
    """Give the value at a share of the way between the limits."""
    low, high = factor.values[0], factor.values[-1]
    if factor.logarithmic:
        return factor.rounded(float(low * (high / low) ** share))
    return factor.rounded(float(low + (high - low) * share))
