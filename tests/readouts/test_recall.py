"""The recall assay counts those that can answer, and errs as a sample does."""

import numpy as np
import pytest
from worlds import SMALL_WORLD

from nanoimmune import Host, Scenario
from nanoimmune.readouts.recall import binomial_interval, recall, responding_share
from nanoimmune.words import Compartment, Epitope, Phenotype

MOG = Epitope.MOG35_55
WELLS = 400


@pytest.fixture(scope="module")
def host() -> Host:
    """A host whose spleen holds 2,000 memory cells of one epitope, and others that cannot answer."""
    made = Host(Scenario.named("ms").with_parameters(SMALL_WORLD))
    made.life.cells.remove(made.life.cells.rows())
    given = (
        (Phenotype.MEMORY, MOG, Compartment.SPLEEN, 2000),
        (Phenotype.ANERGIC, MOG, Compartment.SPLEEN, 5000),
        (Phenotype.TR1, MOG, Compartment.SPLEEN, 5000),
        (Phenotype.NAIVE, MOG, Compartment.SPLEEN, 5000),
        (Phenotype.MEMORY, Epitope.OVA323_339, Compartment.SPLEEN, 70),
        (Phenotype.EFFECTOR, MOG, Compartment.NODE, 40),
    )
    for number, (phenotype, epitope, place, weight) in enumerate(given):
        made.life.cells.add(
            1, phenotype=phenotype, uid=8_000_000 + number, epitope=epitope, weight=weight, place=place, partner=-1,
            site=made.life.sites_of(place).start,
        )  # fmt: skip
    return made


def test_the_true_share_counts_experienced_cells_of_the_epitope_in_the_organ(host: Host) -> None:
    cells = host.parameters.assay.lymphoid_density
    world = host.parameters.world
    assert responding_share(host, MOG) == pytest.approx(2000 / (cells * world.spleen_volume))
    assert responding_share(host, Epitope.OVA323_339) == pytest.approx(70 / (cells * world.spleen_volume))
    assert responding_share(host, MOG, Compartment.NODE) == pytest.approx(40 / (cells * world.node_volume))
    assert responding_share(host, Epitope.GP61_80) == 0.0


def test_counts_scatter_as_binomial_draws_around_the_true_share(host: Host) -> None:
    """The mean within four standard errors, the variance within a third, and most intervals hold the truth."""
    share, sample = responding_share(host, MOG), 10**6
    found = [recall(host, MOG, sample=sample, well=well) for well in range(WELLS)]
    counts = np.array([each.responders for each in found])
    assert abs(counts.mean() - share * sample) < 4 * np.sqrt(share * sample / WELLS)
    assert counts.var() == pytest.approx(share * sample, rel=0.33)
    assert np.mean([each.low <= share <= each.high for each in found]) >= 0.93
    assert found[0] == recall(host, MOG, sample=sample), "the same well is the same draw"
    assert found[0].fraction == found[0].responders / sample


def test_nobody_answers_to_what_nobody_knows(host: Host) -> None:
    nothing = recall(host, Epitope.GP61_80)
    assert nothing.responders == 0
    assert (nothing.low, nothing.high) == (0.0, pytest.approx(3.69e-6, rel=0.01))


def test_the_interval_is_that_of_clopper_and_pearson() -> None:
    """The textbook case of 4 in 20, and both ends."""
    assert binomial_interval(4, 20) == pytest.approx((0.0573, 0.4366), abs=1e-4)
    assert binomial_interval(0, 10) == (0.0, pytest.approx(0.3085, abs=1e-4))
    assert binomial_interval(10, 10) == (pytest.approx(0.6915, abs=1e-4), 1.0)
