"""A host under observation: it lives to a day, is recorded, takes its course, and is given what a trigger asks for."""

import copy
import math
from typing import Any, Self

from nanoimmune.state.dose import Dose
from nanoimmune.trial.arm import HOURS_PER_DAY, Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.course import Course
from nanoimmune.trial.glycaemia import GlycaemicCourse
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.scenario import Scenario
from nanoimmune.trial.trigger import EVERY_DAYS, Trigger
from nanoimmune.words import Compartment


class ObservedLife:
    """One subject in one arm, day by day. The host knows of none of this: it is only read, and given doses.

    Attributes:
        host: The host.
        row: What was recorded last, with the columns of the course.
        trigger_day: Day of the first trigger; infinite before it.
        scenario: Host and disease.
    """

    def __init__(self, arm: Arm, cohort: Cohort, subject: int) -> None:
        """Found the host.

        Args:
            arm: What happens.
            cohort: Whom the subject belongs to.
            subject: Number of the subject in the cohort, from 0.
        """
        from nanoimmune.host import Host

        scenario = arm.scenario
        dealt = cohort.subject(subject, scenario.parameters)
        self.host: Any = Host(scenario, doses=arm.doses, rng=cohort.seed, subject=dealt)
        self.host.datacollector = None  # a day's record says more, and costs less than a row a step
        self.row: dict[str, float] = {}
        self.trigger_day = math.inf
        self.scenario = scenario
        self._courses = courses_of(scenario)
        self._note_regimens(arm)

    def _note_regimens(self, arm: Arm) -> None:
        """Note which doses are to come by the calendar, and which signs begin or end a regimen."""
        self._scheduled = arm.doses
        self._waiting: list[tuple[Trigger, Regimen]] = [(Trigger.read(each.trigger), each) for each in arm.triggered]
        by_calendar = [each for each in arm.regimens if each.trigger is None]
        self._running = [running for each in by_calendar for running in self._with_end(each.stop, each.as_doses())]

    @property
    def first_day(self) -> int:
        """First whole day of the life."""
        return math.ceil(float(self.host.day))

    @property
    def alive(self) -> bool:
        """Whether it lives."""
        return all(course.alive for course in self._courses)

    def live_to(self, day: int) -> dict[str, float]:
        """Live to the beginning of a day, unless it is dead, and record it.

        Args:
            day: The day, counted from day zero.

        Returns:
            The record of that day.
        """
        from nanoimmune.readouts import record

        for course in self._courses:
            if isinstance(course, Course) and not course.alive:
                return course.after_death(float(day))
        _live_until(self.host, day)
        self.row = {**record(self.host), "day": float(day)}
        for course in self._courses:
            self.row = course.observe(self.row)
        if day % EVERY_DAYS == 0 and self.alive:
            self._heed_ends(day)
            self._heed_triggers(day)
        return self.row

    def branch(self) -> Self:
        """Give an independent copy, to be treated differently from now on."""
        host, twin = self.host, copy.copy(self)
        twin.host = host.branch()
        twin._courses = copy.deepcopy(self._courses)
        twin._waiting, twin._running = list(self._waiting), list(self._running)
        return twin

    def turn_to(self, arm: Arm) -> None:
        """Go on in another arm of the same scenario, before the first dose or sign of either.

        Args:
            arm: The arm.
        """
        for dose in self._scheduled:
            self.host.withdraw(dose)
        for dose in arm.doses:
            self.host.give(dose)
        self._note_regimens(arm)

    def end_treatment(self) -> None:
        """Withdraw every dose that is still to come, but those that make the disease, and wait for no sign any more."""
        for dose in [dose for dose in self.host.life.pending if dose not in self.scenario.induction]:
            self.host.withdraw(dose)
        self._waiting = []

    @staticmethod
    def _with_end(stop: str | None, doses: tuple[Dose, ...]) -> list[tuple[Trigger, tuple[Dose, ...]]]:
        """The sign that ends a regimen, with its doses; none for a regimen that no sign ends."""
        return [] if stop is None else [(Trigger.read(stop, "regimen.stop"), doses)]

    def _heed_ends(self, day: int) -> None:
        """Withdraw the doses to come of every regimen that has begun and whose end shows today."""
        shown = [(sign, doses) for sign, doses in self._running if doses[0].day < day and sign.is_met(self.row)]
        for running in shown:
            for dose in running[1]:
                if dose.day >= day:
                    self.host.withdraw(dose)
        self._running = [running for running in self._running if running not in shown]

    def _heed_triggers(self, day: int) -> None:
        """Give the doses of every regimen whose sign shows today; each waits for its sign once."""
        shown = [(trigger, regimen) for trigger, regimen in self._waiting if trigger.is_met(self.row)]
        for waiting in shown:
            self.trigger_day = min(self.trigger_day, day)
            doses = waiting[1].as_doses(float(day))
            for dose in doses:
                self.host.give(dose)
            self._running += self._with_end(waiting[1].stop, doses)
        self._waiting = [waiting for waiting in self._waiting if waiting not in shown]


def courses_of(scenario: Scenario) -> tuple[GlycaemicCourse | Course, ...]:
    """Choose the courses that the scenario's animals take: diabetes of the pancreas, and a score of white matter.

    The score comes last, for it decides who lives.
    """
    courses: list[GlycaemicCourse | Course] = []
    if scenario.glycaemia is not None:
        courses.append(GlycaemicCourse(scenario.glycaemia))
    if Compartment.CNS in scenario.tissues:
        courses.append(Course(scenario.parameters.clinical.lethal_score, scenario.humane_endpoint))
    return tuple(courses)


def check_triggers(arm: Arm) -> None:
    """Refuse a trigger or an end on a column that the arm's daily record does not have, from the founding of one host.

    Args:
        arm: The arm; one without triggers founds nothing.

    Raises:
        InputError: Naming the column and the nearest one.
    """
    ended = [regimen for regimen in arm.regimens if regimen.stop is not None]
    if arm.triggered or ended:
        life = ObservedLife(Arm(arm.name, arm.scenario), Cohort(1), 0)
        columns = list(life.live_to(life.first_day))
        for regimen in arm.triggered:
            Trigger.read(regimen.trigger).check_column(columns)
        for regimen in ended:
            Trigger.read(regimen.stop).check_column(columns, "regimen.stop")


def _live_until(host: Any, day: int) -> None:
    """Run a host to the beginning of a day. A step that is not over by then is lived in the next day."""
    hour = host.parameters.world.lead + day * HOURS_PER_DAY
    if hour > host.time:
        host.run_until(hour)
