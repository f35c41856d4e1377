"""`Roster`: the agents that are views of the rows of one population; a host has one for each population."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nanoimmune.host.contents import clear_contents
from nanoimmune.host.row_agent import DeadAgentError, RowAgent
from nanoimmune.host.rows_by_site import Rows, RowsBySite
from nanoimmune.host.tissue_rows import TissueRows
from nanoimmune.words import Compartment, Phenotype

if TYPE_CHECKING:
    from nanoimmune.host.lattice_cell import LatticeCell
    from nanoimmune.host.model import Host

Slots = NDArray[np.int64]
GONE = -1


class Roster:
    """The views of one population, each made when its row is first touched and kept until the agent dies.

    A population may hold several classes: the value of its marker decides, by borders between them. A user's own
    subclass is kept by name: its agents are those that were constructed as such.

    Attributes:
        host: The host.
        population: The rows.
        kinds: Classes of the agents, in the order of the marker.
        views: Agents that have been touched, by uid.
        by_site: Where the rows stand.
    """

    def __init__(
        self, host: "Host", population: Rows, kinds: tuple[type[RowAgent], ...], borders: tuple[int, ...] = ()
    ) -> None:
        """Open an empty roster.

        Args:
            host: The host.
            population: The rows.
            kinds: Classes of the agents.
            borders: Marker from which each class but the first begins.
        """
        self.host = host
        self.population = population
        self.kinds = kinds
        self.views: dict[int, RowAgent] = {}
        self.by_site = RowsBySite(population, int(host.life.geometry.first[-1]))
        self._borders = np.array(borders, np.int64)
        self._adopted: dict[type[RowAgent], set[int]] = {}
        self._sorted: tuple[int, Slots, Slots] = (-1, np.zeros(0, np.int64), np.zeros(0, np.int64))
        self._followed: tuple[Slots, Slots, Slots] | None = None

    # Rows -----------------------------------------------------------------------------------------------------------

    def order(self) -> tuple[Slots, Slots]:
        """Identities of the live rows in rising order, and their slots."""
        epoch, uids, slots = self._sorted
        if epoch != self.population.epoch:
            rows = self.population.rows()
            found = self.population.column("uid")[rows]
            by_uid = np.argsort(found, kind="stable")
            uids, slots = found[by_uid], rows[by_uid]
            self._sorted = (self.population.epoch, uids, slots)
        return uids, slots

    def find(self, wanted: Slots) -> Slots:
        """Slots of agents by uid, `GONE` for the dead."""
        uids, slots = self.order()
        if len(uids) == 0:
            return np.full(len(wanted), GONE)
        at = np.minimum(np.searchsorted(uids, wanted), len(uids) - 1)
        return np.where(uids[at] == wanted, slots[at], GONE)

    def kind_numbers(self, slots: Slots) -> Slots:
        """Which of the classes each row belongs to."""
        return np.searchsorted(self._borders, self.population.column(self.population.marker)[slots], side="right")

    def rows_of(self, kind: type[RowAgent]) -> Slots:
        """Slots of the live agents of exactly one class, in the order of their uids."""
        uids, slots = self.order()
        if kind not in self.kinds:
            return slots[np.isin(uids, list(self._adopted.get(kind, ())))]
        if len(self.kinds) > 1:
            chosen = self.kind_numbers(slots) == self.kinds.index(kind)
            uids, slots = uids[chosen], slots[chosen]
        for others in self._adopted.values():
            keep = ~np.isin(uids, list(others))
            uids, slots = uids[keep], slots[keep]
        return slots

    def classes(self) -> list[type[RowAgent]]:
        """The classes of the population, and the user's own subclasses that have agents in it."""
        return [*self.kinds, *self._adopted]

    # Views ----------------------------------------------------------------------------------------------------------

    def views_at(self, slots: Slots | list[int]) -> list[RowAgent]:
        """The agents of live rows."""
        rows = np.asarray(slots, np.int64)
        uids, kinds = self.population.column("uid")[rows].tolist(), self.kind_numbers(rows).tolist()
        return [
            self.views.get(uid) or self._look(uid, slot, self.kinds[kind])
            for uid, slot, kind in zip(uids, rows.tolist(), kinds, strict=True)
        ]

    def _look(self, uid: int, slot: int, kind: type[RowAgent]) -> RowAgent:
        """Make the view of a row."""
        agent = object.__new__(kind)
        agent.__dict__.update(roster=self, unique_id=uid, _slot=slot, _epoch=self.population.epoch)
        self.views[uid] = agent
        self._followed = None
        return agent

    def locate(self, agent: RowAgent) -> None:
        """Find the slot of an agent again after a change of structure.

        Raises:
            DeadAgentError: If it is dead.
        """
        slot, uid = agent._slot, agent.unique_id
        if slot != GONE:
            column, marker = self.population.column("uid"), self.population.column(self.population.marker)
            if slot >= len(column) or column.item(slot) != uid or marker.item(slot) <= 0:
                slot = int(self.find(np.array([uid]))[0])
        if slot == GONE:
            raise DeadAgentError(f"{type(agent).__name__} {uid} is dead; ask its `alive` first")
        agent._slot, agent._epoch = slot, self.population.epoch

    def follow(self) -> None:
        """Drop the views of the dead, and let converted cells change class. Only rows with a view are looked at."""
        if not self.views:
            return
        uids, slots, kinds = self._followed or self._all_views()
        column, marker = self.population.column("uid"), self.population.column(self.population.marker)
        lost = (column[slots] != uids) | (marker[slots] <= 0)
        if lost.any():
            slots = slots.copy()
            slots[lost] = self.find(uids[lost])
            for uid in uids[slots == GONE].tolist():
                self._let_go(uid)
            uids, slots, kinds = (array[slots != GONE] for array in (uids, slots, kinds))
        now = self.kind_numbers(slots)
        for at in np.flatnonzero(now != kinds).tolist():
            self._turn_into(self.views[uids.item(at)], self.kinds[now[at]])
        self._followed = (uids, slots, now)

    def _all_views(self) -> tuple[Slots, Slots, Slots]:
        """Identities of all views, the slots where they were last seen, and no class yet."""
        count = len(self.views)
        uids = np.fromiter(self.views, np.int64, count)
        slots = np.fromiter((view._slot for view in self.views.values()), np.int64, count)
        return uids, slots, np.full(count, -1)

    def reclassify(self, agent: RowAgent) -> None:
        """Give one agent the class that its row now belongs to."""
        self._turn_into(agent, self.kinds[int(self.kind_numbers(np.array([agent.slot]))[0])])

    def _turn_into(self, agent: RowAgent, kind: type[RowAgent]) -> None:
        """Change the class of an agent; a user's own subclass is left as it is."""
        if type(agent) is not kind and type(agent) in self.kinds:
            agent.__class__ = kind

    def _let_go(self, uid: int) -> None:
        """Forget the view of an agent that died; who still holds it finds it dead."""
        agent = self.views.pop(uid)
        agent._slot = agent._epoch = GONE
        self._followed = None
        if type(agent) in self._adopted:
            self._adopted[type(agent)].discard(uid)

    # Changes made from Python ---------------------------------------------------------------------------------------

    def enrol(self, agent: RowAgent, cell: "LatticeCell | None", values: dict[str, Any]) -> None:
        """Give a new agent its row."""
        assert not isinstance(self.population, TissueRows), "tissue has no newborn"
        place, site = self._standing(cell)
        current = self.by_site.is_current()
        slot = int(self.population.add(1, place=place, site=site, **values)[0])
        self.by_site.note(slot, site)
        if current:
            self.by_site.keep()
        agent.__dict__.update(unique_id=values["uid"], _slot=slot, _epoch=self.population.epoch)
        self.views[values["uid"]] = agent
        self._followed = None
        if type(agent) not in self.kinds:
            self._adopted.setdefault(type(agent), set()).add(values["uid"])

    def move(self, agent: RowAgent, cell: "LatticeCell | None") -> None:
        """Put an agent on a cell, or into the blood."""
        if isinstance(self.population, TissueRows):
            raise ValueError("Cannot move a TissueSite: it is the tissue of its cell")
        slot = agent.slot
        place, site = self._standing(cell)
        self.population.column("place")[slot] = place
        self.population.column("site")[slot] = site
        self.by_site.note(slot, site)

    def _standing(self, cell: "LatticeCell | None") -> tuple[Compartment, int]:
        """Compartment and site of a cell that has room, or of the blood."""
        if cell is None:
            return Compartment.BLOOD, int(self.host.life.geometry.first[Compartment.BLOOD])
        if cell.lattice.host is not self.host:
            raise ValueError("this cell belongs to the lattice of another host")
        cell.refuse_if_full()
        return cell.lattice.place, cell.site

    def end(self, agent: RowAgent) -> None:
        """End the life of one agent."""
        slots = np.array([agent.slot])
        self.end_rows(slots)

    def end_rows(self, slots: Slots) -> None:
        """Free rows; what particles they hold is entered as cleared."""
        current = self.by_site.is_current()
        uids = self.population.column("uid")[slots].tolist()
        clear_contents(self.host.life, self.population, slots)
        self.population.remove(slots)
        if current:
            self.by_site.keep()
        for uid in uids:
            if uid in self.views:
                self._let_go(uid)


def open_rosters(host: "Host") -> dict[str, Roster]:
    """Open the rosters of all populations of a host, with the classes that it names for their agents."""
    life, border = host.life, (int(Phenotype.TREG),)
    sites = {Compartment.CNS: host.tissue_site, Compartment.PANCREAS: host.pancreas_site}
    tissues = {organ.place: Roster(host, TissueRows(life, organ), (sites[organ.place],)) for organ in life.organs}
    return {
        "cells": Roster(host, life.cells, (host.t_cell, host.regulatory_t_cell), border),
        "apcs": Roster(host, life.apcs, (host.presenting_cell,)),
        "parcels": Roster(host, life.parcels, (host.nanoparticle,)),
        **{place.name.lower(): roster for place, roster in tissues.items()},
    }
