"""A forest plot: one effect a line, each with its interval, beside the line of no effect."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nanoimmune.analysis.effects import Interval
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.analysis.palette import FAINT, INK

LINE_HEIGHT = 0.24
"""Height of a line, inches."""

NAMES_WIDTH, PANEL_WIDTH = 3.4, 2.8
"""Width of the names and of a panel, inches."""

CLEAR = "#D55E00"
"""Colour of an effect that is marked."""


class Panel(NamedTuple):
    """One panel of a forest plot.

    Attributes:
        title: What stands above it.
        effects: Estimates with their limits, one a line; NaN is left out.
        marked: Which of them stand out.
    """

    title: str
    effects: Sequence[Interval]
    marked: Sequence[bool]


def forest(
    names: Sequence[str], panels: Sequence[Panel], label: str, bases: Sequence[int] = (0,), marks: str = "",
) -> Figure:  # fmt: skip
    """Draw effects under one another, the first on top, and through them a line of what each is compared with.

    Args:
        names: What each line is of, in all panels alike.
        panels: The panels, from left to right.
        label: What stands under each axis.
        bases: Places of the effects that those below are compared with, each down to the next; the first by default.
        marks: What it means that an effect stands out, for the key; there is none where it is empty.

    Returns:
        The figure.
    """
    with house_style():
        size = NAMES_WIDTH + PANEL_WIDTH * len(panels), 1.1 + LINE_HEIGHT * len(names)
        figure = Figure(figsize=size, layout="constrained")
        drawn = figure.subplots(ncols=len(panels), sharex=True, sharey=True, squeeze=False)[0]
        for axes, each in zip(drawn, panels, strict=True):
            axes.axvline(0.0, color=INK, linewidth=0.8)
            for first, after in pairwise([*bases, len(names)]):
                base = [each.effects[first].estimate] * 2
                axes.plot(base, [first - 0.5, after - 0.5], color=FAINT, linewidth=0.8, linestyle=":")
            for place, (effect, stands_out) in enumerate(zip(each.effects, each.marked, strict=True)):
                colour = CLEAR if stands_out else INK
                axes.plot([effect.low, effect.high], [place, place], color=colour, linewidth=1.4)
                axes.plot(effect.estimate, place, "o", color=colour, markersize=4)
            axes.set_title(each.title)
            axes.set_xlabel(label)
        drawn[0].set_yticks(range(len(names)), names)
        drawn[0].set_ylim(len(names) - 0.5, -0.5)
        if marks:
            compared = Line2D([], [], color=FAINT, linewidth=0.8, linestyle=":", label="what is compared with")
            marked = Line2D([], [], color=CLEAR, linewidth=1.4, marker="o", markersize=4, label=marks)
            figure.legend(handles=[compared, marked], loc="outside lower center", ncols=2)
    return figure
