"""Property layers over the engine's own arrays: always the array of this moment, never a copy that ages."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from mesa.discrete_space import PropertyLayer
from numpy.typing import NDArray

from nanoimmune.host.life import Life
from nanoimmune.host.organ import TargetOrgan
from nanoimmune.words import Compartment, Field


class TissueLayer(PropertyLayer):
    """A column of the tissue, site by site; `data` is the column itself."""

    def __init__(self, name: str, organ: TargetOrgan, dimensions: tuple[int, ...]) -> None:
        """Look at a column of a tissue.

        Args:
            name: Name of the column, and of the layer.
            organ: The tissue.
            dimensions: Sites along each axis.
        """
        self.name = name
        self.dimensions = dimensions
        self._organ = organ

    @property
    def _data(self) -> NDArray[Any]:
        column: NDArray[Any] = getattr(self._organ.tissue, self.name)
        return column.reshape(self.dimensions)


class FieldLayer(PropertyLayer):
    """A field of one compartment, in nM. Sites share the level of their voxel.

    `data` shows the level at every site and cannot be written to. Setting the layer at a cell sets the level of its
    voxel, for all sites of the voxel; setting many cells at once gives every voxel the mean over its sites.
    """

    def __init__(self, field: Field, life: Life, place: Compartment, dimensions: tuple[int, ...]) -> None:
        """Look at a field of one compartment.

        Args:
            field: The field.
            life: The life.
            place: The compartment.
            dimensions: Sites along each axis.
        """
        self.name = field.name.lower()
        self.dimensions = dimensions
        self._field = field
        self._life = life
        self._sites = life.sites_of(place)

    @property
    def _voxels(self) -> NDArray[np.int32]:
        """Voxel of every site."""
        voxels: NDArray[np.int32] = self._life.geometry.voxel_of_site[self._sites]
        return voxels

    @property
    def _data(self) -> NDArray[np.float64]:
        levels: NDArray[np.float64] = self._life.fields[self._field, self._voxels].reshape(self.dimensions)
        levels.flags.writeable = False
        return levels

    @property
    def data(self) -> NDArray[np.float64]:
        """Level at every site, nM."""
        return self._data

    @data.setter
    def data(self, levels: NDArray[np.float64] | float) -> None:
        spread = np.broadcast_to(levels, self.dimensions).ravel()
        voxels = self._voxels
        first, sites = voxels.min(), np.bincount(voxels)
        means = np.bincount(voxels, weights=spread)[first:] / sites[first:]
        self._life.fields[self._field, first : first + len(means)] = means

    def put(self, coordinate: Sequence[int], level: float) -> None:
        """Set the level of the voxel that a site lies in."""
        site = int(np.ravel_multi_index(tuple(coordinate), self.dimensions))
        self._life.fields[self._field, self._voxels[site]] = level

    def set_cells(self, value: Any, condition: Callable[[float], bool] | None = None) -> None:
        """Set the level everywhere, or where a condition on it holds."""
        levels = self._data
        chosen = np.ones(self.dimensions, bool) if condition is None else np.vectorize(condition)(levels)
        self.data = np.where(chosen, value, levels)

    def modify_cells(
        self,
        operation: Callable[..., Any],
        value: Any = None,
        condition: Callable[[NDArray[np.float64]], NDArray[np.bool_]] | None = None,
    ) -> None:
        """Change the level everywhere, or where a condition holds, as `PropertyLayer.modify_cells` does."""
        scratch = PropertyLayer.from_data(self.name, self._data)
        scratch.modify_cells(operation, value, condition)
        self.data = scratch.data


class EmptyLayer(PropertyLayer):
    """Whether each cell is empty, read from the arrays; it cannot be written to."""

    def __init__(self, dimensions: tuple[int, ...], empties: Callable[[], NDArray[np.bool_]]) -> None:
        """Look at who stands where.

        Args:
            dimensions: Sites along each axis.
            empties: Bound method that tells for every site whether it is empty.
        """
        self.name = "empty"
        self.dimensions = dimensions
        self._empties = empties

    @property
    def _data(self) -> NDArray[np.bool_]:
        return self._empties().reshape(self.dimensions)
