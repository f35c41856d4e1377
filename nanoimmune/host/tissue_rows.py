"""The sites of a target tissue as rows, so that they can be agents like the others."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nanoimmune.host.life import Life
from nanoimmune.host.organ import TargetOrgan
from nanoimmune.words import Compartment

LIVING = {Compartment.CNS: ("myelin", "axons"), Compartment.PANCREAS: ("beta", "granules", "apoptotic", "necrotic")}
"""Columns of each tissue that are zero where it was destroyed."""


class TissueRows:
    """One target tissue, asked for rows as a population is. A site that was removed has a negative uid.

    Attributes:
        marker: Name of the column that is above zero for live rows.
        epoch: How often the structure has changed.
    """

    marker = "uid"

    def __init__(self, life: Life, organ: TargetOrgan) -> None:
        """Look at a target tissue of a life.

        Args:
            life: The life.
            organ: The tissue.
        """
        self._organ = organ
        self.epoch = 0
        sites = life.sites_of(organ.place)
        self._fixed: dict[str, NDArray[Any]] = {
            "site": np.arange(sites.start, sites.stop),
            "place": np.full(sites.stop - sites.start, organ.place, np.int8),
        }
        if organ.place == Compartment.CNS:
            self._fixed["domain"] = life.geometry.domain_of_site[sites]

    def column(self, name: str) -> NDArray[Any]:
        """One whole column."""
        fixed = self._fixed.get(name)
        array: NDArray[Any] = getattr(self._organ.tissue, name) if fixed is None else fixed
        return array

    def rows(self) -> NDArray[np.int64]:
        """Slots of the sites that have not been removed."""
        return np.flatnonzero(self._organ.tissue.uid > 0)

    def __len__(self) -> int:
        """Sites that have not been removed."""
        return int(np.count_nonzero(self._organ.tissue.uid > 0))

    def remove(self, slots: NDArray[np.int64]) -> None:
        """Destroy the tissue of sites: what lived there is gone, and no agent stands for it any more."""
        tissue = self._organ.tissue
        tissue.uid[slots] = -np.abs(tissue.uid[slots])
        for column in LIVING[self._organ.place]:
            getattr(tissue, column)[slots] = 0.0
        self.epoch += 1
