"""Implausibility: how far ours is from what was published, in standard deviations of all that is unsure about it.

Craig and others 1997, Vernon and others 2010 (doi 10.1214/10-BA524). Three standard deviations hold 95 % of any
distribution with one peak (Pukelsheim 1994), so a point beyond them for any target is ruled out.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from nanoimmune.calibration.surrogate import Surrogate
from nanoimmune.calibration.targets import Target

Array = NDArray[np.float64]

CUTOFF = 3.0
"""Implausibility above which a point is ruled out."""


def observed_variance(target: Target, ours: Array) -> Array:
    """Give the variance of the observation on the side on which ours lie, with the model's discrepancy."""
    spread = np.where(ours < target.aim, target.below, target.above)
    return np.asarray(spread**2 + target.discrepancy**2)


def implausibility(target: Target, ours: Array, variance: Array) -> Array:
    """Tell how many standard deviations ours are away.

    Args:
        target: What was published.
        ours: Values of ours, shape (points,); infinite values are infinitely far away, and so is what has no value.
        variance: Variance of ours, of the surrogate and of a cohort so small; shape (points,).

    Returns:
        Implausibility, shape (points,); zero on the published side of a direction.
    """
    away = ours - target.aim
    if target.side == "above":
        away = np.minimum(away, 0.0)
    elif target.side == "below":
        away = np.maximum(away, 0.0)
    allowed = np.sqrt(observed_variance(target, ours) + variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(away == 0, 0.0, np.abs(away) / allowed)
    return np.where(np.isnan(found), np.inf, found)


def log_likelihood(target: Target, ours: Array, variance: Array) -> Array:
    """Give the logarithm of the probability of what was published, but for a constant.

    A published value is normal about ours; of a direction, it is the probability that ours is on its side.

    Args:
        target: What was published.
        ours: Values of ours, shape (points,).
        variance: Variance of ours, as for `implausibility`.
    """
    total = observed_variance(target, ours) + variance
    if target.side == "both":
        return np.asarray(-0.5 * (ours - target.aim) ** 2 / total - 0.5 * np.log(total))
    towards = 1.0 if target.side == "above" else -1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        far = towards * (ours - target.aim) / np.sqrt(total)
    return np.asarray(log_ndtr(np.nan_to_num(far, nan=0.0)))


class Judgement:
    """What the surrogates of one wave say of any point.

    Attributes:
        targets: The targets that have a surrogate.
    """

    def __init__(
        self, targets: Sequence[Target], surrogates: Sequence[Surrogate | None], cohort: Sequence[float]
    ) -> None:
        """Take surrogates.

        Args:
            targets: All targets.
            surrogates: A surrogate a target, or None.
            cohort: Variance of each output between cohorts of the size that is lived.
        """
        known = [place for place, each in enumerate(surrogates) if each is not None]
        self.targets = [targets[place] for place in known]
        self._surrogates = [each for each in surrogates if each is not None]
        self._cohort = [cohort[place] for place in known]

    def forecasts(self, points: Array) -> list[tuple[Array, Array]]:
        """Forecast every target: values, and their variance by surrogate and cohort.

        Args:
            points: Shares of the ranges; shape (points, numbers).
        """
        found = []
        for surrogate, cohort in zip(self._surrogates, self._cohort, strict=True):
            mean, sd = surrogate.forecast(points)
            found.append((mean, sd**2 + cohort))
        return found

    def implausibility(self, points: Array) -> Array:
        """Give the implausibility of the target that speaks most against each point.

        Args:
            points: Shares of the ranges; shape (points, numbers).
        """
        every = [
            implausibility(target, *forecast)
            for target, forecast in zip(self.targets, self.forecasts(points), strict=True)
        ]
        return np.max(every, axis=0) if every else np.zeros(len(points))

    def log_posterior(self, points: Array) -> tuple[Array, Array]:
        """Give the log likelihood of all targets, and the implausibility.

        Args:
            points: Shares of the ranges; shape (points, numbers), over which the prior is even.
        """
        forecasts = list(zip(self.targets, self.forecasts(points), strict=True))
        likely = [log_likelihood(target, *forecast) for target, forecast in forecasts]
        apart = [implausibility(target, *forecast) for target, forecast in forecasts]
        return np.sum(likely, axis=0), np.max(apart, axis=0)
