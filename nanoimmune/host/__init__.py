"""One life: arrays, schedule, and the Mesa model around them."""

from nanoimmune.host.added_rule import AddedRule
from nanoimmune.host.agents import AntigenPresentingCell, Lymphocyte, Nanoparticle, RegulatoryTCell, TCell, TissueSite
from nanoimmune.host.collector import ColumnCollector
from nanoimmune.host.model import Host

__all__ = [
    "AddedRule",
    "AntigenPresentingCell",
    "ColumnCollector",
    "Host",
    "Lymphocyte",
    "Nanoparticle",
    "RegulatoryTCell",
    "TCell",
    "TissueSite",
]
