"""The Mesa model that the page shows: one subject lived side by side, treated and untreated, and a third future."""

import threading
import traceback
from typing import Any

import mesa

from nanoimmune.errors import InputError
from nanoimmune.trial.arm import HOURS_PER_DAY
from nanoimmune.view.choices import Plan
from nanoimmune.view.timeline import Change, Timeline

UNTREATED, TREATED, BRANCH = "untreated", "treated", "branch"
"""Names of the lives: without treatment, as planned, and the other future."""


class Twins(mesa.Model):
    """The same subject in several arms, at the same moment. Mesa's controls play, step and reset it.

    `step` lives for some hours in every arm. What goes wrong in it is noted, and ends the run; nothing is raised.

    Attributes:
        desk: Where the visitor's choices lie; a reset reads them anew.
        plan: What is lived; None if the choices cannot be.
        lives: The lives by name.
        problem: What went wrong, in words; empty where nothing did.
        details: The traceback of an error in a step.
        closed: Whether the page was closed.
    """

    def __init__(self, desk: Any) -> None:
        """Found the lives.

        Args:
            desk: Has `plan()`, which gives the plan or raises InputError; `hours`, the length of a step; and `wait()`,
                which returns once the step before has been drawn.
        """
        super().__init__(rng=0)
        self.desk = desk
        self.lock = threading.RLock()
        self.plan: Plan | None = None
        self.lives: dict[str, Timeline] = {}
        self.problem, self.details = "", ""
        self.closed = False
        try:
            self.plan = desk.plan()
            self.lives = {
                name: Timeline.begin(arm, self.plan.cohort, self.plan.choices.subject)
                for name, arm in ((UNTREATED, self.plan.untreated), (TREATED, self.plan.treated))
            }
        except InputError as problem:
            self.problem = f"{problem} Then press Reset."
            self.running = False

    @property
    def hour(self) -> float:
        """Hours from day zero to the moment that is shown."""
        return self.lives[TREATED].hour if self.lives else 0.0

    @property
    def day(self) -> int:
        """Whole day that is shown."""
        return self.lives[TREATED].day if self.lives else 0

    @property
    def first_day(self) -> int:
        """First day of the lives."""
        return self.lives[TREATED].first_day if self.lives else 0

    @property
    def days(self) -> int:
        """Last day of the lives."""
        return self.plan.days if self.plan is not None else 0

    def step(self) -> None:
        """Live on for the visitor's stride, up to the last day; an error or the closing of the page ends the run.

        After the last day nothing more is lived, but the run does not end, for it can be taken back and lived on.
        """
        self.desk.wait()
        if self.running and self.lives:
            self._try(self._live_to, min(self.hour + self.desk.hours, self.days * HOURS_PER_DAY))

    def go_to(self, day: int) -> None:
        """Show the beginning of a day, lived already or not."""
        if self.lives:
            self._try(self._show, min(max(day, self.first_day), self.days))

    def branch(self, change: Change) -> None:
        """Start another future of the treated life, from the day of a change on; an earlier branch is dropped."""
        if self.lives:
            self._try(self._fork, change)

    def drop_branch(self) -> None:
        """Let the other future go."""
        with self.lock:
            self.lives.pop(BRANCH, None)

    def close(self) -> None:
        """End the run for good, as when the page is closed."""
        self.running, self.closed = False, True
        with self.lock:
            self.lives = {}

    def _live_to(self, hour: float) -> None:
        """Live to an hour in every arm."""
        for life in self.lives.values():
            life.live(hour)

    def _show(self, day: int) -> None:
        """Show one day in every arm; new days are lived one by one, so that a page that is closed ends even this."""
        for life in self.lives.values():
            known = min(day, life.last_day)
            if known != life.day or day <= life.day:
                life.go_to(known)
            while life.day < day and not self.closed:
                life.live((life.day + 1) * HOURS_PER_DAY)

    def _fork(self, change: Change) -> None:
        """Start the branch, and take the others to the same moment."""
        self.lives[BRANCH] = self.lives[TREATED].branch(change)
        self._show(change.day)

    def _try(self, act: Any, *arguments: Any) -> None:
        """Act alone, and note an error in words in place of raising it."""
        with self.lock:
            try:
                act(*arguments)
                self.problem, self.details = "", ""
            except Exception as error:
                self.problem = str(error) if isinstance(error, InputError) else _in_words(error)
                self.details = traceback.format_exc()
                self.running = False


def _in_words(error: Exception) -> str:
    """Say what an unforeseen error is and what to do about it."""
    what = f"The run stopped: {type(error).__name__}: {error}."
    mend = (
        "Press Reset to start again, or go back to an earlier day. If it comes again, copy the details into a report."
    )
    return f"{what} {mend}"
