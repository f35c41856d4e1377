"""Mesa's clock in hours, in steps of any length."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nanoimmune.host.model import Host


def hours_to_next_step(host: "Host") -> float:
    """Hours from the present step to the next one, such that steps fall on exact multiples of their length."""
    return float(host.life.hours * (host.steps + 1) - host.time)


def on_the_step(time: float, hours: float) -> float:
    """A time, or the exact time of a step where it differs from one by rounding only.

    Args:
        time: Hours lived.
        hours: Length of a step, h.
    """
    nearest = round(time / hours) * hours
    return nearest if math.isclose(time, nearest, rel_tol=1e-12, abs_tol=1e-9) else time
