"""A small host in which both target tissues are diseased, for tests of several rooms."""

from collections.abc import Mapping, Sequence
from typing import Any

from islet_worlds import CLASS_I_PARTICLE, HASTE_OF_ISLETS, MIXTURE, PANCREAS, invade
from worlds import PMHC_PARTICLE

from nanoimmune.host import Host
from nanoimmune.host.declared import Declaration
from nanoimmune.host.life import Life
from nanoimmune.parameters.load import load
from nanoimmune.state.dose import Design, Dose, ImmunisationDose, ParticleDose
from nanoimmune.state.subject import draw_subject
from nanoimmune.words import ApcKind, ApcState, Coat, Compartment, Epitope

CNS, ISLETS = Compartment.CNS, Compartment.PANCREAS
BOTH = (CNS, ISLETS)

BODY: dict[str, float] = PANCREAS | {"barrier.resting": 0.006, "barrier.fenestration": 0.5}
"""A small body with white matter behind a closed barrier, and a pancreas behind none."""

MEMBRANE = Design(diameter=120.0, coat=Coat.NEUTROPHIL_MEMBRANE)
DOSED: tuple[Dose, ...] = (
    ImmunisationDose(day=14.0, epitope=Epitope.MOG35_55, amount=1.0, pertussis=1.0),
    ParticleDose(day=14.25, design=MIXTURE, particles=1e9),
    ParticleDose(day=14.5, design=CLASS_I_PARTICLE, particles=1e13),
    ParticleDose(day=15.0, design=PMHC_PARTICLE, particles=1e12),
    ParticleDose(day=15.5, design=MEMBRANE, particles=1e11),
)
"""Immunisation with a myelin peptide, and particles with antigens of either tissue, and with a membrane."""


def found(
    doses: Sequence[Dose] = (), overrides: Mapping[str, float] | None = None, absent: frozenset[Epitope] = frozenset(),
    targets: tuple[Compartment, ...] = BOTH,
) -> Life:  # fmt: skip
    """Found a small life; the same body may be given one target tissue alone."""
    numbers = load(BODY | dict(overrides or {}))
    return Life(numbers, draw_subject(numbers, 7, 0), absent, targets, pending=list(doses))


def diseased_host(**settings: Any) -> Host:
    """A dosed host whose islets are invaded and whose microglia are licensed from the start."""
    declared = Declaration(load(BODY | HASTE_OF_ISLETS | {"formulations.homing_rate": 0.5}), (), frozenset(), BOTH)
    host = Host(declared, doses=DOSED, rng=7, **settings)
    life = host.life
    invade(life)
    life.apcs.column("state")[life.apcs.column("kind") == ApcKind.MICROGLIA] = ApcState.LICENSED
    return host


def one_digest(hours: int, **settings: Any) -> str:
    """Live, and give the digest of the whole state."""
    host = diseased_host(**settings)
    host.run_for(hours)
    return host.digest()
