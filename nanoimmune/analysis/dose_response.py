"""The dose that has half of the greatest effect: a Hill curve through responses, with intervals."""

import math
import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeWarning, curve_fit
from scipy.special import expit, stdtrit

from nanoimmune.analysis.effects import CONFIDENCE, Interval
from nanoimmune.errors import refuse

FEWEST_DOSES = 4
"""Doses above zero that a fit needs at least: as many as the curve has numbers."""

_STEEPEST, _FLATTEST = 8.0, 0.2
_BEYOND = 100.0
"""How far outside the doses that were tried an EC50 may lie; further off the data say nothing of it."""

Doses = Sequence[float] | NDArray[np.float64]


class DoseResponse(NamedTuple):
    """A Hill curve: `bottom` without a dose, `top` with a very large one, half-way between at `ec50`.

    Attributes:
        bottom: Response without a dose, in the unit of the response.
        top: Response to a very large dose.
        ec50: Dose with half of the effect and its 95 % limits, in the unit of the dose; the limits are symmetric on a
            logarithmic axis, and NaN where the doses do not determine them.
        hill: Steepness: 1 for simple saturation, more for a threshold.
    """

    bottom: float
    top: float
    ec50: Interval
    hill: float

    def at(self, dose: Doses) -> NDArray[np.float64]:
        """Give the response to doses; without a dose it is `bottom`."""
        return _hill(np.asarray(dose, dtype=np.float64), self.bottom, self.top, math.log(self.ec50.estimate), self.hill)


def fit_dose_response(dose: Doses, response: Doses) -> DoseResponse:
    """Fit a Hill curve by least squares.

    Not for responses that rise and fall again, and not for doses that all lie on one side of the EC50: the limits are
    then wide or missing, and the curve is a guess.

    Args:
        dose: A value a subject or a group, in any unit; zero for the untreated.
        response: The response of each.

    Returns:
        The curve.

    Raises:
        InputError: If there are fewer than four different doses above zero, or something is no finite number.
    """
    x, y = (np.asarray(values, dtype=np.float64) for values in (dose, response))
    if x.shape != y.shape or x.ndim != 1 or not (np.isfinite(x).all() and np.isfinite(y).all()) or (x < 0).any():
        raise refuse("dose", list(x), "as many finite doses as responses, none below zero", "Leave gaps out.")
    tried = np.unique(x[x > 0])
    if tried.size < FEWEST_DOSES:
        raise refuse("dose", list(tried), "four different doses above zero or more", "Add doses.")
    span = float(np.ptp(y)) or 1.0
    slope = np.polyfit(np.log(tried), [y[x == each].mean() for each in tried], 1)[0]
    ends = (y.min(), y.max()) if slope >= 0 else (y.max(), y.min())
    low = [y.min() - span, y.min() - span, math.log(tried[0] / _BEYOND), _FLATTEST]
    high = [y.max() + span, y.max() + span, math.log(tried[-1] * _BEYOND), _STEEPEST]
    first = [*ends, float(np.log(tried).mean()), 1.0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OptimizeWarning)  # it says that limits are missing, and so do we
        found, spread = curve_fit(_hill, x, y, first, bounds=(low, high), max_nfev=20_000)
    error = math.sqrt(spread[2, 2]) if x.size > len(found) and np.isfinite(spread[2, 2]) else math.nan
    reach = error * float(stdtrit(max(x.size - len(found), 1), 0.5 + CONFIDENCE / 2))
    if reach > math.log(_BEYOND**2 * tried[-1] / tried[0]):
        reach = math.nan
    ec50 = Interval(math.exp(found[2]), math.exp(found[2] - reach), math.exp(found[2] + reach))
    return DoseResponse(float(found[0]), float(found[1]), ec50, float(found[3]))


def _hill(dose: NDArray[np.float64], bottom: float, top: float, log_ec50: float, hill: float) -> NDArray[np.float64]:
    """Hill's equation over the logarithm of the EC50."""
    with np.errstate(divide="ignore"):
        share = expit(hill * (np.log(dose) - log_ec50))
    return np.asarray(bottom + (top - bottom) * share)
