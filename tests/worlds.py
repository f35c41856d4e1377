"""Small worlds that the tests of several rooms live in, and digests of their state by identity.

Run as a script, it lives a small inflamed life and prints the digest: `python tests/worlds.py STEPS [treated]`.
"""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nanoimmune.host.life import Life
from nanoimmune.host.schedule import live_one_step
from nanoimmune.medicine_words import Process, Route
from nanoimmune.parameters.load import load
from nanoimmune.state.dose import Design, Dose, ImmunisationDose, ParticleDose
from nanoimmune.state.medicine import CellDose, Effect, Medicine, MedicineDose
from nanoimmune.state.population import Population
from nanoimmune.state.subject import draw_subject
from nanoimmune.words import ApcKind, ApcState, Coat, Compartment, Epitope, Phenotype

SMALL_WORLD: dict[str, float] = {
    "world.lead": 0,
    "world.spleen_extent": 8,
    "world.liver_extent": 4,
    "world.node_extent": 8,
    "world.cns_extent": 8,
    "world.parcels_per_dose": 20,
    "residents.node_dendritic": 20,
    "residents.spleen_dendritic": 15,
    "residents.spleen_macrophages": 15,
    "residents.liver_sinusoidal": 10,
    "residents.cns_microglia": 20,
    "residents.blood_monocytes": 15,
    "repertoire.fewest_precursors": 15,
    "repertoire.most_precursors": 30,
}
"""Parameters of a body that is small enough to follow cell by cell."""

HASTE: dict[str, float] = {
    "world.cells_per_agent": 2,
    "fates.activation_rate": 1,
    "fates.activation_threshold": 1,
    "fates.division_lag": 12,
    "fates.division_rate": 0.15,
    "fates.differentiation_rate": 0.03,
    "residents.cns_microglia": 60,
    "traffic.entry_rate": 1,
    "traffic.effector_node_homing": 0,
    "binding.attachment_rate": 0.001,
    "binding.conversion_rate": 0.5,
    "harm.phagocyte_rate": 0.05,
    "repair.stop_burden": 0.02,
    "repair.death_burden": 0.05,
}
"""Parameters that bring cells to divide and to reach the tissue within days."""

PMHC_PARTICLE = Design(diameter=20.0, coat=Coat.DEXTRAN, ligand=Epitope.MOG35_55, valency=40.0)
PLG_PARTICLE = Design(diameter=500.0, coat=Coat.CARBOXYLATED, cargo=Epitope.MOG35_55, cargo_load=0.1)
IMMUNISATION = ImmunisationDose(day=0.0, epitope=Epitope.MOG35_55, amount=1.0, pertussis=1.0)
DOSED: tuple[Dose, ...] = (
    IMMUNISATION,
    ParticleDose(day=0.25, design=PLG_PARTICLE, particles=1e9),
    ParticleDose(day=1.0, design=PMHC_PARTICLE, particles=1e12),
    ParticleDose(day=2.0, design=PMHC_PARTICLE, particles=1e12),
)
"""Immunisation, and particles of two designs."""

PHENOTYPES_OF_MS = [each for each in Phenotype if each not in (Phenotype.FREE, Phenotype.AUTOREGULATORY)]
KINDS_OF_MS = [each for each in ApcKind if each not in (ApcKind.FREE, ApcKind.ISLET_MACROPHAGE)]
"""What there is in a host whose target tissue is white matter: no CD8 cells, no macrophages of islets."""

UNORDERED = {"partner", "meta", "vacant"}
"""Columns that hold rows and not biology."""


def held(life: Life, number: int) -> float:
    """Particles of one design that the body still holds, free, bound or inside."""
    parcels, rows = life.parcels, life.parcels.rows()
    mine = parcels.column("design")[rows] == number
    cells, apcs = life.cells.rows(), life.apcs.rows()
    return float(
        parcels.column("free")[rows][mine].sum()
        + life.cells.column("bound")[cells, number].sum()
        + life.cells.column("inside")[cells, number].sum()
        + life.apcs.column("inside")[apcs, number].sum()
    )


def found(doses: Sequence[Dose] = (), overrides: Mapping[str, float] | None = None, number: int = 0) -> Life:
    """Found a small life, with other parameters and doses where named."""
    numbers = load(SMALL_WORLD | dict(overrides or {}))
    return Life(numbers, draw_subject(numbers, 7, number), pending=list(doses))


def inflamed() -> Life:
    """Found a small dosed life whose tissue is inflamed from the start, so that every phase soon has work to do."""
    life = found(DOSED, HASTE)
    cns = life.apcs.column("place") == Compartment.CNS
    life.apcs.column("state")[cns] = ApcState.LICENSED
    return life


def treated() -> Life:
    """Found a life like that with medicines that kill, are shown and are felt, and with transferred cells."""
    life = inflamed()
    effects = tuple(Effect(process, 0.01) for process in (Process.NAIVE_DEPLETION, Process.IL2_ADDED))
    life.pending += [
        MedicineDose(0.0, Medicine(1e5, 1.0, 20.0, effects=effects), 1.0, Route.SC, 2.0, 0.5),
        MedicineDose(0.1, Medicine(2e3, 1.0, 1.0, shown=Epitope.PLP178_191, display=0.01), 1.0),
        CellDose(0.2, Phenotype.TREG, Epitope.MOG35_55, 200.0, arrival_half_life=3.0),
        CellDose(0.2, Phenotype.EFFECTOR, Epitope.MOG35_55, 50.0, affinity=1.0),
    ]
    return life


def live(life: Life, steps: int) -> Life:
    """Let so many steps of a life happen."""
    for _ in range(steps):
        live_one_step(life)
    return life


def histories(population: Population[Any]) -> dict[int, tuple[Any, ...]]:
    """What every column says of each live agent, by identity."""
    rows = population.rows()
    names = [name for name in population.layout._fields if name not in UNORDERED]
    values = [population.column(name)[rows].tolist() for name in names]
    identities = population.column("uid")[rows].tolist()
    if len(set(identities)) != len(identities):
        raise AssertionError("two live agents share one identity")
    return dict(zip(identities, zip(*values, strict=True), strict=True))


def digest(life: Life) -> str:
    """Hash of everything that matters of a life, rows in order of identity."""
    state: list[object] = [sorted(histories(people).items()) for people in (life.cells, life.apcs, life.parcels)]
    for organ in life.organs:
        state += [array.tolist() for array in organ.tissue]
        state += [organ.place, organ.permeability, organ.inflammation, organ.chemokine]
    state += [life.fields.tolist(), sorted(vars(life.body).items(), key=lambda item: item[0])]
    state += [life.ledger.injected.tolist(), life.ledger.cleared.tolist()]
    with np.printoptions(floatmode="unique", threshold=sys.maxsize):
        return hashlib.sha256(repr(state).encode()).hexdigest()


def count(life: Life, *phenotypes: Phenotype) -> int:
    """Cells of some phenotypes."""
    rows = life.cells.rows()
    mine = np.isin(life.cells.column("phenotype")[rows], phenotypes)
    return int(life.cells.column("weight")[rows][mine].sum())


if __name__ == "__main__":
    np.seterr(over="ignore")
    world = treated if sys.argv[2:] == ["treated"] else inflamed
    print(digest(live(world(), int(sys.argv[1]))))
