"""nanoimmune: an agent-based simulation laboratory for immune tolerance by nanoparticles."""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nanoimmune import readouts
    from nanoimmune.errors import InputError
    from nanoimmune.host import Host
    from nanoimmune.study.study import Study
    from nanoimmune.trial.agents.antibody import Antibody
    from nanoimmune.trial.agents.cells import CellTransfer
    from nanoimmune.trial.agents.cytokine import Cytokine
    from nanoimmune.trial.agents.drug import Drug
    from nanoimmune.trial.agents.immunisation import Immunisation
    from nanoimmune.trial.agents.peptide import Peptide
    from nanoimmune.trial.arm import Arm
    from nanoimmune.trial.cohort import Cohort
    from nanoimmune.trial.describe import describe
    from nanoimmune.trial.particle import Particle
    from nanoimmune.trial.progress_bar import ProgressBar
    from nanoimmune.trial.regimen import Regimen
    from nanoimmune.trial.scenario import Scenario
    from nanoimmune.trial.trial import Trial

try:
    __version__ = version("nanoimmune")
except PackageNotFoundError:
    __version__ = "0.1.0"

_HOMES = {
    "Antibody": "nanoimmune.trial.agents.antibody",
    "Arm": "nanoimmune.trial.arm",
    "CellTransfer": "nanoimmune.trial.agents.cells",
    "Cohort": "nanoimmune.trial.cohort",
    "Cytokine": "nanoimmune.trial.agents.cytokine",
    "Drug": "nanoimmune.trial.agents.drug",
    "Host": "nanoimmune.host",
    "Immunisation": "nanoimmune.trial.agents.immunisation",
    "InputError": "nanoimmune.errors",
    "Particle": "nanoimmune.trial.particle",
    "Peptide": "nanoimmune.trial.agents.peptide",
    "ProgressBar": "nanoimmune.trial.progress_bar",
    "Regimen": "nanoimmune.trial.regimen",
    "Scenario": "nanoimmune.trial.scenario",
    "Study": "nanoimmune.study.study",
    "Trial": "nanoimmune.trial.trial",
    "describe": "nanoimmune.trial.describe",
}

__all__ = [
    "Antibody",
    "Arm",
    "CellTransfer",
    "Cohort",
    "Cytokine",
    "Drug",
    "Host",
    "Immunisation",
    "InputError",
    "Particle",
    "Peptide",
    "ProgressBar",
    "Regimen",
    "Scenario",
    "Study",
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
