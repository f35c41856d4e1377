"""Agents come and go from Python as they do in the engine, and the ledger of particles stays closed."""

import numpy as np
import pytest
from mesa.experimental.mesa_signals import ModelSignals

from nanoimmune import InputError
from nanoimmune.host import AntigenPresentingCell, Host, Nanoparticle, RegulatoryTCell, TCell, TissueSite
from nanoimmune.state.dose import Design, ParticleDose
from nanoimmune.words import ApcKind, Coat, Compartment, Epitope, Phenotype


def assert_closed(host: Host) -> None:
    """The ledger closes."""
    ledger = host.ledger()
    accounted = sum(ledger[where] for where in ("free", "bound", "inside", "cleared"))
    assert accounted == pytest.approx(ledger["injected"], rel=1e-9)


def test_a_new_cell_stands_where_it_was_put(host: Host) -> None:
    cells, cell = host.agents_by_type[TCell], host.grid[3, 4]
    before = len(cells)
    added = TCell(host, cell=cell, epitope=Epitope.PLP178_191, affinity=0.25)
    assert len(cells) == before + 1
    assert added in cells
    assert added in cell.agents
    assert (added.cell, added.place) == (cell, Compartment.CNS)
    assert (added.epitope, added.affinity, added.phenotype) == (Epitope.PLP178_191, 0.25, Phenotype.NAIVE)
    assert (added.mother, added.weight, added.age) == (added.unique_id, 1, 0.0)
    in_blood = RegulatoryTCell(host)
    assert (in_blood.cell, in_blood.phenotype) == (None, Phenotype.TREG)
    host.step()
    assert not added.alive or added.age == 1.0


def test_a_new_presenting_cell(host: Host) -> None:
    shown = (9.0, *[0.0] * (len(Epitope) - 1))
    cell = AntigenPresentingCell(host, host.grids["node"][0, 0], kind=ApcKind.DENDRITIC, pmhc=shown)
    assert cell.pmhc == shown
    assert cell.costimulation == host.parameters.presentation.immature_costimulation
    assert cell in host.grids["node"][0, 0].agents


def test_many_at_once(host: Host) -> None:
    cells = host.agents_by_type[TCell]
    before = len(cells)
    places = [host.grid[i, i] for i in range(10)]
    made = TCell.create_agents(host, 10, cell=places, affinity=np.linspace(0.1, 1.0, 10))
    assert len(made) == 10
    assert len(cells) == before + 10
    assert {cell.cell for cell in made} == set(places)
    assert sorted(made.get("affinity")) == pytest.approx(np.linspace(0.1, 1.0, 10), rel=1e-6)


def test_nonsense_is_refused_and_leaves_no_trace(host: Host) -> None:
    before = len(host.agents)
    with pytest.raises(TypeError, match="affinty"):
        TCell(host, affinty=0.5)
    with pytest.raises(ValueError, match="12"):
        TCell(host, phenotype=12)
    with pytest.raises(InputError, match="tissue"):
        TissueSite(host)
    with pytest.raises(InputError, match="design"):
        Nanoparticle(host, design=5, free=1e9)
    with pytest.raises(InputError, match="free"):
        Nanoparticle(host, design=0, free=-1.0)
    assert len(host.agents) == before


def test_identities_of_added_agents_depend_on_their_number_only(host: Host, make) -> None:
    first = [TCell(host).unique_id for _ in range(3)]
    again = [TCell(other).unique_id for other in [make(rng=9)] for _ in range(3)]
    assert first == again


def test_remove_ends_an_agent_everywhere(host: Host) -> None:
    cell = next(cell for cell in host.agents_by_type[TCell] if cell.cell is not None)
    stood_on, before = cell.cell, len(host.agents)
    cell.remove()
    assert len(host.agents) == before - 1
    assert cell not in host.agents
    assert cell not in stood_on.agents
    assert cell.cell is None
    cell.remove()
    assert len(host.agents) == before - 1


def test_the_ledger_closes_when_agents_go(host: Host) -> None:
    host.run_for(48)
    assert host.ledger()["bound"] + host.ledger()["inside"] > 0
    assert_closed(host)
    host.agents_by_type[Nanoparticle].to_list()[0].remove()
    max(host.agents_by_type[AntigenPresentingCell], key=lambda cell: cell.inside).remove()
    max(host.agents_by_type[TCell], key=lambda cell: cell.inside + cell.bound).remove()
    assert_closed(host)
    host.agents.do("remove")
    assert (host.ledger()["free"], host.ledger()["bound"], host.ledger()["inside"]) == (0.0, 0.0, 0.0)
    assert_closed(host)


