"""A small pancreas that tests of several rooms live in, and the digest of its life.

Run as a script, it lives a small diseased life and prints the digest: `python tests/islet_worlds.py STEPS`.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from worlds import HASTE, SMALL_WORLD, digest, live

from nanoimmune.host import Host
from nanoimmune.host.declared import Declaration
from nanoimmune.host.life import Life
from nanoimmune.parameters.load import load
from nanoimmune.state.dose import Design, Dose, ParticleDose
from nanoimmune.state.subject import draw_subject
from nanoimmune.words import ApcKind, ApcState, Coat, Compartment, Epitope, Phenotype

PANCREAS: dict[str, float] = SMALL_WORLD | {
    "world.lead": -336,
    "world.pancreas_extent": 32,
    "world.sites_per_voxel": 4,
    "islets.number": 6,
    "residents.islet_macrophages": 12,
    "residents.islet_dendritic": 4,
    "barrier.resting": 0.5,
}
"""Parameters of a small body whose target tissue is a pancreas, from the fourteenth day of life on."""

HASTE_OF_ISLETS: dict[str, float] = HASTE | {
    "fates.treg_unfitness": 70,
    "fates.autoregulatory_rate": 0.002,
    "islets.kill_rate": 0.3,
    "islets.necrosis_rate": 0.3,
    "islets.alarm_secretion": 50,
}
"""Parameters that bring cells to divide, to kill and to be converted within days."""

OWN = (Epitope.INSB9_23, Epitope.CHGA_WE14, Epitope.GAD65_206_220, Epitope.INSB15_23, Epitope.IGRP206_214)
"""Epitopes of the pancreas."""

CLASS_I_PARTICLE = Design(diameter=8.0, coat=Coat.DEXTRAN, ligand=Epitope.IGRP206_214, valency=8.0)
IRRELEVANT_PARTICLE = Design(diameter=8.0, coat=Coat.DEXTRAN, ligand=Epitope.TUM, valency=8.0)
SPARSE_PARTICLE = Design(diameter=8.0, coat=Coat.DEXTRAN, ligand=Epitope.IGRP206_214, valency=2.0)
MIXTURE = Design(
    diameter=500.0, coat=Coat.CARBOXYLATED, cargo_load=1.4,
    cargo=(Epitope.INSB9_23, Epitope.INSB15_23, Epitope.GAD65_206_220),
)  # fmt: skip
DOSED: tuple[Dose, ...] = (
    ParticleDose(day=14.25, design=MIXTURE, particles=1e9),
    ParticleDose(day=14.5, design=CLASS_I_PARTICLE, particles=1e13),
    ParticleDose(day=15.5, design=CLASS_I_PARTICLE, particles=1e13),
)
"""Particles of two designs, a cargo of three epitopes and a ligand for CD8 cells."""


def found(
    doses: Sequence[Dose] = (), overrides: Mapping[str, float] | None = None, number: int = 0,
    absent: frozenset[Epitope] = frozenset(),
) -> Life:  # fmt: skip
    """Found a small life with a pancreas, with other parameters and doses where named."""
    numbers = load(PANCREAS | dict(overrides or {}))
    subject = draw_subject(numbers, 7, number)
    return Life(numbers, subject, absent, (Compartment.PANCREAS,), pending=list(doses))


def invade(life: Life, a_specificity: int = 12) -> Life:
    """Put effectors of every epitope of the tissue onto islet sites, and license the macrophages there.

    As many memory cells of each go with the blood and stay in the spleen, where particles reach them.
    """
    tissue = life.organ(Compartment.PANCREAS).tissue
    sites, uid = np.flatnonzero(tissue.islet >= 0) + life.sites_of(Compartment.PANCREAS).start, 10**9
    for epitope in set(OWN) - life.absent:
        count = a_specificity
        uids = uid + 1000 * epitope + np.arange(count)
        life.cells.add(
            count, phenotype=Phenotype.EFFECTOR, uid=uids, mother=uids, epitope=epitope,
            affinity=np.linspace(0.05, 1.0, count), weight=2, divisions=4, place=Compartment.PANCREAS,
            site=sites[(37 * epitope + 11 * np.arange(count)) % len(sites)], partner=-1, signal=8.0, help=8.0,
        )  # fmt: skip
        places = np.where(np.arange(count) % 2, Compartment.BLOOD, Compartment.SPLEEN)
        life.cells.add(
            count, phenotype=Phenotype.MEMORY, uid=uids + 10**6, mother=uids + 10**6, epitope=epitope,
            affinity=np.linspace(0.15, 0.5, count), weight=2, divisions=4, place=places,
            site=life.geometry.first[places], partner=-1,
        )  # fmt: skip
    macrophages = life.apcs.column("kind") == ApcKind.ISLET_MACROPHAGE
    life.apcs.column("state")[macrophages] = ApcState.LICENSED
    return life


def diseased(doses: Sequence[Dose] = DOSED, overrides: Mapping[str, float] | None = None) -> Life:
    """Found a small dosed life whose islets are invaded from the start, so that every phase soon has work to do."""
    return invade(found(doses, HASTE_OF_ISLETS | dict(overrides or {})))


def diseased_host(**settings: Any) -> Host:
    """The same life as a host."""
    declared = Declaration(load(PANCREAS | HASTE_OF_ISLETS), (), frozenset(), (Compartment.PANCREAS,))
    host = Host(declared, doses=DOSED, rng=7, **settings)
    invade(host.life)
    return host


def one_digest(hours: int, **settings: Any) -> str:
    """Live, and give the digest of the whole state."""
    host = diseased_host(**settings)
    host.run_for(hours)
    return host.digest()


if __name__ == "__main__":
    np.seterr(over="ignore")
    print(digest(live(diseased(), int(sys.argv[1]))))
