"""Agent sets over rows: the live ones of `Host.agents`, and those that a user keeps."""

import operator
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from random import Random
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import mesa
from mesa.agentset import AbstractAgentSet, AgentSet, GroupBy

from nanoimmune.host.attributes import Column
from nanoimmune.host.roster import Roster
from nanoimmune.host.row_agent import RowAgent

if TYPE_CHECKING:
    from nanoimmune.host.model import Host

UNLIMITED = float("inf")


class KeptAgents(AgentSet):
    """An agent set of fixed members, which loses only those that die."""

    _members: Any
    _seen: int = -1

    @property
    def _agents(self) -> Any:
        """The members, after the dead have been dropped."""
        host = next((agent.model for agent in self._members if isinstance(agent, RowAgent)), None)
        if host is not None and host.changes != self._seen:
            for agent in [a for a in self._members if isinstance(a, RowAgent) and not a.alive]:
                del self._members[agent]
            self._seen = host.changes
        return self._members

    @_agents.setter
    def _agents(self, members: Any) -> None:
        self._members = members
        self._seen = -1

    def shuffle(self, inplace: bool = False) -> AgentSet:
        """The members in random order."""
        shuffled = super().shuffle(inplace)
        return shuffled if inplace else KeptAgents(shuffled, self.random)

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> AgentSet:
        """The members in the order of an attribute or of a function."""
        ordered = super().sort(key, ascending, inplace)
        return ordered if inplace else KeptAgents(ordered, self.random)


