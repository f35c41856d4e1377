"""A user's own agents live beside the engine's."""

import gc

from mesa.discrete_space import CellAgent

from nanoimmune.host import Host, Nanoparticle, RegulatoryTCell, TCell
from nanoimmune.words import Compartment, Phenotype


class Macrophage(CellAgent):
    """An agent in pure Python that wanders, eats particles and writes a field."""

    def __init__(self, model: Host, cell: object) -> None:
        super().__init__(model)
        self.cell = cell
        self.eaten = 0

    def step(self) -> None:
        """Wander, eat, secrete."""
        self.cell = self.cell.neighborhood.select_random_cell()
        for agent in self.cell.agents:
            if isinstance(agent, Nanoparticle):
                agent.remove()
                self.eaten += 1
        self.cell.suppressive += 0.5


class MarkedCell(TCell):
    """A T cell with an attribute and a step of the user's own."""

    def __init__(self, model: Host, cell: object = None, colour: str = "red", **values: object) -> None:
        super().__init__(model, cell, **values)
        self.colour = colour
        self.steps = 0

    def step(self) -> None:
        """Count."""
        self.steps += 1


class CountingCell(TCell):
    """A class that a host uses for all its conventional T cells."""

    def is_large(self) -> bool:
        """Whether it stands for many cells."""
        return self.weight > 1


class OwnHost(Host):
    """A host with a class and a step of the user's own."""

    t_cell = CountingCell
    lived = 0

    def step(self) -> None:
        """Live one step, and count it."""
        super().step()
        self.lived += 1


def test_a_macrophage_eats_particles_and_writes_a_field(host: Host) -> None:
    host.run_for(12)
    spleen = host.grids["spleen"]
    eaters = Macrophage.create_agents(host, 60, cell=[spleen.all_cells.cells[2 * i] for i in range(60)])
    assert len(host.agents_by_type[Macrophage]) == 60
    agents = list(eaters)
    assert agents[0] in agents[0].cell.agents
    assert agents[0] in host.agents
    assert not agents[0].cell.is_empty
    level, parcels = spleen.suppressive.data.mean(), len(host.agents_by_type[Nanoparticle])
    host.step()
    assert spleen.suppressive.data.mean() > level
    host.run_for(9)
    eaten = sum(host.agents_by_type[Macrophage].get("eaten"))
    assert eaten > 0
    assert len(host.agents_by_type[Nanoparticle]) <= parcels - eaten
    ledger = host.ledger()
    assert abs(sum(ledger[k] for k in ("free", "bound", "inside", "cleared")) / ledger["injected"] - 1.0) < 1e-9
    for agent in agents:
        agent.remove()
    assert not spleen.visitors
    assert len(host.agents_by_type[Macrophage]) == 0


def test_python_agents_act_after_the_phases_and_before_the_record(host: Host) -> None:
    seen = []

    class Watcher(CellAgent):
        def step(self) -> None:
            seen.append((self.model.life.time, self.model.time, len(self.model.datacollector.model_vars["t_cells"])))

    Watcher(host)
    before = len(host.datacollector.model_vars["t_cells"])
    host.run_for(2)
    assert seen == [(79.0, 79.0, before), (80.0, 80.0, before + 1)]


def test_a_subclass_of_a_compiled_class(host: Host) -> None:
    before = len(host.agents_by_type[TCell])
    marked = MarkedCell.create_agents(host, 20, cell=host.grid[2, 2], colour="blue", phenotype=Phenotype.MEMORY)
    assert len(host.agents_by_type[TCell]) == before
    assert len(host.agents_by_type[MarkedCell]) == 20
    assert len(host.agents.select(agent_type=TCell)) == before + 20
    members = list(marked)
    assert set(members) <= set(host.grid[2, 2].agents)
    host.run_for(24)
    alive = [cell for cell in members if cell.alive]
    assert alive
    assert all((cell.steps, cell.colour) == (24, "blue") for cell in alive)
    assert set(host.agents_by_type[MarkedCell]) == set(alive)
    alive[0].phenotype = Phenotype.TR1
    assert type(alive[0]) is MarkedCell


def test_a_host_may_name_its_own_classes(make) -> None:
    host = make(kind=OwnHost)
    host.run_for(40)
    assert host.lived == 40
    cells = host.agents_by_type[CountingCell]
    assert TCell not in host.agents_by_type
    assert sum(cells.map("is_large")) == sum(weight > 1 for weight in cells.get("weight"))
    cell = cells.to_list()[0]
    cell.phenotype = Phenotype.TREG
    assert type(cell) is RegulatoryTCell


def test_draws_of_python_agents_do_not_shift_the_engine(make) -> None:
    quiet, noisy, other = make(rng=5), make(rng=5), make(rng=6)

    class Gambler(CellAgent):
        def step(self) -> None:
            self.random.random()
            self.rng.random(3)

    Gambler.create_agents(noisy, 5)
    for host in (quiet, noisy, other):
        host.run_for(48)
    assert quiet.digest() == noisy.digest() != other.digest()


def test_looking_at_everyone_changes_nothing(make) -> None:
    quiet, watched = make(), make()
    for _ in range(48):
        quiet.step()
        watched.step()
        _ = [(agent.cell, agent.unique_id) for agent in watched.agents]
        gc.collect(0)
    assert quiet.digest() == watched.digest()


def test_an_inert_cell_changes_no_other_history(make) -> None:
    alone, joined = make(), make()
    extra = TCell(joined, phenotype=Phenotype.ANERGIC, affinity=0.0, weight=1)
    alone.run_for(24)
    joined.run_for(24)
    if extra.alive:
        assert extra.place in Compartment
        extra.remove()
    assert alone.digest() == joined.digest()
