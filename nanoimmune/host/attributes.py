"""Attributes of agents that stand for elements of columns: reading and writing goes straight to the arrays."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nanoimmune.errors import refuse

if TYPE_CHECKING:
    from nanoimmune.host.roster import Roster
    from nanoimmune.host.row_agent import RowAgent

Slots = NDArray[np.int64] | int


class Column:
    """One element of a column, as a Python number or as a word of a vocabulary."""

    def __init__(self, cast: Callable[[Any], Any] | None = None) -> None:
        """Describe the attribute.

        Args:
            cast: Vocabulary that turns the number into a word, or None for a plain number.
        """
        self.cast = cast

    def __set_name__(self, owner: type, name: str) -> None:
        """Take the name of the attribute as the name of the column."""
        self.name = name

    def __get__(self, agent: "RowAgent | None", owner: type) -> Any:
        """Read the element of an agent."""
        if agent is None:
            return self
        value = agent.roster.population.column(self.name).item(agent.slot)
        return value if self.cast is None else self.cast(value)

    def __set__(self, agent: "RowAgent", value: Any) -> None:
        """Write the element of an agent."""
        self.fill(agent.roster, agent.slot, value)

    def values(self, roster: "Roster", slots: NDArray[np.int64]) -> list[Any]:
        """Read the elements of many rows at once."""
        listed = roster.population.column(self.name)[slots].tolist()
        return listed if self.cast is None else [self.cast(value) for value in listed]

    def fill(self, roster: "Roster", slots: Slots, value: Any) -> None:
        """Write one value to one or many rows."""
        roster.population.column(self.name)[slots] = value


class FixedColumn(Column):
    """An element that only the engine writes."""

    def fill(self, roster: "Roster", slots: Slots, value: Any) -> None:
        """Refuse to write."""
        raise AttributeError(f"'{self.name}' cannot be set; it belongs to the agent's history or place")


class Word(Column):
    """An element that is a word of a vocabulary; a change of it is dated in the column `changed`."""

    def __init__(self, cast: type[IntEnum], dated: bool = True) -> None:
        """Describe the attribute.

        Args:
            cast: The vocabulary.
            dated: Whether a change is entered as the step of the last change.
        """
        super().__init__(cast)
        self.dated = dated

    def __set__(self, agent: "RowAgent", value: Any) -> None:
        """Write the word; the agent changes class where the word decides that."""
        self._write(agent.roster, agent.slot, value)
        agent.roster.reclassify(agent)

    def fill(self, roster: "Roster", slots: Slots, value: Any) -> None:
        """Write one word to one or many rows."""
        self._write(roster, slots, value)
        roster.follow()

    def _write(self, roster: "Roster", slots: Slots, value: Any) -> None:
        """Check a word and write it."""
        assert self.cast is not None
        word, population = self.cast(value), roster.population
        if self.name == population.marker and word == 0:
            raise refuse(self.name, value, "any word but FREE", "Call the agent's remove() to end its life.")
        column = population.column(self.name)
        if self.dated:
            changed, step = population.column("changed"), roster.host.life.body.step
            changed[slots] = np.where(column[slots] != word, step, changed[slots])
        column[slots] = word


class PerEpitope(Column):
    """A tuple with one number an epitope."""

    def __get__(self, agent: "RowAgent | None", owner: type) -> Any:
        """Read the numbers of an agent."""
        if agent is None:
            return self
        return tuple(agent.roster.population.column(self.name)[agent.slot].tolist())

    def values(self, roster: "Roster", slots: NDArray[np.int64]) -> list[Any]:
        """Read the numbers of many rows at once."""
        return [tuple(row) for row in roster.population.column(self.name)[slots].tolist()]


class PerDesign(Column):
    """A tuple with the number of particles of each design; what is taken away is entered as cleared."""

    def __get__(self, agent: "RowAgent | None", owner: type) -> Any:
        """Read the particles of an agent."""
        if agent is None:
            return self
        designs = len(agent.model.life.ledger.designs)
        return tuple(agent.roster.population.column(self.name)[agent.slot, :designs].tolist())

    def values(self, roster: "Roster", slots: NDArray[np.int64]) -> list[Any]:
        """Read the particles of many rows at once."""
        designs = len(roster.host.life.ledger.designs)
        return [tuple(row) for row in roster.population.column(self.name)[slots, :designs].tolist()]

    def fill(self, roster: "Roster", slots: Slots, value: Sequence[float]) -> None:
        """Write the particles of one or many rows, and keep the ledger closed."""
        ledger = roster.host.life.ledger
        given = np.asarray(value, float)
        if given.shape != (len(ledger.designs),) or (given < 0.0).any():
            mend = "Give one number of particles for each design."
            raise refuse(self.name, value, f"{len(ledger.designs)} numbers from 0", mend)
        held = roster.population.column(self.name)
        rows = np.atleast_1d(slots)
        before = held[rows, : len(given)].sum(axis=0)
        held[rows, : len(given)] = given
        ledger.cleared[: len(given)] += before - len(rows) * given


class FreeParticles(Column):
    """The free particles of a parcel; what is taken away is entered as cleared."""

    def fill(self, roster: "Roster", slots: Slots, value: float) -> None:
        """Write the number of free particles, and keep the ledger closed."""
        if not value >= 0.0:
            raise refuse(self.name, value, "numbers from 0", "Give a number of particles.")
        population, rows = roster.population, np.atleast_1d(slots)
        free = population.column(self.name)
        np.add.at(roster.host.life.ledger.cleared, population.column("design")[rows], free[rows] - value)
        free[rows] = value


class DomainColumn(Column):
    """What the oligodendrocyte domain of a tissue site shares among its sites."""

    def __get__(self, agent: "RowAgent | None", owner: type) -> Any:
        """Read the value of an agent's domain."""
        if agent is None:
            return self
        return self.values(agent.roster, np.array([agent.slot]))[0]

    def values(self, roster: "Roster", slots: NDArray[np.int64]) -> list[Any]:
        """Read the values of the domains of many sites."""
        population = roster.population
        listed = population.column(self.name)[population.column("domain")[slots]].tolist()
        return listed if self.cast is None else [self.cast(value) for value in listed]

    def fill(self, roster: "Roster", slots: Slots, value: Any) -> None:
        """Write one value to the domains of one or many sites."""
        population = roster.population
        population.column(self.name)[population.column("domain")[slots]] = value
