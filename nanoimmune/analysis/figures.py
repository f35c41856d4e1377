"""Every figure of a trial. The only place that knows matplotlib; figures are returned, never shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from math import ceil
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nanoimmune.analysis import curves
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.palette import FAINT, INK

STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial", "Helvetica", "sans-serif"],
    "font.size": 8.5,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "xtick.direction": "out",
    "lines.linewidth": 1.6,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": "nanoimmune",
}
SCORE_TICKS = range(6)


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, and leave the user's own as it was."""
    with mpl.rc_context(STYLE):
        yield


def _columns(panels: int) -> int:
    """Choose how many panels stand side by side."""
    return min(panels, 3 if panels <= 6 else 4)


def _grid(arms: list[str]) -> tuple[Figure, list[Axes]]:
    """Make a small panel for each arm, with common axes."""
    columns = _columns(len(arms))
    rows = ceil(len(arms) / columns)
    figure = Figure(figsize=(2.3 * columns + 0.6, 1.9 * rows + 0.4), layout="constrained")
    panels = list(figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel())
    for panel, arm in zip(panels, arms, strict=False):
        panel.set_title(arm)
    for panel in panels[len(arms) :]:
        panel.set_visible(False)
    return figure, panels[: len(arms)]


def _time_axes(panels: list[Axes], evidence: Evidence, label: str) -> None:
    """Give panels over time their ticks and labels, at the outer edge only."""
    columns = _columns(len(panels))
    for place, panel in enumerate(panels):
        panel.set_xlim(0, evidence.days)
        panel.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        if place % columns == 0:
            panel.set_ylabel(label)
        if place >= len(panels) - columns:
            panel.set_xlabel("days from immunisation")
            panel.tick_params(labelbottom=True)


def _mark_doses(panel: Axes, evidence: Evidence, arm: str) -> None:
    """Mark the days of doses by triangles at the head of a panel; earlier ones by words at its left edge."""
    doses = next(each.doses for each in evidence.results.trial.arms if each.name == arm)
    days = sorted({dose.day for dose in doses})
    later = [day for day in days if day >= 0]
    if later:
        panel.plot(later, [5.0] * len(later), "v", color=evidence.colours[arm], ms=3.5, clip_on=False)
    earlier = ", ".join(f"{day:g}" for day in days if day < 0)
    if earlier:
        panel.text(evidence.days * 0.02, 4.85, f"dose on day {earlier}", fontsize=7.5, color=FAINT, va="center")


def _width(evidence: Evidence, arm: str) -> float:
    """Choose the width of a line; the reference is broader, so that an equal arm does not hide it."""
    return 3.0 if arm == evidence.reference else 1.4


def _mean_line(panel: Axes, evidence: Evidence, arm: str, column: str, limit: tuple[float, float]) -> None:
    """Draw the mean of a column with its band."""
    band = curves.mean_band(evidence.records, arm, column)
    colour = evidence.colours[arm]
    low, high = band["low"].clip(*limit), band["high"].clip(*limit)
    panel.fill_between(band.index, low, high, color=colour, alpha=0.18, lw=0)
    panel.plot(band.index, band["mean"], color=colour, lw=_width(evidence, arm), label=arm)


def _against_reference(
    evidence: Evidence, panels: list[Axes], label: str, draw_arm: Callable[[Axes, str], object]
) -> None:
    """Draw each arm beside the reference, a panel an arm, with a key to the reference in the first."""
    for panel, arm in zip(panels, evidence.compared, strict=True):
        panel.set_title(arm)
        for shown in dict.fromkeys((evidence.reference, arm)):
            if shown in evidence.arms:
                draw_arm(panel, shown)
    if evidence.reference in evidence.arms:
        handles, labels = panels[0].get_legend_handles_labels()
        panels[0].legend(handles[:1], labels[:1], fontsize=7.5).set_in_layout(False)
    _time_axes(panels, evidence, label)


def _courses(evidence: Evidence, panels: list[Axes]) -> None:
    """Draw the mean clinical score of each arm beside the reference's, and mark the doses."""
    draw_arm = partial(_mean_line, evidence=evidence, column="score", limit=(0, 5))
    _against_reference(evidence, panels, "clinical score", lambda panel, arm: draw_arm(panel, arm=arm))
    for panel, arm in zip(panels, evidence.compared, strict=True):
        panel.set(ylim=(-0.15, 5.1), yticks=SCORE_TICKS)
        _mark_doses(panel, evidence, arm)


