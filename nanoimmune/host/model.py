"""`Host`: one life as a Mesa model."""

import copy
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import mesa
import numpy as np
from mesa.experimental.mesa_signals import ModelSignals, emit
from mesa.time import Priority, Schedule
from mesa.time.events import EventGenerator

from nanoimmune.chance import related_uid
from nanoimmune.host import checkpoint
from nanoimmune.host.added_rule import AddedRule
from nanoimmune.host.agent_sets import AllAgents, KeptAgents, RowSet
from nanoimmune.host.agents import AntigenPresentingCell, Nanoparticle, PancreasSite, RegulatoryTCell, TCell, TissueSite
from nanoimmune.host.checks import LARGEST_SEED, MOST_THREADS, check_hours, check_scenario, check_whole
from nanoimmune.host.clock import hours_to_next_step, on_the_step
from nanoimmune.host.collector import standard_collector
from nanoimmune.host.declared import Declared
from nanoimmune.host.digest import POPULATIONS, digest
from nanoimmune.host.lattice import Lattice
from nanoimmune.host.life import Life
from nanoimmune.host.phase_times import PhaseTimes, phase_times
from nanoimmune.host.roll_call import RollCall
from nanoimmune.host.roster import Roster, open_rosters
from nanoimmune.host.row_agent import RowAgent
from nanoimmune.host.schedule import SCHEDULE, live_one_step
from nanoimmune.host.team import Team
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.dose import Dose
from nanoimmune.state.subject import Subject, draw_subject
from nanoimmune.words import TARGETS, Compartment, Decision

LAST_PHASE = SCHEDULE[-1].__name__


