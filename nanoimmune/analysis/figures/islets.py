"""The figure of islets in the tissue: where insulin is left, and which T cells are there, by arm and age."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.palette import FAINT, INK
from nanoimmune.readouts.snapshot import CELL_KINDS, Snapshot

MOST_TREATED = 2
"""Arms that are shown beside the reference."""

WINDOW = 800.0
"""Side of the square of tissue that is shown, um."""

ROOM = 2
"""Sites that are shown around an islet at least, where it counts as shown whole."""

BAR = 200
"""Length of the scale bar, um."""

EXOCRINE = "#f4efe6"
"""Colour of the tissue between islets."""

INSULIN = LinearSegmentedColormap.from_list("insulin", ["#ffffff", "#c9d3e6", "#7f93bd", "#3c4f86", "#1c2759"])
"""Colours of insulin-positive mass, from none to a healthy site's."""

MARKS = {
    "CD4 effector": ("o", "#E69F00"),
    "CTL": ("v", "#D55E00"),
    "Foxp3 Treg": ("^", "#56B4E9"),
    "Tr1": ("D", "#009E73"),
    "autoregulatory CD8": ("s", "#F0E442"),
}
"""Marker and colour of each kind of T cell."""

MACROPHAGE = ("x", "#CC79A7")
CELLS_PER_POINT2 = 10.0
"""Cells that a square point of a marker's area stands for, beyond the one that a single cell needs to be seen."""


class Window(NamedTuple):
    """The sites that are shown: from `x` and `y` on, `width` by `height` of them."""

    x: int
    y: int
    width: int
    height: int


def islets(evidence: Evidence) -> Figure:
    """Islets of one subject in each arm: insulin left (blue), T cells (area by number of cells), at chosen ages."""
    snapshots = evidence.results.snapshots
    arms = shown_arms(evidence)
    days = sorted({picture.day for arm in arms for picture in snapshots[arm]})
    width, height = 1.55 * len(days) + 0.75, 1.48 * len(arms) + 0.75
    close = ConstrainedLayoutEngine(w_pad=0.02, h_pad=0.02, wspace=0.01, hspace=0.01)
    figure = Figure(figsize=(width, height), layout=close)
    panels = figure.subplots(len(arms), len(days), squeeze=False)
    window = window_of(snapshots[arms[0]][0])
    for row, arm in zip(panels, arms, strict=True):
        pictures = {picture.day: picture for picture in snapshots[arm]}
        for panel, day in zip(row, days, strict=True):
            panel.set(xticks=[], yticks=[])
            panel.spines[:].set_visible(False)
            if day in pictures:
                draw_section(panel, pictures[day], window)
        row[0].set_ylabel(arm, fontweight="bold")
    for panel, day in zip(panels[0], days, strict=True):
        panel.set_title(f"{day / evidence.story.clock.days:.3g} weeks", fontweight="normal", loc="center")
    scale_bar(panels[-1][0], snapshots[arms[0]][0].spacing)
    figure.legend(handles=key_to_marks(), loc="outside lower center", ncols=3 if len(days) > 2 else 2, fontsize=7.5)
    scale = figure.colorbar(ScalarMappable(cmap=INSULIN), ax=panels, shrink=0.6, aspect=24, pad=0.01)
    scale.set_label("insulin-positive mass\n(fraction of healthy)")
    scale.outline.set_linewidth(0.5)
    return figure


def shown_arms(evidence: Evidence) -> list[str]:
    """Choose the reference and two more arms: first those with an epitope of the disease, each with another core.

    Args:
        evidence: The findings of a trial.

    Returns:
        Names of arms that were pictured, in the order of the trial.
    """
    pictured = [arm for arm in evidence.results.trial.arms if arm.name in evidence.results.snapshots]
    ranks, cores = {}, set()
    for arm in pictured:
        core = frozenset(regimen.particle.core if regimen.particle else str(regimen.agent) for regimen in arm.regimens)
        ranks[arm.name] = (arm.name != evidence.reference, not arm.is_cognate, core in cores)
        if arm.is_cognate:
            cores.add(core)
    chosen = sorted(ranks, key=lambda name: ranks[name])[: 1 + MOST_TREATED]
    return [name for name in ranks if name in chosen]


def window_of(picture: Snapshot) -> Window:
    """Choose the square of tissue that holds the most of whole islets with some room around; of several, the middle.

    Args:
        picture: A section.

    Returns:
        The square, or as much of it as the section has.
    """
    side = max(1, round(WINDOW / picture.spacing))
    width, height = (min(side, extent) for extent in picture.islet.shape)
    held = np.zeros([extent - shown + 1 for extent, shown in zip(picture.islet.shape, (width, height), strict=True)])
    edge = np.concatenate([picture.islet[[0, -1]].ravel(), picture.islet[:, [0, -1]].ravel()])
    for number in np.setdiff1d(picture.islet, [-1, *edge]):
        x, y = np.nonzero(picture.islet == number)
        left, low = (max(line.max() + ROOM - side + 1, 0) for line, side in ((x, width), (y, height)))
        held[left : max(x.min() - ROOM + 1, 0), low : max(y.min() - ROOM + 1, 0)] += len(x)
    best = np.argwhere(held == held.max())
    x, y = best[np.abs(best - best.mean(axis=0)).sum(axis=1).argmin()]
    return Window(int(x), int(y), width, height)


