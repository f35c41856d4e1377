"""Panels that figures are put together from: one an arm, over time, beside the reference."""

from collections.abc import Callable
from functools import partial
from math import ceil

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nanoimmune.analysis import curves
from nanoimmune.analysis.dosing import calendar_days, days_after_trigger
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.palette import FAINT

REFERENCE_WIDTH = 3.0
ARM_WIDTH = 1.4
WIDEST = 4
"""Most panels that stand side by side."""


def columns_for(panels: int) -> int:
    """Choose how many panels stand side by side."""
    return panels if panels <= WIDEST else 3 if panels <= 6 else WIDEST


def grid(arms: list[str]) -> tuple[Figure, list[Axes]]:
    """Make a small panel for each arm, with common axes."""
    columns = columns_for(len(arms))
    rows = ceil(len(arms) / columns)
    figure = Figure(figsize=(2.3 * columns + 0.6, 1.9 * rows + 0.4), layout="constrained")
    panels = list(figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel())
    for panel, arm in zip(panels, arms, strict=False):
        panel.set_title(arm)
    for panel in panels[len(arms) :]:
        panel.set_visible(False)
    return figure, panels[: len(arms)]


def time_axes(panels: list[Axes], evidence: Evidence, label: str) -> None:
    """Give panels over time their ticks and labels, at the outer edge only."""
    columns = columns_for(len(panels))
    for place, panel in enumerate(panels):
        panel.set_xlim(evidence.start, evidence.end)
        panel.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        if place % columns == 0:
            panel.set_ylabel(label)
        if place >= len(panels) - columns:
            panel.set_xlabel(evidence.story.clock.label)
            panel.tick_params(labelbottom=True)


def times(evidence: Evidence, days: pd.Index) -> pd.Index:
    """Turn days into the units of the time axis."""
    return days / evidence.story.clock.days


def mark_doses(panel: Axes, evidence: Evidence, arm: str, height: float) -> None:
    """Mark the days of doses by triangles at the head of a panel; others by words at its left edge.

    Args:
        panel: A panel over time.
        evidence: The findings of a trial.
        arm: Name of the arm.
        height: Where the head of the panel is, in the units of its vertical axis.
    """
    given = next(each for each in evidence.results.trial.arms if each.name == arm)
    days = calendar_days(given)
    later = [day / evidence.story.clock.days for day in days if day >= 0]
    if later:
        panel.plot(later, [height] * len(later), "v", color=evidence.colours[arm], ms=3.5, clip_on=False)
    earlier = ", ".join(f"{day:g}" for day in days if day < 0)
    words = f"dose on day {earlier}" if earlier else ""
    if not words and days_after_trigger(given):
        words = "doses from the trigger on"
    if words:
        left = evidence.start + (evidence.end - evidence.start) * 0.02
        panel.text(left, 0.97 * height, words, fontsize=7.5, color=FAINT, va="center")


def width_of(evidence: Evidence, arm: str, reference: str) -> float:
    """Choose the width of a line; the reference is broader, so that an equal arm does not hide it."""
    return REFERENCE_WIDTH if arm == reference else ARM_WIDTH


def mean_line(panel: Axes, evidence: Evidence, arm: str, width: float, column: str, limit: tuple[float, float]) -> None:
    """Draw the mean of a column with its band.

    Args:
        panel: Where.
        evidence: The findings of a trial.
        arm: Name of the arm.
        width: Width of the line.
        column: Name of the column.
        limit: Least and greatest value that the column can have.
    """
    band = curves.mean_band(evidence.records, arm, column)
    _line(panel, evidence, arm, band.assign(low=band["low"].clip(*limit), high=band["high"].clip(*limit)), arm, width)


def geometric_line(panel: Axes, evidence: Evidence, arm: str, width: float, column: str) -> None:
    """Draw the geometric mean of a count with its band on a logarithmic axis, with one cell added."""
    _line(panel, evidence, arm, curves.geometric_band(evidence.records, arm, column), arm, width)
    _logarithmic(panel)


