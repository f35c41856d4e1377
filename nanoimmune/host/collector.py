"""Collecting data as Mesa does: what every host collects, and a collector that reads whole columns."""

from itertools import repeat
from typing import TYPE_CHECKING, Any

import mesa

from nanoimmune.host.agent_sets import RowSet

if TYPE_CHECKING:
    from nanoimmune.host.model import Host


def t_cells(host: "Host") -> int:
    """Agents that are T cells."""
    return len(host.life.cells)


def presenting_cells(host: "Host") -> int:
    """Agents that are antigen-presenting cells."""
    return len(host.life.apcs)


def parcels(host: "Host") -> int:
    """Agents that are parcels of nanoparticles."""
    return len(host.life.parcels)


def inflammation(host: "Host") -> float:
    """Mean inflammatory cytokine of the target tissue, nM; of the first, where there are several."""
    return host.life.organs[0].inflammation


def permeability(host: "Host") -> float:
    """How open the barrier of the target tissue is, 0 to 1; of the first, where there are several."""
    return host.life.organs[0].permeability


class ColumnCollector(mesa.DataCollector):
    """A data collector that reads whole columns where an agent-type reporter is the name of one.

    What it records is what `mesa.DataCollector` records, in the order of the agents.
    """

    def __init__(self, *args: Any, agenttype_reporters: dict[type, dict[str, Any]] | None = None, **kwargs: Any):
        """Declare what is collected, as with `mesa.DataCollector`."""
        super().__init__(*args, agenttype_reporters=agenttype_reporters, **kwargs)
        self._named = {kind: list(reporters.values()) for kind, reporters in (agenttype_reporters or {}).items()}

    def _record_agenttype(self, model: Any, agent_type: type) -> Any:
        """Records of one class."""
        agents, names = model.agents_by_type.get(agent_type), self._named.get(agent_type, [])
        if not isinstance(agents, RowSet) or not all(isinstance(name, str) for name in names):
            return super()._record_agenttype(model, agent_type)
        return zip(repeat(model.time), agents.get("unique_id"), *(agents.get(name) for name in names), strict=False)


def standard_collector() -> ColumnCollector:
    """What every host collects after each step: five numbers that cost nothing to know."""
    reporters = (t_cells, presenting_cells, parcels, inflammation, permeability)
    return ColumnCollector(model_reporters={reporter.__name__: reporter for reporter in reporters})
