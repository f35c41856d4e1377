"""Figures of a sensitivity analysis: measures with intervals, Morris's plane, and convergence."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nanoimmune.analysis.palette import ARM_COLOURS, FAINT, INK
from nanoimmune.analysis.sensitivity import Sensitivity

MOST_SHOWN = 20
"""Parameters of a figure; the least influential are left out."""

MOST_FOLLOWED = 6
"""Parameters whose convergence is drawn in colour."""

_WORDS = {
    "mu_star": "mu*, mean size of the elementary effects",
    "mu": "mu, mean elementary effect",
    "sigma": "sigma, spread of the elementary effects",
    "total": "total index",
    "first": "first-order index",
    "prcc": "partial rank correlation",
}


def draw_sensitivity(found: Sensitivity, says: str) -> Figure:
    """Draw measures, convergence, and for Morris the plane of mu* and sigma.

    Args:
        found: How sensitive one number is.
        says: What the number is, with its unit.

    Returns:
        The figure.
    """
    is_morris = found.method.name == "morris"
    shown = found.leading()["parameter"].tolist()[:MOST_SHOWN]
    columns = 3 if is_morris else 2
    figure = Figure(figsize=(4.3 * columns, max(3.4, 0.9 + 0.26 * len(shown))), layout="constrained")
    panels = list(figure.subplots(1, columns, squeeze=False)[0])
    _bars(panels[0], found, shown)
    if is_morris:
        _plane(panels[1], found, shown)
    _converging(panels[-1], found, shown)
    figure.suptitle(says, fontsize=9, x=0.01, ha="left")
    return figure


def _bars(axes: Axes, found: Sensitivity, shown: Sequence[str]) -> None:
    """Draw a bar a parameter with its interval, the most influential at the top; and what it does alone, for Sobol."""
    measures = [name for name in found.method.measures if name in ("mu_star", "total", "first", "prcc")]
    places = np.arange(len(shown))[::-1]
    height = 0.8 / len(measures)
    for turn, measure in enumerate(measures):
        rows = _rows(found, measure, shown)
        at = places - (turn - (len(measures) - 1) / 2) * height
        reach = np.stack([rows["estimate"] - rows["low"], rows["high"] - rows["estimate"]]).clip(min=0)
        style: dict[str, Any] = {"color": ARM_COLOURS[turn], "ecolor": INK, "error_kw": {"elinewidth": 0.8}}
        axes.barh(at, rows["estimate"], height * 0.9, xerr=reach, label=_WORDS[measure], **style)
    axes.set_yticks(places, list(shown), fontsize=7)
    axes.axvline(0, color=FAINT, linewidth=0.8)
    axes.set_xlabel(_WORDS[measures[0]] if len(measures) == 1 else "share of the variance")
    axes.set_title("Sensitivity, 95 % intervals")
    if len(measures) > 1:
        axes.legend(fontsize=6.5, loc="lower right")


def _plane(axes: Axes, found: Sensitivity, shown: Sequence[str]) -> None:
    """Draw spread over size: above the line, a parameter acts differently from place to place."""
    size, spread = (_rows(found, measure, shown) for measure in ("mu_star", "sigma"))
    errors = [
        np.stack([rows["estimate"] - rows["low"], rows["high"] - rows["estimate"]]).clip(min=0)
        for rows in (size, spread)
    ]
    most = float(max(size["estimate"].max(), spread["estimate"].max())) or 1.0
    axes.plot([0, most], [0, most], color=FAINT, linewidth=0.8, linestyle="--")
    for place, name in enumerate(shown):
        is_followed = place < MOST_FOLLOWED
        axes.errorbar(
            size["estimate"].iloc[place], spread["estimate"].iloc[place],
            xerr=errors[0][:, [place]], yerr=errors[1][:, [place]], fmt="o", markersize=4, elinewidth=0.8,
            color=ARM_COLOURS[place] if is_followed else FAINT, label=name if is_followed else None,
        )  # fmt: skip
    axes.legend(fontsize=6, loc="lower right")
    axes.set(xlabel=_WORDS["mu_star"], ylabel=_WORDS["sigma"])
    axes.set_title("Size and evenness")


def _converging(axes: Axes, found: Sensitivity, shown: Sequence[str]) -> None:
    """Draw the leading measure over growing parts of the sample, with its interval."""
    for place, name in enumerate(shown):
        rows = found.convergence[found.convergence["parameter"] == name]
        is_followed = place < MOST_FOLLOWED
        hue = ARM_COLOURS[place] if is_followed else FAINT
        label = name if is_followed else None
        axes.plot(rows["blocks"], rows["estimate"], "o-", color=hue, markersize=3, linewidth=1.2, label=label)
        if is_followed:
            low, high = (rows[column].to_numpy(float) for column in ("low", "high"))
            axes.fill_between(rows["blocks"].to_numpy(float), low, high, color=hue, alpha=0.13, linewidth=0)
    blocks = found.convergence["blocks"]
    margin = max(0.5, 0.04 * float(blocks.max() - blocks.min()))
    axes.set_xlim(float(blocks.min()) - margin, float(blocks.max()) + margin)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel=found.method.block_says, ylabel=_WORDS[found.method.measures[found.method.leading]])
    axes.set_title(f"Convergence: ranking {'stable' if found.is_stable else 'not stable yet'}")
    axes.legend(fontsize=6)


def _rows(found: Sensitivity, measure: str, shown: Sequence[str]) -> pd.DataFrame:
    """Give one measure of the parameters that are shown, in their order."""
    return found.table[found.table["measure"] == measure].set_index("parameter").loc[list(shown)]
