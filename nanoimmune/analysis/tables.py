"""The main table of a trial, as text: the same in the terminal and in the report."""

import math
from typing import NamedTuple

import pandas as pd

from nanoimmune.analysis.effects import SPECIFICITY
from nanoimmune.analysis.evidence import Evidence

MINUS = "\N{MINUS SIGN}"

NOBODY = "–"
"""What stands where nobody has a value."""


class Column(NamedTuple):
    """A column of the main table: its end-point, heading, what it means, and how its numbers are written."""

    endpoint: str
    heading: str
    says: str
    form: str


COLUMNS = (
    Column("incidence", "incidence", "share with a score of 1 or more on two days in a row", "{:.0%}"),
    Column("onset_day", "onset", "mean first day of illness, of the affected", "{:.1f}"),
    Column("peak_score", "peak", "mean highest score, of all", "{:.2f}"),
    Column("auc", "AUC", "mean area under the clinical score, score × days", "{:.1f}"),
    Column("auc", "ΔAUC [95 % CI]", "paired difference of the area from the reference arm", "effect"),
    Column("remission", "remission", "share of those above 1 that fell to 0.5 or less for a week", "{:.0%}"),
    Column("tissue_preserved", "tissue", "mean share of white matter preserved at the end", "{:.0%}"),
    Column("treg_teff_ratio", "Treg:Teff", "regulatory over effector T cells in the CNS at the end", "{:.3g}"),
    Column("tr1_fold", "Tr1 fold", "cognate Tr1 in blood and spleen at the end, over the reference arm", "{:.3g}"),
    Column(
        "unrelated_response", "unrelated", "peak response to an unrelated vaccine, over the reference arm", "{:.2f}"
    ),
    Column(SPECIFICITY, "specificity", "share of the effect that is owed to the epitope", "{:.2f}"),
    Column("systemic_suppression_index", "suppression", "1 minus the response to an unrelated vaccine", "{:.2f}"),
)


def main_table(evidence: Evidence) -> list[list[str]]:
    """Write the main table.

    Args:
        evidence: The findings of a trial.

    Returns:
        A row per arm: its name, then a text for each of `COLUMNS`.
    """
    return [[arm, *(_cell(evidence, arm, column) for column in COLUMNS)] for arm in evidence.arms]


def _cell(evidence: Evidence, arm: str, column: Column) -> str:
    """Write one cell."""
    row = evidence.row(arm, column.endpoint)
    if column.form == "effect":
        return "reference" if arm == evidence.reference else effect_text(row)
    return number(row["mean"], column.form)


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


def number(value: float, form: str) -> str:
    """Write a number, with a true minus sign, or a dash where nobody has it."""
    if math.isnan(value):
        return NOBODY
    text = form.format(value)
    if "e+" in text:
        text = f"{value:,.0f}"
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
