"""Copies go on bit for bit, and models do not know of each other."""

import copy
import gc
import pickle
import weakref

import numpy as np
import pytest
from mesa.discrete_space import CellAgent
from mesa.experimental.mesa_signals import ModelSignals

from nanoimmune.host import Host, TCell
from nanoimmune.state.dose import Design, ParticleDose
from nanoimmune.words import Coat, Epitope, Phenotype


class Wanderer(CellAgent):
    """A Python agent with chance and a place."""

    def __init__(self, model: Host, cell: object) -> None:
        super().__init__(model)
        self.cell = cell
        self.home = cell

    def step(self) -> None:
        """Wander, and leave a trace."""
        self.cell = self.cell.neighborhood.select_random_cell()
        self.cell.il2 += 0.5 * self.random.random()


def pickled(host: Host) -> Host:
    """A copy by way of bytes."""
    return pickle.loads(pickle.dumps(host))


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy, Host.branch])
def test_a_copy_goes_on_bit_for_bit(host: Host, copied) -> None:
    Wanderer.create_agents(host, 3, cell=host.grid[4, 4])
    host.add_rule(exhaust, to=TCell, sets="phenotype", after="choose_fate")
    noted = host.agents_by_type[TCell].to_list()[3]
    noted.note = "mine"
    host.run_for(3)
    twin = copied(host)
    assert type(twin) is Host
    assert len(twin.agents) == len(host.agents)
    assert all(agent.model is twin for agent in twin.agents)
    if noted.alive:
        assert next(a for a in twin.agents_by_type[TCell] if a.unique_id == noted.unique_id).note == "mine"
    wanderer = next(iter(twin.agents_by_type[Wanderer]))
    assert wanderer.home is twin.grid[4, 4]
    host.run_for(50)
    twin.run_for(50)
    assert (host.digest(), host.time) == (twin.digest(), twin.time)
    assert host.random.random() == twin.random.random()
    assert host.datacollector.model_vars == twin.datacollector.model_vars


def test_many_agents_that_remember_each_others_places_can_be_copied(make) -> None:
    host = make()
    Wanderer.create_agents(host, 2000, cell=[host.grid[i % 16, i // 16 % 16] for i in range(2000)])
    host.run_for(5)
    assert len(pickled(host).agents) == len(host.branch().agents) == len(host.agents)


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy, Host.branch])
def test_a_copy_is_independent(host: Host, copied) -> None:
    before, twin = host.digest(), copied(host)
    twin.agents_by_type[TCell].set("affinity", 0.25)
    twin.grid.set_property("myelin", 0.5)
    twin.grid[2, 2].il2 = 5.0
    TCell(twin, cell=twin.grid[1, 1])
    twin.run_for(5)
    assert host.digest() == before
    assert host.grid[2, 2].il2 != 5.0


def test_a_branch_differs_by_its_treatment_only(host: Host) -> None:
    same, other = host.branch(), host.branch()
    dose = ParticleDose(3.5, Design(20.0, Coat.DEXTRAN, Epitope.MOG35_55, 10.0), 1e11)
    for branch in (host, same):
        branch.run_for(60)
    assert same.digest() == host.digest()
    other.give(dose)
    hours_to_dose = 24 + 3.5 * 24 - other.time
    other.run_for(hours_to_dose)
    late = other.branch()
    assert len(late.life.ledger.designs) == 1
    late.run_for(24)
    assert len(late.life.ledger.designs) == 2
    assert late.declared is host.declared


def test_observers_stay_with_the_original(host: Host) -> None:
    heard = []

    def hear(message: object) -> None:
        heard.append(message)

    host.observe("agents", ModelSignals.AGENT_ADDED, hear)
    twin = host.branch()
    TCell(twin)
    assert not heard
    TCell(pickled(host))
    assert not heard


def test_two_models_do_not_mix(make) -> None:
    first, second = make(rng=1), make(rng=2)
    first.agents_by_type[TCell].set("affinity", 0.125)
    first.grid.set_property("myelin", 0.5)
    first.grid.create_property_layer("extra", 1.0)
    assert second.agents_by_type[TCell].agg("affinity", min) != 0.125
    assert second.grid[0, 0].myelin == 1.0
    with pytest.raises(AttributeError):
        _ = second.grid[0, 0].extra
    alone = make(rng=2)
    for _ in range(30):
        first.step()
        second.step()
    alone.run_for(30)
    assert second.digest() == alone.digest()


def test_a_dropped_model_is_collected(make) -> None:
    host = make()
    host.run_for(30)
    for agent in host.agents:
        if agent.cell is not None:
            _ = agent.cell.neighborhood, agent.cell.get_neighborhood(2, True), agent.cell.connections
    Wanderer.create_agents(host, 3, cell=host.grid[4, 4])
    _ = host.grid.all_cells, host.grid.empties, host.grid.myelin.data
    host.add_rule(exhaust, to=TCell, sets="phenotype", after="choose_fate")
    host.run_for(2)
    reference = weakref.ref(host)
    del host, agent, _
    gc.collect()
    assert reference() is None


def exhaust(phenotype: int, signal: float) -> int:
    """Strong signals exhaust."""
    return Phenotype.EXHAUSTED if signal > 100.0 else phenotype


def test_a_digest_does_not_depend_on_the_order_of_rows(host: Host) -> None:
    shuffled = host.branch()
    generator = np.random.default_rng(1)
    for population in (shuffled.life.cells, shuffled.life.apcs, shuffled.life.parcels):
        population.arrange(generator.permutation(population.rows()))
    assert shuffled.digest() == host.digest()
    assert shuffled.agents.get("unique_id") == host.agents.get("unique_id")
    for each in (host, shuffled):
        each.run_for(40)
    assert shuffled.digest() == host.digest()
    host.agents_by_type[TCell].to_list()[0].weight += 1
    assert shuffled.digest() != host.digest()
