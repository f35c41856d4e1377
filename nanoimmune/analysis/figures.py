"""Every figure of a trial. The only place that knows matplotlib; figures are returned or saved, never shown."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nanoimmune.analysis import curves
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.palette import FAINT, INK
from nanoimmune.trial.checks import one_of
from nanoimmune.trial.results import Results
from nanoimmune.trial.store import write_whole

STYLE = {
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
PNG_DPI = 200
SCORE_TICKS = range(6)


@contextmanager
def _house_style() -> Iterator[None]:
    """Draw in the house style, and leave the user's own as it was."""
    with mpl.rc_context(STYLE):
        yield


def _grid(evidence: Evidence, arms: list[str], height: float = 1.9) -> tuple[Figure, list[Axes]]:
    """Make a small panel for each arm, with common axes."""
    columns = min(3, len(arms))
    rows = ceil(len(arms) / columns)
    figure = Figure(figsize=(2.55 * columns + 0.5, height * rows + 0.4), layout="constrained")
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for panel, arm in zip(panels, arms, strict=False):
        panel.set_title(arm, color=evidence.colours[arm])
    for panel in panels[len(arms) :]:
        panel.set_visible(False)
    return figure, list(panels[: len(arms)])


def _score_axes(panels: list[Axes], evidence: Evidence, columns: int) -> None:
    """Give panels of clinical scores their ticks and labels, and mark the doses."""
    for place, panel in enumerate(panels):
        panel.set(xlim=(0, evidence.days), ylim=(-0.15, 5.1), yticks=SCORE_TICKS)
        panel.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        if place % columns == 0:
            panel.set_ylabel("clinical score")
        if place >= len(panels) - columns:
            panel.set_xlabel("days from immunisation")
            panel.tick_params(labelbottom=True)


def _mark_doses(panel: Axes, evidence: Evidence, arm: str) -> None:
    """Mark the days of doses by small triangles at the foot of a panel; earlier ones at its left edge."""
    doses = next(each.doses for each in evidence.results.trial.arms if each.name == arm)
    days = sorted({dose.day for dose in doses})
    later = [day for day in days if day >= 0]
    if later:
        panel.plot(later, [-0.05] * len(later), "^", color=evidence.colours[arm], ms=3.5, clip_on=False)
    for day in (day for day in days if day < 0):
        panel.annotate(f"dose on day {day:g}", (0.02, 0.93), xycoords="axes fraction", fontsize=7, color=FAINT)


def _mean_line(panel: Axes, evidence: Evidence, arm: str, column: str, limit: tuple[float, float]) -> None:
    """Draw the mean of a column with its band."""
    band = curves.mean_band(evidence.records, arm, column)
    colour = evidence.colours[arm]
    low, high = band["low"].clip(*limit), band["high"].clip(*limit)
    panel.fill_between(band.index, low, high, color=colour, alpha=0.18, lw=0)
    panel.plot(band.index, band["mean"], color=colour, label=arm)


def clinical_course(evidence: Evidence) -> Figure:
    """Mean clinical score of each arm (colour) and of the reference (black), with 95 % bands."""
    figure, panels = _grid(evidence, evidence.compared)
    for panel, arm in zip(panels, evidence.compared, strict=True):
        for shown in dict.fromkeys((evidence.reference, arm)):
            if shown in evidence.arms:
                _mean_line(panel, evidence, shown, "score", (0, 5))
        _mark_doses(panel, evidence, arm)
    _score_axes(panels, evidence, min(3, len(panels)))
    return figure


def individual_curves(evidence: Evidence) -> Figure:
    """Clinical score of every subject (thin) and the mean (thick), arm by arm."""
    figure, panels = _grid(evidence, evidence.arms)
    for panel, arm in zip(panels, evidence.arms, strict=True):
        wide = curves.by_subject(evidence.records, arm, "score")
        panel.plot(wide.index, wide, color=evidence.colours[arm], lw=0.6, alpha=0.35)
        panel.plot(wide.index, wide.mean(axis=1), color=evidence.colours[arm], lw=2.2)
    _score_axes(panels, evidence, min(3, len(panels)))
    return figure


