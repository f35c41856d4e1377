"""At which points a study looks: a grid, a sample, or the design of a sensitivity analysis."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from nanoimmune.errors import refuse
from nanoimmune.study.factors import Factor

GRID, LATIN, SOBOL = "grid", "lhs", "sobol"
KINDS = (GRID, LATIN, SOBOL)
"""Designs of a sweep."""

MORRIS, SALTELLI = "morris", "saltelli"
"""Designs of a sensitivity analysis, of which the count is in trajectories or in base samples."""

LEVELS = 4
"""Places in the range of a parameter that trajectories pass through."""

MOST_POINTS = 100_000


def points_of(factors: Sequence[Factor], kind: str, count: int | None, seed: int) -> list[dict[str, float]]:
    """Choose the points of a design.

    Args:
        factors: What is varied.
        kind: One of `KINDS`, `MORRIS` or `SALTELLI`. A grid takes every combination of values; the others are sampled
            between the limits.
        count: How many points are sampled; trajectories or base samples of the last two.
        seed: Seed of the samples.

    Returns:
        Values by name of the factor, a table a point.

    Raises:
        InputError: If factors, kind and count do not go together.
    """
    names = [factor.name for factor in factors]
    if not names or len(names) > len(set(names)):
        raise refuse("--vary", names, "one factor or several, each once", "Write --vary particle.valency=5:80:8.")
    if kind not in (*KINDS, MORRIS, SALTELLI):
        raise refuse("--design", kind, ", ".join(KINDS), "Use one of these.")
    if kind == GRID:
        if count is not None:
            raise refuse("--points", count, "none for a grid", "Give the number of values with each factor.")
        for factor in factors:
            if factor.count is None:
                mend = f"Write {factor.name}={factor.values[0]:g}:{factor.values[-1]:g}:5 for five values, say."
                raise refuse("--vary", factor.name, "LOW:HIGH:COUNT for a grid, or values with commas", mend)
        values = list(itertools.product(*(dict.fromkeys(map(each.rounded, each.values)) for each in factors)))
        if len(values) > MOST_POINTS:
            raise refuse("--vary", len(values), f"{MOST_POINTS} points at most", "Take fewer values.")
        return [dict(zip(names, point, strict=True)) for point in values]
    return _sampled(factors, kind, count, seed)


def _sampled(factors: Sequence[Factor], kind: str, count: int | None, seed: int) -> list[dict[str, float]]:
    """Sample points between the limits of every factor."""
    asked = "--points" if kind in KINDS else "--samples"
    if count is None or not 2 <= count <= MOST_POINTS:
        raise refuse(asked, count, f"2 to {MOST_POINTS} where a design is sampled", "Say how many.")
    if kind in (SOBOL, SALTELLI) and count & (count - 1):
        raise refuse(asked, count, "a power of two for Sobol points", f"Use {2 ** round(np.log2(count))}.")
    for factor in factors:
        if factor.count is not None:
            mend = f"Write {factor.name}=LOW:HIGH; {asked} says how many."
            given = f"{factor.name} with {factor.count} values"
            raise refuse("--vary", given, "LOW:HIGH where a design is sampled", mend)
    return [
        {factor.name: factor.at(float(share)) for factor, share in zip(factors, row, strict=True)}
        for row in _shares(len(factors), kind, count, seed)
    ]


def _shares(factors: int, kind: str, count: int, seed: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Sample shares of the way between limits, 0 to 1; shape (points, factors)."""
    from scipy.stats import qmc

    if kind in KINDS:
        sampler: Any = (qmc.LatinHypercube if kind == LATIN else qmc.Sobol)(factors, rng=seed)
        return np.asarray(sampler.random(count))
    from SALib.sample import morris, sobol

    unit = {"num_vars": factors, "names": [str(place) for place in range(factors)], "bounds": [[0.0, 1.0]] * factors}
    if kind == MORRIS:
        return np.asarray(morris.sample(unit, count, num_levels=LEVELS, seed=seed))
    return np.asarray(sobol.sample(unit, count, calc_second_order=False, seed=seed))
