"""Figures of a calibration: what was learned of each number, what is ruled out, and what the posterior forecasts."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter
from numpy.typing import NDArray

from nanoimmune.analysis.palette import ARM_COLOURS, FAINT, INK

Array = NDArray[np.float64]

_COLUMNS = 4
_BINS = 20
_DRAWN, _PUBLISHED, _PROPOSED = ARM_COLOURS[0], ARM_COLOURS[5], ARM_COLOURS[2]
_HEIGHT = 1.75


class MovedNumber(NamedTuple):
    """One number that was moved.

    Attributes:
        name: Its name.
        unit: Its unit, or nothing.
        low: Lower limit of its prior.
        high: Upper limit.
        logarithmic: Whether the prior is even over its logarithm.
        draws: Draws of the posterior.
        present: Its value now; NaN where it was not lived.
        proposed: Its value at the design that is proposed.
        searched: Values of points that were judged.
        implausibility: Their implausibility.
    """

    name: str
    unit: str
    low: float
    high: float
    logarithmic: bool
    draws: Array
    present: float
    proposed: float
    searched: Array
    implausibility: Array

    @property
    def edges(self) -> Array:
        """Limits of bins that the prior falls into evenly."""
        spread = np.geomspace if self.logarithmic else np.linspace
        return np.asarray(spread(self.low, self.high, _BINS + 1))


class Forecast(NamedTuple):
    """One target, and what was lived.

    Attributes:
        name: Its name.
        says: What it is, with its unit.
        aim: What was published.
        low: Lower end of the published 95 % interval; minus infinity for none.
        high: Upper end.
        prior: Values of the designs of the first wave.
        posterior: Values of lived draws of the posterior.
        proposed: Value of the design that is proposed.
    """

    name: str
    says: str
    aim: float
    low: float
    high: float
    prior: Array
    posterior: Array
    proposed: float


def draw_marginals(numbers: Sequence[MovedNumber]) -> Figure:
    """Draw prior and posterior of every number.

    Args:
        numbers: The numbers that were moved.

    Returns:
        The figure.
    """
    figure, panels = _grid(len(numbers))
    for axes, number in zip(panels, numbers, strict=True):
        counts, edges = np.histogram(number.draws, number.edges)
        density = counts / max(1.0, float(counts.sum())) * _BINS
        axes.stairs(density, edges, fill=True, color=_DRAWN, alpha=0.55, label="posterior")
        axes.stairs(np.ones(_BINS), edges, color=FAINT, linewidth=1.0, linestyle="--", label="prior")
        axes.axvline(number.proposed, color=_PROPOSED, linewidth=1.2, label="proposed")
        if math.isfinite(number.present):
            axes.axvline(number.present, color=INK, linewidth=1.2, linestyle=":", label="present value")
        _scaled(axes, number)
        axes.set_yticks([])
        axes.set_ylim(0, max(1.6, float(density.max()) * 1.1))
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, fontsize=7)
    figure.suptitle("What was learned of each number: density over its prior", fontsize=9, x=0.01, ha="left")
    return figure


def draw_implausibility(numbers: Sequence[MovedNumber], cutoff: float) -> Figure:
    """Draw the least implausibility that any choice of the other numbers leaves, over every number.

    Args:
        numbers: The numbers that were moved.
        cutoff: Implausibility above which a point is ruled out.

    Returns:
        The figure.
    """
    figure, panels = _grid(len(numbers))
    for axes, number in zip(panels, numbers, strict=True):
        place = np.clip(np.digitize(number.searched, number.edges) - 1, 0, _BINS - 1)
        least = np.array([number.implausibility[place == each].min(initial=np.inf) for each in range(_BINS)])
        shown = np.where(np.isfinite(least), least, np.nan)
        axes.stairs(shown, number.edges, color=_DRAWN, linewidth=1.4, baseline=None)
        axes.axhline(cutoff, color=_PROPOSED, linewidth=1.0, linestyle="--")
        _scaled(axes, number)
        top = np.nanmax(shown) if np.isfinite(shown).any() else cutoff
        axes.set_ylim(0, max(1.3 * cutoff, min(1.1 * float(top), 5 * cutoff)))
    figure.supylabel("least implausibility", fontsize=8)
    said = f"Values with a line above {cutoff:g} are ruled out, whatever the others are"
    figure.suptitle(said, fontsize=9, x=0.01, ha="left")
    return figure


def draw_forecasts(forecasts: Sequence[Forecast]) -> Figure:
    """Draw what was lived at draws of the posterior beside what was published.

    Args:
        forecasts: A target each.

    Returns:
        The figure.
    """
    rows = math.ceil(len(forecasts) / 2)
    figure = Figure(figsize=(9.2, 0.9 + 1.05 * rows), layout="constrained")
    panels = figure.subplots(rows, 2, squeeze=False).ravel()
    for axes, forecast in zip(panels, forecasts, strict=False):
        _forecast(axes, forecast)
    for axes in panels[len(forecasts) :]:
        axes.set_axis_off()
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=5, fontsize=7)
    figure.suptitle("Lived designs beside what was published", fontsize=9, x=0.01, ha="left")
    return figure


def _forecast(axes: Axes, forecast: Forecast) -> None:
    """Draw one target: its interval, the first wave below, draws of the posterior above."""
    low, high = forecast.low, forecast.high
    axes.axvspan(low if math.isfinite(low) else forecast.aim, high if math.isfinite(high) else forecast.aim,
                 color=_PUBLISHED, alpha=0.25, linewidth=0, label="published, 95 %")  # fmt: skip
    axes.axvline(forecast.aim, color=_PUBLISHED, linewidth=1.4, label="published value")
    known = np.concatenate([forecast.prior, forecast.posterior, [forecast.aim, forecast.proposed]])
    known = known[np.isfinite(known)]
    ends = [float(known.min()), float(known.max()), *(each for each in (low, high) if math.isfinite(each))]
    margin = 0.06 * ((max(ends) - min(ends)) or 1.0)
    left, right = min(ends) - margin, max(ends) + margin
    if not math.isfinite(low):
        axes.axvspan(left, forecast.aim, color=_PUBLISHED, alpha=0.25, linewidth=0)
    if not math.isfinite(high):
        axes.axvspan(forecast.aim, right, color=_PUBLISHED, alpha=0.25, linewidth=0)
    for row, values, hue, said in (
        (0, forecast.prior, FAINT, "first wave"), (1, forecast.posterior, _DRAWN, "posterior, lived"),
    ):  # fmt: skip
        sway = 0.28 * np.sin(np.arange(len(values)) * 2.4)
        axes.plot(values, row + sway, "o", color=hue, markersize=2.6, alpha=0.7, markeredgewidth=0, label=said)
    axes.plot([forecast.proposed], [1], "D", color=_PROPOSED, markersize=4.5, label="proposed")
    axes.set(xlim=(left, right), ylim=(-0.6, 1.6), yticks=[])
    axes.spines["left"].set_visible(False)
    axes.tick_params(labelsize=7)
    axes.set_title(f"{forecast.name}: {_short(forecast.says)}", fontsize=7.5, fontweight="normal")


def _short(text: str, most: int = 62) -> str:
    """Cut a text that is longer than a panel is wide."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}\u2026"


def _grid(count: int) -> tuple[Figure, list[Axes]]:
    """Lay out as many panels as there are numbers."""
    columns = min(_COLUMNS, count)
    rows = math.ceil(count / columns)
    figure = Figure(figsize=(max(4.6, 2.35 * columns), 0.8 + _HEIGHT * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in panels[count:]:
        axes.set_axis_off()
    return figure, list(panels[:count])


def _scaled(axes: Axes, number: MovedNumber) -> None:
    """Give a panel the scale and the limits of the prior of its number."""
    if number.logarithmic:
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(numticks=4))
        axes.xaxis.set_minor_formatter(NullFormatter())
    else:
        axes.xaxis.set_major_locator(MaxNLocator(3))
    axes.set_xlim(number.low, number.high)
    axes.tick_params(labelsize=6.5)
    axes.set_title(number.name, fontsize=7, fontweight="normal")
    axes.set_xlabel(number.unit, fontsize=6.5, labelpad=1)
