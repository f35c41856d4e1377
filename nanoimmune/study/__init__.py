"""Whole studies: what lies in a folder, opened, looked at, told again, lived again, and planned."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nanoimmune.study.factors import Factor
    from nanoimmune.study.study import Study
    from nanoimmune.study.sweep import Sweep
    from nanoimmune.study.sweep_results import SweepResults

_HOMES = {
    "Factor": "nanoimmune.study.factors",
    "Study": "nanoimmune.study.study",
    "Sweep": "nanoimmune.study.sweep",
    "SweepResults": "nanoimmune.study.sweep_results",
}

__all__ = ["Factor", "Study", "Sweep", "SweepResults"]


def __getattr__(name: str) -> Any:
    """Fetch a public name from its module when it is first used."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
