"""When an arm is dosed: on days of the calendar, and on days that count from each subject's own trigger."""

import pandas as pd

from nanoimmune.trial.arm import Arm
from nanoimmune.trial.exposure import Exposure, exposure
from nanoimmune.trial.life import SINCE_TRIGGER


def calendar_days(arm: Arm) -> list[float]:
    """List the days of the doses that the calendar sets, in order, each once."""
    return sorted({dose.day for dose in arm.doses})


def days_after_trigger(arm: Arm) -> list[float]:
    """List the days after the trigger of the doses that wait for one, in order, each once."""
    return sorted({dose.day for regimen in arm.triggered for dose in regimen.as_doses()})


def given_days(arm: Arm, record: pd.DataFrame) -> tuple[float, ...]:
    """List the days on which one subject was dosed.

    Args:
        arm: The arm that it lived in; where several regimens wait for triggers, days count from the first trigger.
        record: Its record.

    Returns:
        The days up to the end of the record, in order.
    """
    days = calendar_days(arm)
    if arm.triggered:
        begun = record[record[SINCE_TRIGGER] == 0]
        days += [day + offset for day in begun["day"] for offset in days_after_trigger(arm)]
    return tuple(sorted(day for day in days if day <= record["day"].max()))


def exposures(arm: Arm, record: pd.DataFrame) -> tuple[Exposure, ...]:
    """List what each dose into a vein exposed one subject to.

    Args:
        arm: The arm that it lived in; where several regimens wait for triggers, days count from the first trigger.
        record: Its record.

    Returns:
        The exposures up to the end of the record, in order.
    """
    given = list(arm.doses)
    if arm.triggered:
        begun = record[record[SINCE_TRIGGER] == 0]["day"]
        given += [dose for regimen in arm.triggered for day in begun for dose in regimen.as_doses(float(day))]
    safety, last = arm.scenario.parameters.safety, record["day"].max()
    found = [exposure(dose, safety) for dose in sorted(given, key=lambda dose: dose.day) if dose.day <= last]
    return tuple(each for each in found if each is not None)