def _line(
    panel: Axes, evidence: Evidence, arm: str, band: pd.DataFrame, label: str, width: float, style: str = "-"
) -> None:
    """Draw a mean and its band in the colour of an arm, on the days that have a mean."""
    band = band.dropna(subset="mean")
    colour, x = evidence.colours[arm], times(evidence, band.index)
    panel.fill_between(x, band["low"], band["high"], color=colour, alpha=0.18, lw=0)
    panel.plot(x, band["mean"], style, color=colour, lw=width, label=label)


def _logarithmic(panel: Axes) -> None:
    """Make the vertical axis logarithmic, with a tick a power of ten."""
    panel.set_yscale("log")
    panel.minorticks_off()


def beside_reference(
    evidence: Evidence, panels: list[Axes], label: str, draw_arm: Callable[[Axes, Evidence, str, float], object]
) -> None:
    """Draw each arm beside its reference, a panel an arm, with a key to the reference where it is a new one.

    Args:
        evidence: The findings of a trial.
        panels: A panel for each arm that is compared.
        label: What stands beside the vertical axis.
        draw_arm: Draws an arm into a panel, with a width of line.
    """
    known: set[str] = set()
    for panel, arm in zip(panels, evidence.compared, strict=True):
        panel.set_title(arm)
        reference = evidence.references[arm]
        for shown in dict.fromkeys((reference, arm)):
            if shown in evidence.arms:
                draw_arm(panel, evidence, shown, width_of(evidence, shown, reference))
        if reference in evidence.arms and reference not in known:
            handles, labels = panel.get_legend_handles_labels()
            panel.legend(handles[:1], labels[:1], fontsize=7.5).set_in_layout(False)
            known.add(reference)
    time_axes(panels, evidence, label)


def means(evidence: Evidence, column: str, label: str, limit: tuple[float, float]) -> tuple[Figure, list[Axes]]:
    """Draw the mean of a column with its band in each arm, beside its reference, a panel an arm."""
    figure, panels = grid(evidence.compared)
    beside_reference(evidence, panels, label, partial(mean_line, column=column, limit=limit))
    return figure, panels


def geometric_means(evidence: Evidence, column: str, label: str) -> Figure:
    """Draw the geometric mean of a count in each arm, beside its reference, a panel an arm."""
    figure, panels = grid(evidence.compared)
    beside_reference(evidence, panels, label, partial(geometric_line, column=column))
    return figure


def individuals(evidence: Evidence, column: str, label: str) -> tuple[Figure, list[Axes]]:
    """Draw a column of every subject (thin) and the mean (thick), arm by arm; days without a value are left out."""
    figure, panels = grid(evidence.arms)
    for panel, arm in zip(panels, evidence.arms, strict=True):
        wide = curves.by_subject(evidence.records, arm, column).dropna(how="all")
        x = times(evidence, wide.index)
        panel.plot(x, wide, color=evidence.colours[arm], lw=0.6, alpha=0.35)
        panel.plot(x, wide.mean(axis=1), color=evidence.colours[arm], lw=2.2)
    time_axes(panels, evidence, label)
    return figure, panels


def kinds_of_cells(evidence: Evidence, kinds: dict[str, tuple[str, str]], label: str, key_columns: int) -> Figure:
    """Draw geometric means of several counts over living subjects with their bands, one cell added, arm by arm.

    Args:
        evidence: The findings of a trial.
        kinds: What each kind is called and its style of line, by its column.
        label: What stands beside the vertical axis.
        key_columns: Columns of the key to the kinds.

    Returns:
        The figure.
    """
    figure, panels = grid(evidence.arms)
    for panel, arm in zip(panels, evidence.arms, strict=True):
        for column, (kind, line) in kinds.items():
            band = curves.geometric_band(evidence.records, arm, column)
            _line(panel, evidence, arm, band, kind, ARM_WIDTH, line)
        _logarithmic(panel)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper right", ncols=key_columns)
    time_axes(panels, evidence, label)
    return figure
