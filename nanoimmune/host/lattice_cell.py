"""Cells of a lattice, and collections of them, which ask the arrays for who stands there."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice, product
from random import Random
from typing import TYPE_CHECKING, Any

from mesa.discrete_space import Cell, CellAgent, CellCollection

if TYPE_CHECKING:
    from nanoimmune.host.lattice import Lattice
    from nanoimmune.host.roster import Roster

Coordinate = tuple[int, ...]


class LatticeCell(Cell):
    """One site of a compartment, made when it is first touched.

    Agents of the engine are read from the arrays; a user's own Python agents are kept here. Tissue sites are among
    `agents`, but a cell that holds nothing else is empty. Property layers are attributes.

    Attributes:
        lattice: The lattice.
        site: Global site index.
    """

    __slots__ = ("lattice", "site")

    def __init__(self, coordinate: Coordinate, *, lattice: "Lattice", site: int) -> None:
        """Make a cell.

        Args:
            coordinate: Coordinate within the lattice.
            lattice: The lattice.
            site: Global site index.
        """
        self.coordinate = coordinate
        self.lattice = lattice
        self.site = site
        self.capacity = lattice.capacity
        self.random = lattice.random
        self.properties: dict[Any, Any] = {}
        self._position = None

    @property
    def visitors(self) -> list[CellAgent]:
        """The user's own Python agents that stand here."""
        return self.lattice.visitors.get(self.site, [])

    @property
    def agents(self) -> list[CellAgent]:
        """Everyone who stands here, the tissue included."""
        return [*self.visitors, *self._rows(self.lattice.rosters)]

    _agents = agents

    def _rows(self, rosters: "Iterable[Roster]") -> Iterator[CellAgent]:
        """Agents of the engine that stand here, in the order of their uids."""
        for roster in rosters:
            slots = roster.by_site.at(self.site)
            yield from sorted(roster.views_at(slots), key=lambda agent: agent.unique_id) if slots else ()

    @property
    def is_empty(self) -> bool:
        """Whether no cell, particle or agent of the user stands here."""
        return not self.visitors and not any(r.by_site.at(self.site) for r in self.lattice.mobile)

    empty = is_empty

    @property
    def is_full(self) -> bool:
        """Whether as many cells, particles and agents of the user stand here as have room."""
        if self.capacity is None:
            return False
        standing = len(self.visitors) + sum(len(r.by_site.at(self.site)) for r in self.lattice.mobile)
        return bool(standing >= self.capacity)

    def refuse_if_full(self) -> None:
        """Raise Mesa's own error where there is no more room."""
        if self.is_full:
            raise Exception("ERROR: Cell is full")

    def add_agent(self, agent: CellAgent) -> None:
        """Let one of the user's own Python agents stand here."""
        self.refuse_if_full()
        self.lattice.visitors.setdefault(self.site, []).append(agent)

    def remove_agent(self, agent: CellAgent) -> None:
        """Let one of the user's own Python agents leave."""
        self.visitors.remove(agent)
        if not self.visitors:
            del self.lattice.visitors[self.site]

    @property
    def connections(self) -> dict[Coordinate, "LatticeCell"]:
        """Next cells, diagonal ones included, by their offset."""
        steps = product((-1, 0, 1), repeat=len(self.coordinate))
        return {step: cell for step in steps if any(step) and (cell := self._at(step)) is not None}

    def _at(self, step: Coordinate) -> "LatticeCell | None":
        """Cell at an offset; None beyond the walls."""
        there = tuple(at + by for at, by in zip(self.coordinate, step, strict=True))
        try:
            return self.lattice[there]
        except KeyError:
            return None

    def get_neighborhood(self, radius: int = 1, include_center: bool = False) -> "Cells":
        """All cells within a number of steps, diagonal ones included.

        Args:
            radius: Number of steps.
            include_center: Whether this cell is among them.

        Raises:
            ValueError: If the radius is below 1.
        """
        if radius < 1:
            raise ValueError("radius must be 1 or more")
        steps = product(range(-radius, radius + 1), repeat=len(self.coordinate))
        near = [cell for step in steps if (any(step) or include_center) and (cell := self._at(step)) is not None]
        return Cells(near, self.random)

    def __getattr__(self, name: str) -> Any:
        """Read a property layer here."""
        layer = self.lattice.layer(name) if name not in LatticeCell.__slots__ else None
        if layer is None:
            raise AttributeError(f"a cell has no attribute or property layer '{name}'")
        return layer.data[self.coordinate].item()

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute, or write a property layer here."""
        layer = None if hasattr(type(self), name) else self.lattice.layer(name)
        if layer is None:
            object.__setattr__(self, name, value)
        else:
            self.lattice.write(layer, self.coordinate, value)

    def __getstate__(self) -> tuple[Any, ...]:
        """State for copying, without neighbours and agents, so that it does not nest."""
        return self.coordinate, self.lattice, self.site, self.capacity, self.random, self.properties

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        """State from a copy."""
        names = ("coordinate", "lattice", "site", "capacity", "random", "properties")
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_position", None)


class Cells(CellCollection):
    """A collection of cells that asks them for their agents when it is asked."""

    def __init__(self, cells: Iterable[LatticeCell], random: Random) -> None:
        """Collect cells.

        Args:
            cells: The cells.
            random: Generator for drawing among them.
        """
        self._cells = dict.fromkeys(cells)
        self._capacity = next((cell.capacity for cell in self._cells), None)
        self.random = random

    def __getitem__(self, key: LatticeCell) -> list[CellAgent]:
        """Agents on one of the cells."""
        if key not in self._cells:
            raise KeyError(key)
        return key.agents

    @property
    def agents(self) -> Iterator[CellAgent]:
        """Agents on all of the cells."""
        return chain.from_iterable(cell.agents for cell in self._cells)

    def select(
        self, filter_func: Callable[[LatticeCell], bool] | None = None, at_most: float = float("inf")
    ) -> "Cells":
        """Those cells that a function chooses, at most so many, or at most such a share of all."""
        if filter_func is None and at_most == float("inf"):
            return self
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        chosen = (cell for cell in self._cells if filter_func is None or filter_func(cell))
        return Cells(chosen if at_most == float("inf") else islice(chosen, int(at_most)), self.random)
