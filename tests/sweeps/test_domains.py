"""The territory of an oligodendrocyte is a length of white matter, and not how finely sites and fields are cut."""

import numpy as np
import pytest

from nanoimmune import Host
from nanoimmune.host.declared import Declaration
from nanoimmune.host.life import Life
from nanoimmune.host.white_matter import harm_white_matter, repair_white_matter
from nanoimmune.parameters.load import load
from nanoimmune.words import Compartment, Field, Oligodendrocyte

HOURS = 24
DENSITY = 400
"""Licensed phagocytes in the territory of an oligodendrocyte."""


def attacked(given: dict[str, float]) -> Life:
    """White matter after a day of even attack, with some suppressive cytokine."""
    host = Host(Declaration(load(given | {"harm.phagocyte_rate": 0.00006}), tissues=(Compartment.CNS,)), rng=2)
    life, organ = host.life, host.life.organ(Compartment.CNS)
    sites, territory = life.geometry.domain_sites, life.geometry.sites_in_territory
    assert (DENSITY * sites / territory % 1 == 0).all(), "counts are whole"
    life.crowd.licensed_by_domain[:] = DENSITY * sites / territory
    for _ in range(HOURS):
        life.fields[Field.SUPPRESSIVE, life.voxels_of(Compartment.CNS)] = 0.01
        harm_white_matter(life, organ)
        repair_white_matter(life, organ)
        life.body.step += 1
    return life


@pytest.fixture(scope="module")
def usual() -> Life:
    return attacked({})


def test_oligodendrocytes_are_100_um_apart(usual: Life) -> None:
    assert usual.geometry.domain_sites.tolist() == [4] * 32 * 32
    assert usual.geometry.sites_in_territory == 4.0
    sites = usual.sites_of(Compartment.CNS)
    domains, voxels = usual.geometry.domain_of_site[sites], usual.geometry.voxel_of_site[sites]
    assert (domains == voxels - usual.voxels_of(Compartment.CNS).start).all()
    assert (np.delete(usual.geometry.domain_of_site, np.r_[sites]) == -1).all()


@pytest.mark.parametrize(
    "given",
    [
        {"world.sites_per_voxel": 1},
        {"world.sites_per_voxel": 4},
        {"world.sites_per_voxel": 3},
        {"world.cns_extent": 128, "world.cns_spacing": 25},
        {"world.cns_extent": 80, "world.cns_spacing": 40},
        {"world.cns_extent": 65},
    ],
)
def test_even_attackers_strip_as_much_myelin_however_the_tissue_is_cut(usual: Life, given: dict[str, float]) -> None:
    """Where an oligodendrocyte was one field voxel, voxels of half the size let a phagocyte strip a quarter as much."""
    other = attacked(given)
    assert usual.tissue.myelin.mean() < 0.9
    assert other.tissue.myelin.mean() == pytest.approx(usual.tissue.myelin.mean(), rel=0.01)
    assert other.tissue.burden.mean() == pytest.approx(usual.tissue.burden.mean(), rel=0.01)
    for field in (Field.SHED_MOG, Field.SHED_PLP, Field.SHED_MBP):
        shed = [life.fields[field, life.voxels_of(Compartment.CNS)].mean() for life in (usual, other)]
        assert shed[1] == pytest.approx(shed[0], rel=0.01), field


def test_an_oligodendrocyte_feels_the_mean_of_the_fields_over_its_sites() -> None:
    """Half of each domain is inflamed enough to slow replacement: the dead are replaced at the pace of the mean."""
    life = attacked({"world.sites_per_voxel": 1, "repair.replacement_rate": 0.02, "repair.blocking_inflammation": 0.02})
    organ, voxels = life.organ(Compartment.CNS), life.voxels_of(Compartment.CNS)
    organ.tissue.oligodendrocyte[:] = Oligodendrocyte.DEAD
    level = life.fields[Field.INFLAMMATORY, voxels].reshape(64, 64)
    level[:, ::2], level[:, 1::2] = 0.04, 0.0
    repair_white_matter(life, organ)
    back = float((organ.tissue.oligodendrocyte == Oligodendrocyte.REPAIRING).mean())
    expected = 1.0 - np.exp(-0.02 * 0.5)
    assert abs(back - expected) < 4 * np.sqrt(expected * (1 - expected) / 1024)
    level[:, 1::2] = 1.0
    organ.tissue.oligodendrocyte[:] = Oligodendrocyte.DEAD
    repair_white_matter(life, organ)
    assert (organ.tissue.oligodendrocyte == Oligodendrocyte.DEAD).mean() > 0.999
