"""The main table of a trial, as text: the same in the terminal and in the report."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from nanoimmune.analysis.effects import Interval
from nanoimmune.trial.regimen import scientific

if TYPE_CHECKING:
    from nanoimmune.analysis.evidence import Evidence

MINUS = "\N{MINUS SIGN}"

MILLION = 1e6
"""Number from which on one is written by a power of ten."""

NOBODY = "–"
"""What stands where nobody has a value."""


class Column(NamedTuple):
    """A column of the main table: its heading, what it means, and how its cell is written for an arm."""

    heading: str
    says: str
    write: Callable[["Evidence", str], str]


def level(endpoint: str, heading: str, says: str, form: str) -> Column:
    """Make a column of means or shares.

    Args:
        endpoint: Name of the end-point.
        heading: Heading of the column.
        says: What it means.
        form: How its numbers are written.

    Returns:
        The column.
    """
    return Column(heading, says, lambda evidence, arm: number(evidence.row(arm, endpoint)["mean"], form))


def difference(endpoint: str, heading: str, says: str) -> Column:
    """Make a column of paired differences from the reference arm.

    Args:
        endpoint: Name of the end-point.
        heading: Heading of the column.
        says: What it means.

    Returns:
        The column.
    """

    def write(evidence: "Evidence", arm: str) -> str:
        return "reference" if arm == evidence.references[arm] else effect_text(evidence.row(arm, endpoint))

    return Column(heading, says, write)


def main_table(evidence: "Evidence") -> list[list[str]]:
    """Write the main table.

    Args:
        evidence: The findings of a trial.

    Returns:
        A row per arm: its name, then a text for each column of the story.
    """
    return [[arm, *(column.write(evidence, arm) for column in evidence.story.columns)] for arm in evidence.arms]


def effect_text(row: pd.Series, form: str = "{:.1f}") -> str:
    """Write a paired difference with its interval.

    Args:
        row: A row of the summary.
        form: How numbers are written.

    Returns:
        Text such as `-31.2 [-40.1, -22.3]`.
    """
    if math.isnan(row["effect"]):
        return NOBODY
    estimate = number(row["effect"], form)
    if math.isnan(row["effect_low"]):
        return estimate
    return f"{estimate} [{number(row['effect_low'], form)}, {number(row['effect_high'], form)}]"


def interval_text(interval: Interval, form: str) -> str:
    """Write an estimate with its limits, such as `0.31 [0.12, 0.80]`, or a dash where there is none."""
    return effect_text(pd.Series(interval, index=["effect", "effect_low", "effect_high"]), form)


def number(value: float, form: str) -> str:
    """Write a number, with a true minus sign, or a dash where nobody has it."""
    if math.isnan(value):
        return NOBODY
    text = form.format(value)
    if "e+" in text:
        text = scientific(value) if abs(value) >= MILLION else f"{value:,.0f}"
    if not any(digit in text for digit in "123456789"):
        text = text.removeprefix("-")
    return text.replace("-", MINUS, 1) if text.startswith("-") else text


def set_in_parts(rows: list[list[str]], width: int) -> list[list[str]]:
    """Set a table in columns, broken into parts no wider than the page, each beginning with the first column.

    Args:
        rows: Texts, the headings first; all rows of one length.
        width: Characters that a line may have.

    Returns:
        Lines of each part, with an empty one before it.
    """
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    parts, taken = [[0]], widths[0]
    for place in range(1, len(widths)):
        if taken + 2 + widths[place] > width and len(parts[-1]) > 1:
            parts.append([0])
            taken = widths[0]
        parts[-1].append(place)
        taken += 2 + widths[place]
    return [
        ["", *("  ".join(_set(row[place], widths[place], place) for place in part) for row in rows)] for part in parts
    ]


def _set(text: str, width: int, place: int) -> str:
    """Set the first column to the left and the others to the right."""
    return text.ljust(width) if place == 0 else text.rjust(width)


def printed(evidence: "Evidence", width: int) -> list[str]:
    """Set the main table for a terminal, in as many parts as it is too narrow for.

    Args:
        evidence: Results, told by their story.
        width: Characters in a line.

    Returns:
        The lines.
    """
    rows = [["arm", *(column.heading for column in evidence.story.columns)], *main_table(evidence)]
    return [line for part in set_in_parts(rows, width) for line in part]
