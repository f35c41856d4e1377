"""CTLs and presenting cells of islets: who finds a beta cell, how long it holds on, and who stays where."""

import numpy as np
import pytest
from islet_worlds import found, invade
from worlds import histories, live

from nanoimmune.biology.kinetics import decay_rate
from nanoimmune.host import schedule
from nanoimmune.host.arrivals import leave_tissue
from nanoimmune.host.life import Life
from nanoimmune.sweeps import islets as sweeps
from nanoimmune.sweeps.engage import ON_TARGET
from nanoimmune.sweeps.islets import PARTS
from nanoimmune.words import ApcKind, Compartment, Epitope, Phenotype


def seek_targets(life: Life) -> None:
    """Let the CTLs of a life find beta cells."""
    sweeps.find_targets(
        life.cells.columns, life.geometry, int(Compartment.PANCREAS), life.tissue, life.fields, life.processed,
        life.parameters.islets, life.parameters.engagement, decay_rate(life.parameters.engagement.signal_half_life),
        life.subject.key, life.body.step, life.hours,
    )  # fmt: skip


# Who attacks ----------------------------------------------------------------------------------------------------------


def one_cell(
    epitope: Epitope = Epitope.IGRP206_214, phenotype: Phenotype = Phenotype.EFFECTOR, affinity: float = 2.0,
    place: Compartment = Compartment.PANCREAS, in_islet: bool = True, engaged: int = 0, beta: float = 1.0,
) -> tuple[Life, int, int]:  # fmt: skip
    """A life with one cell of weight 3 at a site of the pancreas; the life, its row, and the number of the site."""
    life = found()
    life.cells.remove(life.cells.rows())
    chosen = int(np.flatnonzero((life.tissue.islet >= 0) == in_islet)[40])
    life.tissue.beta[chosen] = beta if in_islet else life.tissue.beta[chosen]
    site = life.sites_of(Compartment.PANCREAS).start + chosen
    if place != Compartment.PANCREAS:
        site = life.sites_of(place).start
    row = life.cells.add(
        1, phenotype=phenotype, uid=77, mother=77, epitope=epitope, affinity=affinity, weight=3, place=place,
        site=site, partner=-1, engaged=engaged,
    )  # fmt: skip
    return life, int(row[0]), chosen


def test_a_ctl_on_a_target_attacks_the_site_that_it_stands_on_and_is_signalled_to() -> None:
    """A cell of weight 3 that holds on for the whole step, as this one does by its key."""
    life, row, chosen = one_cell(engaged=ON_TARGET)
    seek_targets(life)
    assert life.cells.column("engaged")[row] == ON_TARGET
    assert life.tissue.attackers[chosen] == life.tissue.attackers.sum() == 3 * PARTS
    assert life.cells.column("signal")[row] == life.cells.column("help")[row] > 0.0
    seek_targets(life)
    assert life.tissue.attackers.sum() == 3 * PARTS, "attackers are counted afresh in each step"


@pytest.mark.parametrize(
    "unfit",
    [
        {"epitope": Epitope.TUM},
        {"epitope": Epitope.INSB9_23},
        {"epitope": Epitope.MOG35_55},
        {"phenotype": Phenotype.NAIVE},
        {"phenotype": Phenotype.PRIMED},
        {"phenotype": Phenotype.MEMORY},
        {"phenotype": Phenotype.EXHAUSTED},
        {"phenotype": Phenotype.AUTOREGULATORY},
        {"affinity": 1e-6},
        {"in_islet": False},
        {"engaged": 1},
        {"beta": 0.0},
        {"place": Compartment.NODE},
    ],
    ids=str,
)
def test_who_is_no_ctl_of_the_islet_or_finds_no_beta_cell_attacks_nobody(unfit: dict[str, object]) -> None:
    life, row, _ = one_cell(**unfit)  # type: ignore[arg-type]
    seek_targets(life)
    assert life.tissue.attackers.sum() == 0
    assert life.cells.column("signal")[row] == 0.0


def test_what_holds_a_target_and_may_not_lets_it_go() -> None:
    """A CTL that left the islet in the blood, or stopped to be one, would else stand still for ever."""
    for unfit in ({"place": Compartment.NODE}, {"phenotype": Phenotype.EXHAUSTED}, {"beta": 0.0}, {"affinity": 1e-6}):
        life, row, _ = one_cell(engaged=ON_TARGET, **unfit)  # type: ignore[arg-type]
        seek_targets(life)
        assert life.tissue.attackers.sum() == life.cells.column("engaged")[row] == 0


def hunters(step: float, count: int, beta: float = 1.0) -> Life:
    """Many CTLs on islet sites of which such a share of beta cells is left, followed in steps of so many hours."""
    life = found(overrides={"world.step": step})
    life.cells.remove(life.cells.rows())
    life.tissue.beta[life.tissue.islet >= 0] = beta
    sites = life.sites_of(Compartment.PANCREAS).start + np.flatnonzero(life.tissue.islet >= 0)
    life.cells.add(
        count, phenotype=Phenotype.EFFECTOR, uid=10**9 + np.arange(count), epitope=Epitope.INSB15_23, affinity=2.0,
        weight=1, place=Compartment.PANCREAS, site=sites[np.arange(count) % len(sites)], partner=-1,
    )  # fmt: skip
    return life


