"""nanoimmune: an agent-based simulation laboratory for immune tolerance by nanoparticles."""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nanoimmune import readouts
    from nanoimmune.errors import InputError
    from nanoimmune.host import Host
    from nanoimmune.trial.arm import Arm
    from nanoimmune.trial.cohort import Cohort
    from nanoimmune.trial.describe import describe
    from nanoimmune.trial.particle import Particle
    from nanoimmune.trial.regimen import Regimen
    from nanoimmune.trial.scenario import Scenario
    from nanoimmune.trial.trial import Trial

try:
    __version__ = version("nanoimmune")
except PackageNotFoundError:
    __version__ = "0.1.0"

_HOMES = {
    "Arm": "nanoimmune.trial.arm",
    "Cohort": "nanoimmune.trial.cohort",
    "Host": "nanoimmune.host",
    "InputError": "nanoimmune.errors",
    "Particle": "nanoimmune.trial.particle",
    "Regimen": "nanoimmune.trial.regimen",
    "Scenario": "nanoimmune.trial.scenario",
    "Trial": "nanoimmune.trial.trial",
    "describe": "nanoimmune.trial.describe",
}

__all__ = [
    "Arm",
    "Cohort",
    "Host",
    "InputError",
    "Particle",
    "Regimen",
    "Scenario",
    "Trial",
    "__version__",
    "describe",
    "readouts",
]


def __getattr__(name: str) -> Any:
    """Fetch a public name from its room when it is first used."""
    if name == "readouts":
        return import_module("nanoimmune.readouts")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
