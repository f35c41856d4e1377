"""What a host can be made from; each check refuses with field, value, what is allowed and how to mend it."""

import math
from operator import index
from typing import SupportsIndex

from nanoimmune.errors import refuse

MOST_THREADS = 256
LARGEST_SEED = 2**63 - 1


def check_scenario(given: object) -> None:
    """Refuse what is no scenario, such as the name of one."""
    if not all(hasattr(given, name) for name in ("parameters", "induction", "absent")):
        raise refuse("scenario", given, "a Scenario", 'Write Scenario.named("ms") or Scenario.from_file(path).')


def check_whole(field: str, given: object, low: int, high: int) -> int:
    """Accept a whole number between two limits, NumPy's too."""
    if isinstance(given, SupportsIndex) and not isinstance(given, bool) and low <= index(given) <= high:
        return index(given)
    raise refuse(field, given, f"{low} to {high}", "Give a whole number within these limits.")


def check_hours(field: str, given: object) -> float:
    """Accept a finite length of time above zero."""
    if isinstance(given, (int, float)) and math.isfinite(given) and given > 0:
        return float(given)
    raise refuse(field, given, "hours above 0", "Give a number of hours, such as 24.0.")
