"""One claim whose truth is known exactly, beside what the engine does."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

ERRORS = 4.0
"""Standard errors by which an estimate may miss; by chance alone one in 16,000 does."""


class Claim(NamedTuple):
    """One claim.

    Attributes:
        area: What it is about, such as `growth`.
        says: What is claimed.
        exact: The exact value.
        ours: What the engine gave.
        tolerance: By how much the two may differ.
        basis: What the tolerance is.
    """

    area: str
    says: str
    exact: float
    ours: float
    tolerance: float
    basis: str

    @property
    def holds(self) -> bool:
        """Whether the two differ by no more than the tolerance; something that is no number holds nothing."""
        return abs(self.ours - self.exact) <= self.tolerance


def of_mean(area: str, says: str, exact: float, values: Sequence[float] | np.ndarray) -> Claim:
    """Claim the mean of independent values, within `ERRORS` of their standard error.

    Args:
        area: What it is about.
        says: What is claimed.
        exact: The exact mean.
        values: The values.

    Returns:
        The claim.
    """
    drawn = np.asarray(values, dtype=float)
    error = float(drawn.std(ddof=1)) / math.sqrt(drawn.size)
    return Claim(area, says, exact, float(drawn.mean()), ERRORS * error, f"{ERRORS:g} standard errors")


def of_share(area: str, says: str, exact: float, count: int, total: int) -> Claim:
    """Claim a share of independent draws, within `ERRORS` of its standard error.

    Args:
        area: What it is about.
        says: What is claimed.
        exact: The exact share.
        count: Draws of that kind.
        total: All draws.

    Returns:
        The claim.
    """
    error = math.sqrt(exact * (1.0 - exact) / total)
    return Claim(area, says, exact, count / total, ERRORS * error, f"{ERRORS:g} standard errors")
