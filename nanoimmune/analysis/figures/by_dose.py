"""Pictures over what was varied: a dose-response curve, and the surface of a response over two factors."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import ScalarFormatter

from nanoimmune.analysis.curves import FEWEST_FOR_BAND
from nanoimmune.analysis.dose_response import DoseResponse, Doses
from nanoimmune.analysis.effects import mean_interval
from nanoimmune.analysis.endpoints import Kind
from nanoimmune.analysis.figures.shades import shades
from nanoimmune.analysis.figures.sheet import axes_or_new
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.analysis.palette import ARM_COLOURS, FAINT, INK

_MOST_WORDS = 64
"""Most fields of a surface that are also written out."""


def dose_response(
    fit: DoseResponse, dose: Doses, response: Doses, unit: str, label: str, ax: Axes | None = None
) -> Axes:
    """Draw responses over the logarithm of the dose, the curve through them, and the EC50 with its interval.

    Args:
        fit: What `fit_dose_response` gave.
        dose: The doses that it was fitted to; zero is drawn at the left edge.
        response: Their responses, gathered dose by dose into means with 95 % limits (t) where there are three or more.
        unit: What the dose is, with its unit.
        label: What the response is, with its unit.
        ax: Where; new axes by default.

    Returns:
        The axes.
    """
    x, y = np.asarray(dose, float), np.asarray(response, float)
    tried = np.unique(x)
    least = tried[tried > 0].min()
    shown = np.where(tried > 0, tried, least / 6)
    axes = axes_or_new(ax)
    with house_style():
        fine = np.geomspace(shown.min(), tried.max() * 1.5, 200)
        axes.plot(fine, fit.at(fine), color=ARM_COLOURS[0], zorder=2)
        intervals = [mean_interval(y[x == each]) for each in tried]
        means = [found.estimate for found in intervals]
        enough = [np.count_nonzero(x == each) >= FEWEST_FOR_BAND for each in tried]
        limits = [[found.estimate - found.low, found.high - found.estimate] for found in intervals]
        reach = np.where(enough, np.nan_to_num(limits).T, 0.0)
        axes.errorbar(shown, means, reach, fmt="o", color=INK, ms=4, elinewidth=1, zorder=3)
        if np.isfinite(fit.ec50.low):
            edges = (shown.min() / 1.6, tried.max() * 1.6)
            axes.axvspan(*np.clip(fit.ec50[1:], *edges), color=ARM_COLOURS[0], alpha=0.14, lw=0)
        axes.axvline(fit.ec50.estimate, color=ARM_COLOURS[0], lw=1, ls="--")
        axes.set(xscale="log", xlabel=unit, ylabel=label, xlim=(shown.min() / 1.6, tried.max() * 1.6))
        axes.minorticks_off()
        axes.set_title(_told(fit, unit), fontweight="normal")
        if (tried == 0).any():
            axes.axvspan(shown.min() / 1.6, shown.min() * 1.6, color=FAINT, alpha=0.10, lw=0, zorder=0)
            axes.annotate(
                "untreated", (shown.min(), 0.03), xycoords=("data", "axes fraction"),
                rotation=90, ha="center", va="bottom", color=FAINT,
            )  # fmt: skip
    return axes


def _told(fit: DoseResponse, unit: str) -> str:
    """Say where the EC50 lies, in the unit that stands in brackets behind what the dose is."""
    bracketed = unit.rpartition("(")[2].removesuffix(")") if unit.endswith(")") else ""
    told = f"EC50 {fit.ec50.estimate:.3g} {bracketed}".rstrip()
    if not np.isfinite(fit.ec50.low):
        return f"{told} (95 % limits not determined)"
    return f"{told} (95 % limits {fit.ec50.low:.3g} to {fit.ec50.high:.3g})"


def response_surface(
    table: pd.DataFrame, across: str, up: str, value: str, label: str, diverging: bool = False, ax: Axes | None = None,
    kind: Kind = "mean",
) -> Axes:  # fmt: skip
    """Draw a response over two factors as a map with its values written in.

    Args:
        table: A row for each pair of values of the two factors, such as a part of `SweepResults.responses`.
        across: Column of the factor that goes along the map; its name labels the axis.
        up: Column of the factor that goes up.
        value: Column of the response.
        label: What it is, with its unit.
        diverging: Whether the colours are to part where there is no effect: at zero, or at one for ratios.
        ax: Where; new axes by default.
        kind: How the end-point is averaged; colours of a ratio go by its logarithm.

    Returns:
        The axes.
    """
    surface = table.pivot(index=up, columns=across, values=value)
    heights = surface.to_numpy(float)
    axes = axes_or_new(ax)
    with house_style():
        image = axes.imshow(heights, origin="lower", aspect="auto", **shades(heights, kind, diverging=diverging))
        axes.set_xticks(range(surface.shape[1]), [f"{each:g}" for each in surface.columns])
        axes.set_yticks(range(surface.shape[0]), [f"{each:g}" for each in surface.index])
        axes.set(xlabel=across, ylabel=up)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        if heights.size <= _MOST_WORDS:
            for (row, column), height in np.ndenumerate(heights):
                red, green, blue, _ = image.cmap(image.norm(height))
                dark = 0.30 * red + 0.59 * green + 0.11 * blue < 0.5
                colour = "white" if dark else INK
                axes.text(column, row, f"{height:.3g}", ha="center", va="center", color=colour, fontsize=7.5)
        scale = axes.figure.colorbar(image, ax=axes, label=label)
        scale.ax.yaxis.set_major_formatter(ScalarFormatter())
        scale.outline.set_visible(False)
    return axes
