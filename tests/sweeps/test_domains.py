"""The territory of an oligodendrocyte is a length of white matter, and not how finely sites and fields are cut."""

import numpy as np
import pytest

from nanoimmune import Host
from nanoimmune.host.declared import Declaration
from nanoimmune.host.life import Life
from nanoimmune.host.schedule import harm
from nanoimmune.host.white_matter import harm_white_matter, repair_white_matter
from nanoimmune.parameters.load import load
from nanoimmune.sweeps.harm import means_of_domains
from nanoimmune.words import ApcState, Compartment, Epitope, Field, Phenotype

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
        {"world.depth": 3},
        {"world.size": 2},
        {"world.elongation": 4},
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


def test_an_oligodendrocyte_feels_the_mean_of_a_field_over_its_sites() -> None:
    """Fields as fine as the sites differ within a domain; where they do not, the mean is the level to the last bit."""
    life = attacked({"world.sites_per_voxel": 1, "world.cns_extent": 65})
    sites, geometry = life.sites_of(Compartment.CNS), life.geometry
    domains, voxels = geometry.domain_of_site[sites], geometry.voxel_of_site[sites]
    levels = np.random.default_rng(3).random(life.fields.shape[1])
    means = means_of_domains(levels, voxels, domains, geometry.domain_sites.size)
    expected = np.bincount(domains, levels[voxels]) / geometry.domain_sites
    assert means == pytest.approx(expected, rel=1e-12)
    same = means_of_domains(np.full_like(levels, 0.1), voxels, domains, geometry.domain_sites.size)
    assert (same == 0.1).all()


def test_attackers_are_counted_in_the_domain_in_which_they_stand() -> None:
    """With fields as fine as the sites a count by voxel would find a quarter of them."""
    host = Host(Declaration(load({"world.sites_per_voxel": 1}), tissues=(Compartment.CNS,)), rng=2)
    life, drawn = host.life, np.random.default_rng(4)
    sites = life.sites_of(Compartment.CNS)
    standing = life.apcs.rows()[life.apcs.column("place")[life.apcs.rows()] == Compartment.CNS]
    life.apcs.column("state")[standing] = ApcState.LICENSED
    at = drawn.integers(sites.start, sites.stop, 50)
    life.cells.add(
        50, uid=np.arange(50) + 10**6, phenotype=Phenotype.EFFECTOR, place=Compartment.CNS, site=at, weight=3,
        epitope=Epitope.MOG35_55, help=100.0, affinity=1.0, partner=-1,
    )  # fmt: skip
    harm(life)
    domains, geometry = life.geometry.domain_sites.size, life.geometry
    licensed = np.bincount(geometry.domain_of_site[life.apcs.column("site")[standing]], minlength=domains)
    armed = np.bincount(geometry.domain_of_site[at], minlength=domains)
    assert (life.crowd.licensed_by_domain == licensed * 20).all()
    assert (life.crowd.armed_by_domain == armed * 3).all()
    assert life.crowd.licensed_by_domain.sum() > 0
