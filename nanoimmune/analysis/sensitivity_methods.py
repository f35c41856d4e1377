"""The three methods of sensitivity analysis: elementary effects, variance-based indices, and partial rank correlation.

Each looks at a sample of the parameters, as shares of the way through their ranges, and at what came of every point.
The points fall into blocks that are complete by themselves: a trajectory of Morris, a row of Saltelli's matrices with
all its crossings, or one point of a Latin hypercube. Blocks are what intervals are made from.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import stats

Shares = np.ndarray[tuple[int, int, int], np.dtype[np.float64]]
"""Places in the ranges, 0 to 1; shape (blocks, points of a block, parameters)."""

Outputs = np.ndarray[tuple[int, int], np.dtype[np.float64]]
"""What came of each point; shape (blocks, points of a block)."""

Estimates = np.ndarray[tuple[int, int], np.dtype[np.float64]]
"""Shape (measures, parameters)."""


class Method(NamedTuple):
    """A method of sensitivity analysis.

    Attributes:
        name: How it is called.
        says: What it gives, in words.
        design: The design that it samples.
        block_says: What its blocks are called.
        measures: Names of its measures.
        leading: Place of the measure by which parameters are ranked, by its size.
        usual: Blocks, where nobody says how many.
        block: Points of a block, by the number of parameters.
        fewest: Fewest blocks with which it can be done, by the number of parameters.
        estimate: The measures of a sample.
    """

    name: str
    says: str
    design: str
    block_says: str
    measures: tuple[str, ...]
    leading: int
    usual: int
    block: Callable[[int], int]
    fewest: Callable[[int], int]
    estimate: Callable[[Shares, Outputs], Estimates]


def elementary_effects(shares: Shares, outputs: Outputs) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Give the change of the output for each step of a trajectory, over the size of that step.

    Args:
        shares: Trajectories, in each step of which one parameter changes.
        outputs: What came of every point.

    Returns:
        Effects over the whole range of each parameter; shape (parameters, trajectories).
    """
    steps = np.diff(shares, axis=1)
    changed = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, changed[..., None], axis=2)[..., 0]
    effects = np.empty((shares.shape[2], shares.shape[0]))
    effects[changed, np.arange(shares.shape[0])[:, None]] = np.diff(outputs, axis=1) / size
    return effects


def morris(shares: Shares, outputs: Outputs) -> Estimates:
    """Give mu*, mu and sigma: mean size, mean and standard deviation of the elementary effects.

    Args:
        shares: Trajectories.
        outputs: What came of every point.

    Returns:
        The three measures, in the unit of the output over the whole range of each parameter.
    """
    effects = elementary_effects(shares, outputs)
    return np.stack([np.abs(effects).mean(axis=1), effects.mean(axis=1), effects.std(axis=1, ddof=1)])


def sobol(shares: Shares, outputs: Outputs) -> Estimates:
    """Give total and first-order indices: shares of the variance with and without what parameters do together.

    Args:
        shares: Rows of Saltelli's design: a point, its crossings with another, and that other point.
        outputs: What came of every point.

    Returns:
        The two measures; an output that never varies has indices of zero.
    """
    from SALib.analyze.sobol import first_order, total_order

    if np.ptp(outputs) == 0:
        return np.zeros((2, shares.shape[2]))
    scaled = (outputs - outputs.mean()) / outputs.std()
    first, second = scaled[:, 0], scaled[:, -1]
    crossed = scaled[:, 1:-1].T
    return np.array(
        [[total_order(first, each, second) for each in crossed], [first_order(first, each, second) for each in crossed]]
    )


def prcc(shares: Shares, outputs: Outputs) -> Estimates:
    """Give partial rank correlations: how an output rises with one parameter, all others being accounted for.

    Args:
        shares: Points of a Latin hypercube.
        outputs: What came of every point.

    Returns:
        The coefficients, -1 to 1; none where the output never varies.
    """
    parameters = shares.shape[2]
    if np.ptp(outputs) == 0:
        return np.zeros((1, parameters))
    ranks = stats.rankdata(np.column_stack([shares.reshape(-1, parameters), outputs.ravel()]), axis=0)
    inverse = np.linalg.pinv(np.corrcoef(ranks, rowvar=False), hermitian=True)
    spread = np.sqrt(np.outer(np.diag(inverse), np.diag(inverse)))
    return np.clip(-inverse[:-1, -1:].T / spread[:-1, -1], -1.0, 1.0)


def prcc_p_values(
    coefficients: np.ndarray[tuple[int], np.dtype[np.float64]], points: int
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Give the chance that a parameter without influence has a partial rank correlation as large, by Student's t.

    Args:
        coefficients: Partial rank correlations, one a parameter.
        points: Points of the sample.

    Returns:
        Two-sided p values.
    """
    freedom = points - 1 - coefficients.size
    bounded = np.clip(np.abs(coefficients), 0.0, 1.0 - 1e-12)
    t = bounded * np.sqrt(freedom / (1.0 - bounded**2))
    return np.asarray(2.0 * stats.t.sf(t, freedom))


METHODS = {
    method.name: method
    for method in (
        Method(
            name="morris",
            says="elementary effects over the whole range of each parameter (Morris; Campolongo's mu*)",
            design="morris",
            block_says="trajectories",
            measures=("mu_star", "mu", "sigma"),
            leading=0,
            usual=10,
            block=lambda parameters: parameters + 1,
            fewest=lambda _: 2,
            estimate=morris,
        ),
        Method(
            name="sobol",
            says="shares of the variance (Sobol; Saltelli's design)",
            design="saltelli",
            block_says="base samples",
            measures=("total", "first"),
            leading=0,
            usual=64,
            block=lambda parameters: parameters + 2,
            fewest=lambda _: 4,
            estimate=sobol,
        ),
        Method(
            name="prcc",
            says="partial rank correlations over a Latin hypercube",
            design="lhs",
            block_says="points",
            measures=("prcc",),
            leading=0,
            usual=100,
            block=lambda _: 1,
            fewest=lambda parameters: parameters + 4,
            estimate=prcc,
        ),
    )
}
"""The methods by name."""
