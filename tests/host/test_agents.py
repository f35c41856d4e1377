"""Every row is a Mesa agent: a view that is always the same object, and whose attributes are the columns."""

import gc
from enum import IntEnum

import mesa
import pytest
from mesa.discrete_space import CellAgent

from nanoimmune.host import AntigenPresentingCell, Host, Nanoparticle, RegulatoryTCell, TCell, TissueSite
from nanoimmune.host.attributes import Column
from nanoimmune.host.row_agent import DeadAgentError
from nanoimmune.words import ApcState, Compartment, Epitope, Oligodendrocyte, Phenotype

KINDS = (TCell, RegulatoryTCell, AntigenPresentingCell, Nanoparticle, TissueSite)


def test_everyone_is_a_cell_agent_with_an_identity_of_its_own(host: Host) -> None:
    assert isinstance(host, mesa.Model)
    assert all(isinstance(agent, CellAgent) and isinstance(agent, mesa.Agent) for agent in host.agents)
    uids = host.agents.get("unique_id")
    assert len(set(uids)) == len(uids) == len(host.agents)
    assert {type(agent) for agent in host.agents} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_agent_is_the_same_object_on_every_route(host: Host, kind: type) -> None:
    agents = host.agents_by_type[kind]
    agent = next(agent for agent in agents if agent.cell is not None)
    assert agent is agents.select(lambda a: a.unique_id == agent.unique_id).to_list()[0]
    assert any(other is agent for other in agent.cell.agents)
    assert any(other is agent for other in agent.cell.lattice.agents)
    assert agent in host.agents
    assert agent in agents
    assert agent.model is host
    assert agent.random is host.random
    gc.collect()
    assert any(other is agent for other in host.agents_by_type[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_attributes_are_python_values(host: Host, kind: type) -> None:
    agent = host.agents_by_type[kind].to_list()[0]
    names = [name for name in dir(kind) if not name.startswith("_") and name not in ("scenario", "rng", "random")]
    for name in names:
        value = getattr(agent, name)
        assert not type(value).__module__.startswith("numpy"), name


def test_words_are_words(host: Host) -> None:
    cell = host.agents_by_type[TCell].to_list()[0]
    assert isinstance(cell.phenotype, Phenotype)
    assert isinstance(cell.place, Compartment)
    assert isinstance(cell.epitope, Epitope)
    presenting = host.agents_by_type[AntigenPresentingCell].to_list()[0]
    assert isinstance(presenting.state, ApcState)
    assert len(presenting.pmhc) == len(Epitope)
    site = host.agents_by_type[TissueSite].to_list()[0]
    assert isinstance(site.oligodendrocyte, Oligodendrocyte)
    assert issubclass(Phenotype, IntEnum)


def test_assignment_writes_the_column(host: Host) -> None:
    cell = host.agents_by_type[TCell].to_list()[7]
    cell.affinity, cell.weight, cell.signal = 0.5, 3, 2.25
    columns = host.life.cells.columns
    assert (columns.affinity[cell.slot], columns.weight[cell.slot], columns.signal[cell.slot]) == (0.5, 3, 2.25)
    presenting = host.agents_by_type[AntigenPresentingCell].to_list()[0]
    shown = [1.0 + epitope for epitope in range(len(Epitope))]
    presenting.pmhc = tuple(shown)
    assert host.life.apcs.columns.pmhc[presenting.slot].tolist() == shown
    site = host.agents_by_type[TissueSite].to_list()[5]
    site.myelin = 0.25
    assert host.life.tissue.myelin[site.slot] == 0.25


@pytest.mark.parametrize("kind", [TCell, AntigenPresentingCell, Nanoparticle])
def test_every_column_is_an_attribute(host: Host, kind: type) -> None:
    columns = getattr(host.life, kind.family).columns._fields
    hidden = {"uid", "alive", "partner", "meta", "vacant"}
    assert set(columns) - hidden == {name for name in dir(kind) if isinstance(getattr(kind, name), Column)}


def test_what_the_engine_alone_knows_cannot_be_set(host: Host) -> None:
    cell = host.agents_by_type[TCell].to_list()[0]
    for name in ("site", "place", "mother"):
        with pytest.raises(AttributeError, match=name):
            setattr(cell, name, 0)
    with pytest.raises(ValueError, match="remove"):
        cell.phenotype = Phenotype.FREE
    with pytest.raises(ValueError, match="99"):
        cell.phenotype = 99


def test_an_attribute_of_the_users_own_lasts_for_life(host: Host) -> None:
    for cell in host.agents_by_type[TCell]:
        cell.note = f"number {cell.unique_id}"
    noted = set(host.agents_by_type[TCell].get("unique_id"))
    del cell
    gc.collect()
    host.run_for(30)
    survivors = [cell for cell in host.agents_by_type[TCell] if cell.unique_id in noted]
    assert survivors
    assert all(cell.note == f"number {cell.unique_id}" for cell in survivors)


def test_blood_is_well_mixed(host: Host) -> None:
    for cell in host.agents_by_type[TCell]:
        assert (cell.cell is None) == (cell.place == Compartment.BLOOD)
        assert (cell.pos is None) == (cell.cell is None)


def test_the_dead_say_so(host: Host) -> None:
    cell = host.agents_by_type[TCell].to_list()[0]
    cell.remove()
    assert not cell.alive
    assert cell.cell is None
    with pytest.raises(DeadAgentError, match="is dead"):
        _ = cell.affinity


def test_a_host_that_nobody_looks_at_makes_no_agents(host: Host) -> None:
    assert all(not roster.views for roster in host.rosters.values())
