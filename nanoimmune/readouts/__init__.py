"""Read-outs: exact functions of a host at an instant."""

from nanoimmune.readouts.agents import AgentRecord, read_agents
from nanoimmune.readouts.clones import clonotype_sizes
from nanoimmune.readouts.record import record
from nanoimmune.readouts.snapshot import Snapshot, snapshot

__all__ = ["AgentRecord", "Snapshot", "clonotype_sizes", "read_agents", "record", "snapshot"]
