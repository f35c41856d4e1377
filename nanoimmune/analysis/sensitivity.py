"""Sensitivity of one number of a trial to many parameters, with intervals, and with a verdict on the sample.

Two things are left to chance: which points were looked at, and which subjects lived there. All points have the same
subjects, so what is peculiar to a subject cancels out of most differences. What does not is in the intervals: they are
percentiles over resamples in which blocks of points and subjects are both drawn again. The noise of the subjects alone
is told apart, since more points do nothing against it.
"""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from nanoimmune.analysis.effects import CONFIDENCE
from nanoimmune.analysis.sensitivity_methods import Method, Shares, prcc_p_values

RESAMPLES = 400
WANTED_REACH = 0.1
"""Half-width of the intervals, as a share of the largest measure, that a sample is asked for."""

WANTED_AGREEMENT = 0.8
"""Top-weighted rank correlation that 95 % of the resamples must reach for a ranking to count as stable."""

_SEED = 41203
_STEPS = 5

Values = np.ndarray[tuple[int, int, int], np.dtype[np.float64]]
"""One number of each subject at each point; shape (blocks, points of a block, subjects), NaN where nobody has it."""


class Sensitivity(NamedTuple):
    """How sensitive one number is.

    Attributes:
        method: The method.
        parameters: Names of the parameters.
        table: Columns `parameter, measure, estimate, low, high, p`; `p` is there for rank correlations alone.
        convergence: The leading measure on growing parts of the sample: `blocks, parameter, estimate, low, high`.
        blocks: Blocks that were used.
        dropped: Blocks that were left out, since a point of them has no value.
        subjects: Subjects at each point.
        agreement: Top-weighted rank correlation of the ranking with those of resamples: what 95 % of them reach.
        reach: Largest half-width of an interval of the leading measure, over the largest measure.
        noise: The same, were the points fixed and the subjects alone left to chance.
        needed: Blocks for a reach of 10 %, by the square-root law; None where the noise of the subjects alone is more.
    """

    method: Method
    parameters: tuple[str, ...]
    table: pd.DataFrame
    convergence: pd.DataFrame
    blocks: int
    dropped: int
    subjects: int
    agreement: float
    reach: float
    noise: float
    needed: int | None

    @property
    def is_stable(self) -> bool:
        """Whether the ranking of the parameters would be much the same in another sample."""
        return self.agreement >= WANTED_AGREEMENT

    def _for_both(self) -> tuple[int, int]:
        """Subjects and blocks for the wanted reach, each of them leaving half of the variance, by the root law."""
        half = WANTED_REACH**2 / 2
        subjects = math.ceil(self.subjects * self.noise**2 / half)
        blocks = math.ceil(self.blocks * max(0.0, self.reach**2 - self.noise**2) / half)
        return max(self.subjects, subjects), max(self.blocks, blocks)

    def leading(self) -> pd.DataFrame:
        """Give the leading measure: a row a parameter, the most influential first."""
        rows = self.table[self.table["measure"] == self.method.measures[self.method.leading]]
        return rows.sort_values("estimate", key=np.abs, ascending=False, kind="stable", ignore_index=True)

    def verdict(self) -> list[str]:
        """Say in plain words whether the sample was large enough, and what would be."""
        largest = float(np.abs(self.leading()["estimate"]).max())
        if largest == 0:
            return ["Nothing that was varied changes this number."]
        unit = self.method.block_says
        said = "is stable" if self.is_stable else "is not stable"
        told = [
            f"The ranking {said}: 95 % of resamples agree with it to {self.agreement:.2f} or better "
            f"(top-weighted rank correlation; {WANTED_AGREEMENT:g} is asked for).",
            f"Intervals reach {self.reach:.0%} of the largest {self.method.measures[self.method.leading]} "
            f"with {self.blocks} {unit} and {self.subjects} subjects; the subjects alone account for {self.noise:.0%}.",
        ]
        if self.reach <= WANTED_REACH:
            told.append(f"That is within {WANTED_REACH:.0%}: the sample was large enough.")
        elif self.needed is None:
            subjects, blocks = self._for_both()
            told.append(
                f"For {WANTED_REACH:.0%}, more {unit} alone would not do: "
                f"about {subjects} subjects and {blocks} {unit} would."
            )
        else:
            told.append(f"For {WANTED_REACH:.0%} about {self.needed} {unit} would be needed.")
        if self.dropped:
            told.append(f"{self.dropped} {unit} were left out: some point has no value, or its runs are missing.")
        return told


def sensitivity(method: Method, parameters: tuple[str, ...], shares: Shares, values: Values) -> Sensitivity:
    """Tell how sensitive one number is to every parameter.

    Args:
        method: How.
        parameters: Names of the parameters.
        shares: Places in their ranges; shape (blocks, points of a block, parameters).
        values: The number at each point, by subject; shape (blocks, points of a block, subjects).

    Returns:
        Measures, intervals, convergence and verdict.

    Raises:
        ValueError: If too few blocks have a value at every point.
    """
    whole = np.isfinite(values).any(axis=2).all(axis=1)
    shares, values = shares[whole], values[whole]
    blocks, fewest = len(shares), method.fewest(len(parameters))
    if blocks < fewest:
        raise ValueError(f"{blocks} {method.block_says} have a value at every point, and {fewest} are needed")
    best, drawn = _estimated(method, shares, values)
    fixed = _resampled(method, shares, values, fixed=True)
    place = method.leading
    largest = float(np.abs(best[place]).max())
    reach, noise = (_reach(each[:, place], largest) for each in (drawn, fixed))
    return Sensitivity(
        method=method,
        parameters=parameters,
        table=_table(method, parameters, best, drawn, blocks),
        convergence=_convergence(method, parameters, shares, values),
        blocks=blocks,
        dropped=int((~whole).sum()),
        subjects=values.shape[2],
        agreement=_agreement(best[place], drawn[:, place]),
        reach=reach,
        noise=noise,
        needed=_needed(blocks, reach, noise),
    )


