"""What a calibration found: designs, draws of the posterior, and what they are worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nanoimmune.calibration.implausibility import CUTOFF, implausibility
from nanoimmune.calibration.simulator import Outputs
from nanoimmune.calibration.targets import Target
from nanoimmune.study.factors import Factor

if TYPE_CHECKING:
    from nanoimmune.calibration.fresh import Fresh

Array = NDArray[np.float64]

AT_PRESENT, CHECKED = "present", "posterior"
"""Waves of the present values, and of draws of the posterior."""

_NEAREST = 5
"""Designs at least that the spread between cohorts is read of; a quarter of all where these are more."""

_DIGITS = 6
"""Digits that a proposed number is rounded to, so that the name of its run stands on no last bit of a machine."""


@dataclass(frozen=True)
class Calibrated:
    """What was found.

    Attributes:
        method: `history-matching` or `abc-smc`.
        factors: The numbers that were moved, with their priors.
        targets: What they were fitted to.
        points: Values by name of the number, a table a design.
        waves: What each design belongs to: `present`, a number of a wave, or `posterior`.
        outputs: What the model answered at each design.
        posterior: A row a draw: the value of every number, and columns of the method.
        diagnostics: A row a wave and target.
        searched: Points of the unit cube that a figure of implausibility is drawn of, with their `implausibility`.
        verdict: What is to be said of it, in sentences.
        seed: Seed of designs and draws.
        fresh: What fresh subjects said of the nearest designs, if they were asked.
        unmoved: Numbers that every design had in place of those that ship, though they were not moved.
    """

    method: str
    factors: tuple[Factor, ...]
    targets: tuple[Target, ...]
    points: tuple[dict[str, float], ...]
    waves: tuple[str, ...]
    outputs: Outputs
    posterior: pd.DataFrame
    diagnostics: pd.DataFrame
    searched: pd.DataFrame
    verdict: tuple[str, ...]
    seed: int
    fresh: "Fresh | None" = None
    unmoved: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def cohort(self) -> Array:
        """Variance of each output between cohorts of the size that was lived."""
        return cohort_variance(self.targets, self.outputs)

    @cached_property
    def implausibility(self) -> Array:
        """How far the target that speaks most against each design is from what was lived there."""
        return lived_implausibility(self.targets, self.outputs)

    @property
    def best(self) -> int:
        """Number of the design that was lived nearest to all targets."""
        return int(np.argmin(self.implausibility))

    @property
    def proposed(self) -> int:
        """Number of the design that is proposed: by fresh subjects if they were asked, else the nearest one."""
        return self.best if self.fresh is None else self.fresh.proposed

    @property
    def proposed_outputs(self) -> Array:
        """What the model answered at the design that is proposed, by fresh subjects if they were asked."""
        if self.fresh is None:
            return np.asarray(self.outputs.values[self.best])
        return np.asarray(self.fresh.outputs.values[self.fresh.place])

    @property
    def proposed_implausibility(self) -> float:
        """How far the target that speaks most against the proposed design is, by fresh subjects if they were asked."""
        if self.fresh is None:
            return float(self.implausibility[self.best])
        return float(self.fresh.implausibility[self.fresh.place])

    @property
    def checked(self) -> list[int]:
        """Numbers of the designs that were drawn from the posterior and lived."""
        return [place for place, wave in enumerate(self.waves) if wave == CHECKED]

    @property
    def designs(self) -> pd.DataFrame:
        """A row a design: wave, values, outputs with their standard errors, and implausibility."""
        table = pd.DataFrame(list(self.points))
        table.insert(0, "design", range(len(table)))
        table.insert(1, "wave", list(self.waves))
        return with_answers(table, self.targets, self.outputs, self.implausibility)

    @property
    def not_ruled_out(self) -> int:
        """Designs that were lived and are not ruled out."""
        return int((self.implausibility <= CUTOFF).sum())

    def __repr__(self) -> str:
        """Show size in one line."""
        return f"<Calibrated: {len(self.factors)} numbers to {len(self.targets)} targets, {len(self.points)} designs>"


def cohort_variance(targets: Sequence[Target], outputs: Outputs) -> Array:
    """Give the variance of each output between cohorts where it matters: in the designs nearest to the target.

    It is the median of their squared standard errors. Designs far away say little of it: where all mice are as sick as
    can be, none differs from another.

    Args:
        targets: The targets.
        outputs: What the model answered, a row a design.
    """
    found = np.zeros(len(targets))
    for place, target in enumerate(targets):
        values, squares = outputs.values[:, place], outputs.errors[:, place] ** 2
        known = np.flatnonzero(np.isfinite(values) & np.isfinite(squares))
        nearest = known[np.argsort(np.abs(values[known] - target.aim), kind="stable")]
        if nearest.size:
            found[place] = np.median(squares[nearest[: max(_NEAREST, nearest.size // 4)]])
    return found


def lived_implausibility(targets: Sequence[Target], outputs: Outputs) -> Array:
    """Judge what was lived: the largest implausibility of each design over all targets.

    Args:
        targets: The targets.
        outputs: What the model answered, a row a design.
    """
    cohort = cohort_variance(targets, outputs)
    return farthest(targets, outputs.values, np.broadcast_to(cohort, outputs.values.shape))


def farthest(targets: Sequence[Target], values: Array, variance: Array) -> Array:
    """Give the largest implausibility of each design over all targets.

    Args:
        targets: The targets.
        values: What the model answered; a row a design and a column a target.
        variance: Variance of each of these; the same shape.
    """
    every = [implausibility(target, values[:, place], variance[:, place]) for place, target in enumerate(targets)]
    return np.asarray(np.max(every, axis=0))


def with_answers(table: pd.DataFrame, targets: Sequence[Target], outputs: Outputs, far: Array) -> pd.DataFrame:
    """Write what the model answered into a table with a row a design: outputs, standard errors, implausibility.

    Args:
        table: The table, which is written to.
        targets: The targets.
        outputs: What the model answered.
        far: Implausibility of each design.

    Returns:
        The same table.
    """
    for place, target in enumerate(targets):
        table[target.name] = outputs.values[:, place]
        table[f"{target.name} se"] = outputs.errors[:, place]
    table["implausibility"] = far
    return table


def values_at(factors: Sequence[Factor], shares: Array) -> dict[str, float]:
    """Give the numbers at a point of the unit cube, rounded to six digits, within their limits."""
    found = {}
    for factor, share in zip(factors, shares, strict=True):
        low, high = factor.values[0], factor.values[-1]
        found[factor.name] = min(max(float(f"{factor.at(float(share)):.{_DIGITS}g}"), low), high)
    return found


def shares_at(factors: Sequence[Factor], points: Sequence[dict[str, float]]) -> Array:
    """Give the points of the unit cube that numbers stand for; shape (points, numbers)."""
    return np.array([[factor.share_of(point[factor.name]) for factor in factors] for point in points])
