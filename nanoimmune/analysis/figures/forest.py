"""A forest plot: one effect a line, each with its interval, beside the line of no effect."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from nanoimmune.analysis.effects import Interval
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.analysis.palette import FAINT, INK

LINE_HEIGHT = 0.24
"""Height of a line, inches."""

CLEAR = "#D55E00"
"""Colour of an effect that is marked."""


def forest(names: Sequence[str], effects: Sequence[Interval], marked: Sequence[bool], label: str) -> Figure:
    """Draw effects under one another, the first on top with its estimate as a line through all.

    Args:
        names: What each effect is of.
        effects: Estimates with their limits; NaN is left out.
        marked: Which of them stand out.
        label: What stands under the axis.

    Returns:
        The figure.
    """
    with house_style():
        figure = Figure(figsize=(7.0, 0.9 + LINE_HEIGHT * len(names)), layout="constrained")
        panel = figure.subplots()
        panel.axvline(0.0, color=INK, linewidth=0.8)
        panel.axvline(effects[0].estimate, color=FAINT, linewidth=0.8, linestyle=":")
        for place, (effect, stands_out) in enumerate(zip(effects, marked, strict=True)):
            colour = CLEAR if stands_out else INK
            panel.plot([effect.low, effect.high], [place, place], color=colour, linewidth=1.4)
            panel.plot(effect.estimate, place, "o", color=colour, markersize=4)
        panel.set_yticks(range(len(names)), names)
        panel.set_ylim(len(names) - 0.5, -0.5)
        panel.set_xlabel(label)
    return figure
