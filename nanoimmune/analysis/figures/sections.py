"""Snapshots of a tissue: an islet section with its cells, and any layer of a lattice as a map."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nanoimmune.analysis.figures.islets import draw_section, key_to_marks, scale_bar, window_of
from nanoimmune.analysis.figures.sheet import axes_or_new
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.analysis.palette import INK
from nanoimmune.readouts.snapshot import Snapshot

_SHARE = 0.25
"""Greatest part of the width of a map that its scale bar takes."""


def islet_section(picture: Snapshot, key: bool = True, ax: Axes | None = None) -> Axes:
    """Draw one section of the pancreas: islets by their insulin (white: none, dark blue: healthy), and T cells.

    Args:
        picture: A snapshot, from `results.snapshots` or `nanoimmune.readouts.snapshot`.
        key: Whether the marks of the cells are named beside it.
        ax: Where; new axes by default.

    Returns:
        The axes, which count sites.
    """
    axes = axes_or_new(ax)
    with house_style():
        draw_section(axes, picture, window_of(picture))
        axes.set(xticks=[], yticks=[], title=f"day {picture.day:g}")
        axes.spines[:].set_visible(False)
        scale_bar(axes, picture.spacing)
        if key:
            axes.legend(handles=key_to_marks(), loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=7.5)
    return axes


def tissue_map(
    layer: ArrayLike, spacing: float, label: str, limits: tuple[float, float] | None = None, ax: Axes | None = None
) -> Axes:
    """Draw one layer of a lattice as a map with a scale bar, such as the myelin of white matter.

    Args:
        layer: Values of the sites, shape (sites along x, along y).
        spacing: Distance between sites, um.
        label: What the values are, with their unit.
        limits: Values of the first and the last colour; by default the least and the greatest there are.
        ax: Where; new axes by default.

    Returns:
        The axes, which count sites.
    """
    values = np.asarray(layer, dtype=float)
    low, high = limits if limits is not None else (float(values.min()), float(values.max()))
    axes = axes_or_new(ax)
    with house_style():
        image = axes.imshow(values.T, origin="lower", cmap="viridis", vmin=low, vmax=high, interpolation="none")
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        scale = axes.figure.colorbar(image, ax=axes, label=label, shrink=0.85)
        scale.outline.set_visible(False)
        most = _SHARE * values.shape[0] * spacing
        bar = 10.0 ** np.floor(np.log10(most))
        bar *= max(step for step in (1, 2, 5) if step * bar <= most)
        axes.plot([1, 1 + bar / spacing], [-2.2, -2.2], color=INK, lw=2.2, solid_capstyle="butt", clip_on=False)
        axes.text(1 + bar / spacing + 1, -2.2, f"{bar:g} µm", va="center", fontsize=7.5)
        axes.set_ylim(-3.6, values.shape[1] - 0.5)
    return axes
