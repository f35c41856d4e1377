"""How many animals an arm needs, from the spread of simulated ones, beside the usual formula."""

import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from scipy import stats
from scipy.special import ndtri

from nanoimmune.analysis.effects import level_interval
from nanoimmune.analysis.endpoints import Kind
from nanoimmune.errors import refuse

Values = np.ndarray[tuple[int], np.dtype[np.float64]]

MOST_ANIMALS = 500
RESAMPLES = 2000
_SEED = 70531


class Power(NamedTuple):
    """How many animals an arm needs.

    Attributes:
        endpoint: Name of the end-point.
        control: Mean of the control arm; of folds and ratios the geometric mean.
        treated: That of the treated arm.
        spread: Standard deviation of the two arms together; of folds and ratios the geometric one, a factor.
        test: The test that is simulated.
        animals: Fewest animals an arm with which the simulated test finds the difference often enough; None if more
            than 500 are needed.
        reached: Share of the simulated experiments of that size that find it.
        formula: Animals an arm by the usual formula for two means, or for two proportions; None if there is no effect.
    """

    endpoint: str
    control: float
    treated: float
    spread: float
    test: str
    animals: int | None
    reached: float
    formula: int | None


def power(
    endpoint: str, control: Values, treated: Values, wanted: float = 0.8, significance: float = 0.05,
    *, kind: Kind = "mean",
) -> Power:  # fmt: skip
    """Find how many animals an arm needs.

    Experiments are made of animals that are drawn, with replacement, from the simulated ones, so skewed and clumped
    values count as they are. The test is Mann and Whitney's, or Fisher's where animals either have it or have not. The
    formula takes folds and ratios by their logarithms.

    Args:
        endpoint: Name of the end-point.
        control: Its values in simulated animals of the control arm.
        treated: Its values in those of the treated arm.
        wanted: Share of experiments that are to find the difference.
        significance: P value below which it counts as found.
        kind: How the end-point is averaged; a proportion has values 0 and 1, a ratio values above 0.

    Returns:
        The number by simulation, and by the formula.

    Raises:
        InputError: If there are fewer than three animals, or a share is none.
    """
    control, treated = control[np.isfinite(control)], treated[np.isfinite(treated)]
    for name, given in (("--power", wanted), ("--significance", significance)):
        if not 0 < given < 1:
            raise refuse(name, given, "a share between 0 and 1", "Use 0.8 and 0.05, say.")
    if min(control.size, treated.size) < 3:
        mend = "Simulate more subjects, or choose an end-point that they have."
        raise refuse("subjects", min(control.size, treated.size), "3 at least with a value", mend)
    is_proportion = kind == "proportion"
    reach = _Reach(control, treated, significance, is_proportion)
    animals = _fewest(reach, wanted)
    one, other = (np.log(control), np.log(treated)) if kind == "ratio" else (control, treated)
    spread = math.sqrt(float(one.var(ddof=1) + other.var(ddof=1)) / 2)
    return Power(
        endpoint=endpoint,
        control=level_interval(kind, control).estimate,
        treated=level_interval(kind, treated).estimate,
        spread=math.exp(spread) if kind == "ratio" else spread,
        test="Fisher's exact test" if is_proportion else "Mann-Whitney test",
        animals=animals,
        reached=reach(MOST_ANIMALS if animals is None else animals),
        formula=_formula(one, other, wanted, significance, is_proportion),
    )


class _Reach:
    """Shares of simulated experiments that find a difference, by the number of animals an arm."""

    def __init__(self, control: Values, treated: Values, significance: float, is_proportion: bool) -> None:
        """Take the animals."""
        self._arms, self._significance, self._is_proportion = (control, treated), significance, is_proportion
        self._known: dict[int, float] = {}

    def __call__(self, animals: int) -> float:
        """Simulate experiments of one size; each size has chance of its own."""
        if animals not in self._known:
            rng = np.random.default_rng([_SEED, animals])
            draws: list[Any] = [lambda size, arm=arm: rng.choice(arm, size) for arm in self._arms]
            test = _fisher if self._is_proportion else _rank
            found = stats.power(
                test, draws, (animals, animals), significance=self._significance, vectorized=True, n_resamples=RESAMPLES
            )
            self._known[animals] = float(found.power)
        return self._known[animals]


def _rank(control: Values, treated: Values, axis: int) -> Any:
    """P values of Mann and Whitney's test; 1 where all animals are alike."""
    found = stats.mannwhitneyu(control, treated, axis=axis, method="asymptotic").pvalue
    return np.nan_to_num(found, nan=1.0)


def _fisher(control: Values, treated: Values, axis: int) -> Any:
    """P values of Fisher's exact test."""
    animals = control.shape[axis]
    sick = zip(np.atleast_1d(control.sum(axis=axis)), np.atleast_1d(treated.sum(axis=axis)), strict=True)
    return np.array([_fisher_of(int(one), int(other), animals) for one, other in sick])


@lru_cache(maxsize=100_000)
def _fisher_of(one: int, other: int, animals: int) -> float:
    """P value of one experiment, from the animals that have it."""
    return float(stats.fisher_exact([[one, animals - one], [other, animals - other]]).pvalue)


def _fewest(reach: _Reach, wanted: float) -> int | None:
    """Find the smallest experiment that reaches what is wanted: by doubling, then by halving."""
    low, high = 2, 4
    while reach(high) < wanted:
        if high == MOST_ANIMALS:
            return None
        low, high = high + 1, min(2 * high, MOST_ANIMALS)
    while low < high:
        middle = (low + high) // 2
        if reach(middle) >= wanted:
            high = middle
        else:
            low = middle + 1
    return high


def _formula(control: Values, treated: Values, wanted: float, significance: float, is_proportion: bool) -> int | None:
    """Animals an arm by the usual formula: squared normal quantiles times variances over the squared difference."""
    difference = float(control.mean() - treated.mean())
    if difference == 0:
        return None
    quantiles = float(ndtri(1 - significance / 2) + ndtri(wanted))
    ddof = 0 if is_proportion else 1
    variances = float(control.var(ddof=ddof) + treated.var(ddof=ddof))
    return max(2, math.ceil(quantiles**2 * variances / difference**2))
