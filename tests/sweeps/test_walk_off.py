"""A T cell that lets go of a presenting cell: whether it turns back, and where it stands meanwhile."""

import numpy as np
import pytest

from nanoimmune import Host
from nanoimmune.host import AntigenPresentingCell, TCell
from nanoimmune.host.declared import Declaration
from nanoimmune.host.schedule import engage
from nanoimmune.parameters.load import load
from nanoimmune.words import ApcKind, Compartment, Epitope, Phenotype

COUNT, SITE = 600, (16, 16)
EMPTY_NODE = {
    "residents.node_dendritic": 0,
    "engagement.contact_duration": 1,
    "engagement.encounter_rate": 5,
    "engagement.contact_capacity": 50,
}


def held_after_a_step(walk_off: float) -> tuple[float, bool]:
    """Share of many T cells, all held by one presenting cell, that it holds an hour later, and if all stand there."""
    declared = Declaration(
        load(EMPTY_NODE | {"engagement.walk_off": walk_off}), absent=frozenset(Epitope), tissues=(Compartment.PANCREAS,)
    )
    host = Host(declared, rng=3)
    place = host.grids["node"][SITE]
    shown = [1.0 if epitope == Epitope.INSB9_23 else 0.0 for epitope in Epitope]
    AntigenPresentingCell(host, place, kind=ApcKind.DENDRITIC, pmhc=shown, costimulation=1.0)
    for _ in range(COUNT):
        TCell(host, place, epitope=Epitope.INSB9_23, affinity=1.0, phenotype=Phenotype.EFFECTOR, weight=1)
    life = host.life
    rows, apcs = life.cells.rows(), life.apcs.rows()
    partner = int(apcs[life.apcs.column("place")[apcs] == Compartment.NODE][0])
    life.cells.column("partner")[rows] = partner
    life.cells.column("held_by")[rows] = life.apcs.column("uid")[partner]
    before = life.cells.column("site")[rows].copy()
    engage(life)
    held = life.cells.column("partner")[rows] >= 0
    return float(held.mean()), bool(np.array_equal(life.cells.column("site")[rows], before))


def test_who_lets_go_comes_back_at_once_where_it_does_not_walk_off() -> None:
    """A search of twelve minutes on average finds the only partner around again within the hour."""
    held, _ = held_after_a_step(0.0)
    kept = np.exp(-1.0)
    assert held == pytest.approx(kept + (1.0 - kept) * (1.0 - np.exp(-5.0)), abs=0.02)


def test_who_walks_off_looks_around_elsewhere_and_stands_where_it_stood_until_it_finds_somebody() -> None:
    """Four hours of walking lead some nine sites away along each axis: one in fifty is in reach by chance."""
    held, stood = held_after_a_step(4.0)
    kept = np.exp(-1.0)
    assert kept - 0.05 < held < kept + 0.1
    assert stood
