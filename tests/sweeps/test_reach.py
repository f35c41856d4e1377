"""How often a T cell meets presenting cells follows from how many are within reach, and not from how sites are cut."""

import numpy as np
import pytest

from nanoimmune import Host
from nanoimmune.host.declared import Declaration
from nanoimmune.host.schedule import engage
from nanoimmune.parameters.load import load
from nanoimmune.state.geometry import reaches
from nanoimmune.words import Compartment, Epitope, Phenotype

T_CELLS, SHOWING, RATE = 40_000, 60, 0.2
SIDE = 640.0
"""Width of the node, um."""


def share_that_meets(given: dict[str, float]) -> float:
    """Share of T cells, spread over a node in which cells that show their epitope stand, that meet one in an hour."""
    quiet = {"residents.node_dendritic": 0, "engagement.encounter_rate": RATE}
    host = Host(Declaration(load(quiet | given), absent=frozenset(Epitope), tissues=(Compartment.CNS,)), rng=4)
    life = host.life
    sites, drawn = life.sites_of(Compartment.NODE), np.random.default_rng(5)
    shown = np.zeros((SHOWING, len(Epitope)))
    shown[:, Epitope.MOG35_55] = 1.0
    life.apcs.add(
        SHOWING, uid=np.arange(1, SHOWING + 1), kind=1, place=Compartment.NODE, pmhc=shown,
        site=drawn.integers(sites.start, sites.stop, SHOWING),
    )  # fmt: skip
    life.cells.reserve(T_CELLS)
    life.cells.add(
        T_CELLS, uid=np.arange(10**6, 10**6 + T_CELLS), phenotype=Phenotype.EFFECTOR, place=Compartment.NODE,
        epitope=Epitope.MOG35_55, affinity=1.0, weight=1, partner=-1,
        site=drawn.integers(sites.start, sites.stop, T_CELLS),
    )  # fmt: skip
    engage(life)
    return float((life.cells.column("partner")[life.cells.rows()] >= 0).mean())


@pytest.mark.parametrize(("sites", "reach"), [(16, 60.0), (32, 60.0), (64, 60.0), (128, 60.0), (64, 120.0)])
def test_encounters_are_as_many_at_any_spacing(sites: int, reach: float) -> None:
    """Were each cell on the nine sites around met at one rate, sites half as far apart would make a quarter of them.

    A square of whole sites is wider or narrower than the reach, and cells in it are met less or more often for that.
    """
    apart = SIDE / sites
    given = {"world.node_extent": sites, "world.lymphoid_spacing": apart, "world.lymphoid_reach": reach}
    aside = max(1, round((reach / apart - 1.0) / 2.0))
    width = (2 * aside + 1) * apart
    inside = (1.0 - aside * (aside + 1) / ((2 * aside + 1) * sites)) ** 2
    met_there = -np.expm1(-RATE * (reach / width) ** 2)
    expected = -np.expm1(-SHOWING * (width / SIDE) ** 2 * inside * met_there)
    found = share_that_meets(given)
    assert found == pytest.approx(expected, rel=0.1)
    assert found == pytest.approx(-np.expm1(-RATE * SHOWING * (reach / SIDE) ** 2), rel=0.2)


def test_every_organ_has_its_own_reach() -> None:
    """In whole sites to each side, one at least, and by how much oftener a cell there is met."""
    given = {"world.lymphoid_reach": 100, "world.liver_reach": 40, "world.cns_reach": 150, "world.pancreas_reach": 60}
    aside, nearness = reaches(load(given | {"world.pancreas_spacing": 10}).world)
    found = {place: (int(aside[place]), float(nearness[place])) for place in Compartment}
    assert found[Compartment.NODE] == found[Compartment.SPLEEN] == (2, 1.0)
    assert found[Compartment.LIVER] == (1, pytest.approx((40 / 150) ** 2))
    assert found[Compartment.CNS] == (1, 1.0)
    assert found[Compartment.PANCREAS] == (2, pytest.approx((60 / 50) ** 2))
    assert reaches(load({"world.liver_reach": 40, "world.depth": 3}).world)[1][Compartment.LIVER] == pytest.approx(
        (40 / 150) ** 3
    )
