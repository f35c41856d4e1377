"""Responses over what a sweep varied: curves over one factor, heat maps over two, scatter over more; with intervals."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nanoimmune.analysis.endpoints import COMPARED_BY, NO_EFFECT, Kind
from nanoimmune.analysis.figures.panels import columns_for
from nanoimmune.analysis.figures.shades import shades
from nanoimmune.analysis.palette import FAINT

_MOST_WORDS = 64
"""Most cells of a heat map that are also written out."""


class Response(NamedTuple):
    """What is drawn.

    Attributes:
        table: Columns `point`, one for each factor, `arm`, and the summary of one end-point.
        factors: The factors, by name, with the unit of each; empty where it has none.
        logarithmic: Names of those whose axis is logarithmic.
        arms: Colour of each arm, by its name.
        reference: Name of the arm that the others are compared with.
        says: What the end-point is, with its unit.
        is_grid: Whether every combination of values is there.
        kind: How the end-point is averaged.
    """

    table: pd.DataFrame
    factors: Mapping[str, str]
    logarithmic: frozenset[str]
    arms: Mapping[str, str]
    reference: str
    says: str
    is_grid: bool
    kind: Kind = "mean"

    def named(self, factor: str) -> str:
        """Name a factor as an axis does, with its unit."""
        unit = self.factors[factor]
        return f"{factor} ({unit})" if unit else factor

    @property
    def compared(self) -> list[str]:
        """Arms whose effect is shown; where there is but one arm, it is shown itself."""
        return [arm for arm in self.arms if arm != self.reference] or list(self.arms)

    @property
    def columns(self) -> tuple[str, str, str]:
        """Columns of the estimate and its limits: of the effect, or of the mean where nothing is compared."""
        return ("effect", "effect_low", "effect_high") if len(self.arms) > 1 else ("mean", "low", "high")

    @property
    def what(self) -> str:
        """Words for what the columns hold."""
        return f"{self.says}, {COMPARED_BY[self.kind]} {self.reference}" if len(self.arms) > 1 else self.says


def draw_responses(response: Response) -> Figure:
    """Draw the responses of one end-point.

    Args:
        response: What is drawn.

    Returns:
        Curves for a grid of one factor, heat maps for one of two, and otherwise a scatter over each factor.
    """
    if response.is_grid and len(response.factors) == 1:
        return _curves(response)
    if response.is_grid and len(response.factors) == 2:
        return _heat_maps(response)
    return _scatter(response)


def _curves(response: Response) -> Figure:
    """Draw means of all arms at the left, and effects at the right where arms are compared."""
    (factor,) = response.factors
    wanted = [(("mean", "low", "high"), list(response.arms), response.says)]
    if len(response.arms) > 1:
        wanted.append((response.columns, response.compared, response.what))
    figure = Figure(figsize=(4.6 * len(wanted), 3.4), layout="constrained")
    for axes, (columns, arms, says) in zip(figure.subplots(1, len(wanted), squeeze=False)[0], wanted, strict=True):
        for arm in arms:
            rows = response.table[response.table["arm"] == arm].sort_values(factor)
            estimate, low, high = (rows[column].to_numpy(float) for column in columns)
            axes.plot(rows[factor], estimate, "o-", color=response.arms[arm], label=arm, markersize=3.5)
            axes.fill_between(
                rows[factor].to_numpy(float), low, high, color=response.arms[arm], alpha=0.16, linewidth=0
            )
        if columns == response.columns and len(response.arms) > 1:
            axes.axhline(NO_EFFECT[response.kind], color=FAINT, linewidth=0.8)
        _dress(axes, response, factor, says)
    figure.axes[0].legend()
    return figure


def _heat_maps(response: Response) -> Figure:
    """Draw a map for each compared arm, with the limits of each interval written into it.

    Where there are too many to write, cells whose interval holds no effect are dotted.
    """
    across, up = response.factors
    arms, columns = response.compared, columns_for(len(response.compared))
    rows = -(-len(arms) // columns)
    figure = Figure(figsize=(3.6 * columns + 0.8, 3.1 * rows + 0.4), layout="constrained")
    panels = list(figure.subplots(rows, columns, squeeze=False).ravel())
    maps = {arm: _maps(response, arm, across, up) for arm in arms}
    seen = np.concatenate([each[0].to_numpy(float).ravel() for each in maps.values()])
    shown = shades(seen, response.kind, diverging=len(response.arms) > 1)
    for panel, arm in zip(panels, arms, strict=False):
        estimate, low, high = maps[arm]
        image = panel.imshow(estimate.to_numpy(float), origin="lower", aspect="auto", **shown)
        panel.set_xticks(range(estimate.shape[1]), [f"{value:g}" for value in estimate.columns])
        panel.set_yticks(range(estimate.shape[0]), [f"{value:g}" for value in estimate.index])
        panel.set(title=arm, xlabel=response.named(across), ylabel=response.named(up))
        if estimate.size <= _MOST_WORDS:
            for (row, column), value in np.ndenumerate(estimate.to_numpy(float)):
                told = f"{value:.3g}\n{low.iat[row, column]:.3g} to {high.iat[row, column]:.3g}"
                panel.text(column, row, told, ha="center", va="center", fontsize=5.5)
        elif len(response.arms) > 1:
            nothing = NO_EFFECT[response.kind]
            unsure = np.argwhere((low.to_numpy(float) <= nothing) & (high.to_numpy(float) >= nothing))
            panel.plot(unsure[:, 1], unsure[:, 0], ".", color=FAINT, markersize=2.5)
            panel.set_title(f"{arm} (dotted: the interval holds {nothing:g})")
    for panel in panels[len(arms) :]:
        panel.set_visible(False)
    figure.colorbar(image, ax=panels[: len(arms)], label=response.what)
    return figure


def _maps(response: Response, arm: str, across: str, up: str) -> list[pd.DataFrame]:
    """Lay estimate and limits of one arm out over two factors."""
    rows = response.table[response.table["arm"] == arm]
    return [rows.pivot(index=up, columns=across, values=column) for column in response.columns]


def _scatter(response: Response) -> Figure:
    """Draw every point over each factor, with its interval."""
    columns = columns_for(len(response.factors))
    rows = -(-len(response.factors) // columns)
    figure = Figure(figsize=(3.0 * columns + 0.4, 2.7 * rows + 0.3), layout="constrained")
    panels = list(figure.subplots(rows, columns, sharey=True, squeeze=False).ravel())
    for panel, factor in zip(panels, response.factors, strict=False):
        for arm in response.compared:
            chosen = response.table[response.table["arm"] == arm]
            estimate, low, high = (chosen[column].to_numpy(float) for column in response.columns)
            reach = np.nan_to_num(np.stack([estimate - low, high - estimate])).clip(min=0)
            style = {"color": response.arms[arm], "markersize": 3, "elinewidth": 0.7}
            panel.errorbar(chosen[factor], estimate, reach, fmt="o", label=arm, **style)
        _dress(panel, response, factor, response.what if panel is panels[0] else "")
    for panel in panels[len(response.factors) :]:
        panel.set_visible(False)
    panels[0].legend()
    return figure


def _dress(axes: Axes, response: Response, factor: str, says: str) -> None:
    """Name the axes, and scale them."""
    axes.set(xlabel=response.named(factor), ylabel=says, yscale="log" if response.kind == "ratio" else "linear")
    if factor in response.logarithmic:
        axes.set_xscale("log")
