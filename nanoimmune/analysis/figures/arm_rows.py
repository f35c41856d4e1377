"""Panels with a row for each arm: effects with intervals, and every subject's value as a dot."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nanoimmune.analysis.endpoints import NO_EFFECT, Kind
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.stories import endpoints_of


def forests(evidence: Evidence, shown: dict[str, str]) -> Figure:
    """Draw the effects on several end-points side by side.

    Args:
        evidence: The findings of a trial.
        shown: Label of each end-point, by its name.

    Returns:
        The figure.
    """
    figure = Figure(figsize=(9.6, 0.3 * len(evidence.arms) + 1.1), layout="constrained")
    for place, (endpoint, label) in enumerate(shown.items(), start=1):
        panel = figure.add_subplot(1, len(shown), place)
        forest(panel, evidence, endpoint, label)
        if place > 1:
            panel.set_yticklabels([])
    return figure


def forest(panel: Axes, evidence: Evidence, endpoint: str, label: str) -> None:
    """Draw the effects on one end-point, an arm a row; the reference is the line of no effect."""
    kind = next(each.kind for each in endpoints_of(evidence.results.trial) if each.name == endpoint)
    scale_effects(panel, kind, evidence.colours[evidence.reference], ticks=4)
    for place, arm in enumerate(evidence.arms):
        row, colour = evidence.row(arm, endpoint), evidence.colours[arm]
        if arm == evidence.references[arm]:
            panel.plot(NO_EFFECT[kind], place, "o", mfc="white", mec=colour, ms=5)
        else:
            panel.plot([row["effect_low"], row["effect_high"]], [place, place], color=colour, lw=2)
            panel.plot(row["effect"], place, "o", color=colour, ms=5)
    panel.set(xlabel=label)
    _rows(panel, evidence)


def scale_effects(axes: Axes, kind: Kind, colour: str, ticks: int) -> None:
    """Scale the lower axis for effects, and draw the line where there is none.

    Args:
        axes: Where.
        kind: How the end-point is averaged; the axis of a ratio is logarithmic, and its line at 1.
        colour: Colour of the line.
        ticks: Most steps between the ticks of an even axis.
    """
    axes.axvline(NO_EFFECT[kind], color=colour, lw=0.8, zorder=0)
    if kind == "ratio":
        axes.set_xscale("log")
        axes.minorticks_off()
    else:
        axes.xaxis.set_major_locator(MaxNLocator(ticks))


def _rows(panel: Axes, evidence: Evidence) -> None:
    """Give a panel a row for each arm, the first on top."""
    panel.set_ylim(len(evidence.arms) - 0.5, -0.5)
    panel.set_yticks(range(len(evidence.arms)), evidence.arms)
    panel.tick_params(axis="y", length=0)
    panel.spines["left"].set_visible(False)
    panel.set_axisbelow(True)
    panel.grid(axis="x", color="#e6e6e6", lw=0.6)


def dots(panel: Axes, evidence: Evidence, endpoint: str, label: str, log: bool = False) -> None:
    """Draw every subject's value of one end-point as a dot, and the mean of the summary as a bar, an arm a row."""
    for place, arm in enumerate(evidence.arms):
        chosen = evidence.values[(evidence.values["arm"] == arm) & (evidence.values["endpoint"] == endpoint)]
        values = chosen["value"].dropna().to_numpy()
        spread = place + 0.22 * np.sin(2.4 * np.arange(values.size))
        panel.plot(values, spread, "o", color=evidence.colours[arm], ms=2.6, alpha=0.55, mew=0)
        if values.size:
            mean = evidence.row(arm, endpoint)["mean"]
            panel.plot([mean] * 2, [place - 0.34, place + 0.34], color=evidence.colours[arm], lw=2.2)
    panel.set(xlabel=label, xscale="log" if log else "linear")
    panel.minorticks_off()
    _rows(panel, evidence)
