"""Figures of a disease of the islets: survival, glucose, beta cells, insulitis, and the cells that regulate."""

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from nanoimmune.analysis import curves
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.figures.arm_rows import dots, forest, forests
from nanoimmune.analysis.figures.page import page, share_rows
from nanoimmune.analysis.figures.panels import (
    ARM_WIDTH,
    geometric_means,
    individuals,
    kinds_of_cells,
    mark_doses,
    means,
    times,
)
from nanoimmune.analysis.figures.survival import diabetes_free, draw_courses
from nanoimmune.analysis.palette import FAINT

NO_LIMIT = float("inf")
HEADROOM = 1.15
"""Height of a panel of glucose over its highest value, so that doses stand clear."""

MOST_INSULITIS = 4
SHARES = (-0.04, 1.16)


def glucose(evidence: Evidence) -> Figure:
    """Weekly glucose readings of each arm (colour) and of the reference (broad, black), mean with 95 % band, doses."""
    figure, panels = means(evidence, "reading", "glucose (mg/dL)", (0, NO_LIMIT))
    _mark_threshold(evidence, panels)
    top = HEADROOM * max(panels[0].get_ylim()[1], _threshold(evidence))
    panels[0].set_ylim(0, top)
    for panel, arm in zip(panels, evidence.compared, strict=True):
        mark_doses(panel, evidence, arm, height=0.98 * top)
    return figure


def individual_glucose(evidence: Evidence) -> Figure:
    """Weekly glucose readings of every subject (thin) and their mean (thick), arm by arm."""
    figure, panels = individuals(evidence, "reading", "glucose (mg/dL)")
    _mark_threshold(evidence, panels)
    panels[0].set_ylim(bottom=0)
    return figure


def _threshold(evidence: Evidence) -> float:
    """Give the glucose above which a reading speaks for diabetes, mg/dL."""
    glycaemia = evidence.results.trial.arms[0].scenario.glycaemia
    assert glycaemia is not None
    return glycaemia.threshold


def _mark_threshold(evidence: Evidence, panels: list[Axes]) -> None:
    """Draw the threshold of diabetes, and name it in the first panel."""
    threshold = _threshold(evidence)
    for panel in panels:
        panel.axhline(threshold, color=FAINT, lw=0.8, ls="--", zorder=0)
    left, right = panels[0].get_xlim()
    words = f"{threshold:g} mg/dL"
    panels[0].text(left + 0.98 * (right - left), threshold, words, color=FAINT, fontsize=7, ha="right", va="bottom")


def beta_cells(evidence: Evidence) -> Figure:
    """Beta cells over healthy: insulin-positive mass (full, 95 % band) and number (dashed); reference broad, black."""
    figure, panels = means(evidence, "beta_mass", "beta cells\n(fraction of healthy)", (0, 1))
    for panel, arm in zip(panels, evidence.compared, strict=True):
        number = curves.by_subject(evidence.records, arm, "beta_cells").mean(axis=1)
        panel.plot(times(evidence, number.index), number, color=evidence.colours[arm], lw=ARM_WIDTH, ls="--")
        panel.set_ylim(*SHARES)
        mark_doses(panel, evidence, arm, height=1.15)
    kinds = {"insulin-positive mass": "-", "number of cells": "--"}
    key = [Line2D([], [], color=FAINT, ls=style, label=kind) for kind, style in kinds.items()]
    figure.legend(handles=key, loc="outside upper right", ncols=min(len(panels), len(kinds)))
    return figure


def insulitis(evidence: Evidence) -> Figure:
    """Mean insulitis score of islets in each arm (colour) and in the reference (broad, black), with 95 % bands."""
    figure, panels = means(evidence, "insulitis", "insulitis score", (0, MOST_INSULITIS))
    for panel, arm in zip(panels, evidence.compared, strict=True):
        panel.set(ylim=(-0.12, MOST_INSULITIS + 0.6), yticks=range(MOST_INSULITIS + 1))
        mark_doses(panel, evidence, arm, height=MOST_INSULITIS + 0.55)
    return figure


def tr1(evidence: Evidence) -> Figure:
    """Cognate Tr1 cells in blood and spleen, geometric mean and 95 % band, one cell added; reference in black."""
    return geometric_means(evidence, "cognate_tr1_blood_spleen", "cognate Tr1 in blood\nand spleen (cells + 1)")


def autoregulatory(evidence: Evidence) -> Figure:
    """Cognate autoregulatory CD8 cells in blood and spleen, geometric mean and 95 % band, one cell added."""
    label = "autoregulatory CD8 in blood\nand spleen (cells + 1)"
    return geometric_means(evidence, "cognate_autoregulatory_blood_spleen", label)


def cells_in_pancreas(evidence: Evidence) -> Figure:
    """Effector and regulatory T cells in the pancreas, geometric mean and 95 % band, one cell added."""
    kinds = {
        "effector_pancreas": ("effector", "-"),
        "treg_pancreas": ("Foxp3 Treg", "--"),
        "tr1_pancreas": ("Tr1", ":"),
        "autoregulatory_pancreas": ("autoregulatory CD8", "-."),
    }
    return kinds_of_cells(evidence, kinds, "cells in the pancreas + 1", key_columns=2 if len(evidence.arms) == 1 else 4)


def effects(evidence: Evidence) -> Figure:
    """Paired differences from the reference with 95 % intervals."""
    shown = {
        "diabetes_free_weeks": "diabetes-free time\n(weeks)",
        "beta_mass_final": "beta-cell mass at the end\n(fraction of healthy)",
        "glucose_final": "glucose, last 7 days\n(mg/dL)",
        "unrelated_response": "response to unrelated\nantigen (ratio)",
    }
    return forests(evidence, shown)


def overview(evidence: Evidence) -> Figure:
    """The trial on one page: survival free of diabetes, gain of time, beta-cell mass, and glucose at the end."""
    figure, courses, (left, middle, right) = page(evidence)
    draw_courses(evidence, courses, "fraction free of diabetes")
    references = {evidence.references[arm] for arm in evidence.compared}
    control = evidence.reference if references == {evidence.reference} else "the reference"
    forest(left, evidence, "diabetes_free_weeks", f"diabetes-free time, difference\nfrom {control} (weeks)")
    dots(middle, evidence, "beta_mass_final", "beta-cell mass at the end\n(fraction of healthy)")
    dots(right, evidence, "glucose_final", "glucose, last 7 days\n(mg/dL)")
    middle.set_xlim(-0.04, 1.04)
    right.xaxis.set_major_locator(MaxNLocator(4))
    share_rows(middle, right)
    return figure


FIGURES: dict[str, Callable[[Evidence], Figure]] = {
    "overview": overview,
    "diabetes_free": diabetes_free,
    "glucose": glucose,
    "individual_glucose": individual_glucose,
    "beta_cells": beta_cells,
    "insulitis": insulitis,
    "effects": effects,
    "cells_in_pancreas": cells_in_pancreas,
    "tr1": tr1,
    "autoregulatory": autoregulatory,
}
"""Every figure by name, in the order of the report."""