def clinical_course(evidence: Evidence) -> Figure:
    """Mean clinical score of each arm (colour) and of the reference (broad, black), with 95 % bands and doses."""
    figure, panels = _grid(evidence.compared)
    _courses(evidence, panels)
    return figure


def individual_curves(evidence: Evidence) -> Figure:
    """Clinical score of every subject (thin) and the mean (thick), arm by arm."""
    figure, panels = _grid(evidence.arms)
    for panel, arm in zip(panels, evidence.arms, strict=True):
        wide = curves.by_subject(evidence.records, arm, "score")
        panel.plot(wide.index, wide, color=evidence.colours[arm], lw=0.6, alpha=0.35)
        panel.plot(wide.index, wide.mean(axis=1), color=evidence.colours[arm], lw=2.2)
    panels[0].set(ylim=(-0.15, 5.1), yticks=SCORE_TICKS)
    _time_axes(panels, evidence, "clinical score")
    return figure


def incidence(evidence: Evidence) -> Figure:
    """Share of subjects that have fallen ill by each day, in each arm (colour) and in the reference (broad, black)."""

    def draw_arm(panel: Axes, arm: str) -> None:
        shares = curves.cumulative_incidence(evidence.values, arm, evidence.days)
        width = _width(evidence, arm)
        panel.step(shares.index, shares, where="post", color=evidence.colours[arm], lw=width, label=arm)

    figure, panels = _grid(evidence.compared)
    _against_reference(evidence, panels, "cumulative incidence\n(fraction)", draw_arm)
    panels[0].set_ylim(-0.04, 1.04)
    return figure


def tissue(evidence: Evidence) -> Figure:
    """White matter preserved in each arm (colour) and in the reference (broad, black), mean with 95 % band."""
    figure, panels = _grid(evidence.compared)
    draw_arm = partial(_mean_line, evidence=evidence, column="tissue_preserved", limit=(0, 1))
    label = "tissue preserved\n(fraction)"
    _against_reference(evidence, panels, label, lambda panel, arm: draw_arm(panel, arm=arm))
    panels[0].set_ylim(-0.04, 1.04)
    return figure


def tr1(evidence: Evidence) -> Figure:
    """Cognate Tr1 cells in blood and spleen, geometric mean over subjects with one cell added; reference in black."""

    def draw_arm(panel: Axes, arm: str) -> None:
        cells = curves.geometric_mean(evidence.records, arm, "cognate_tr1_blood_spleen")
        panel.plot(cells.index, cells, color=evidence.colours[arm], lw=_width(evidence, arm), label=arm)
        panel.set_yscale("log")
        panel.minorticks_off()

    figure, panels = _grid(evidence.compared)
    _against_reference(evidence, panels, "cognate Tr1 in blood\nand spleen (cells + 1)", draw_arm)
    return figure


def cells_in_cns(evidence: Evidence) -> Figure:
    """Effector and regulatory T cells in the CNS, mean over living subjects with one cell added, arm by arm."""
    kinds = {"effector_cns": ("effector", "-"), "treg_cns": ("Foxp3 Treg", "--"), "tr1_cns": ("Tr1", ":")}
    figure, panels = _grid(evidence.arms)
    for panel, arm in zip(panels, evidence.arms, strict=True):
        for column, (label, line) in kinds.items():
            mean = curves.by_subject(evidence.records, arm, column).mean(axis=1)
            panel.plot(mean.index, 1 + mean, line, color=evidence.colours[arm], label=label)
        panel.set_yscale("log")
        panel.minorticks_off()
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper right", ncols=len(kinds))
    _time_axes(panels, evidence, "cells in the CNS + 1")
    return figure


def effects(evidence: Evidence) -> Figure:
    """Paired differences from the reference with 95 % intervals."""
    shown = {
        "auc": "clinical AUC\n(score × days)",
        "final_score": "final score",
        "tissue_preserved": "tissue preserved\n(fraction)",
        "unrelated_response": "response to\nunrelated antigen",
    }
    figure = Figure(figsize=(9.6, 0.3 * len(evidence.arms) + 1.1), layout="constrained")
    for place, (endpoint, label) in enumerate(shown.items(), start=1):
        panel = figure.add_subplot(1, len(shown), place)
        _forest(panel, evidence, endpoint, label)
        if place > 1:
            panel.set_yticklabels([])
    return figure


