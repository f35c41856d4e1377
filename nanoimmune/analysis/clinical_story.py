"""How trials of a disease with a clinical score are told: days from immunisation, and the area under the score."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from nanoimmune.analysis.clinical_endpoints import ENDPOINTS
from nanoimmune.analysis.effects import SPECIFICITY, Primary
from nanoimmune.analysis.story import Clock, PrimaryWords, Sheet, Story
from nanoimmune.analysis.tables import difference, level

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nanoimmune.analysis.evidence import Evidence
    from nanoimmune.trial.results import Results

COLUMNS = (
    level("incidence", "incidence", "share with a score of 1 or more on two days in a row", "{:.0%}"),
    level("onset_day", "onset", "mean first day of illness, of the affected", "{:.1f}"),
    level("peak_score", "peak", "mean highest score, of all", "{:.2f}"),
    level("auc", "AUC", "mean area under the clinical score, score × days", "{:.1f}"),
    difference("auc", "ΔAUC [95 % CI]", "paired difference of the area from the reference arm"),
    level("remission", "remission", "share of those above 1 that fell to 0.5 or less for a week", "{:.0%}"),
    level("relapsed", "relapsed", "share of the affected whose score rose by 1 or more after a remission", "{:.0%}"),
    level("tissue_preserved", "tissue", "mean share of white matter preserved at the end", "{:.0%}"),
    level(
        "treg_teff_ratio",
        "Treg:Teff",
        "geometric mean of regulatory over effector T cells in the CNS at the end",
        "{:.3g}",
    ),
    level(
        "tr1_fold",
        "Tr1 fold",
        "geometric mean of cognate Tr1 in blood and spleen at the end, over the reference arm",
        "{:.3g}",
    ),
    level("unrelated_response", "unrelated", "peak response to an unrelated vaccine, over the reference arm", "{:.2f}"),
    level(SPECIFICITY, "specificity", "share of the effect that is owed to the epitope", "{:.2f}"),
    level("systemic_suppression_index", "suppression", "1 minus the response to an unrelated vaccine", "{:.2f}"),
)


def opening(evidence: "Evidence") -> str:
    """Say how many subjects of the reference arm fell ill, and how badly."""
    incidence, peak = evidence.row(evidence.reference, "incidence"), evidence.row(evidence.reference, "peak_score")
    return (
        f"{evidence.reference}: {incidence['mean']:.0%} of {incidence['n']} subjects fell ill, "
        f"mean peak score {peak['mean']:.2f}."
    )


def figures(_: "Results") -> "Mapping[str, Callable[[Evidence], Figure]]":
    """Give the figures by name."""
    from nanoimmune.analysis.figures.clinical import FIGURES

    return FIGURES


CLINICAL = Story(
    endpoints=ENDPOINTS,
    primary=Primary("auc", benefit=-1),
    primary_words=PrimaryWords("area", "score × days"),
    clock=Clock("days from immunisation", 1, "{} days"),
    sheet=Sheet("score", "day", 1),
    columns=COLUMNS,
    opening=opening,
    other_finding=lambda *_: None,
    figures=figures,
    shown_elsewhere=frozenset({"clinical_course"}),
    tables=lambda _: {},
    further_tables=lambda _: [],
    footnote="A dead animal scores 5 from its death on; its cell counts are empty, its tissue is as at death.",
)
"""Experimental multiple sclerosis."""