def draw_section(panel: Axes, picture: Snapshot, window: Window) -> None:
    """Draw one section: exocrine tissue, islets by insulin, their outlines, licensed phagocytes, T cells.

    Args:
        panel: Where.
        picture: The section.
        window: The part of it that is shown; axes count sites from its corner.
    """
    part = np.s_[window.x : window.x + window.width, window.y : window.y + window.height]
    islet = picture.islet[part]
    insulin = np.ma.masked_array(picture.insulin[part], islet < 0)
    panel.set_facecolor(EXOCRINE)
    panel.set(xlim=(-0.5, window.width - 0.5), ylim=(-0.5, window.height - 0.5), aspect="equal")
    panel.imshow(insulin.T, cmap=INSULIN, vmin=0, vmax=1, origin="lower", interpolation="none", aspect="equal")
    panel.add_collection(
        LineCollection(list(outlines(islet)), colors=FAINT, linewidths=0.5, capstyle="round", zorder=2)
    )
    here = _within(picture.macrophages, window)
    panel.scatter(
        here[:, 0], here[:, 1], s=5, marker=MACROPHAGE[0], color=MACROPHAGE[1], linewidths=0.6, alpha=0.8, zorder=3
    )
    places, weights, kinds = spread(picture, window)
    for number, kind in enumerate(CELL_KINDS):
        marker, colour = MARKS[kind]
        chosen = kinds == number
        area = 1.0 + weights[chosen] / CELLS_PER_POINT2
        x, y = places[chosen].T
        panel.scatter(x, y, s=area, marker=marker, color=colour, edgecolors=INK, linewidths=0.15, zorder=4 + number)


def _within(places: NDArray[np.int16], window: Window) -> NDArray[np.float64]:
    """Give the places that lie in a window, counted from its corner."""
    moved = places.astype(np.float64) - (window.x, window.y)
    return np.asarray(moved[((moved >= 0) & (moved < (window.width, window.height))).all(axis=1)])


def spread(picture: Snapshot, window: Window) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int8]]:
    """Spread T cells that share a site over it, along a spiral of the golden angle, so that each is seen.

    Args:
        picture: The section.
        window: The part of it that is shown.

    Returns:
        Place in sites from the corner of the window, cells and kind of each agent in the window.
    """
    moved = picture.position.astype(np.float64) - (window.x, window.y)
    inside = ((moved >= 0) & (moved < (window.width, window.height))).all(axis=1)
    places, weights, kinds = moved[inside], picture.weight[inside], picture.kind[inside]
    _, group, sizes = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(group.ravel(), kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    reach = 0.42 * np.sqrt(rank / np.maximum(sizes[group.ravel()] - 1, 1))
    angle = rank * np.pi * (3.0 - np.sqrt(5.0))
    return places + np.column_stack((reach * np.cos(angle), reach * np.sin(angle))), weights, kinds


def outlines(islet: NDArray[np.int16]) -> NDArray[np.float64]:
    """Give the edges between sites of different islets, and between islets and exocrine tissue, as short lines.

    Args:
        islet: Number of the islet of each site, or -1; shape (sites along x, along y).

    Returns:
        Both ends of each line in sites, shape (lines, 2, 2).
    """
    upright = np.argwhere(islet[1:] != islet[:-1])[:, None] + [[0.5, -0.5], [0.5, 0.5]]
    level = np.argwhere(islet[:, 1:] != islet[:, :-1])[:, None] + [[-0.5, 0.5], [0.5, 0.5]]
    return np.concatenate([upright, level])


def scale_bar(panel: Axes, spacing: float) -> None:
    """Draw a bar of known length into a corner of a section."""
    left, low, length = 1.0, 1.0, BAR / spacing
    panel.plot([left, left + length], [low, low], color=INK, lw=2.2, solid_capstyle="butt", zorder=20)
    panel.text(left + length / 2, low + 0.8, f"{BAR} µm", color=INK, fontsize=7, ha="center", va="bottom", zorder=20)


def key_to_marks() -> Sequence[Line2D]:
    """Name the marks."""
    named = {**MARKS, "licensed phagocyte": MACROPHAGE}
    return [
        Line2D(
            [],
            [],
            ls="",
            marker=marker,
            color=colour,
            mec=colour if marker == "x" else INK,
            mew=0.3,
            ms=4.5,
            label=kind,
        )
        for kind, (marker, colour) in named.items()
    ]
