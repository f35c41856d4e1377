"""What a sensitivity analysis asks: by which method, and of which end-point of which arm."""

from typing import NamedTuple


class Question(NamedTuple):
    """What a sensitivity analysis asks.

    Attributes:
        method: Name of the method: morris, sobol or prcc.
        arm: Name of the arm whose end-point, and whose effect on it, is looked at.
        endpoint: Name of the end-point.
    """

    method: str
    arm: str
    endpoint: str
