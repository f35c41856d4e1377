"""A presenting cell walks with the T cells that hold on to it; a Foxp3 Treg is helped by the CD80/86 that it shows."""

import numpy as np
import pytest

from nanoimmune import Host
from nanoimmune.host import AntigenPresentingCell, TCell
from nanoimmune.host.declared import Declaration
from nanoimmune.host.schedule import engage, move
from nanoimmune.parameters.load import load
from nanoimmune.words import Compartment, Epitope, Phenotype

COUNT, SITE, HOURS = 600, (16, 16), 12
LONE = {
    "residents.node_dendritic": 0,
    "engagement.encounter_rate": 0.01,
    "engagement.contact_duration": 12,
    "engagement.contact_capacity": 50,
}


def held_by_one(phenotype: Phenotype, costimulation: float, motility: float) -> Host:
    """A host with many T cells that hold on to one presenting cell, and none that could come back."""
    given = LONE | {"motility.presenting": motility}
    host = Host(Declaration(load(given), absent=frozenset(Epitope), tissues=(Compartment.PANCREAS,)), rng=3)
    place = host.grids["node"][SITE]
    shown = [1.0 if epitope == Epitope.INSB9_23 else 0.0 for epitope in Epitope]
    AntigenPresentingCell(host, place, pmhc=shown, costimulation=costimulation)
    for _ in range(COUNT):
        TCell(host, place, epitope=Epitope.INSB9_23, affinity=1.0, phenotype=phenotype, weight=1)
    life = host.life
    rows, apcs = life.cells.rows(), life.apcs.rows()
    partner = int(apcs[life.apcs.column("place")[apcs] == Compartment.NODE][0])
    life.cells.column("partner")[rows] = partner
    life.cells.column("held_by")[rows] = life.apcs.column("uid")[partner]
    life.cells.column("engaged")[rows] = 1
    return host


@pytest.mark.parametrize("motility", [0.0, 10.0, 400.0])
def test_a_contact_lasts_as_long_on_a_cell_that_walks(motility: float) -> None:
    """Left behind by every hop of ten um2/h, they would hold on for four hours instead of twelve."""
    life = held_by_one(Phenotype.EFFECTOR, 1.0, motility).life
    for _ in range(HOURS):
        engage(life)
        move(life)
        life.body.step += 1
    rows = life.cells.rows()
    held = life.cells.column("partner")[rows] >= 0
    assert held.mean() == pytest.approx(np.exp(-HOURS / 12.0), abs=0.06)
    partner = int(life.cells.column("partner")[rows][held][0])
    assert set(life.cells.column("site")[rows][held]) == {life.apcs.column("site")[partner]}


def help_after_a_step(phenotype: Phenotype, costimulation: float) -> float:
    """Largest helped contact that a crowd of T cells has after a step on one presenting cell, h."""
    life = held_by_one(phenotype, costimulation, 0.0).life
    engage(life)
    return float(life.cells.column("help")[life.cells.rows()].max())


def test_a_treg_is_helped_by_costimulation_alone_and_is_not_hushed_by_other_tregs() -> None:
    """Antigen on an unlicensed cell is no help; effectors in a crowd of Tregs would be hushed, Tregs are not."""
    assert help_after_a_step(Phenotype.TREG, 0.0) == 0.0
    assert help_after_a_step(Phenotype.TREG, 1.0) == pytest.approx(help_after_a_step(Phenotype.EFFECTOR, 1.0))
    assert help_after_a_step(Phenotype.TREG, 1.0) > 0.01
