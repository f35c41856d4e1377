"""Published models of cells as user rules on our populations and clocks, against their acceptance values.

Last result (seeds as below): docs/credibility.md.
"""

import numpy as np
import pytest
from verification.models import antigen, relapsing, surface


@pytest.mark.verification
def test_the_antigen_loop_dies_out_below_its_threshold() -> None:
    """Effectors peak at 6,980 about time 4.5, then nothing is left. A clock that loses arrivals moves the peak."""
    stretches = [(0.25, 0.01)] * 28 + [(143.0, 0.02), (50.0, 0.02)]
    courses = [np.array(antigen.course(antigen.Rates(), key, stretches)) for key in (1, 2, 3, 4)]
    effectors = np.mean([course[:28, 1] for course in courses], axis=0)
    assert effectors.max() == pytest.approx(6980.0, rel=0.05)
    assert 4.0 <= 0.25 * effectors.argmax() + 0.125 <= 5.25
    assert np.mean([course[-1, 1] for course in courses]) < 0.01 * effectors.max()


@pytest.mark.verification
def test_the_antigen_loop_stands_above_its_threshold() -> None:
    """A 12, R 46,600, E 48,100, G 1.92e7, each within 5 %."""
    rates = antigen.Rates(shown=1.6e-4)
    *_, found = antigen.course(rates, 1, [(10.0, 0.02), (590.0, 0.05), (200.0, 0.05)])
    assert found == pytest.approx([12.0, 48_100.0, 46_600.0, 1.92e7], rel=0.05)


@pytest.mark.verification
@pytest.mark.parametrize(
    ("rates", "lost", "margin"),
    [(relapsing.HEALTHY, 0.13, 0.03), (relapsing.SICK, 0.83, 0.05)],
    ids=["healthy", "sick"],
)
def test_oligodendrocytes_are_lost_as_published(rates: relapsing.Rates, lost: float, margin: float) -> None:
    """Mean of 30 subjects after a year; regulation that is a third as strong costs seven times as many."""
    found = [relapsing.course(rates, key).lost for key in range(1, 31)]
    assert np.mean(found) == pytest.approx(lost, abs=margin)


@pytest.mark.verification
def test_potency_rises_with_valency_where_receptors_are_clustered() -> None:
    """Relative potency, valency 5 set to 1, within the ranges that were set from the published code run again."""
    half = {valency: surface.potency(valency, clustered=True, dissociation=0.1).half for valency in (1, 2, 3, 5, 10)}
    potency = {valency: half[5] / each for valency, each in half.items()}
    for valency, (low, high) in {1: (0.02, 0.1), 2: (0.05, 0.25), 3: (0.15, 0.5), 10: (0.5, 1.3)}.items():
        assert low <= potency[valency] <= high, potency


@pytest.mark.verification
def test_valency_gains_nothing_without_clusters() -> None:
    """On an even surface no valency is twice as potent as another."""
    half = {valency: surface.potency(valency, clustered=False, dissociation=0.1).half for valency in (2, 5, 10)}
    assert half[5] > 0.5 * half[2]
    assert half[10] > 0.5 * half[2]
