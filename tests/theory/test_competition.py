"""Competition for finite contacts: who shares a presenting cell with a large clone hears less of it."""

import pytest

from nanoimmune import Host
from nanoimmune.host import AntigenPresentingCell, TCell
from nanoimmune.host.declared import Declaration
from nanoimmune.host.schedule import engage
from nanoimmune.parameters.load import load
from nanoimmune.words import ApcKind, Compartment, Epitope, Phenotype

EMPTY_NODE = {
    "residents.node_dendritic": 0,
    "engagement.contact_duration": 48,
    "engagement.encounter_rate": 5,
}
SITE, HOURS = (3, 3), 24


def signal_beside(dominant: int) -> float:
    """Signal that IGRP cells integrate in a day on one presenting cell, beside so many cells of an insulin clone."""
    declared = Declaration(load(EMPTY_NODE), absent=frozenset(Epitope), tissues=(Compartment.PANCREAS,))
    host = Host(declared, rng=3)
    place = host.grids["node"][SITE]
    shown = [1.0 if epitope in (Epitope.INSB15_23, Epitope.IGRP206_214) else 0.0 for epitope in Epitope]
    AntigenPresentingCell(host, place, kind=ApcKind.DENDRITIC, pmhc=shown, costimulation=1.0)
    for _ in range(dominant):
        TCell(host, place, epitope=Epitope.INSB15_23, affinity=0.5, phenotype=Phenotype.EFFECTOR, weight=20)
    others = [TCell(host, place, epitope=Epitope.IGRP206_214, affinity=0.5) for _ in range(20)]
    for _ in range(HOURS):
        engage(host.life)
        host.life.body.step += 1
    return sum(cell.signal for cell in others) / len(others)


def test_deleting_a_dominant_clone_makes_room_for_others() -> None:
    """A model in which each clone has contacts of its own would give the same signal with and without the rival."""
    alone, crowded = signal_beside(0), signal_beside(40)
    room = load().engagement.contact_capacity * load().world.cells_per_apc
    share = room / (40 * 20 + 20)
    assert alone > 1.0
    assert crowded == pytest.approx(alone * share, rel=0.15)
