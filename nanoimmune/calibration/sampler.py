"""A seeded sampler on the surrogates: chains that step along the differences between each other.

Ter Braak 2006 (doi 10.1007/s11222-006-8769-1). Half of the chains move at a time, along differences within the other
half, so that a whole generation is forecast at once and the draws depend on the seed alone.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

Array = NDArray[np.float64]

GENERATIONS = 600
"""Steps of every chain; the first half of them is thrown away."""

_SEARCHED = 4096
"""Points of the prior that the chains are begun from the best of."""

_LONG_STEP = 0.1
"""Share of the steps that are as long as the difference itself, which leads from one peak to another."""

_BLUR = 1e-3


class Draws(NamedTuple):
    """Points that were drawn.

    Attributes:
        points: Shares of the ranges; shape (draws, numbers).
        r_hat: Largest split R-hat of any number (Gelman and Rubin): near 1 where the chains agree.
        accepted: Share of the steps that were taken.
    """

    points: Array
    r_hat: float
    accepted: float


def draw(
    log_density: Callable[[Array], Array], numbers: int, count: int, seed: int, generations: int = GENERATIONS
) -> Draws:
    """Draw points of a density over the unit cube.

    Args:
        log_density: Gives the logarithm of the density, but for a constant, for shape (points, numbers).
        numbers: Dimensions of the cube.
        count: How many points.
        seed: Seed of the chains.
        generations: Steps of every chain.

    Returns:
        The points, spread evenly over chains and steps.
    """
    rng = np.random.default_rng(seed)
    chains = 2 * max(10, numbers + 2)
    searched = np.asarray(qmc.LatinHypercube(numbers, rng=rng).random(_SEARCHED))
    begun = log_density(searched)
    # The best of several lots, so that the chains do not all begin on one peak.
    lots = np.array_split(np.arange(_SEARCHED), chains)
    at = np.array([searched[lot[np.argmax(begun[lot])]] for lot in lots])
    density = np.array([begun[lot].max() for lot in lots])
    kept, taken = [], 0
    for generation in range(generations):
        for first in (0, 1):
            movers, others = np.arange(first, chains, 2), np.arange(1 - first, chains, 2)
            stepped = _step(rng, at, movers, others)
            proposed = log_density(stepped)
            accepted = np.log(rng.random(len(movers))) < proposed - density[movers]
            at[movers[accepted]], density[movers[accepted]] = stepped[accepted], proposed[accepted]
            taken += int(accepted.sum())
        if generation >= generations // 2:
            kept.append(at.copy())
    states = np.array(kept)
    order = np.linspace(0, states.shape[0] * chains - 1, count).round().astype(int)
    # Row by row over steps, so that neighbouring draws are of different chains.
    return Draws(states.reshape(-1, numbers)[order], _r_hat(states), taken / (generations * chains))


def _step(rng: np.random.Generator, at: Array, movers: NDArray[np.int64], others: NDArray[np.int64]) -> Array:
    """Propose a step for some chains along differences of others, turned back at the walls of the cube."""
    numbers = at.shape[1]
    first = rng.integers(len(others), size=len(movers))
    second = (first + rng.integers(1, len(others), size=len(movers))) % len(others)
    usual = 2.38 / np.sqrt(2 * numbers)
    length = np.where(rng.random(len(movers)) < _LONG_STEP, 1.0, usual)[:, None]
    blur = _BLUR * rng.standard_normal((len(movers), numbers))
    stepped = at[movers] + length * (at[others[first]] - at[others[second]]) + blur
    turned = np.abs(stepped) % 2.0
    return np.asarray(np.where(turned > 1.0, 2.0 - turned, turned))


def _r_hat(states: Array) -> float:
    """Compare the spread within halves of chains with that between them; shape (steps, chains, numbers)."""
    half = states.shape[0] // 2
    if half < 2:
        return float("nan")
    split = np.concatenate([states[:half], states[half : 2 * half]], axis=1)
    within = split.var(axis=0, ddof=1).mean(axis=0)
    between = split.mean(axis=0).var(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.sqrt((half - 1) / half + between / within)
    return float(np.nanmax(ratio)) if np.isfinite(ratio).any() else float("nan")


def spread_out(pool: Array, count: int, taken: Array) -> Array:
    """Choose points of a pool that are far from each other and from others, one after the other.

    Args:
        pool: Points to choose from; shape (points, numbers).
        count: How many.
        taken: Points that are there already.

    Returns:
        The chosen points, fewer where the pool has no more.
    """
    nearest = np.min([np.linalg.norm(pool - each, axis=1) for each in taken], axis=0)
    chosen = []
    for _ in range(min(count, len(pool))):
        place = int(np.argmax(nearest))
        chosen.append(place)
        nearest = np.minimum(nearest, np.linalg.norm(pool - pool[place], axis=1))
    return pool[chosen]
