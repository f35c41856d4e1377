"""`RowAgent`: a Mesa agent that is a view of one row of a population."""

from typing import TYPE_CHECKING, Any, ClassVar

from mesa.discrete_space import CellAgent

from nanoimmune.host.attributes import Column, FixedColumn
from nanoimmune.words import Compartment

if TYPE_CHECKING:
    from nanoimmune.host.agent_sets import KeptAgents
    from nanoimmune.host.lattice_cell import LatticeCell
    from nanoimmune.host.model import Host
    from nanoimmune.host.roster import Roster


class DeadAgentError(RuntimeError):
    """An agent was asked for something that only a living one has."""


class RowAgent(CellAgent):
    """A view of one row, made when it is first touched and kept until the agent dies.

    Attributes that name a column read and write it; any other attribute that a user sets lasts for the agent's life.

    Attributes:
        family: Name of the population of a `Life`, or of the target tissue, that the rows stand in.
        roster: The views of that population in one host.
        unique_id: Identity, for life.
    """

    family: ClassVar[str]
    roster: "Roster"
    unique_id: int

    site = FixedColumn()
    place = FixedColumn(Compartment)

    def __init__(self, model: "Host", cell: "LatticeCell | None" = None, **values: Any) -> None:
        """Add an agent to a host.

        Args:
            model: The host.
            cell: Where it stands; well mixed in the blood where not given.
            values: Values of columns by name; the others start as in a new cell of the class.

        Raises:
            TypeError: If a name is no column that can be set.
        """
        for name in values:
            column = getattr(type(self), name, None)
            if not isinstance(column, Column) or isinstance(column, FixedColumn):
                raise TypeError(f"{type(self).__name__}() got an unexpected keyword argument '{name}'")
        self.roster = model.roster_of(type(self))
        self.roster.enrol(self, cell, self.newborn(model))
        try:
            for name, value in values.items():
                setattr(self, name, value)
        except Exception:
            self.roster.end(self)
            raise
        model.register_agent(self)
        for dataset in self._datasets:
            model.data_registry[dataset].add_agent(self)

    @classmethod
    def newborn(cls, host: "Host") -> dict[str, Any]:
        """Columns of a new agent of this class; the marker is among them."""
        raise NotImplementedError

    @classmethod
    def create_agents(cls, model: "Host", n: int, *args: Any, **values: Any) -> "KeptAgents":
        """Add many agents; a list of length n gives one value each, anything else is shared."""
        return model.keep(super().create_agents(model, n, *args, **values))

    @property
    def model(self) -> "Host":
        """The host that the agent lives in."""
        return self.roster.host

    @property
    def slot(self) -> int:
        """Row of the agent at this moment.

        Raises:
            DeadAgentError: If the agent is dead.
        """
        if self._epoch != self.roster.population.epoch:
            self.roster.locate(self)
        slot: int = self._slot
        return slot

    @property
    def alive(self) -> bool:
        """Whether the agent lives."""
        try:
            return self.slot >= 0
        except DeadAgentError:
            return False

    @property
    def cell(self) -> "LatticeCell | None":
        """Cell of the lattice that the agent stands on; None in the well-mixed blood, and after death."""
        if not self.alive:
            return None
        lattice = self.model.lattices[self.place]
        return None if lattice is None else lattice.cell_at(self.site)

    @cell.setter
    def cell(self, cell: "LatticeCell | None") -> None:
        if cell is not self.cell:
            self.roster.move(self, cell)

    @property
    def pos(self) -> tuple[int, ...] | None:
        """Coordinate of the agent's cell, or None."""
        cell = self.cell
        return None if cell is None else cell.coordinate

    def remove(self) -> None:
        """End the agent's life; particles that it holds are entered as cleared. Doing it twice is harmless."""
        if not self.alive:
            return
        self.model.deregister_agent(self)
        for dataset in self._datasets:
            self.model.data_registry[dataset].remove_agent(self)

    def __repr__(self) -> str:
        """Class and identity."""
        return f"<{type(self).__name__} {self.unique_id}>"
