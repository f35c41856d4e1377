"""How lists and days are put into words."""

from collections.abc import Sequence

DAY_ZERO = {"immunisation": "from immunisation", "birth": "of age"}
"""How a number of days is said to count, by the event that is day 0."""


def listed(names: Sequence[str]) -> str:
    """Write names as a sentence does.

    Args:
        names: The names; one at least.

    Returns:
        Text such as `"insulin, IGRP and GAD65"`.
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
