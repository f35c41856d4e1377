"""The clonotype plot: how many cells descend from each founder, stacked over time (a Muller plot of a repertoire)."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from nanoimmune.analysis.figures.sheet import axes_or_new
from nanoimmune.analysis.figures.style import house_style

_SHADES = ("Blues", "Oranges", "Greens", "Purples")
OTHERS = "all others"


def largest_clonotypes(sizes: Mapping[float, Mapping[int, int]], most: int = 12) -> pd.DataFrame:
    """Lay clonotypes out over time, the largest by name and the rest summed up.

    Args:
        sizes: Cells by number of the clonotype, by day; see `nanoimmune.readouts.clonotype_sizes`.
        most: How many clonotypes are kept apart: those with most cells on any one day.

    Returns:
        Cells, a row a day and a column a clonotype, the one that peaks first at the left; then `OTHERS`.
    """
    table = pd.DataFrame.from_dict({day: dict(found) for day, found in sizes.items()}, orient="index")
    table = table.sort_index().fillna(0.0)
    peaks = table.max().sort_values(ascending=False, kind="stable")
    kept = table[peaks.index[:most]]
    ordered = kept[kept.idxmax().sort_values(kind="stable").index]
    return ordered.assign(**{OTHERS: table.drop(columns=kept.columns).sum(axis=1)})


def clonotypes(
    sizes: Mapping[float, Mapping[int, int]], label: str = "cells", most: int = 12, shares: bool = False,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw the clonotypes of one specificity over time as bands, each as broad as it has cells.

    Args:
        sizes: Cells by number of the clonotype, by day; see `nanoimmune.readouts.clonotype_sizes`.
        label: What the cells are.
        most: How many clonotypes have a band of their own; the rest share a grey one.
        shares: Whether each day is drawn as shares of its cells, in place of numbers.
        ax: Where; new axes by default.

    Returns:
        The axes.
    """
    table = largest_clonotypes(sizes, most)
    bands = table.div(table.sum(axis=1).where(lambda total: total > 0, np.nan), axis=0) if shares else table
    tones = [0.75 - 0.4 * (n // len(_SHADES)) / max(most / len(_SHADES), 1) for n in range(most)]
    shades = [to_hex(colormaps[_SHADES[n % len(_SHADES)]](tone)) for n, tone in enumerate(tones)]
    hues = [*shades[: table.shape[1] - 1], "#d9d9d9"]
    axes = axes_or_new(ax)
    with house_style():
        axes.stackplot(bands.index, bands.T.to_numpy(float), colors=hues, lw=0.4, edgecolor="white")
        axes.set(xlabel="day", ylabel=f"{label} (fraction)" if shares else f"{label} (cells)")
        axes.set_xlim(bands.index.min(), bands.index.max())
        axes.set_title(f"the {table.shape[1] - 1} largest clonotypes; grey: {OTHERS}", fontweight="normal")
    return axes