def _estimated(method: Method, shares: Shares, values: Values) -> tuple[np.ndarray, np.ndarray]:
    """Give the measures, and those of every resample; shapes (measures, parameters) and (resamples, ...)."""
    return method.estimate(shares, _means(values)), _resampled(method, shares, values, fixed=False)


def _means(values: Values) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Average over the subjects that have a value."""
    there = np.isfinite(values)
    number = there.sum(axis=2)
    total = np.where(there, values, 0.0).sum(axis=2)
    means: np.ndarray[tuple[int, int], np.dtype[np.float64]] = np.full(total.shape, math.nan)
    np.divide(total, number, out=means, where=number > 0)
    return means


def _resampled(method: Method, shares: Shares, values: Values, *, fixed: bool) -> np.ndarray:
    """Estimate again from blocks and subjects drawn with replacement, or from subjects alone; those that can be."""
    rng = np.random.default_rng([_SEED, len(shares), values.shape[2], int(fixed)])
    fewest, found = method.fewest(shares.shape[2]), []
    for _ in range(RESAMPLES):
        blocks = np.arange(len(shares)) if fixed else rng.integers(len(shares), size=len(shares))
        outputs = _means(values[blocks][:, :, rng.integers(values.shape[2], size=values.shape[2])])
        whole = np.isfinite(outputs).all(axis=1)
        if whole.sum() >= fewest:
            found.append(method.estimate(shares[blocks][whole], outputs[whole]))
    return np.array(found) if found else np.full((1, len(method.measures), shares.shape[2]), math.nan)


def _limits(drawn: np.ndarray) -> np.ndarray:
    """Give the percentile limits over the first axis; shape (2, ...)."""
    tail = (1 - CONFIDENCE) / 2
    limits: np.ndarray = np.quantile(drawn, [tail, 1 - tail], axis=0)
    return limits


def _reach(drawn: np.ndarray, largest: float) -> float:
    """Give the largest half-width of an interval, as a share of the largest measure."""
    low, high = _limits(drawn)
    return float((high - low).max() / 2 / largest) if largest > 0 else 0.0


def _needed(blocks: int, reach: float, noise: float) -> int | None:
    """Blocks for the wanted reach: what the subjects do stays, and the rest shrinks with the root of the blocks."""
    room = WANTED_REACH**2 - noise**2
    points = max(0.0, reach**2 - noise**2)
    return None if room <= 0 else max(2, math.ceil(blocks * points / room))


def _agreement(best: np.ndarray, drawn: np.ndarray) -> float:
    """Correlate Savage scores of the ranking with those of every resample; what 95 % of them reach (Iman, Conover)."""
    if best.size < 2:
        return 1.0
    ours = _savage(best)
    return float(np.quantile([np.corrcoef(ours, _savage(each))[0, 1] for each in drawn], 1 - CONFIDENCE))


def _savage(measures: np.ndarray) -> np.ndarray:
    """Score parameters by rank, so that the first count most: the sum of 1/rank from a parameter's own rank on."""
    order = np.argsort(-np.abs(measures), kind="stable")
    scores = np.empty(measures.size)
    scores[order] = np.cumsum(1.0 / np.arange(measures.size, 0, -1))[::-1]
    return scores


def _table(
    method: Method, parameters: tuple[str, ...], best: np.ndarray, drawn: np.ndarray, blocks: int
) -> pd.DataFrame:
    """Lay the measures out, a row a parameter and measure."""
    low, high = _limits(drawn)
    p = prcc_p_values(best[0], blocks) if method.name == "prcc" else np.full(len(parameters), math.nan)
    rows = [
        (name, measure, best[row, column], low[row, column], high[row, column], p[column])
        for row, measure in enumerate(method.measures)
        for column, name in enumerate(parameters)
    ]
    return pd.DataFrame(rows, columns=["parameter", "measure", "estimate", "low", "high", "p"])


def _convergence(method: Method, parameters: tuple[str, ...], shares: Shares, values: Values) -> pd.DataFrame:
    """Estimate the leading measure on growing parts of the sample."""
    rows = []
    for part in parts(method, len(shares), len(parameters)):
        best, drawn = _estimated(method, shares[:part], values[:part])
        low, high = _limits(drawn[:, method.leading])
        lead = best[method.leading]
        rows += [(part, name, lead[k], low[k], high[k]) for k, name in enumerate(parameters)]
    return pd.DataFrame(rows, columns=["blocks", "parameter", "estimate", "low", "high"])


def parts(method: Method, blocks: int, parameters: int) -> list[int]:
    """Give the sizes of the parts of a sample on which convergence is shown, the whole being the last.

    Args:
        method: The method; parts of Sobol points are powers of two.
        blocks: Blocks of the whole.
        parameters: How many are varied.
    """
    fewest = method.fewest(parameters)
    if method.name == "sobol":
        halved = [blocks // 2**step for step in range(_STEPS)]
    else:
        halved = [round(blocks * (_STEPS - step) / _STEPS) for step in range(_STEPS)]
    return sorted({part for part in halved if part >= fewest} | {blocks})
