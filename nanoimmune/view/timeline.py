"""A life that can be watched by the hour, taken back to any day, and lived on from there in another way."""

from dataclasses import dataclass, field
from typing import Any, Self

from nanoimmune.state.dose import Dose
from nanoimmune.trial.arm import HOURS_PER_DAY, Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.observed import ObservedLife
from nanoimmune.view.clones import Census, census

MOST_KEPT = 32
"""Copies of a life that are kept at most, from which earlier days are lived again."""


@dataclass(frozen=True)
class Change:
    """What is done otherwise from one day on.

    Attributes:
        day: The day, at its beginning.
        give: Doses that are given then.
        withhold: Whether all doses that are still to come are taken back.
    """

    day: int
    give: tuple[Dose, ...] = ()
    withhold: bool = False

    def make(self, life: ObservedLife) -> None:
        """Make the change in a life that has come to that day."""
        if self.withhold:
            life.end_treatment()
        for dose in self.give:
            life.host.give(dose)


@dataclass
class Timeline:
    """One subject in one arm, with the record of every day that was lived and copies to go back to.

    Attributes:
        life: The life, at the moment that is shown.
        rows: What was recorded, by day; days after the shown one stay until something is changed.
        censuses: Cells of each clone, by day.
        kept: Copies of the life at the beginning of some days.
        changes: What is done otherwise than the arm says.
        spacing: Days between the copies.
    """

    life: ObservedLife
    rows: dict[int, dict[str, float]] = field(default_factory=dict)
    censuses: dict[int, Census] = field(default_factory=dict)
    kept: dict[int, ObservedLife] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    spacing: int = 1
    _day: int = field(init=False)
    _clock: float = field(init=False)

    @classmethod
    def begin(cls, arm: Arm, cohort: Cohort, subject: int) -> Self:
        """Found a life, and record its first day."""
        timeline = cls(ObservedLife(arm, cohort, subject))
        timeline._arrive(timeline.life.first_day)
        return timeline

    @property
    def host(self) -> Any:
        """The host at the moment that is shown."""
        return self.life.host

    @property
    def first_day(self) -> int:
        """First day that can be shown."""
        return min(self.rows)

    @property
    def last_day(self) -> int:
        """Last day that was lived."""
        return max(self.rows)

    @property
    def hour(self) -> float:
        """Hours from day zero to the moment that is shown."""
        return self._clock

    @property
    def day(self) -> int:
        """Whole day that is shown."""
        return self._day

    @property
    def row(self) -> dict[str, float]:
        """The record of the day that is shown."""
        return self.rows[self._day]

    @property
    def alive(self) -> bool:
        """Whether the animal lives at the moment that is shown."""
        return self.life.alive

    def live(self, hour: float) -> None:
        """Live to an hour, and record each day that begins on the way; a dead animal only grows colder.

        Args:
            hour: Hours from day zero.
        """
        while (self._day + 1) * HOURS_PER_DAY <= hour + 1e-9:
            self._arrive(self._day + 1)
        if self.life.alive and hour > self._day * HOURS_PER_DAY + 1e-9:
            self.host.run_until(self.host.parameters.world.lead + hour)
        self._clock = hour

    def go_to(self, day: int) -> None:
        """Show the beginning of a day: an earlier one is lived again from the nearest copy, bit for bit.

        Args:
            day: The day; one before the first is taken as the first.
        """
        day = max(day, self.first_day)
        start = max(kept for kept in self.kept if kept <= day)
        if day <= self._day or start > self._day:
            self.life = self.kept[start].branch()
            self._day, self._clock = start, start * HOURS_PER_DAY
        self.live(day * HOURS_PER_DAY)

    def branch(self, change: Change) -> "Timeline":
        """Give another future of the same life, which does otherwise from the day of a change on.

        Args:
            change: What is done otherwise; its day is lived by now.

        Returns:
            The other life, at the beginning of that day.
        """
        start = max(kept for kept in self.kept if kept <= change.day)
        other = Timeline(
            self.kept[start].branch(),
            {day: row for day, row in self.rows.items() if day <= change.day},
            {day: counts for day, counts in self.censuses.items() if day <= change.day},
            {day: life for day, life in self.kept.items() if day < change.day},
            (*(made for made in self.changes if made.day <= change.day), change),
            self.spacing,
        )
        other._day, other._clock = start, start * HOURS_PER_DAY
        if start == change.day:
            change.make(other.life)
            other.kept[start] = other.life.branch()
        other.live(change.day * HOURS_PER_DAY)
        return other

    def _arrive(self, day: int) -> None:
        """Live to the beginning of a day, record it, make the changes of that day, and keep a copy now and then."""
        self.rows[day] = self.life.live_to(day)
        self.censuses[day] = census(self.host)
        self._day, self._clock = day, day * HOURS_PER_DAY
        for change in self.changes:
            if change.day == day:
                change.make(self.life)
        if day not in self.kept and (day - min(self.kept, default=day)) % self.spacing == 0:
            self._keep(day)

    def _keep(self, day: int) -> None:
        """Keep a copy; when there are too many, every second one goes."""
        self.kept[day] = self.life.branch()
        if len(self.kept) > MOST_KEPT:
            self.spacing *= 2
            first = min(self.kept)
            self.kept = {day: life for day, life in self.kept.items() if (day - first) % self.spacing == 0}

    def __post_init__(self) -> None:
        """Start on the first day of the life."""
        self._day = self.life.first_day
        self._clock = self._day * HOURS_PER_DAY
