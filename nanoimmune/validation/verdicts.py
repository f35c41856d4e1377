"""The verdict on one number, in plain words."""

import math
from typing import Literal, NamedTuple

from nanoimmune.analysis.effects import Interval
from nanoimmune.validation.measured import Measured
from nanoimmune.validation.target_file import NumberEntry

Word = Literal["within", "direction only", "missed", "not lived"]

_NEUTRAL = {"ratio": 1.0, "hazard_ratio": 1.0}
"""What a statistic of two arms is where they are equal; 0 for the others."""


class Verdict(NamedTuple):
    """What is said of one number.

    Attributes:
        word: `within` where ours lies inside the limits, `direction only` where it is clearly on the side that was
            published, `missed` otherwise, and `not lived` where no subject has a value yet.
        settled: Whether both ends of our interval would have been given the same word, so that more subjects would
            hardly change it.
    """

    word: Word
    settled: bool


def verdict(ours: Measured, number: NumberEntry) -> Verdict:
    """Judge one number.

    Args:
        ours: What we found.
        number: What was published.

    Returns:
        The verdict.
    """
    found = ours.interval
    if ours.lived == 0:
        return Verdict("not lived", False)
    if math.isnan(found.estimate):
        return Verdict("missed", False)
    if number.low is None or number.high is None:
        held = on_its_side(found, number)
        return Verdict("direction only" if held else "missed", held or on_the_other(found, number))
    inside = number.low <= found.estimate <= number.high
    whole = number.low <= found.low and found.high <= number.high
    outside = found.high < number.low or found.low > number.high
    if inside and not (number.whole_interval and not whole):
        return Verdict("within", whole)
    if inside:
        return Verdict("direction only", False)
    if on_its_side(found, number):
        return Verdict("direction only", outside)
    return Verdict("missed", outside)


def on_its_side(found: Interval, number: NumberEntry) -> bool:
    """Whether the whole interval lies on the side that was published."""
    if number.direction is None:
        return False
    least = _than(number)
    return found.low > least if number.direction == "above" else found.high < least


def on_the_other(found: Interval, number: NumberEntry) -> bool:
    """Whether the whole interval lies on the side that was not published."""
    least = _than(number)
    return found.high < least if number.direction == "above" else found.low > least


def _than(number: NumberEntry) -> float:
    """Value that a direction counts from."""
    return _NEUTRAL.get(number.statistic, 0.0) if number.than is None else number.than
