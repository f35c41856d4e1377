"""A host with a pancreas at the front door: its grid, layers, sites and autoregulatory cells."""

import numpy as np
import pytest
from islet_worlds import diseased_host

from nanoimmune.errors import InputError
from nanoimmune.host import Host
from nanoimmune.host.agents import PancreasSite, RegulatoryTCell, TCell, TissueSite
from nanoimmune.words import Compartment, Phenotype


@pytest.fixture(scope="module")
def lived() -> Host:
    """A diseased host after two days, with autoregulatory cells."""
    host = diseased_host()
    host.run_for(48)
    return host


@pytest.fixture
def host(lived: Host) -> Host:
    """A copy of it."""
    return lived.branch()


def test_the_grid_is_the_pancreas(host: Host) -> None:
    """And there is no lattice of the other tissue."""
    assert host.grid is host.grids["pancreas"]
    assert set(host.grids) == {"spleen", "liver", "node", "pancreas"}
    assert host.grid.dimensions[:2] == (32, 32)
    assert host.day == 16.0


def test_every_site_is_an_agent_of_the_pancreas(host: Host) -> None:
    sites = host.agents_by_type[PancreasSite]
    assert len(sites) == 32 * 32
    assert TissueSite not in host.agents_by_type
    assert PancreasSite in host.agent_types


def test_a_site_shows_the_columns_of_the_pancreas(host: Host) -> None:
    """What is assigned is written; the number of the islet and the attackers are not for writing."""
    tissue = host.life.tissue
    inside = int(np.flatnonzero(tissue.islet >= 0)[7])
    site = next(agent for agent in host.grid[divmod(inside, 32)].agents if isinstance(agent, PancreasSite))
    for name in ("islet", "beta", "granules", "apoptotic", "necrotic", "attackers"):
        assert getattr(site, name) == getattr(tissue, name)[inside]
    site.beta = 0.25
    assert tissue.beta[inside] == 0.25
    for name in ("islet", "attackers"):
        with pytest.raises(AttributeError):
            setattr(site, name, 3)
    assert site.place == Compartment.PANCREAS


@pytest.mark.parametrize("name", ["myelin", "bareness", "axons", "oligodendrocyte", "burden"])
def test_a_site_of_the_pancreas_has_nothing_of_white_matter(host: Host, name: str) -> None:
    site = host.agents_by_type[PancreasSite].to_list()[0]
    with pytest.raises(AttributeError):
        getattr(site, name)
    with pytest.raises(AttributeError, match=name):
        getattr(host.grid, name)


@pytest.mark.parametrize("name", ["islet", "beta", "granules"])
def test_columns_of_the_pancreas_are_layers(host: Host, name: str) -> None:
    """The engine's own arrays, by site."""
    layer = getattr(host.grid, name)
    assert np.shares_memory(layer.data, getattr(host.life.tissue, name))
    assert layer.data[3, 5] == getattr(host.life.tissue, name)[3 * 32 + 5]


def test_what_is_written_to_a_layer_is_lived_on_with(host: Host) -> None:
    """A pancreas whose beta cells a user takes away is diabetic an hour later."""
    host.grid.set_property("beta", 0.0)
    host.step()
    assert host.life.body.glucose == pytest.approx(600.0)


def test_fields_of_the_pancreas_are_those_of_its_proteins(host: Host) -> None:
    cell = host.grid[3, 3]
    for name in ("shed_insulin", "shed_igrp", "shed_chromogranin", "shed_gad65", "chemokine"):
        assert getattr(cell, name) >= 0.0
    for name in ("shed_mog", "shed_plp"):
        with pytest.raises(AttributeError, match=name):
            getattr(cell, name)


def test_autoregulatory_cells_are_regulatory_t_cells(host: Host) -> None:
    """Though they came of CD8 effectors and memory cells, which are T cells like others."""
    regulatory = host.agents_by_type[RegulatoryTCell].select(lambda cell: cell.phenotype == Phenotype.AUTOREGULATORY)
    assert len(regulatory) > 0
    assert not any(cell.phenotype == Phenotype.AUTOREGULATORY for cell in host.agents_by_type[TCell])
    one = regulatory.to_list()[0]
    assert (type(one), one.phenotype) == (RegulatoryTCell, Phenotype.AUTOREGULATORY)
    one.remove()
    assert not one.alive


def test_an_autoregulatory_cell_can_be_added(host: Host) -> None:
    before = len(host.agents_by_type[RegulatoryTCell])
    cell = RegulatoryTCell(host, host.grid[2, 2], phenotype=Phenotype.AUTOREGULATORY)
    assert len(host.agents_by_type[RegulatoryTCell]) == before + 1
    assert cell.cell is host.grid[2, 2]


def test_a_site_that_is_removed_is_empty_and_none_can_be_added(host: Host) -> None:
    inside = int(np.flatnonzero(host.life.tissue.beta > 0.0)[0])
    site = next(agent for agent in host.grid[divmod(inside, 32)].agents if isinstance(agent, PancreasSite))
    site.remove()
    assert host.life.tissue.beta[inside] == host.life.tissue.granules[inside] == 0.0
    assert len(host.agents_by_type[PancreasSite]) == 32 * 32 - 1
    with pytest.raises(InputError):
        PancreasSite(host, host.grid[0, 0])


def test_a_subclass_names_its_own_site() -> None:
    class MySite(PancreasSite):
        """A user's own class."""

    class MyHost(Host):
        """A host of such sites."""

        pancreas_site = MySite

    host = MyHost(diseased_host().declared)
    assert len(host.agents_by_type[MySite]) == 32 * 32
