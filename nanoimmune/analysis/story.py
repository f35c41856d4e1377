"""How trials of one kind of disease are told: which end-points, table, figures and words."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from nanoimmune.analysis.effects import Primary
from nanoimmune.analysis.endpoints import Endpoint
from nanoimmune.analysis.tables import Column

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nanoimmune.analysis.evidence import Evidence
    from nanoimmune.trial.results import Results


class Clock(NamedTuple):
    """The time axis of figures and tables.

    Attributes:
        label: What stands under an axis.
        days: Days in one of its units.
        duration: How long a trial lasts, as a phrase with a place for the number of units.
    """

    label: str
    days: float
    duration: str


class Sheet(NamedTuple):
    """What an observer wrote down: which column of the records, the name of its rows, and the days between them."""

    column: str
    rows: str
    days: int


class PrimaryWords(NamedTuple):
    """How sentences name the primary end-point, and its unit."""

    name: str
    unit: str


class FurtherTable(NamedTuple):
    """A further table of the report: title, what it holds, headings, and rows of texts, the arm first."""

    title: str
    says: str
    headings: list[str]
    rows: list[list[str]]


class Story(NamedTuple):
    """How trials of one kind of disease are told.

    Attributes:
        endpoints: The end-points, in the order of the summary.
        primary: The end-point that findings and the specificity index speak of.
        primary_words: How sentences name it.
        clock: The time axis.
        sheet: What `scores.csv` holds.
        columns: The columns of the main table.
        opening: Says what became of the reference arm.
        other_finding: Says what became of an arm of which the primary end-point cannot tell, or nothing.
        figures: Gives the figures of a trial by name, in the order of the report; they load matplotlib.
        shown_elsewhere: Figures that the report leaves out, as another holds what they show.
        tables: Gives tables beside the summary, by name of their file.
        further_tables: Gives further tables of the report.
        footnote: What a reader of the report must know of the numbers.
    """

    endpoints: tuple[Endpoint, ...]
    primary: Primary
    primary_words: PrimaryWords
    clock: Clock
    sheet: Sheet
    columns: tuple[Column, ...]
    opening: Callable[["Evidence"], str]
    other_finding: Callable[["Evidence", str], str | None]
    figures: Callable[["Results"], Mapping[str, Callable[["Evidence"], "Figure"]]]
    shown_elsewhere: frozenset[str]
    tables: Callable[["Evidence"], dict[str, pd.DataFrame]]
    further_tables: Callable[["Evidence"], list[FurtherTable]]
    footnote: str
