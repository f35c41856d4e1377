"""Blood glucose follows the published equations of Topp et al. (2000), whose numbers are written out again here."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

HEALTHY_MASS = 300.0
MASSES = st.floats(0.0, 5.0)


def published_rates(glucose: float, insulin: float, mass: float) -> tuple[float, float]:
    """Change of glucose, mg/dL/d, and of insulin, uU/mL/d, as the paper writes them; mass in mg."""
    secreted = mass * 43.2 * glucose**2 / (20000.0 + glucose**2)
    return 864.0 - (1.44 + 0.72 * insulin) * glucose, secreted - 432.0 * insulin


@given(working=MASSES)
def test_glucose_and_insulin_stand_still_at_the_balance(rules: Any, working: float) -> None:
    """Put into the published equations, at the insulin that they balance at, nothing changes."""
    level = rules("glucose.balanced_glucose", working_mass=working)
    mass = HEALTHY_MASS * working
    insulin = mass * 43.2 * level**2 / (20000.0 + level**2) / 432.0
    change, _ = published_rates(level, insulin, mass)
    assert change == pytest.approx(0.0, abs=1e-6)


@given(working=MASSES)
def test_the_balance_is_the_only_one(rules: Any, working: float) -> None:
    """The published residual falls through zero there: above it glucose falls, below it glucose rises."""
    level, mass = rules("glucose.balanced_glucose", working_mass=working), HEALTHY_MASS * working
    for factor in (0.02, 0.3, 0.8, 0.99, 1.01, 1.3, 4.0, 50.0):
        there = level * factor
        insulin = mass * 43.2 * there**2 / (20000.0 + there**2) / 432.0
        assert math.copysign(1.0, published_rates(there, insulin, mass)[0]) == (1.0 if factor < 1.0 else -1.0)


@pytest.mark.parametrize("working", [0.05, 0.12, 0.5, 1.0])
def test_the_published_equations_arrive_at_the_balance(rules: Any, working: float) -> None:
    """Integrated from a meal, and from hunger."""
    for begin in ((40.0, 0.1), (500.0, 30.0)):
        course = solve_ivp(
            lambda _, state: published_rates(*state, HEALTHY_MASS * working), (0.0, 30.0), begin,
            method="LSODA", rtol=1e-9, atol=1e-9,
        )  # fmt: skip
        assert course.y[0, -1] == pytest.approx(rules("glucose.balanced_glucose", working_mass=working), rel=1e-6)


@pytest.mark.parametrize(("working", "level"), [(1.0, 100.0), (0.0, 600.0), (0.12, 250.0)])
def test_glucose_at_masses_that_are_known(rules: Any, working: float, level: float) -> None:
    """A healthy animal, one without beta cells, and the mass at which an animal becomes diabetic."""
    assert rules("glucose.balanced_glucose", working_mass=working) == pytest.approx(level, rel=0.02)
    exact = {1.0: 1e-9, 0.0: 1e-9}.get(working)
    if exact is not None:
        assert rules("glucose.balanced_glucose", working_mass=working) == pytest.approx(level, rel=exact)


@given(first=MASSES, more=st.floats(1e-3, 1.0))
def test_more_working_mass_means_less_glucose(rules: Any, first: float, more: float) -> None:
    """Strictly, over the whole range."""
    lower = rules("glucose.balanced_glucose", working_mass=first + more)
    assert lower < rules("glucose.balanced_glucose", working_mass=first)


def test_mass_stands_still_at_100_and_250_and_grows_between(rules: Any) -> None:
    """The published parabola: what lies outside falls, by 6 % a day without glucose."""
    rate = {level: rules("glucose.mass_rate", level=level) for level in (0.0, 90.0, 100.0, 175.0, 250.0, 300.0)}
    assert rate[100.0] == pytest.approx(0.0, abs=1e-12)
    assert rate[250.0] == pytest.approx(0.0, abs=1e-12)
    assert rate[175.0] > 0.0 > max(rate[0.0], rate[90.0], rate[300.0])
    assert rate[0.0] * 24.0 == pytest.approx(-0.06)


@given(number=st.floats(-1e9, 1e9))
def test_a_cube_root_cubed_is_the_number(rules: Any, number: float) -> None:
    """With its sign."""
    assert rules("glucose.real_cube_root", number=number) ** 3 == pytest.approx(number, rel=1e-9, abs=1e-9)
