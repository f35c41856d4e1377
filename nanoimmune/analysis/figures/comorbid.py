"""The overview of hosts with two diseases: the clinical course above, and what became of each disease below."""

from matplotlib.figure import Figure

from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.figures.arm_rows import dots, forest
from nanoimmune.analysis.figures.clinical import draw_scores
from nanoimmune.analysis.figures.page import page, share_rows


def overview(evidence: Evidence) -> Figure:
    """Both diseases on one page: clinical course; effect on its area and on diabetes-free time; beta-cell mass."""
    figure, courses, (left, middle, right) = page(evidence)
    draw_scores(evidence, courses)
    forest(left, evidence, "auc", f"clinical AUC, difference from {evidence.reference}\n(score × days)")
    forest(
        middle, evidence, "diabetes_free_weeks", f"diabetes-free time, difference\nfrom {evidence.reference} (weeks)"
    )
    dots(right, evidence, "beta_mass_final", "beta-cell mass at the end\n(fraction of healthy)")
    right.set_xlim(-0.04, 1.04)
    share_rows(middle, right)
    return figure
