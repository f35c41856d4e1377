"""Valency and threshold of pMHC particles, against the published surface model.

Richez and Khadra (2026), re-run over clustered receptors of which 300 lie in a contact, particle radius 20 nm: most
receptors bound (Emax) at 1, 2, 3, 5 and 10 pMHC a particle.
"""

from typing import Any

import numpy as np
import pytest

EMAX = {
    1.0: {1: 26, 2: 56, 3: 86, 5: 142, 10: 185},
    0.1: {1: 49, 2: 124, 3: 182, 5: 180, 10: 188},
}
"""Receptors bound, by dissociation constant and valency."""

POINTS = [(constant, valency, bound) for constant, row in EMAX.items() for valency, bound in row.items()]
DIAMETER = 40.0


def bound(rules: Any, valency: float, constant: float, diameter: float = 20.0) -> float:
    """Most receptors that a design holds."""
    return float(rules("particles.receptors_bound", valency=valency, dissociation_constant=constant, diameter=diameter))


@pytest.mark.parametrize(("constant", "valency", "expected"), POINTS)
def test_the_most_receptors_bound_are_those_of_the_surface_model(
    rules: Any, constant: float, valency: int, expected: float
) -> None:
    """Within 25 %, which two seeds a point of the re-run allow."""
    assert bound(rules, valency, constant, DIAMETER) == pytest.approx(expected, rel=0.25)


@pytest.mark.parametrize("constant", [0.3, 0.5, 1.0, 2.0])
def test_no_dose_lifts_two_ligands_over_the_threshold_that_forty_pass(rules: Any, constant: float) -> None:
    """The signal at full occupation of the surface is all that a dose can reach; below the threshold none rescues.

    A rule in which dose and valency multiply without a ceiling fails here.
    """
    fills = np.linspace(0.0, 1.0, 101)
    few = [rules("particles.particle_signal", bound_receptors=fill * bound(rules, 2, constant)) for fill in fills]
    many = [rules("particles.particle_signal", bound_receptors=fill * bound(rules, 40, constant)) for fill in fills]
    assert max(few) < 0.05
    assert max(many) > 0.9


def test_valency_saturates(rules: Any) -> None:
    """Beyond ten ligands nothing is gained, for clusters give no more receptors."""
    assert bound(rules, 40, 1.0) == pytest.approx(bound(rules, 20, 1.0), rel=0.05)
    assert bound(rules, 1000, 0.001) <= rules.parameters.binding.clustered_receptors


def test_a_poor_fit_holds_fewer_receptors(rules: Any) -> None:
    """Valency makes up for it: the ratio of weak to strong approaches one as ligands are added."""
    ratios = [bound(rules, valency, 1.0) / bound(rules, valency, 0.1) for valency in (1, 5, 20)]
    assert ratios == sorted(ratios)
    assert ratios[0] < 0.6
    assert ratios[-1] > 0.95


def test_conversion_needs_a_signal_and_no_help(rules: Any) -> None:
    """A naive signal converts nobody, and ample help blocks conversion."""
    assert rules("particles.tr1_conversion_rate", signal_share=0.0, help_signal=0.0) == 0.0
    free = rules("particles.tr1_conversion_rate", signal_share=1.0, help_signal=0.0)
    helped = rules(
        "particles.tr1_conversion_rate", signal_share=1.0, help_signal=4.0 * rules.parameters.binding.help_block
    )
    assert helped < 0.1 * free
