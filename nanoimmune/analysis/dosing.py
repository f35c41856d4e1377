"""When an arm is dosed: on fixed days, and on days that count from each subject's own trigger."""

import pandas as pd

from nanoimmune.trial.arm import Arm

SINCE_TRIGGER = "days_since_trigger"
"""Column of the days since a subject's trigger: 0 on its day, empty before and where it never came."""


def fixed_days(arm: Arm) -> list[float]:
    """List the days of the doses whose day is fixed beforehand, in order, each once."""
    return sorted({dose.day for regimen in arm.regimens if not _waits(regimen) for dose in regimen.as_doses()})


def days_after_trigger(arm: Arm) -> list[float]:
    """List the days after the trigger of the doses that wait for one, in order, each once."""
    return sorted({dose.day for regimen in arm.regimens if _waits(regimen) for dose in regimen.as_doses()})


def given_days(arm: Arm, record: pd.DataFrame) -> tuple[float, ...]:
    """List the days on which one subject was dosed.

    Args:
        arm: The arm that it lived in.
        record: Its record.

    Returns:
        The days up to the end of the record, in order.
    """
    days = list(fixed_days(arm))
    since = record[SINCE_TRIGGER].dropna() if SINCE_TRIGGER in record else pd.Series(dtype=float)
    if not since.empty:
        triggered = float((record.loc[since.index, "day"] - since).iloc[0])
        days += [triggered + offset for offset in days_after_trigger(arm)]
    return tuple(sorted(day for day in days if day <= record["day"].max()))


def _waits(regimen: object) -> bool:
    """Tell whether a regimen waits for a trigger."""
    return getattr(regimen, "trigger", None) is not None
