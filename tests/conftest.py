"""Worlds that the tests of several rooms live in."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import settings

from nanoimmune.host.life import Life
from nanoimmune.host.schedule import live_one_step
from nanoimmune.parameters.load import load
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.dose import Design, Dose, ImmunisationDose, ParticleDose
from nanoimmune.state.subject import draw_subject
from nanoimmune.words import Coat, Epitope

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")

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

PMHC_PARTICLE = Design(diameter=20.0, coat=Coat.DEXTRAN, ligand=Epitope.MOG35_55, valency=40.0)
PLG_PARTICLE = Design(diameter=500.0, coat=Coat.CARBOXYLATED, cargo=Epitope.MOG35_55, cargo_load=0.1)
IMMUNISATION = ImmunisationDose(day=0.0, epitope=Epitope.MOG35_55, amount=1.0, pertussis=1.0)
DOSED: tuple[Dose, ...] = (
    IMMUNISATION,
    ParticleDose(day=0.25, design=PLG_PARTICLE, particles=1e9),
    ParticleDose(day=2.0, design=PMHC_PARTICLE, particles=1e12),
    ParticleDose(day=4.0, design=PMHC_PARTICLE, particles=1e12),
)
"""Immunisation, and particles of two designs."""

Founder = Callable[..., Life]


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    """All numbers at their defaults."""
    return load()


@pytest.fixture(scope="session")
def found() -> Founder:
    """Found a small life, with other parameters and doses where named."""

    def founder(doses: Sequence[Dose] = (), overrides: Mapping[str, float] | None = None, number: int = 0) -> Life:
        numbers = load(SMALL_WORLD | dict(overrides or {}))
        return Life(numbers, draw_subject(numbers, 7, number), pending=list(doses))

    return founder


@pytest.fixture(scope="session")
def live() -> Callable[[Life, int], Life]:
    """Let so many steps of a life happen."""

    def lived(life: Life, steps: int) -> Life:
        for _ in range(steps):
            live_one_step(life)
        return life

    return lived
