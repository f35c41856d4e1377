"""A forest plot: one effect a line, each with its interval, beside the line of no effect."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.figure import Figure

from nanoimmune.analysis.effects import Interval
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.analysis.palette import FAINT, INK

LINE_HEIGHT = 0.24
"""Height of a line, inches."""

NAMES_WIDTH, PANEL_WIDTH = 3.4, 2.8
"""Width of the names and of a panel, inches."""

CLEAR = "#D55E00"
"""Colour of an effect that is marked."""


class Wood(NamedTuple):
    """One panel of a forest plot.

    Attributes:
        title: What stands above it.
        effects: Estimates with their limits, one a line; NaN is left out.
        marked: Which of them stand out.
    """

    title: str
    effects: Sequence[Interval]
    marked: Sequence[bool]


def forest(names: Sequence[str], woods: Sequence[Wood], label: str) -> Figure:
    """Draw effects under one another, the first on top with its estimate as a line through all.

    Args:
        names: What each line is of, in all panels alike.
        woods: The panels, from left to right.
        label: What stands under each axis.

    Returns:
        The figure.
    """
    with house_style():
        size = NAMES_WIDTH + PANEL_WIDTH * len(woods), 1.1 + LINE_HEIGHT * len(names)
        figure = Figure(figsize=size, layout="constrained")
        panels = figure.subplots(ncols=len(woods), sharex=True, sharey=True, squeeze=False)[0]
        for panel, wood in zip(panels, woods, strict=True):
            panel.axvline(0.0, color=INK, linewidth=0.8)
            panel.axvline(wood.effects[0].estimate, color=FAINT, linewidth=0.8, linestyle=":")
            for place, (effect, stands_out) in enumerate(zip(wood.effects, wood.marked, strict=True)):
                colour = CLEAR if stands_out else INK
                panel.plot([effect.low, effect.high], [place, place], color=colour, linewidth=1.4)
                panel.plot(effect.estimate, place, "o", color=colour, markersize=4)
            panel.set_title(wood.title)
            panel.set_xlabel(label)
        panels[0].set_yticks(range(len(names)), names)
        panels[0].set_ylim(len(names) - 0.5, -0.5)
    return figure
