"""An infection of spleen and nodes: it multiplies, is seen and cleared by CD8 cells, and without them stays."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from worlds import DOSED, HASTE, SMALL_WORLD, found, histories, live

from nanoimmune import Host, Scenario
from nanoimmune.biology.infection import pathogen_left
from nanoimmune.host.life import Life
from nanoimmune.parameters.load import load
from nanoimmune.state.dose import InfectionDose
from nanoimmune.state.subject import draw_subject
from nanoimmune.words import ApcKind, ApcState, Compartment, Epitope, Phenotype

INFECTION = load({}).infection
HEALTHY = {"world.lead": 0, "world.cells_per_agent": 256, "world.cns_extent": 8}


def test_a_pathogen_that_nobody_clears_fills_its_organ_as_a_logistic_does() -> None:
    load = 1e-3
    for _ in range(96):
        load = pathogen_left(load, 0.0, 1.0, INFECTION)
    odds = 1e-3 / (1 - 1e-3) * np.exp(INFECTION.replication_rate * 96)
    assert load == pytest.approx(odds / (1 + odds), rel=1e-9)
    whole = pathogen_left(1e-3, 0.0, 96.0, INFECTION)
    assert whole == pytest.approx(load, rel=1e-9), "the step is exact, whatever its length"


def test_killing_beyond_replication_ends_it_for_good() -> None:
    """Exactly at replication it shrinks by crowding alone; what is below the least is none."""
    assert pathogen_left(0.5, INFECTION.replication_rate, 1.0, INFECTION) == pytest.approx(
        0.5 / (1 + INFECTION.replication_rate * 0.5)
    )
    assert pathogen_left(2 * INFECTION.least_load, 1.0, 1.0, INFECTION) == 0.0
    assert pathogen_left(0.0, 0.0, 1.0, INFECTION) == 0.0


@pytest.fixture(scope="module")
def healthy() -> Scenario:
    """A host that nobody immunises."""
    return replace(Scenario.named("ms").with_parameters(HEALTHY), induction=())


def course(host: Host, days: int) -> tuple[list[float], list[int]]:
    """Load and CD8 effectors of each day."""
    loads, effectors = [], []
    for _ in range(days):
        host.run_for(24)
        cells, rows = host.life.cells.columns, host.life.cells.rows()
        mine = (cells.epitope[rows] == Epitope.GP33_41) & (cells.phenotype[rows] == Phenotype.EFFECTOR)
        loads.append(float(host.life.body.pathogen.max()))
        effectors.append(int(cells.weight[rows][mine].sum()))
    return loads, effectors


def test_cd8_cells_clear_it_and_nobody_else(healthy: Scenario) -> None:
    """CD4 cells and antibody do not; the CD8 effectors peak around the day of clearance and contract."""
    with_cd8 = Host(healthy, rng=1, doses=[InfectionDose(0.0)])
    with_cd8.life.follow(Epitope.GP33_41)
    loads, effectors = course(with_cd8, 17)
    assert max(loads) > 0.9
    assert loads[-1] == 0.0
    cleared = 1 + next(day for day, level in enumerate(loads) if level == 0.0)
    assert cleared - 1 < with_cd8.life.body.pathogen_gone / 24 <= cleared
    peak = 1 + int(np.argmax(effectors))
    assert 7 <= cleared <= 16
    assert abs(peak - cleared) <= 4
    assert effectors[-1] < max(effectors)
    without, nobody = course(Host(healthy, rng=1, doses=[InfectionDose(0.0)]), 17)
    assert nobody[-1] == 0
    assert without[-1] > 0.9


def test_infected_organs_alarm_their_presenting_cells_and_no_others() -> None:
    life = live(found((InfectionDose(0.0, 0.5),)), 24)
    apcs, rows = life.apcs.columns, life.apcs.rows()
    licensed = apcs.state[rows] == ApcState.LICENSED
    lymphoid = np.isin(apcs.place[rows], (Compartment.SPLEEN, Compartment.NODE))
    assert licensed[lymphoid].mean() > 0.8
    assert not licensed[~lymphoid].any()
    shown = apcs.pmhc[rows][:, [Epitope.GP61_80, Epitope.GP33_41]]
    resident = lymphoid & (apcs.kind[rows] == ApcKind.DENDRITIC)
    assert (shown[resident].mean(axis=0) > 1.0).all()
    assert not shown[~lymphoid].any()


def test_specificities_that_nobody_shows_change_nobody_elses_history() -> None:
    """A host may be followed for more T cells without another life of those that it has."""
    numbers = load(SMALL_WORLD | HASTE)
    plain, wider = (
        Life(numbers, draw_subject(numbers, 7, 0), frozenset({Epitope.GP33_41}), pending=list(DOSED)) for _ in range(2)
    )
    wider.follow(Epitope.GP33_41)
    assert wider.stock[Epitope.GP33_41].tolist()[1] == 0, "no Foxp3 Tregs among CD8 cells"
    more = wider.cells.used
    wider.follow(Epitope.GP33_41)
    assert wider.cells.used == more, "who is followed already is not added twice"
    live(plain, 40)
    live(wider, 40)
    mine = histories(plain.cells)
    theirs = histories(wider.cells)
    assert len(theirs) > len(mine)
    assert {uid: theirs[uid] for uid in mine} == mine
    assert wider.fields.tolist() == plain.fields.tolist()


def test_an_infected_host_goes_on_from_a_checkpoint(healthy: Scenario, tmp_path: Path) -> None:
    host = Host(healthy, rng=3, doses=[InfectionDose(0.0), InfectionDose(5.0, 0.01)])
    host.life.follow(Epitope.GP33_41)
    host.run_for(48)
    host.save(tmp_path / "infected.npz")
    again = Host.load(tmp_path / "infected.npz")
    host.run_for(96)
    again.run_for(96)
    assert again.digest() == host.digest()
