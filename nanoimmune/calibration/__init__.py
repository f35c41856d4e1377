"""Calibration: fitted numbers, their ranges as priors, and published numbers as what they are fitted to."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nanoimmune.calibration.calibration import Calibration
    from nanoimmune.calibration.found import Calibrated
    from nanoimmune.calibration.history import Plan
    from nanoimmune.calibration.numbers import moved_numbers
    from nanoimmune.calibration.smc import Populations
    from nanoimmune.calibration.targets import goals_of
    from nanoimmune.trial.posterior import Posterior

_HOMES = {
    "Calibrated": "nanoimmune.calibration.found",
    "Calibration": "nanoimmune.calibration.calibration",
    "Plan": "nanoimmune.calibration.history",
    "Populations": "nanoimmune.calibration.smc",
    "Posterior": "nanoimmune.trial.posterior",
    "goals_of": "nanoimmune.calibration.targets",
    "moved_numbers": "nanoimmune.calibration.numbers",
}

__all__ = ["Calibrated", "Calibration", "Plan", "Populations", "Posterior", "goals_of", "moved_numbers"]


def __getattr__(name: str) -> Any:
    """Fetch a public name from its module when it is first used."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
