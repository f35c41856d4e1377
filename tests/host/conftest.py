"""Small hosts of the scenario `ms` for the tests of the front door, with compiled kernels."""

from collections.abc import Callable, Sequence

import pytest

from nanoimmune import Scenario
from nanoimmune.host import Host
from nanoimmune.state.dose import Design, Dose, ParticleDose
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
DESIGN = Design(100.0, Coat.DEXTRAN, Epitope.MOG35_55, 20.0)

MakeHost = Callable[..., Host]
"""`make(rng=3, doses=(), kind=Host, world__step=0.5, ...)`: the last are parameters by name."""


def particles(day: float) -> ParticleDose:
    """A dose of pMHC particles."""
    return ParticleDose(day, DESIGN, 1e11)


def small_scenario(**overrides: float) -> Scenario:
    """The scenario `ms` in a small body."""
    changed = {name.replace("__", "."): value for name, value in overrides.items()}
    return Scenario.named("ms").with_parameters(SMALL | changed)


def make_host(*, rng: int = 3, doses: Sequence[Dose] = (), kind: type[Host] = Host, **overrides: float) -> Host:
    """A small host of the scenario `ms`."""
    return kind(small_scenario(**overrides), doses=doses, rng=rng)


@pytest.fixture(scope="session", autouse=True)
def kernels() -> None:
    """Compile every kernel once, with particles in play."""
    make_host(doses=[particles(0)]).run_for(30)


@pytest.fixture
def make() -> MakeHost:
    """Make a small host."""
    return make_host


@pytest.fixture
def host() -> Host:
    """A small host that was immunised two days ago and has just got particles."""
    host = make_host(doses=[particles(2)])
    host.run_for(24 + 48 + 6)
    return host
