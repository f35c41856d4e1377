"""The overview: courses of the arms above, three comparisons below, on one page."""

from math import ceil
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.figures.panels import columns_for

LEAST_ROOM = 1.45
"""Width at the left of the lower panels where names are short, inches."""


class Page(NamedTuple):
    """An empty overview: the figure, a panel for each compared arm above, and three panels below."""

    figure: Figure
    courses: list[Axes]
    below: tuple[Axes, Axes, Axes]


def page(evidence: Evidence) -> Page:
    """Lay out the overview of a trial."""
    arms, columns = evidence.compared, columns_for(len(evidence.compared))
    rows = ceil(len(arms) / columns)
    above, below, gap = 1.75 * rows + 0.1, 0.24 * len(evidence.arms), 0.75
    width, height = 9.8, above + gap + below + 0.75
    figure = Figure(figsize=(width, height))
    floor = (height - above) / height
    courses = figure.add_gridspec(
        rows, columns, left=0.5 / width, right=0.985, top=1 - 0.3 / height, bottom=floor, hspace=0.32, wspace=0.08
    ).subplots(sharex=True, sharey=True, squeeze=False)
    panels = list(courses.ravel())
    for panel in panels[len(arms) :]:
        panel.set_visible(False)
    lower = figure.add_gridspec(
        1,
        3,
        left=room_for_names(evidence.arms) / width,
        right=0.985,
        top=floor - gap / height,
        bottom=0.6 / height,
        wspace=0.12,
    )
    left, middle, right = np.ravel(lower.subplots())  # type: ignore[arg-type]
    return Page(figure, panels[: len(arms)], (left, middle, right))


def room_for_names(arms: list[str]) -> float:
    """Choose the width at the left of the lower panels so that the longest name of an arm fits, inches."""
    return max(LEAST_ROOM, 0.15 + 0.07 * max(len(arm) for arm in arms))


def share_rows(middle: Axes, right: Axes) -> None:
    """Name the arms at the left panel only."""
    for panel in (middle, right):
        panel.set_yticklabels([])
