"""Racing clocks: exponential waiting times, shares in proportion to the rates, no dependence on the time step."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nanoimmune.chance import chance, chances, rings_after, rings_within
from nanoimmune.words import Decision

FATE = int(Decision.FATE)
KEY = 11
N = 40_000
rates = st.floats(1e-4, 10.0)
draws = st.floats(1e-9, 1.0, exclude_max=True)
hours = st.floats(0.05, 4.0)


@given(rates, draws, hours)
def test_a_clock_rings_within_the_step_or_never(rate: float, draw: float, step: float) -> None:
    """Anything between the end of the step and infinity would move a cell that should wait."""
    after = rings_after(rate, draw, step)
    exact = -math.log1p(-draw) / rate
    assert after == (exact if exact <= step else math.inf)


def test_a_clock_without_rate_never_rings() -> None:
    """A division by zero here would give NaN, which wins or loses every comparison at random."""
    assert rings_after(0.0, 1e-12, 1.0) == math.inf


def test_waiting_times_are_exponential() -> None:
    """KS over 1e5 draws; a linearised probability is caught at this rate."""
    rate = 0.7
    waits = [rings_after(rate, chance(KEY, 0, uid, FATE), 1e9) for uid in range(100_000)]
    assert stats.kstest(waits, "expon", args=(0.0, 1.0 / rate)).pvalue > 1e-4


def test_a_clock_that_is_wound_up_anew_rings_as_a_poisson_law_says() -> None:
    """Shares of 0, 1 and at least 2 rings within 4 standard errors of exp(-x), x exp(-x) and the rest."""
    rate, step = 0.3, 2.0
    rings = np.array([rings_within(rate, chance(KEY, 0, uid, FATE), step) for uid in range(N)])
    x = rate * step
    expected = np.array([math.exp(-x), x * math.exp(-x), 1.0 - (1.0 + x) * math.exp(-x)])
    error = np.sqrt(expected * (1.0 - expected) / N)
    assert (np.abs(np.bincount(rings, minlength=3) / N - expected) < 4.0 * error).all()


def fates_after(step: float, span: float, deletion: float, conversion: float) -> np.ndarray:
    """Share of cells that are naive, deleted or converted after `span` hours of two racing clocks."""
    counts = np.zeros(3)
    for uid in range(N):
        fate = 0
        for number in range(round(span / step)):
            a, b, _, _ = chances(KEY, number, uid, FATE)
            first, second = rings_after(deletion, a, step), rings_after(conversion, b, step)
            if min(first, second) <= step:
                fate = 1 if first < second else 2
                break
        counts[fate] += 1
    return counts / N


@pytest.mark.parametrize("step", [4.0, 1.0, 0.5])
def test_shares_of_racing_clocks_do_not_depend_on_the_step(step: float) -> None:
    """Expected: exp(-(a+b)T) untouched, the rest split as a to b; an if-chain of rate*dt fails at 4 h."""
    deletion, conversion, span = 0.2, 0.1, 8.0
    untouched = math.exp(-(deletion + conversion) * span)
    expected = np.array([untouched, (1.0 - untouched) * 2.0 / 3.0, (1.0 - untouched) / 3.0])
    error = np.sqrt(expected * (1.0 - expected) / N)
    assert (np.abs(fates_after(step, span, deletion, conversion) - expected) < 4.0 * error).all()
