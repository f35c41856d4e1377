"""Agent sets do what Mesa's do, whole columns at a time."""

import gc

import numpy as np
import pytest
from mesa.agentset import AbstractAgentSet, AgentSet

from nanoimmune.host import AntigenPresentingCell, Host, RegulatoryTCell, TCell, TissueSite
from nanoimmune.words import Compartment, Phenotype


@pytest.fixture
def cells(host: Host) -> AbstractAgentSet:
    """The conventional T cells of a host."""
    return host.agents_by_type[TCell]


def test_everyone_is_the_sum_of_the_classes(host: Host) -> None:
    assert isinstance(host.agents, AbstractAgentSet)
    assert len(host.agents) == sum(len(agents) for agents in host.agents_by_type.values()) == len(list(host.agents))
    assert set(host.agent_types) == set(host.agents_by_type)


def test_get_reads_what_the_agents_say(host: Host, cells: AbstractAgentSet) -> None:
    assert cells.get("affinity") == [cell.affinity for cell in cells]
    assert cells.get("phenotype") == [cell.phenotype for cell in cells]
    assert cells.get("bound") == [cell.bound for cell in cells]
    assert cells.get("age") == [cell.age for cell in cells]
    assert cells.get(["phenotype", "clone"]) == [[cell.phenotype, cell.clone] for cell in cells]
    sites = host.agents_by_type[TissueSite]
    assert sites.get(["myelin", "oligodendrocyte"]) == [[site.myelin, site.oligodendrocyte] for site in sites]
    shown = host.agents_by_type[AntigenPresentingCell].get("pmhc")
    assert shown == [cell.pmhc for cell in host.agents_by_type[AntigenPresentingCell]]


def test_missing_attributes(cells: AbstractAgentSet) -> None:
    with pytest.raises(AttributeError):
        cells.get("no_such_thing")
    cells.to_list()[0].note = 1
    assert sum(cells.get("note", handle_missing="default", default_value=0)) == 1


def test_aggregates_equal_a_python_loop(cells: AbstractAgentSet) -> None:
    affinities = [cell.affinity for cell in cells]
    assert cells.agg("affinity", sum) == sum(affinities)
    assert cells.agg("affinity", [min, max]) == [min(affinities), max(affinities)]
    assert cells.agg("affinity", np.mean) == np.mean(affinities)


def test_set_writes_every_row(host: Host, cells: AbstractAgentSet) -> None:
    cells.set("clone", 7)
    assert set(cells.get("clone")) == {7}
    cells.set("mark", "seen")
    assert {cell.mark for cell in cells} == {"seen"}
    host.agents_by_type[TissueSite].set("burden", 0.5)
    assert (host.life.tissue.burden == 0.5).all()
    cells.set("phenotype", Phenotype.TR1)
    assert len(cells) == 0


def test_select(host: Host, cells: AbstractAgentSet) -> None:
    naive = cells.select(lambda cell: cell.phenotype == Phenotype.NAIVE)
    assert len(naive) == cells.get("phenotype").count(Phenotype.NAIVE) > 0
    assert len(host.agents.select(agent_type=RegulatoryTCell)) == len(host.agents_by_type[RegulatoryTCell])
    assert len(cells.select(at_most=5)) == 5
    assert len(cells.select(at_most=0.5)) == len(cells) // 2
    assert len(naive.select(lambda cell: cell.weight == 1, at_most=3)) == 3


def test_groupby(cells: AbstractAgentSet) -> None:
    groups = cells.groupby("phenotype")
    assert sum(groups.count().values()) == len(cells)
    assert groups.agg("affinity", len)[Phenotype.NAIVE] == cells.get("phenotype").count(Phenotype.NAIVE)
    assert set(cells.groupby(lambda cell: cell.place, result_type="list").groups) <= set(Compartment)


def test_sort_and_shuffle(cells: AbstractAgentSet) -> None:
    rising = cells.sort("affinity", ascending=True)
    assert rising.get("affinity") == sorted(cells.get("affinity"))
    assert cells.sort(lambda cell: cell.affinity).get("affinity") == sorted(cells.get("affinity"), reverse=True)
    shuffled = cells.shuffle()
    assert shuffled.to_list() != cells.to_list()
    assert set(shuffled) == set(cells)


def test_map_do_and_shuffle_do(host: Host, cells: AbstractAgentSet) -> None:
    assert cells.map(lambda cell, more: cell.weight + more, 1) == [cell.weight + 1 for cell in cells]
    assert cells.do(lambda cell: setattr(cell, "clone", 5)) is cells
    assert set(cells.get("clone")) == {5}

    def remove_some(agent: object) -> None:
        if agent.unique_id % 50 == 0:
            agent.remove()

    before = len(host.agents)
    host.agents.shuffle_do(remove_some)
    assert len(host.agents) < before
    assert not [uid for uid in host.agents.get("unique_id") if uid % 50 == 0]
    cells.do("remove")
    assert len(cells) == 0


def test_a_call_reaches_no_agent_that_died_before_its_turn(cells: AbstractAgentSet) -> None:
    called = []

    def remove_all_others(cell: TCell) -> None:
        called.append(cell)
        for other in cells.to_list():
            if other is not cell:
                other.remove()

    cells.shuffle_do(remove_all_others)
    assert len(called) == 1


def test_a_live_set_changes_through_agents_only(cells: AbstractAgentSet) -> None:
    cell = cells.to_list()[0]
    for change in (cells.add, cells.discard, cells.remove):
        with pytest.raises(TypeError, match="follows the host"):
            change(cell)
    with pytest.raises(TypeError, match="follows the host"):
        cells.shuffle(inplace=True)


def test_a_kept_set_loses_only_its_dead(host: Host, cells: AbstractAgentSet) -> None:
    kept = cells.select(lambda cell: cell.phenotype == Phenotype.NAIVE)
    gc.collect()
    members = list(kept)
    plain = AgentSet(members, random=host.random)
    host.run_for(100)
    alive = {member for member in members if member.alive}
    assert 0 < len(alive) < len(members)
    assert set(kept) == alive
    assert kept.get("affinity") == [member.affinity for member in members if member.alive]
    assert isinstance(kept.sort("affinity"), type(kept))
    del members
    assert set(plain) == alive


def test_a_live_set_follows(host: Host, cells: AbstractAgentSet) -> None:
    before = set(cells.get("unique_id"))
    host.run_for(100)
    after = set(cells.get("unique_id"))
    assert before - after
    assert after - before
    assert cells is host.agents_by_type[TCell]
