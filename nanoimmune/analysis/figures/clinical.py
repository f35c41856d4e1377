"""Figures of a disease with a clinical score."""

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nanoimmune.analysis import curves
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.figures.arm_rows import dots, forest, forests
from nanoimmune.analysis.figures.page import page, share_rows
from nanoimmune.analysis.figures.panels import (
    beside_reference,
    geometric_means,
    grid,
    individuals,
    kinds_of_cells,
    mark_doses,
    mean_line,
    means,
)

SCORE_TICKS = range(6)


def draw_scores(evidence: Evidence, panels: list[Axes]) -> None:
    """Draw the mean clinical score of each arm beside the reference's, and mark the doses."""
    beside_reference(evidence, panels, "clinical score", partial(mean_line, column="score", limit=(0, 5)))
    for panel, arm in zip(panels, evidence.compared, strict=True):
        panel.set(ylim=(-0.15, 5.1), yticks=SCORE_TICKS)
        mark_doses(panel, evidence, arm, height=5.0)


def clinical_course(evidence: Evidence) -> Figure:
    """Mean clinical score of each arm (colour) and of the reference (broad, black), with 95 % bands and doses."""
    figure, panels = grid(evidence.compared)
    draw_scores(evidence, panels)
    return figure


def individual_curves(evidence: Evidence) -> Figure:
    """Clinical score of every subject (thin) and the mean (thick), arm by arm."""
    figure, panels = individuals(evidence, "score", "clinical score")
    panels[0].set(ylim=(-0.15, 5.1), yticks=SCORE_TICKS)
    return figure


def incidence(evidence: Evidence) -> Figure:
    """Share of subjects that have fallen ill by each day, in each arm (colour) and in the reference (broad, black)."""

    def draw_arm(panel: Axes, evidence: Evidence, arm: str, width: float) -> None:
        shares = curves.cumulative_incidence(evidence.values, arm, evidence.days)
        panel.step(shares.index, shares, where="post", color=evidence.colours[arm], lw=width, label=arm)

    figure, panels = grid(evidence.compared)
    beside_reference(evidence, panels, "cumulative incidence\n(fraction)", draw_arm)
    panels[0].set_ylim(-0.04, 1.04)
    return figure


def tissue(evidence: Evidence) -> Figure:
    """White matter preserved in each arm (colour) and in the reference (broad, black), mean with 95 % band."""
    figure, panels = means(evidence, "tissue_preserved", "tissue preserved\n(fraction)", (0, 1))
    panels[0].set_ylim(-0.04, 1.04)
    return figure


def tr1(evidence: Evidence) -> Figure:
    """Cognate Tr1 cells in blood and spleen, geometric mean and 95 % band, one cell added; reference in black."""
    return geometric_means(evidence, "cognate_tr1_blood_spleen", "cognate Tr1 in blood\nand spleen (cells + 1)")


def cells_in_cns(evidence: Evidence) -> Figure:
    """Effector and regulatory T cells in the CNS of the living, geometric mean and 95 % band, one cell added."""
    kinds = {"effector_cns": ("effector", "-"), "treg_cns": ("Foxp3 Treg", "--"), "tr1_cns": ("Tr1", ":")}
    return kinds_of_cells(evidence, kinds, "cells in the CNS + 1", key_columns=3)


def effects(evidence: Evidence) -> Figure:
    """Paired differences from the reference with 95 % intervals."""
    shown = {
        "auc": "clinical AUC\n(score × days)",
        "final_score": "final score",
        "tissue_preserved": "tissue preserved\n(fraction)",
        "unrelated_response": "response to unrelated\nantigen (ratio)",
    }
    return forests(evidence, shown)


def overview(evidence: Evidence) -> Figure:
    """The trial on one page: clinical course, effect on the clinical area, tissue preserved, and Tr1."""
    figure, courses, (left, middle, right) = page(evidence)
    draw_scores(evidence, courses)
    forest(left, evidence, "auc", f"clinical AUC, difference from {evidence.reference}\n(score × days)")
    dots(middle, evidence, "tissue_preserved", "tissue preserved at the end\n(fraction)")
    dots(right, evidence, "tr1_fold", f"cognate Tr1 at the end,\nfold over {evidence.reference}", log=True)
    share_rows(middle, right)
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
