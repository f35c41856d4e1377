"""The EC50 is found again in made-up data, with limits that hold it as often as they say."""

import math

import numpy as np
import pytest

from nanoimmune import InputError
from nanoimmune.analysis import fit_dose_response

DOSES = np.repeat([0.0, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0], 6)


def hill(dose: np.ndarray, bottom: float, top: float, ec50: float, steepness: float) -> np.ndarray:
    """Hill's equation as textbooks write it."""
    return bottom + (top - bottom) * dose**steepness / (ec50**steepness + dose**steepness)


@pytest.mark.parametrize(("bottom", "top", "ec50", "steepness"), [(40, 10, 2.0, 1.5), (0, 1, 0.5, 1), (5, 90, 6, 2.5)])
def test_an_exact_curve_is_found_again(bottom: float, top: float, ec50: float, steepness: float) -> None:
    """A fit of the decadic in place of the natural logarithm, or of the slope to the wrong sign, would miss it."""
    fit = fit_dose_response(DOSES, hill(DOSES, bottom, top, ec50, steepness))
    assert (fit.bottom, fit.top, fit.ec50.estimate, fit.hill) == pytest.approx((bottom, top, ec50, steepness), rel=1e-3)
    assert fit.at([ec50])[0] == pytest.approx((bottom + top) / 2, rel=1e-3)
    assert fit.at([0.0])[0] == pytest.approx(bottom, rel=1e-3, abs=1e-3)


def test_the_limits_of_the_ec50_hold_it_as_often_as_they_say() -> None:
    """300 noisy experiments: coverage within four standard errors of 95 %, which limits of one error (68 %) fail."""
    rng, true, tries = np.random.default_rng(7), 2.0, 300
    clean = hill(DOSES, 40, 10, true, 1.5)
    fits = [fit_dose_response(DOSES, clean + rng.normal(0, 3, DOSES.size)) for _ in range(tries)]
    inside = [fit.ec50.low <= true <= fit.ec50.high for fit in fits]
    assert abs(np.mean(inside) - 0.95) < 4 * math.sqrt(0.95 * 0.05 / tries)
    assert abs(np.median([fit.ec50.estimate for fit in fits]) / true - 1) < 0.05


def test_a_flat_response_has_no_narrow_limits() -> None:
    """Where nothing depends on the dose, the EC50 is not known to within a factor of ten."""
    noise = np.random.default_rng(3).normal(0, 1, DOSES.size)
    ec50 = fit_dose_response(DOSES, 20 + noise).ec50
    assert math.isnan(ec50.low) or ec50.high / ec50.low > 10


@pytest.mark.parametrize(
    ("dose", "response"),
    [
        ([1, 2, 3], [1, 2, 3]),
        ([0, 1, 2, 3], [1, 2, 3, 4]),
        ([1, 2, 3, -4], [1] * 4),
        ([1, 2, 3, 4], [1, 2, 3, math.nan]),
    ],
)
def test_too_little_is_refused(dose: list[float], response: list[float]) -> None:
    with pytest.raises(InputError, match="dose"):
        fit_dose_response(dose, response)
