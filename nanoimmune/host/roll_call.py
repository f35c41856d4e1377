"""Telling observers whom the engine's own sweeps have born and buried."""

from typing import TYPE_CHECKING

import numpy as np
from mesa.experimental.mesa_signals import ModelSignals

from nanoimmune.host.digest import POPULATIONS

if TYPE_CHECKING:
    from nanoimmune.host.model import Host


class RollCall:
    """Who lives before a step; made only where somebody observes the agents of a host."""

    def __init__(self, host: "Host") -> None:
        """Call the roll.

        Args:
            host: The host.
        """
        self._host = host
        self._before = {
            name: roster.views_at(roster.order()[1]) for name, roster in host.rosters.items() if name in POPULATIONS
        }

    def announce_changes(self) -> None:
        """Send a signal for everyone who has been born or has died since, by uid."""
        for name, before in self._before.items():
            roster = self._host.rosters[name]
            known = np.array([agent.unique_id for agent in before], np.int64)
            uids, slots = roster.order()
            for agent in before:
                if not agent.alive:
                    self._host.notify("agents", ModelSignals.AGENT_REMOVED, args=(agent,))
            for agent in roster.views_at(slots[~np.isin(uids, known)]):
                self._host.notify("agents", ModelSignals.AGENT_ADDED, args=(agent,))