class LiveSet(AbstractAgentSet):
    """A set that follows the host: whoever lives is in it, in the order of the uids.

    What is chosen from it is a `KeptAgents`. It changes through births and deaths only.
    """

    random: Random

    def to_list(self) -> list[mesa.Agent]:
        """The agents."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[mesa.Agent]:
        """The agents, as of now."""
        return iter(self.to_list())

    def __getitem__(self, item: int | slice) -> Any:
        """One agent, or some, by position."""
        return self.to_list()[item]

    @property
    def _agents(self) -> dict[mesa.Agent, None]:
        return dict.fromkeys(self.to_list())

    def _keep(self, agents: Iterable[mesa.Agent]) -> KeptAgents:
        """A set of fixed members."""
        return KeptAgents(agents, self.random)

    def select(
        self,
        filter_func: Callable[[Any], bool] | None = None,
        at_most: float = UNLIMITED,
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> KeptAgents:
        """Those whom a function or a class chooses, at most so many, or at most such a share of all."""
        if inplace:
            self._refuse()
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        chosen = (
            agent
            for agent in self._candidates(agent_type)
            if (filter_func is None or filter_func(agent)) and (agent_type is None or isinstance(agent, agent_type))
        )
        return self._keep(chosen if at_most == UNLIMITED else islice(chosen, int(at_most)))

    def _candidates(self, agent_type: type | None) -> Iterable[mesa.Agent]:
        """Agents among whom those of a class are to be sought."""
        return self

    def copy(self) -> KeptAgents:
        """Those who live now."""
        return self._keep(self)

    __copy__ = copy

    def groupby(self, by: Callable[[Any], Any] | str, result_type: Literal["agentset", "list"] = "agentset") -> GroupBy:
        """Those who live now, in groups of equal attribute or of equal answer of a function."""
        grouped = super().groupby(by, "list")
        if result_type == "agentset":
            grouped.groups = {key: self._keep(members) for key, members in grouped.groups.items()}
        return grouped

    def shuffle(self, inplace: bool = False) -> KeptAgents:
        """Those who live now, in random order."""
        if inplace:
            self._refuse()
        agents = self.to_list()
        self.random.shuffle(agents)
        return self._keep(agents)

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> KeptAgents:
        """Those who live now, in the order of an attribute or of a function."""
        if inplace:
            self._refuse()
        by = operator.attrgetter(key) if isinstance(key, str) else key
        return self._keep(sorted(self.to_list(), key=by, reverse=not ascending))

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> "LiveSet":
        """Call a method of each agent, or a function with each; those who die meanwhile are left out."""
        self._call(self.to_list(), method, args, kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> "LiveSet":
        """Do the same in random order."""
        agents = self.to_list()
        self.random.shuffle(agents)
        self._call(agents, method, args, kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a method of each agent, or a function with each, and list the answers."""
        return self._call(self.to_list(), method, args, kwargs)

    def _call(self, agents: list[Any], method: str | Callable[..., Any], args: Any, kwargs: Any) -> list[Any]:
        """Call a method or function with those of a list that still live when their turn comes."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in agents if agent in self]
        return [method(agent, *args, **kwargs) for agent in agents if agent in self]

    def _refuse(self, *_: Any) -> NoReturn:
        """Explain that the set cannot be changed."""
        raise TypeError("this set follows the host: construct or remove() agents, or work on its copy()")

    add = discard = remove = _update = _refuse


class RowSet(LiveSet):
    """The live agents of one class; whole columns are read and written at once."""

    def __init__(self, roster: Roster, kind: type[RowAgent], random: Random) -> None:
        """Follow one class.

        Args:
            roster: The agents of its population.
            kind: The class.
            random: Generator for shuffling.
        """
        self.roster = roster
        self.kind = kind
        self.random = random

    def __len__(self) -> int:
        """Number of live agents."""
        alone = len(self.roster.classes()) == 1
        return len(self.roster.population) if alone else len(self.roster.rows_of(self.kind))

    def __contains__(self, agent: object) -> bool:
        """Whether an agent lives and is of the class."""
        return type(agent) is self.kind and agent.roster is self.roster and agent.alive

    def to_list(self) -> list[mesa.Agent]:
        """The agents, in the order of their uids."""
        return list(self.roster.views_at(self.roster.rows_of(self.kind)))

    def get(
        self,
        attr_names: str | list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> list[Any]:
        """Values of an attribute, or of several, in the order of the agents."""
        if not isinstance(attr_names, str):
            columns = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [list(row) for row in zip(*columns, strict=True)]
        column = getattr(self.kind, attr_names, None)
        if attr_names == "unique_id":
            uids: list[Any] = self.roster.population.column("uid")[self.roster.rows_of(self.kind)].tolist()
            return uids
        if isinstance(column, Column):
            return column.values(self.roster, self.roster.rows_of(self.kind))
        values: list[Any] = super().get(attr_names, handle_missing, default_value)
        return values

    def set(self, attr_name: str, value: Any) -> "RowSet":
        """Give an attribute of all agents one value."""
        column = getattr(self.kind, attr_name, None)
        if isinstance(column, Column):
            column.fill(self.roster, self.roster.rows_of(self.kind), value)
        else:
            super().set(attr_name, value)
        return self


class AllAgents(LiveSet):
    """Everyone: the agents of the engine, and a user's own Python agents."""

    def __init__(self, host: "Host") -> None:
        """Follow a host.

        Args:
            host: The host.
        """
        self.host = host

    @property
    def random(self) -> Random:  # type: ignore[override]
        """Generator for shuffling: the host's."""
        generator: Random = self.host.random
        return generator

    def _parts(self) -> list[AbstractAgentSet]:
        """One set for each class."""
        return list(self.host.agents_by_type.values())

    def __len__(self) -> int:
        """Number of agents."""
        return sum(len(part) for part in self._parts())

    def __contains__(self, agent: object) -> bool:
        """Whether an agent lives in the host."""
        if isinstance(agent, RowAgent):
            return agent.model is self.host and agent.alive
        return agent in self.host.python_agents

    def to_list(self) -> list[mesa.Agent]:
        """The agents, class by class."""
        return list(chain.from_iterable(self._parts()))

    def _candidates(self, agent_type: type | None) -> Iterable[mesa.Agent]:
        """Agents of a class and of its subclasses, without touching the others."""
        kinds = self.host.agents_by_type.items()
        return chain.from_iterable(s for kind, s in kinds if agent_type is None or issubclass(kind, agent_type))

    def get(
        self,
        attr_names: str | list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> list[Any]:
        """Values of an attribute, or of several, in the order of the agents."""
        parts = (part.get(attr_names, handle_missing, default_value) for part in self._parts() if len(part))
        return list(chain.from_iterable(parts))

    def set(self, attr_name: str, value: Any) -> "AllAgents":
        """Give an attribute of all agents one value."""
        for part in self._parts():
            part.set(attr_name, value)
        return self