class Host(mesa.Model):
    """One host from before immunisation on: cells, particles, tissue and fields in all compartments.

    Every row is a Mesa agent, made when it is first touched. A subclass may name its own classes for the rows.

    `time`, `run_for` and `run_until` are in hours. Steps fall on multiples of their length, counted from the start
    of life, however the hours are shared among calls: a run lives all steps that end by its last hour, and the rest of
    a step is lived by the next run. So `run_for(24)` day after day never drifts, whatever the step.

    Attributes:
        declared: The scenario that the host was made from.
        life: The arrays.
        rosters: The agents of each population.
        lattices: The lattice of each compartment; None for the blood.
        datacollector: Collects after each step; put your own in its place.
        rules: Rules that were added, by the phase that they follow.
    """

    t_cell: ClassVar[type[TCell]] = TCell
    regulatory_t_cell: ClassVar[type[RegulatoryTCell]] = RegulatoryTCell
    presenting_cell: ClassVar[type[AntigenPresentingCell]] = AntigenPresentingCell
    nanoparticle: ClassVar[type[Nanoparticle]] = Nanoparticle
    tissue_site: ClassVar[type[TissueSite]] = TissueSite
    pancreas_site: ClassVar[type[PancreasSite]] = PancreasSite
    _default_schedule: EventGenerator

    def __init__(
        self, scenario: Declared, doses: Sequence[Dose] = (), rng: int | None = 0, subject: Subject | None = None,
        threads: int = 1,
    ) -> None:  # fmt: skip
        """Found a host.

        Args:
            scenario: Host and disease.
            doses: What it will be given beyond the induction of the disease.
            rng: Seed of the study; None draws one.
            subject: Which subject it is; the first of the study where not given.
            threads: Threads that share the sweeps of a large host (above 100,000 cells); they change no result.

        Raises:
            InputError: If something is no scenario, seed or number of threads.
        """
        check_scenario(scenario)
        seed = check_whole("rng", np.random.default_rng().integers(2**31) if rng is None else rng, 0, LARGEST_SEED)
        team = Team(threads) if check_whole("threads", threads, 1, MOST_THREADS) > 1 else None
        chosen = subject if subject is not None else draw_subject(scenario.parameters, seed, 0)
        super().__init__(rng=chosen.key)
        self.declared = scenario
        doses = [*scenario.induction, *doses]
        self.life = Life(scenario.parameters, chosen, scenario.absent, scenario.tissues, doses, team)
        self.set_clock(0.0)
        self.rosters = open_rosters(self)
        out_of_play = {Compartment.BLOOD, *TARGETS} - {*self.life.targets}
        self.lattices = [None if place in out_of_play else Lattice(self, place) for place in Compartment]
        self._everyone = AllAgents(self)
        self._sets: dict[type, RowSet] = {}
        self.rules: dict[str, list[AddedRule]] = {}
        self.datacollector: mesa.DataCollector | None = standard_collector()
        self.datacollector.collect(self)

    # Time -----------------------------------------------------------------------------------------------------------

    def set_clock(self, time: float) -> None:
        """Set the time, and let steps follow each other at the length of the host's step.

        Args:
            time: Hours lived.
        """
        self._default_schedule.stop()
        self.time = time
        schedule = Schedule(interval=hours_to_next_step, start=time + hours_to_next_step(self))
        self._default_schedule = EventGenerator(self, self._do_step, schedule, priority=Priority.HIGH).start()

    def _wrapped_step(self) -> None:
        """Advance time by one step."""
        self._advance_time(self.time + self.life.hours)

    def _advance_time(self, until: float) -> None:
        """Advance to a time, h."""
        super()._advance_time(on_the_step(until, self.life.hours))

    def step(self) -> None:
        """Live one step: the phases, then the user's own agents, then the data collector."""
        watched = any(self._has_subscribers("agents", signal) for signal in ModelSignals)
        roll = RollCall(self) if watched else None
        live_one_step(self.life, self.rules)
        for name in POPULATIONS:
            roster = self.rosters[name]
            roster.population.epoch += 1
            roster.follow()
        if roll is not None:
            roll.announce_changes()
        self._let_users_agents_act()
        if self.datacollector is not None:
            self.datacollector.collect(self)

    def _let_users_agents_act(self) -> None:
        """Let every agent whose class has a `step` of its own take it, in random order."""
        acting = [kind for kind in self.agent_types if kind.step is not mesa.Agent.step]
        if acting:
            agents = [agent for kind in acting for agent in self.agents_by_type[kind]]
            self.random.shuffle(agents)
            for agent in agents:
                if agent in self._everyone:
                    agent.step()

    @property
    def day(self) -> float:
        """Days from immunisation; negative before it."""
        return self.life.day

    @property
    def parameters(self) -> Parameters:
        """Numbers of this life."""
        return self.life.parameters

    # Space ----------------------------------------------------------------------------------------------------------

    @property
    def grid(self) -> Lattice:
        """The lattice of the target tissue; of the first, where there are several."""
        return self.grids[self.life.targets[0].name.lower()]

    @property
    def grids(self) -> dict[str, Lattice]:
        """All lattices by the name of their compartment."""
        return {lattice.place.name.lower(): lattice for lattice in self.lattices if lattice is not None}

    # Agents ---------------------------------------------------------------------------------------------------------

    @property
    def agents(self) -> AllAgents:
        """Everyone: cells, particles, tissue sites, and the user's own agents."""
        return self._everyone

    @property
    def python_agents(self) -> Any:
        """The user's own Python agents."""
        return self._all_agents

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """One set for each class of agents."""
        found: dict[type, Any] = {}
        for roster in self.rosters.values():
            for kind in roster.classes():
                if kind not in self._sets:
                    self._sets[kind] = RowSet(roster, kind, self.random)
                found[kind] = self._sets[kind]
        found.update(self._agents_by_type)
        return found

    @property
    def agent_types(self) -> list[Any]:
        """Classes of agents."""
        return list(self.agents_by_type)

    @property
    def changes(self) -> int:
        """How often births, deaths or a step have changed who lives."""
        return sum(roster.population.epoch for roster in self.rosters.values())

    def roster_of(self, kind: type[RowAgent]) -> Roster:
        """Roster of the population that a class stands in."""
        return self.rosters[kind.family]

    def keep(self, agents: Any) -> KeptAgents:
        """An agent set of fixed members, which loses only those that die."""
        return KeptAgents(agents, self.random)

    def next_uid(self) -> int:
        """Identity of the next agent that is added from Python."""
        return int(related_uid(self.agent_id_counter, 3, Decision.FOUNDER))

    @emit("agents", ModelSignals.AGENT_ADDED)  # type: ignore[untyped-decorator]
    def register_agent(self, agent: mesa.Agent) -> None:
        """Count a new agent; one of the user's own gets its identity."""
        if isinstance(agent, RowAgent):
            self.agent_id_counter += 1
        else:
            mesa.Model.register_agent.__wrapped__(self, agent)

    @emit("agents", ModelSignals.AGENT_REMOVED)  # type: ignore[untyped-decorator]
    def deregister_agent(self, agent: mesa.Agent) -> None:
        """Let an agent go."""
        if isinstance(agent, RowAgent):
            agent.roster.end(agent)
        else:
            mesa.Model.deregister_agent.__wrapped__(self, agent)

    def remove_all_agents(self) -> None:
        """Remove every agent; the tissue is destroyed."""
        for agent in self.agents.to_list():
            agent.remove()
        self.data_registry.close()

    # Doses, rules, copies -------------------------------------------------------------------------------------------

    def give(self, dose: Dose) -> None:
        """Schedule one more dose, from now on."""
        self.life.pending.append(dose)

    def withdraw(self, dose: Dose) -> None:
        """Take back a dose that is still to come; one that was given, or never scheduled, is passed over."""
        if dose in self.life.pending:
            self.life.pending.remove(dose)

    def add_rule(
        self, function: Callable[..., Any], *, to: type[RowAgent], sets: str | Sequence[str], after: str = LAST_PHASE
    ) -> AddedRule:
        """Add a rule that runs once a step: a scalar function on named columns, which is compiled into a sweep.

        Args:
            function: Its arguments name columns and fields; see `AddedRule`.
            to: Class of the agents that it holds for: `TCell` has no regulatory cells, `Lymphocyte` has all T cells.
            sets: Column, or columns, that it returns new values of.
            after: Name of the phase after which it runs; the last of a step where not given.

        Returns:
            The rule.

        Raises:
            InputError: If a name is unknown, or the function cannot be compiled.
        """
        rule = AddedRule(function, to, (sets,) if isinstance(sets, str) else tuple(sets), after)
        rule.compile(self.life)
        self.rules.setdefault(after, []).append(rule)
        return rule

    def branch(self) -> Self:
        """An independent copy that can be dosed differently from now on."""
        twin: Self = copy.deepcopy(self, {id(self.declared): self.declared})
        return twin

    def digest(self) -> str:
        """A fingerprint of the whole state; equal for two hosts whose futures are equal."""
        return digest(self.life)

    def save(self, path: str | Path) -> None:
        """Write a checkpoint; see `checkpoint.save`."""
        checkpoint.save(self, Path(path))

    @classmethod
    def load(cls, path: str | Path, scenario: Declared | None = None, rules: Sequence[AddedRule] = ()) -> Self:
        """Read a checkpoint; see `checkpoint.load`."""
        loaded: Self = checkpoint.load(cls, Path(path), scenario, rules)
        return loaded

    def __getstate__(self) -> dict[str, Any]:
        """State for copying; who observes this host does not observe the copy."""
        return self.__dict__ | {"subscribers": defaultdict(list)}

    def ledger(self) -> dict[str, float]:
        """Where the particles are: injected, free, bound, inside and cleared, over all designs."""
        return self.life.balance()

    def phase_times(self, hours: float = 24.0) -> PhaseTimes:
        """CPU milliseconds a step by phase, over so many hours of a copy without added rules; prints as a table."""
        return phase_times(self.branch().life, max(1, round(check_hours("hours", hours) / self.life.hours)))
