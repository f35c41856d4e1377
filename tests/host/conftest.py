"""Small hosts for the tests of the front door, with compiled kernels."""

from collections.abc import Callable

import pytest

from nanoimmune.host import Host
from nanoimmune.host.declared import Declaration
from nanoimmune.parameters.load import load
from nanoimmune.state.dose import Design, ImmunisationDose, ParticleDose
from nanoimmune.words import Coat, Epitope

SMALL = {
    "world.cns_extent": 16,
    "world.spleen_extent": 12,
    "world.node_extent": 12,
    "world.liver_extent": 8,
    "world.parcels_per_dose": 40,
    "world.lead": 24,
    "residents.cns_microglia": 60,
}
IMMUNISED = (ImmunisationDose(0, Epitope.MOG35_55, 1.0, 1.0),)
PARTICLES = ParticleDose(0, Design(100.0, Coat.DEXTRAN, Epitope.MOG35_55, 20.0), 1e11)

MakeHost = Callable[..., Host]


def declare(**overrides: float) -> Declaration:
    """A small immunised host; `world__step=0.5` overrides `world.step`."""
    changed = {name.replace("__", "."): value for name, value in overrides.items()}
    return Declaration(load(SMALL | changed), IMMUNISED)


@pytest.fixture(scope="session", autouse=True)
def kernels() -> None:
    """Compile every kernel once, with particles in play."""
    Host(declare(), doses=[PARTICLES]).run_for(30)


@pytest.fixture
def make() -> MakeHost:
    """Make a small host: `make(doses=..., rng=..., kind=..., world__step=0.5)`."""

    def made(*, rng: int = 3, doses: tuple = (), kind: type[Host] = Host, **overrides: float) -> Host:
        return kind(declare(**overrides), doses=doses, rng=rng)

    return made


@pytest.fixture
def host(make: MakeHost) -> Host:
    """A small host that was immunised two days ago and has just got particles."""
    host = make(doses=(ParticleDose(2, PARTICLES.design, PARTICLES.particles),))
    host.run_for(24 + 48 + 6)
    return host
