"""An arm: a scenario under regimens, or under none."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from nanoimmune.errors import refuse
from nanoimmune.state.dose import Dose
from nanoimmune.trial.checks import one_of
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.scenario import Scenario

HOURS_PER_DAY = 24.0

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+-]{0,59}")


@dataclass(frozen=True)
class Arm:
    """A scenario under regimens; an arm with none is an untreated control.

    Attributes:
        name: Name of the arm; run files are called after it, so letters, digits, spaces and `. _ + -` only.
        scenario: Host and disease.
        regimens: What is given: one regimen or several.
        reference: Name of the arm that this one is compared with, such as the untreated arm in the same variant of the
            host; None for the reference of the trial.
    """

    name: str
    scenario: Scenario
    regimens: tuple[Regimen, ...] = ()
    reference: str | None = None

    def __post_init__(self) -> None:
        """Check the name, and accept a single regimen in place of several."""
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            allowed = "1 to 60 letters, digits, spaces or . _ + -"
            raise refuse("arm.name", self.name, allowed, "Choose a name that can be part of a file name.")
        if not isinstance(self.scenario, Scenario):
            raise refuse("arm.scenario", self.scenario, "a Scenario", 'Use Scenario.named("ms").')
        given: Regimen | Iterable[Regimen] = self.regimens
        regimens = (given,) if isinstance(given, Regimen) else tuple(given)
        for regimen in regimens:
            if not isinstance(regimen, Regimen):
                raise refuse("arm.regimens", regimen, "a Regimen", "Declare it with Regimen(...).")
        object.__setattr__(self, "regimens", regimens)

    @classmethod
    def named(cls, name: str, scenario: Scenario) -> Self:
        """Fetch an arm that the scenario declares, in the variants of the host that it is declared in.

        Args:
            name: Name of the arm, such as `"plg-cognate"`.
            scenario: The scenario, perhaps with changed parameters.

        Returns:
            The arm.

        Raises:
            InputError: If the scenario declares no arm of that name.
        """
        declared = one_of("arm", name, scenario.arms)
        lived_in = scenario.without(declared.without)
        for host in declared.hosts:
            lived_in = lived_in.host(host)
        return cls(declared.name, lived_in, declared.regimens, declared.reference)

    @property
    def doses(self) -> tuple[Dose, ...]:
        """Every dose that the calendar sets, in order of days; those of a trigger have no day before it."""
        doses = (dose for regimen in self.regimens if regimen.trigger is None for dose in regimen.as_doses())
        return tuple(sorted(doses, key=lambda dose: dose.day))

    @property
    def triggered(self) -> tuple[Regimen, ...]:
        """The regimens that wait for a sign in the subject's record."""
        return tuple(regimen for regimen in self.regimens if regimen.trigger is not None)

    @property
    def is_treated(self) -> bool:
        """Whether anything is given."""
        return bool(self.regimens)

    @property
    def is_cognate(self) -> bool:
        """Whether what is given has an epitope of the disease: of its induction, or else of its tissue."""
        return any(regimen.given.epitopes() & self.scenario.autoantigens for regimen in self.regimens)

    def check_days(self, days: int) -> None:
        """Refuse a trial that ends before lives begin, and a dose that falls outside the lives of the trial.

        Args:
            days: Last day of the trial, counted from day zero.

        Raises:
            InputError: Naming arm, dose, day and mend.
        """
        first = -self.scenario.parameters.world.lead / HOURS_PER_DAY
        last = math.floor(max((dose.day for dose in self.doses), default=0.0)) + 1
        if days <= first:
            raise refuse("days", days, f"more than {first:g}, the day on which lives begin", "Raise days.")
        allowed = f"day {first:g} to before day {days}"
        for number, dose in enumerate(self.doses, start=1):
            field = f"arm {self.name!r}, dose {number}"
            if dose.day >= days:
                mend = f"Set days to {last} or more, shorten the regimen, or choose other arms."
                raise refuse(field, f"day {dose.day:g}", allowed, mend)
            if dose.day < first:
                mend = "Give it later, or raise the parameter world.lead."
                raise refuse(field, f"day {dose.day:g}", allowed, mend)

    def __repr__(self) -> str:
        """Show name, scenario and regimens in one line."""
        given = "; ".join(str(regimen) for regimen in self.regimens) or "nothing is given"
        host = "".join(f", {name} host" for name in self.scenario.host_names)
        off = "".join(f", without {rule.partition('.')[2]}" for rule in self.scenario.off)
        return f"<Arm {self.name!r} of {self.scenario.name!r}{host}{off}: {given}>"
