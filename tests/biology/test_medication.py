"""Kinetics of medicines against a numerical solution, and what occupancy does at its limits."""

import math

import pytest

from nanoimmune.biology.medication import (
    absorbed_amount,
    circulating_gain,
    drained_share,
    mean_concentration,
    pace_factor,
    target_occupancy,
)
from nanoimmune.parameters.load import load


def solved(waiting: float, absorption: float, elimination: float, hours: float) -> float:
    """What circulates of a depot, by a classical Runge-Kutta solution in small steps."""
    steps = 20_000
    dt, depot, body = hours / steps, waiting, 0.0
    for _ in range(steps):
        slopes = []
        d, b = depot, body
        for share in (0.5, 0.5, 1.0, 0.0):
            slopes.append((-absorption * d, absorption * d - elimination * b))
            d, b = depot + share * dt * slopes[-1][0], body + share * dt * slopes[-1][1]
        weights = (1 / 6, 1 / 3, 1 / 3, 1 / 6)
        depot += dt * sum(w * slope[0] for w, slope in zip(weights, slopes, strict=True))
        body += dt * sum(w * slope[1] for w, slope in zip(weights, slopes, strict=True))
    return body


@pytest.mark.parametrize(("absorption", "elimination"), [(1.0, 0.3), (0.3, 1.0), (0.5, 0.5), (0.5, 0.5 + 1e-9)])
def test_what_circulates_solves_the_equations(absorption: float, elimination: float) -> None:
    """Fast or slow absorption, and both rates alike, where the usual formula divides zero by zero."""
    found = circulating_gain(100.0, absorption, elimination, 3.0)
    assert found == pytest.approx(solved(100.0, absorption, elimination, 3.0), rel=1e-6)


def test_a_medicine_that_is_gone_in_minutes_overflows_nothing() -> None:
    assert 0.0 <= circulating_gain(1.0, 0.01, 26.0, 24.0) < 1e-3
    assert circulating_gain(1.0, 26.0, 0.01, 24.0) == pytest.approx(math.exp(-0.24), rel=1e-2)


def test_two_half_steps_are_one_step() -> None:
    """Kinetics in closed form must not know the step."""
    whole = circulating_gain(10.0, 0.7, 0.2, 1.0)
    first = circulating_gain(10.0, 0.7, 0.2, 0.5)
    left = 10.0 - absorbed_amount(10.0, 0.7, 0.5)
    assert first * math.exp(-0.1) + circulating_gain(left, 0.7, 0.2, 0.5) == pytest.approx(whole, rel=1e-12)


def test_the_mean_concentration_is_that_of_an_exponential() -> None:
    """100 ug in 10 mL at 500 g/mol are 20,000 nM; with a half-life of an hour the mean of the first is 72 % of it."""
    rate = math.log(2.0)
    mean = mean_concentration(50.0, rate, 10.0, 500.0, 1.0)
    assert mean == pytest.approx(20_000 * 0.5 / rate, rel=1e-12)


def test_half_the_targets_are_occupied_at_the_stated_concentration() -> None:
    assert target_occupancy(3.0, 3.0, 1.0) == 0.5
    assert target_occupancy(0.0, 3.0, 1.0) == 0.0


def test_no_occupancy_changes_no_bit() -> None:
    assert pace_factor(-0.95, 0.0) == 1.0
    assert pace_factor(-1.0, 1.0) == 0.0
    assert pace_factor(1.5, 1.0) == 2.5


def test_large_particles_stay_where_they_are_injected() -> None:
    numbers = load().pharmacology
    assert drained_share(20.0, numbers) > 0.9
    assert drained_share(500.0, numbers) < 0.05