def _forest(panel: Axes, evidence: Evidence, endpoint: str, label: str) -> None:
    """Draw the effects on one end-point, an arm a row; the reference is the line at zero."""
    panel.axvline(0, color=evidence.colours[evidence.reference], lw=0.8, zorder=0)
    for place, arm in enumerate(evidence.arms):
        row, colour = evidence.row(arm, endpoint), evidence.colours[arm]
        if arm == evidence.reference:
            panel.plot(0, place, "o", mfc="white", mec=colour, ms=5)
        else:
            panel.plot([row["effect_low"], row["effect_high"]], [place, place], color=colour, lw=2)
            panel.plot(row["effect"], place, "o", color=colour, ms=5)
    panel.set(xlabel=label)
    panel.xaxis.set_major_locator(MaxNLocator(4))
    _arm_rows(panel, evidence)


def _arm_rows(panel: Axes, evidence: Evidence) -> None:
    """Give a panel a row for each arm, the first on top."""
    panel.set_ylim(len(evidence.arms) - 0.5, -0.5)
    panel.set_yticks(range(len(evidence.arms)), evidence.arms)
    panel.tick_params(axis="y", length=0)
    panel.spines["left"].set_visible(False)
    panel.set_axisbelow(True)
    panel.grid(axis="x", color="#e6e6e6", lw=0.6)


def _dots(panel: Axes, evidence: Evidence, endpoint: str, label: str, log: bool = False) -> None:
    """Draw every subject's value of one end-point as a dot, and the mean as a bar, an arm a row."""
    for place, arm in enumerate(evidence.arms):
        chosen = evidence.values[(evidence.values["arm"] == arm) & (evidence.values["endpoint"] == endpoint)]
        values = chosen["value"].dropna().to_numpy()
        spread = place + 0.22 * np.sin(2.4 * np.arange(values.size))
        panel.plot(values, spread, "o", color=evidence.colours[arm], ms=2.6, alpha=0.55, mew=0)
        if values.size:
            panel.plot([values.mean()] * 2, [place - 0.34, place + 0.34], color=evidence.colours[arm], lw=2.2)
    panel.set(xlabel=label, xscale="log" if log else "linear")
    panel.minorticks_off()
    _arm_rows(panel, evidence)


def overview(evidence: Evidence) -> Figure:
    """The trial on one page: clinical course, effect on the clinical area, tissue preserved, and Tr1."""
    arms, columns = evidence.compared, _columns(len(evidence.compared))
    rows = ceil(len(arms) / columns)
    above, below, gap = 1.75 * rows + 0.1, 0.24 * len(evidence.arms), 0.75
    width, height = 9.8, above + gap + below + 0.75
    figure = Figure(figsize=(width, height))
    floor = (height - above) / height
    courses = figure.add_gridspec(
        rows, columns, left=0.5 / width, right=0.985, top=1 - 0.3 / height, bottom=floor, hspace=0.32, wspace=0.08
    ).subplots(sharex=True, sharey=True, squeeze=False)
    panels = list(courses.ravel())
    for panel in panels[len(arms) :]:
        panel.set_visible(False)
    _courses(evidence, panels[: len(arms)])
    lower = figure.add_gridspec(
        1, 3, left=1.45 / width, right=0.985, top=floor - gap / height, bottom=0.6 / height, wspace=0.12
    )
    left, middle, right = np.ravel(lower.subplots())  # type: ignore[arg-type]
    _forest(left, evidence, "auc", f"clinical AUC, difference from {evidence.reference}\n(score × days)")
    _dots(middle, evidence, "tissue_preserved", "tissue preserved at the end\n(fraction)")
    _dots(right, evidence, "tr1_fold", f"cognate Tr1 at the end,\nfold over {evidence.reference}", log=True)
    for panel in (middle, right):
        panel.set_yticklabels([])
    return figure


FIGURES: dict[str, Callable[[Evidence], Figure]] = {
    "overview": overview,
    "clinical_course": clinical_course,
    "individual_curves": individual_curves,
    "incidence": incidence,
    "effects": effects,
    "tissue": tissue,
    "cells_in_cns": cells_in_cns,
    "tr1": tr1,
}
"""Every figure by name, in the order of the report."""