def incidence(evidence: Evidence) -> Figure:
    """Share of subjects that have fallen ill by each day."""
    figure = Figure(figsize=(6.4, 3.1), layout="constrained")
    axes = figure.subplots()
    for place, arm in enumerate(evidence.arms):
        shares = curves.cumulative_incidence(evidence.values, arm, evidence.days)
        nudge = (place - len(evidence.arms) / 2) * 0.006
        axes.step(shares.index, shares + nudge, where="post", color=evidence.colours[arm], label=arm)
    axes.set(xlabel="days from immunisation", ylabel="cumulative incidence (fraction)", ylim=(-0.04, 1.05))
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=8)
    return figure


def tissue(evidence: Evidence) -> Figure:
    """White matter preserved over time, mean with 95 % band."""
    figure = Figure(figsize=(6.4, 3.1), layout="constrained")
    axes = figure.subplots()
    for arm in evidence.arms:
        _mean_line(axes, evidence, arm, "tissue_preserved", (0, 1))
    axes.set(xlabel="days from immunisation", ylabel="tissue preserved (fraction)", xlim=(0, evidence.days))
    axes.set_ylim(top=1.02)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=8)
    return figure


def tr1(evidence: Evidence) -> Figure:
    """Cognate Tr1 cells in blood and spleen, geometric mean over subjects, one cell added."""
    figure = Figure(figsize=(6.4, 3.1), layout="constrained")
    axes = figure.subplots()
    for arm in evidence.arms:
        cells = curves.geometric_mean(evidence.records, arm, "cognate_tr1_blood_spleen")
        axes.plot(cells.index, cells, color=evidence.colours[arm], label=arm)
    axes.set(xlabel="days from immunisation", ylabel="cognate Tr1, blood + spleen\n(cells + 1)", yscale="log")
    axes.set_xlim(0, evidence.days)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=8)
    return figure


def cells_in_cns(evidence: Evidence) -> Figure:
    """Effector and regulatory T cells in the CNS, mean over living subjects, arm by arm."""
    figure, panels = _grid(evidence, evidence.arms)
    kinds = {"effector_cns": ("effector", "-"), "treg_cns": ("Foxp3 Treg", "--"), "tr1_cns": ("Tr1", ":")}
    for place, (panel, arm) in enumerate(zip(panels, evidence.arms, strict=True)):
        for column, (label, line) in kinds.items():
            mean = curves.by_subject(evidence.records, arm, column).mean(axis=1)
            panel.plot(mean.index, 1 + mean, line, color=evidence.colours[arm], label=label)
        panel.set(yscale="log", xlim=(0, evidence.days))
        if place % min(3, len(panels)) == 0:
            panel.set_ylabel("cells in CNS + 1")
        if place >= len(panels) - min(3, len(panels)):
            panel.set_xlabel("days from immunisation")
            panel.tick_params(labelbottom=True)
    panels[0].legend(fontsize=7, loc="upper left")
    return figure


def effects(evidence: Evidence) -> Figure:
    """Paired differences from the reference with 95 % intervals."""
    shown = {
        "auc": "clinical AUC\n(score x days)",
        "final_score": "final score",
        "tissue_preserved": "tissue preserved\n(fraction)",
        "unrelated_response": "response to\nunrelated antigen",
    }
    figure = Figure(figsize=(8.2, 0.34 * len(evidence.compared) + 1.1), layout="constrained")
    for place, (panel, (endpoint, label)) in enumerate(
        zip(figure.subplots(1, len(shown), sharey=True), shown.items(), strict=True)
    ):
        _forest(panel, evidence, endpoint, label, named=place == 0)
    return figure


def _forest(panel: Axes, evidence: Evidence, endpoint: str, label: str, named: bool = True) -> None:
    """Draw the effects on one end-point, an arm a row."""
    panel.axvline(0, color=FAINT, lw=0.8, zorder=0)
    for place, arm in enumerate(evidence.compared):
        row = evidence.row(arm, endpoint)
        panel.plot([row["effect_low"], row["effect_high"]], [place, place], color=evidence.colours[arm], lw=2)
        panel.plot(row["effect"], place, "o", color=evidence.colours[arm], ms=5)
    panel.set(xlabel=label, ylim=(len(evidence.compared) - 0.5, -0.5))
    panel.xaxis.set_major_locator(MaxNLocator(4))
    if named:
        panel.set_yticks(range(len(evidence.compared)), evidence.compared)
    panel.tick_params(axis="y", length=0)
    panel.spines["left"].set_visible(False)


