"""`Lattice`: one compartment as a Mesa grid, whose cells are made when they are first touched."""

import math
from collections.abc import Iterator, Mapping
from itertools import chain, product
from typing import TYPE_CHECKING, Any

import numpy as np
from mesa.discrete_space import CellAgent, OrthogonalMooreGrid, PropertyLayer
from mesa.discrete_space.discrete_space import DiscreteSpace
from numpy.typing import NDArray

from nanoimmune.host.lattice_cell import Cells, Coordinate, LatticeCell
from nanoimmune.host.layers import EmptyLayer, FieldLayer, TissueLayer
from nanoimmune.state.fields import extents
from nanoimmune.words import Compartment

if TYPE_CHECKING:
    from nanoimmune.host.agent_sets import KeptAgents
    from nanoimmune.host.model import Host
    from nanoimmune.host.roster import Roster

TISSUE_LAYERS = {
    Compartment.CNS: ("myelin", "bareness", "axons"),
    Compartment.PANCREAS: ("islet", "beta", "granules", "apoptotic", "necrotic"),
}


class CellTable(Mapping[Coordinate, LatticeCell]):
    """All cells by coordinate, as Mesa wants them, made on demand."""

    def __init__(self, lattice: "Lattice") -> None:
        """Open the table of a lattice."""
        self._lattice = lattice

    def __getitem__(self, coordinate: Coordinate) -> LatticeCell:
        """One cell."""
        return self._lattice[coordinate]

    def __iter__(self) -> Iterator[Coordinate]:
        """All coordinates."""
        return product(*map(range, self._lattice.dimensions))

    def __len__(self) -> int:
        """Number of cells."""
        return math.prod(self._lattice.dimensions)


class Lattice(OrthogonalMooreGrid):
    """The sites of one compartment; walls reflect.

    Attributes:
        host: The host.
        place: The compartment.
        dimensions: Sites along two axes, or along three in a host with depth.
        rosters: Agents of the engine that can stand here, the tissue included.
        mobile: The same without the tissue: those that count for emptiness and capacity.
        visitors: The user's own Python agents by site.
    """

    def __init__(self, host: "Host", place: Compartment) -> None:
        """Look at one compartment of a host.

        Args:
            host: The host.
            place: The compartment.
        """
        life = host.life
        DiscreteSpace.__init__(self, capacity=None, cell_klass=LatticeCell, random=host.random)
        extent = tuple(life.geometry.extent[place].tolist())
        self.host = host
        self.place = place
        self.dimensions = extent if extent[2] > 1 else extent[:2]
        self.torus = False
        self._ndims = len(self.dimensions)
        self._first = int(life.geometry.first[place])
        self._made: dict[Coordinate, LatticeCell] = {}
        self._cells = CellTable(self)
        self.visitors: dict[int, list[CellAgent]] = {}
        self.mobile: tuple[Roster, ...] = (host.rosters["cells"], host.rosters["apcs"], host.rosters["parcels"])
        self.rosters: tuple[Roster, ...] = self.mobile
        layers: list[PropertyLayer] = [EmptyLayer(self.dimensions, self.empty_sites)]
        if place in life.targets:
            self.rosters = (*self.mobile, host.rosters[place.name.lower()])
            layers += [TissueLayer(name, life.organ(place), self.dimensions) for name in TISSUE_LAYERS[place]]
        fields = [field for field, places in extents(life.targets).items() if place in places]
        layers += [FieldLayer(field, life, place, self.dimensions) for field in fields]
        self._mesa_property_layers = {layer.name: layer for layer in layers}

    # Cells ----------------------------------------------------------------------------------------------------------

    def __contains__(self, coordinate: object) -> bool:
        """Whether a coordinate lies within the walls."""
        return (
            isinstance(coordinate, tuple)
            and len(coordinate) == self._ndims
            and all(0 <= at < extent for at, extent in zip(coordinate, self.dimensions, strict=True))
        )

    def __getitem__(self, coordinate: Coordinate) -> LatticeCell:
        """The cell at a coordinate.

        Raises:
            KeyError: If it lies beyond the walls.
        """
        cell = self._made.get(coordinate)
        if cell is None:
            if coordinate not in self:
                raise KeyError(coordinate)
            place = tuple(int(at) for at in coordinate)
            site = self._first + int(np.ravel_multi_index(place, self.dimensions))
            cell = self._made[place] = LatticeCell(place, lattice=self, site=site)
        return cell

    def cell_at(self, site: int) -> LatticeCell:
        """The cell at a global site index."""
        return self[tuple(int(at) for at in np.unravel_index(site - self._first, self.dimensions))]

    @property
    def all_cells(self) -> Cells:
        """All cells."""
        return Cells(self._cells.values(), self.random)

    @property
    def _celllist(self) -> list[LatticeCell]:
        return list(self._cells.values())

    def empty_sites(self) -> NDArray[np.bool_]:
        """For every site, whether no cell, particle or agent of the user stands there."""
        empty = np.ones(len(self._cells), bool)
        for roster in self.mobile:
            sites = roster.population.column("site")[roster.population.rows()] - self._first
            empty[sites[(sites >= 0) & (sites < len(empty))]] = False
        empty[[site - self._first for site in self.visitors]] = False
        return empty

    @property
    def empties(self) -> Cells:
        """All empty cells."""
        return Cells((self.cell_at(self._first + int(at)) for at in np.flatnonzero(self.empty_sites())), self.random)

    def select_random_empty_cell(self) -> LatticeCell:
        """One empty cell, drawn with the host's Python generator."""
        return self.cell_at(self._first + int(self.random.choice(np.flatnonzero(self.empty_sites()))))

    @property
    def agents(self) -> "KeptAgents":
        """Everyone who stands in the compartment."""
        found = list(chain.from_iterable(self.visitors.values()))
        for roster in self.rosters:
            _, slots = roster.order()
            found += roster.views_at(slots[roster.population.column("place")[slots] == self.place])
        return self.host.keep(found)

    # Property layers ------------------------------------------------------------------------------------------------

    def layer(self, name: str) -> PropertyLayer | None:
        """A property layer by name, or None."""
        return self._mesa_property_layers.get(name)

    def write(self, layer: PropertyLayer, coordinate: Coordinate, value: Any) -> None:
        """Write a property layer at one cell."""
        if isinstance(layer, FieldLayer):
            layer.put(coordinate, value)
        else:
            layer.data[coordinate] = value

    def add_property_layer(self, layer: PropertyLayer) -> None:
        """Add a layer of the user's own.

        Raises:
            ValueError: If it does not fit the lattice, or its name is taken.
        """
        if tuple(layer.dimensions) != self.dimensions:
            raise ValueError("Dimensions of property layer do not match the dimensions of the grid")
        if layer.name in self._mesa_property_layers or hasattr(LatticeCell, layer.name):
            raise ValueError(f"Property layer {layer.name} already exists, or clashes with an attribute of cells")
        self._mesa_property_layers[layer.name] = layer

    def remove_property_layer(self, property_name: str) -> None:
        """Remove a layer."""
        del self._mesa_property_layers[property_name]

    def __getstate__(self) -> dict[str, Any]:
        """State for copying."""
        return dict(self.__dict__)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """State from a copy."""
        self.__dict__.update(state)
