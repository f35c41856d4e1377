"""What a trial shows: end-points, effects with intervals, figures, tables and the report."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nanoimmune.analysis.curves import mean_band
    from nanoimmune.analysis.diabetes_free import follow_up
    from nanoimmune.analysis.dose_response import DoseResponse, fit_dose_response
    from nanoimmune.analysis.effects import Interval
    from nanoimmune.analysis.hazards import hazard_ratio, log_rank_p
    from nanoimmune.analysis.paired import paired_effect
    from nanoimmune.analysis.palette import arm_colours
    from nanoimmune.analysis.survival import FollowUp, restricted_mean

_HOMES = {
    "DoseResponse": "nanoimmune.analysis.dose_response",
    "FollowUp": "nanoimmune.analysis.survival",
    "Interval": "nanoimmune.analysis.effects",
    "arm_colours": "nanoimmune.analysis.palette",
    "fit_dose_response": "nanoimmune.analysis.dose_response",
    "follow_up": "nanoimmune.analysis.diabetes_free",
    "hazard_ratio": "nanoimmune.analysis.hazards",
    "log_rank_p": "nanoimmune.analysis.hazards",
    "mean_band": "nanoimmune.analysis.curves",
    "paired_effect": "nanoimmune.analysis.paired",
    "restricted_mean": "nanoimmune.analysis.survival",
}

__all__ = [
    "DoseResponse",
    "FollowUp",
    "Interval",
    "arm_colours",
    "fit_dose_response",
    "follow_up",
    "hazard_ratio",
    "log_rank_p",
    "mean_band",
    "paired_effect",
    "restricted_mean",
]


def __getattr__(name: str) -> Any:
    """Fetch a public name from its module when it is first used."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
