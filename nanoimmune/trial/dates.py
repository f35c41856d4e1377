"""The dates of a regimen: by the calendar or from a trigger, as an interval, to a last day, or day by day."""

import math
from typing import Any

from nanoimmune.errors import refuse
from nanoimmune.trial.checks import quantity, whole_number
from nanoimmune.trial.trigger import Trigger

FARTHEST = 730
"""Days from day zero within which every dose must fall."""

MOST_DOSES = 1000


def keep(regimen: Any, name: str, unit: str, low: float, high: float) -> None:
    """Check one quantity of a regimen and keep its magnitude."""
    object.__setattr__(regimen, name, quantity(f"regimen.{name}", getattr(regimen, name), unit, low, high))


def set_dates(regimen: Any) -> None:
    """Check the dates of a regimen, and keep them in one form: first day, number of doses, days between them.

    Args:
        regimen: A regimen that is being made.

    Raises:
        InputError: If a date is missing, out of range, or stated in two ways.
    """
    if regimen.trigger is not None:
        object.__setattr__(regimen, "trigger", str(Trigger.read(regimen.trigger)))
    if regimen.days is not None:
        _set_days(regimen)
        return
    if regimen.trigger is not None and regimen.start_day is None:
        object.__setattr__(regimen, "start_day", 0.0)
    if regimen.start_day is None:
        raise refuse("regimen.start_day", None, "-730 to 730 day", "State the day of the first dose, or a trigger.")
    keep(regimen, "start_day", "day", _first_day(regimen), FARTHEST)
    if regimen.every_days is not None:
        keep(regimen, "every_days", "day", 1 / 24, 365)
    if regimen.until_day is not None:
        _count_doses(regimen)
    whole_number("regimen.doses", regimen.doses, 1, MOST_DOSES)
    if regimen.every_days is None and regimen.doses > 1:
        mend = "State the days between doses."
        raise refuse("regimen.every_days", None, f"a number of days for {regimen.doses} doses", mend)


def _first_day(regimen: Any) -> float:
    """First day on which a dose may fall."""
    return -FARTHEST if regimen.trigger is None else 0


def _set_days(regimen: Any) -> None:
    """Check doses that are dated day by day."""
    given = regimen.days
    if not isinstance(given, (list, tuple)) or not 1 <= len(given) <= MOST_DOSES:
        raise refuse("regimen.days", given, f"a list of 1 to {MOST_DOSES} days", "Write days = [0, 3, 7].")
    days = tuple(quantity("regimen.days", day, "day", _first_day(regimen), FARTHEST) for day in given)
    if list(days) != sorted(set(days)):
        raise refuse("regimen.days", list(days), "days that rise", "List each day once, in order.")
    stated = {"every_days": regimen.every_days, "until_day": regimen.until_day}
    if regimen.start_day not in (None, days[0]):
        stated["start_day"] = regimen.start_day
    if regimen.doses not in (1, len(days)):
        stated["doses"] = regimen.doses
    for name, value in stated.items():
        if value is not None:
            raise refuse(f"regimen.{name}", value, "none beside days", "Date the doses one way.")
    for name, kept in (("days", days), ("start_day", days[0]), ("doses", len(days))):
        object.__setattr__(regimen, name, kept)


def _count_doses(regimen: Any) -> None:
    """Turn a last day into a number of doses."""
    keep(regimen, "until_day", "day", regimen.start_day, FARTHEST)
    if regimen.every_days is None:
        mend = "State the days between doses."
        raise refuse("regimen.every_days", None, "a number of days beside until_day", mend)
    fitting = math.floor((regimen.until_day - regimen.start_day) / regimen.every_days + 1e-9) + 1
    if regimen.doses not in (1, fitting):
        allowed = f"none beside until_day, which makes it {fitting}"
        raise refuse("regimen.doses", regimen.doses, allowed, "Leave one of the two out.")
    object.__setattr__(regimen, "doses", fitting)
