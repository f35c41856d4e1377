"""Finding the rows that stand on a site."""

from typing import Any

import numpy as np

from nanoimmune.host.tissue_rows import TissueRows
from nanoimmune.state.population import Population

Rows = Population[Any] | TissueRows


class RowsBySite:
    """The rows of one population by site, listed anew on the first question after a step.

    Single moves and births are noted beside the list, and every answer is checked against the columns, so that
    nothing has to be struck off.
    """

    def __init__(self, population: Rows, sites: int) -> None:
        """Prepare an index, which is built when first asked.

        Args:
            population: The rows.
            sites: Sites of all compartments together.
        """
        self._population = population
        self._sites = sites
        self._listed_at = -1
        self._order = self._starts = np.zeros(1, np.int64)
        self._late: dict[int, list[int]] = {}

    def is_current(self) -> bool:
        """Whether the list was made since the last change of structure."""
        return self._listed_at == self._population.epoch

    def keep(self) -> None:
        """Hold the list to be current, after a change of structure that was noted."""
        self._listed_at = self._population.epoch

    def note(self, slot: int, site: int) -> None:
        """Note that a row has come to a site."""
        self._late.setdefault(site, []).append(slot)

    def at(self, site: int) -> list[int]:
        """Slots of the live rows on a site."""
        if not self.is_current():
            self._list()
        population = self._population
        sites, marker = population.column("site"), population.column(population.marker)
        slots = self._order[self._starts.item(site) : self._starts.item(site + 1)].tolist()
        if site in self._late:
            slots = list(dict.fromkeys(slots + self._late[site]))
        return [slot for slot in slots if sites.item(slot) == site and marker.item(slot) > 0]

    def _list(self) -> None:
        """List all live rows by site."""
        rows = self._population.rows()
        sites = self._population.column("site")[rows]
        self._order = rows[np.argsort(sites, kind="stable")]
        self._starts = np.concatenate(([0], np.cumsum(np.bincount(sites, minlength=self._sites))))
        self._late = {}
        self._listed_at = self._population.epoch