def _dots(panel: Axes, evidence: Evidence, endpoint: str, label: str, log: bool = False) -> None:
    """Draw every subject's value of one end-point as a dot, and the mean as a bar, an arm a row."""
    for place, arm in enumerate(evidence.arms):
        chosen = evidence.values[(evidence.values["arm"] == arm) & (evidence.values["endpoint"] == endpoint)]
        values = chosen["value"].dropna().to_numpy()
        spread = place + 0.22 * np.sin(2.4 * np.arange(values.size))
        panel.plot(values, spread, "o", color=evidence.colours[arm], ms=2.6, alpha=0.55, mew=0)
        if values.size:
            panel.plot([values.mean()] * 2, [place - 0.34, place + 0.34], color=evidence.colours[arm], lw=2.2)
    panel.set(xlabel=label, ylim=(len(evidence.arms) - 0.5, -0.5), xscale="log" if log else "linear")
    panel.set_yticks(range(len(evidence.arms)), evidence.arms)
    panel.tick_params(axis="y", length=0)


def overview(evidence: Evidence) -> Figure:
    """The trial on one page: clinical course, effect on the clinical area, tissue, Tr1 and unrelated response."""
    arms = evidence.compared
    rows = ceil(len(arms) / 3)
    figure = Figure(figsize=(9.6, 1.75 * rows + 0.36 * len(evidence.arms) + 1.4), layout="constrained")
    top, bottom = figure.subfigures(2, 1, height_ratios=[1.75 * rows + 0.3, 0.3 * len(evidence.arms) + 1.0])
    panels = top.subplots(rows, min(3, len(arms)), sharex=True, sharey=True, squeeze=False).ravel()
    for panel in panels[len(arms) :]:
        panel.set_visible(False)
    for panel, arm in zip(panels, arms, strict=False):
        panel.set_title(arm, color=evidence.colours[arm])
        for shown in dict.fromkeys((evidence.reference, arm)):
            if shown in evidence.arms:
                _mean_line(panel, evidence, shown, "score", (0, 5))
        _mark_doses(panel, evidence, arm)
    _score_axes(list(panels[: len(arms)]), evidence, min(3, len(arms)))
    left, middle, right = bottom.subplots(1, 3)
    _forest(left, evidence, "auc", f"clinical AUC, difference from {evidence.reference}\n(score x days)")
    _dots(middle, evidence, "tissue_preserved", "tissue preserved\n(fraction)")
    _dots(right, evidence, "tr1_fold", f"cognate Tr1, fold over {evidence.reference}", log=True)
    for panel in (middle, right):
        panel.set_yticklabels([])
    left.set_ylim(middle.get_ylim())
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


def draw(name: str, results: Results) -> Figure:
    """Draw one figure.

    Args:
        name: Which, of `FIGURES`.
        results: Results of a trial.

    Returns:
        The figure.

    Raises:
        InputError: If there is no figure of that name.
    """
    chosen = one_of("figure", name, FIGURES)
    with _house_style():
        return chosen(Evidence.of(results))


def render_svg(chosen: Callable[[Evidence], Figure], evidence: Evidence) -> bytes:
    """Draw one figure as SVG, the same bytes each time.

    Args:
        chosen: One of the values of `FIGURES`.
        evidence: The findings of a trial.

    Returns:
        The file.
    """
    buffer = io.BytesIO()
    with _house_style():
        chosen(evidence).savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def save_all(results: Results, folder: Path) -> None:
    """Write every figure as PNG and SVG.

    Args:
        results: Results of a trial.
        folder: Where to.
    """
    evidence = Evidence.of(results)
    for name, chosen in FIGURES.items():
        vector = render_svg(chosen, evidence)
        write_whole(folder / f"{name}.svg", lambda path, it=vector: path.write_bytes(it))
        with _house_style():
            figure = chosen(evidence)
            write_whole(folder / f"{name}.png", lambda path, it=figure: it.savefig(path, dpi=PNG_DPI))