def time_on_targets(life: Life, hours: float) -> float:
    """Share of their time that the CTLs of a life spend on targets over so many hours."""
    steps, spent = round(hours / life.hours), 0.0
    for _ in range(steps):
        seek_targets(life)
        spent += float(life.tissue.attackers.sum()) / PARTS
        life.body.step += 1
    return spent / steps / len(life.cells)


@pytest.mark.parametrize("beta", [1.0, 0.25])
@pytest.mark.parametrize("step", [2.0, 1.0, 0.25])
def test_time_on_targets_is_that_of_search_and_contact_whatever_the_step(step: float, beta: float) -> None:
    """Within 2 %: a contact that began with each step for certain, or ended only with one, would miss by far more."""
    life = hunters(step, 1500, beta)
    islets = life.parameters.islets
    time_on_targets(life, 48.0)
    searching = islets.search_duration / beta
    expected = islets.contact_duration / (islets.contact_duration + searching)
    assert time_on_targets(life, 96.0) == pytest.approx(expected, rel=0.02)


def test_a_ctl_stays_for_hours_and_goes_on() -> None:
    """Over many CTLs that all hold a target, the share that lets go within a step is that of the mean contact."""
    life, count = hunters(0.25, 4000, 0.01), 4000
    life.cells.column("engaged")[life.cells.rows()] = ON_TARGET
    seek_targets(life)
    gone = (life.cells.column("engaged")[life.cells.rows()] != ON_TARGET).mean()
    expected = 1.0 - np.exp(-life.hours / life.parameters.islets.contact_duration)
    assert abs(gone - expected) < 4.0 * np.sqrt(expected * (1.0 - expected) / count)


def test_a_ctl_on_a_target_neither_walks_nor_seeks_a_presenting_cell() -> None:
    """Those that let go of their target within the step may do both afterwards."""
    life = hunters(1.0, 500)
    rows = life.cells.rows()
    life.cells.column("engaged")[rows] = ON_TARGET
    before = life.cells.column("site")[rows].copy()
    life.apcs.column("pmhc")[life.apcs.rows()] = 5.0
    schedule.engage(life)
    schedule.move(life)
    held = life.cells.column("engaged")[rows] == ON_TARGET
    assert 0.5 < held.mean() < 1.0
    assert np.array_equal(life.cells.column("site")[rows][held], before[held])
    assert (life.cells.column("partner")[rows] < 0).all()


def test_the_order_of_cells_changes_nobody_s_target() -> None:
    """Attackers of every site and the state of every CTL, by identity."""
    ordered, shuffled = (live(invade(found(), 40), 3) for _ in range(2))
    shuffled.cells.arrange(np.random.default_rng(1).permutation(shuffled.cells.rows()))
    for life in (ordered, shuffled):
        seek_targets(life)
    assert ordered.tissue.attackers.sum() > 0
    assert np.array_equal(ordered.tissue.attackers, shuffled.tissue.attackers)
    assert histories(ordered.cells) == histories(shuffled.cells)


# Presenting cells of islets -------------------------------------------------------------------------------------------


def test_dendritic_cells_of_islets_stay_there_and_their_successors_too() -> None:
    """Over two weeks of walks, turnover and emigration; in white matter they would wander."""
    life = live(found(), 14 * 24)
    rows = life.apcs.rows()
    kind, place, site = (life.apcs.column(name)[rows] for name in ("kind", "place", "site"))
    residents = (kind == ApcKind.DENDRITIC) & (place == Compartment.PANCREAS)
    within = site[residents] - life.sites_of(Compartment.PANCREAS).start
    assert residents.sum() > 0
    assert (life.apcs.column("successions")[rows][residents] > 0).any()
    assert (life.tissue.islet[within] >= 0).all()


def test_a_fresh_dendritic_cell_has_met_nobody_yet() -> None:
    """The T cells that crowded upon the emigrant stay behind without licensing its successor."""
    life = found(overrides={"traffic.dendritic_emigration": 0.2, "residents.islet_dendritic": 40})
    met = ("seekers", "helpers", "tregs", "tr1s")
    for name in met:
        life.apcs.column(name)[life.apcs.rows()] = 9
    before = life.apcs.column("successions")[life.apcs.rows()].copy()
    leave_tissue(life)
    rows = life.apcs.rows()[: len(before)]
    fresh = life.apcs.column("successions")[rows] > before
    assert fresh.sum() > 0
    for name in met:
        assert (life.apcs.column(name)[rows][fresh] == 0).all()
        assert (life.apcs.column(name)[rows][~fresh] == 9).all()