def test_the_ledger_closes_when_particles_are_added_moved_or_taken(host: Host) -> None:
    added = Nanoparticle(host, host.grid[1, 1], design=Design(50.0, Coat.PEG, None), free=1e10)
    assert added.composition.coat == Coat.PEG
    assert host.ledger()["injected"] == pytest.approx(1.1e11)
    eater = host.agents_by_type[AntigenPresentingCell].to_list()[0]
    added.free -= 4e9
    eater.inside = (eater.inside[0], eater.inside[1] + 4e9)
    assert_closed(host)
    assert host.life.ledger.cleared[1] == 0.0
    with pytest.raises(InputError, match="inside"):
        eater.inside = (1.0, 2.0, 3.0)
    host.run_for(24)
    assert_closed(host)


def test_a_lost_site_stays_lost(host: Host) -> None:
    sites = host.agents_by_type[TissueSite]
    site, before = sites.to_list()[9], len(sites)
    cell = site.cell
    site.remove()
    site.remove()
    assert len(sites) == before - 1
    assert site not in cell.agents
    assert (cell.myelin, cell.axons) == (0.0, 0.0)
    host.run_for(24)
    assert len(sites) == before - 1


def test_parcels_of_doses_given_together_are_not_confused(make) -> None:
    host = make(doses=2 * [ParticleDose(0, Design(100.0, Coat.DEXTRAN), 1e11)])
    host.run_for(26)
    parcels = host.agents_by_type[Nanoparticle]
    assert len(set(parcels.get("unique_id"))) == len(parcels) == 80
    assert host.ledger()["injected"] == 2e11


def test_a_reused_row_is_not_read_through_its_former_agent(host: Host) -> None:
    cells = host.agents_by_type[TCell].to_list()
    dead = cells[0]
    slot = dead.slot
    dead.remove()
    born = TCell(host, affinity=0.875)
    assert born.slot == slot
    assert not dead.alive
    assert born.affinity == 0.875


def test_deaths_in_the_engine_end_the_views(host: Host) -> None:
    watched = list(host.agents)
    host.run_for(150)
    living = set(host.agents.get("unique_id"))
    assert [agent.alive for agent in watched] == [agent.unique_id in living for agent in watched]
    assert not all(agent.alive for agent in watched)
    assert sum(len(roster.views) for roster in host.rosters.values()) == sum(agent.alive for agent in watched)


def test_a_presenting_cell_that_succeeds_another_is_a_new_agent(host: Host) -> None:
    watched = {cell: (cell.slot, cell.unique_id) for cell in host.agents_by_type[AntigenPresentingCell]}
    order = host.life.apcs.epoch
    host.step()
    assert host.life.apcs.epoch > order
    for _ in range(200):
        host.step()
        succeeded = [cell for cell in watched if not cell.alive]
        if succeeded:
            break
    uids = set(host.agents_by_type[AntigenPresentingCell].get("unique_id"))
    assert succeeded
    assert all(cell.unique_id not in uids for cell in succeeded)


def test_observers_hear_of_births_and_deaths(host: Host) -> None:
    heard: list[tuple[str, object]] = []

    def hear(message: object) -> None:
        heard.append((message.signal_type, message.additional_kwargs["args"][0]))

    host.observe("agents", ModelSignals.AGENT_ADDED, hear)
    host.observe("agents", ModelSignals.AGENT_REMOVED, hear)
    cell = TCell(host)
    cell.remove()
    cell.remove()
    assert heard == [(ModelSignals.AGENT_ADDED, cell), (ModelSignals.AGENT_REMOVED, cell)]
    heard.clear()
    mobile = [roster for name, roster in host.rosters.items() if name != "cns"]
    before = {uid for roster in mobile for uid in roster.order()[0].tolist()}
    host.run_for(24)
    after = {uid for roster in mobile for uid in roster.order()[0].tolist()}
    added = {agent.unique_id for signal, agent in heard if signal == ModelSignals.AGENT_ADDED}
    removed = {agent.unique_id for signal, agent in heard if signal == ModelSignals.AGENT_REMOVED}
    assert after - before == added - removed
    assert before - after == removed - added
    assert added
    assert removed


def test_a_population_grows_past_its_first_capacity(host: Host) -> None:
    room = host.life.cells.capacity
    watched = host.agents_by_type[TCell].to_list()
    before = {cell: cell.affinity for cell in watched}
    made = TCell.create_agents(host, room, phenotype=Phenotype.MEMORY)
    assert host.life.cells.capacity > room
    assert {cell: cell.affinity for cell in watched} == before
    host.run_for(3)
    assert len(made) > 0.9 * room
    assert all(cell.mother == cell.unique_id for cell in made)
