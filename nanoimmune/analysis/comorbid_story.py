"""How trials of hosts with EAE and diabetes are told: both courses beside each other, by age in weeks."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from nanoimmune.analysis import clinical_endpoints as clinical
from nanoimmune.analysis import glycaemic_endpoints as glycaemic
from nanoimmune.analysis.effects import SPECIFICITY, Primary
from nanoimmune.analysis.endpoints import Endpoint
from nanoimmune.analysis.glycaemic_story import MEDIAN, median_onset, survival_table, tables
from nanoimmune.analysis.story import Clock, PrimaryWords, Sheet, Story
from nanoimmune.analysis.tables import difference, effect_text, level

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nanoimmune.analysis.evidence import Evidence
    from nanoimmune.trial.results import Results

FROM_IMMUNISATION = "auc_after_dose"
"""An end-point that counts from a day after immunisation; here days count from birth."""


def endpoints_of_both() -> tuple[Endpoint, ...]:
    """List the end-points of both diseases; where both have one of a name, it ends in the name of the tissue."""
    both = {each.name for each in clinical.ENDPOINTS} & {each.name for each in glycaemic.ENDPOINTS}
    shared = [each for each in clinical.ENDPOINTS if each in glycaemic.ENDPOINTS]
    told = []
    for disease, tissue, endpoints in (
        ("EAE", "cns", clinical.ENDPOINTS),
        ("Diabetes", "pancreas", glycaemic.ENDPOINTS),
    ):
        for each in endpoints:
            if each not in shared and each.name != FROM_IMMUNISATION:
                name = f"{each.name}_{tissue}" if each.name in both else each.name
                told.append(each._replace(name=name, says=f"{disease}: {each.says}"))
    return (*told, *shared)


COLUMNS = (
    level("incidence_cns", "EAE", "share with a score of 1 or more on two days in a row", "{:.0%}"),
    level("peak_score", "peak", "mean highest score, of all", "{:.2f}"),
    level("auc", "AUC", "mean area under the clinical score, score × days", "{:.1f}"),
    difference("auc", "ΔAUC [95 % CI]", "paired difference of the area from the reference arm"),
    level("mortality", "dead", "share that died of EAE", "{:.0%}"),
    level("tissue_preserved", "myelin", "mean share of white matter preserved at the end", "{:.0%}"),
    level("incidence_pancreas", "diabetic", "share that became diabetic by the end", "{:.0%}"),
    MEDIAN,
    difference("diabetes_free_weeks", "ΔRMST [95 % CI]", "paired difference of the weeks alive and free of diabetes"),
    level("beta_mass_final", "beta mass", "mean insulin-positive mass at the end, over a healthy animal's", "{:.0%}"),
    level(
        "tr1_fold",
        "Tr1 fold",
        "geometric mean of cognate Tr1 in blood and spleen at the end, over the reference arm",
        "{:.3g}",
    ),
    level("unrelated_response", "unrelated", "peak response to an unrelated vaccine, over the reference arm", "{:.2f}"),
    level(SPECIFICITY, "specificity", "share of the effect on the clinical area that is owed to the epitope", "{:.2f}"),
)


def opening(evidence: "Evidence") -> str:
    """Say how many subjects of the reference arm fell ill with each disease."""
    arm = evidence.reference
    ill, peak = evidence.row(arm, "incidence_cns"), evidence.row(arm, "peak_score")
    diabetic = evidence.row(arm, "incidence_pancreas")
    return (
        f"{arm}: {ill['mean']:.0%} of {ill['n']} subjects fell ill with EAE, mean peak score {peak['mean']:.2f}; "
        f"{diabetic['mean']:.0%} became diabetic, median onset in week {median_onset(evidence, arm)}."
    )


def finding(evidence: "Evidence", arm: str) -> str:
    """Say what became of both diseases in one arm, so that an effect on one can be held against that on the other."""
    area, free = evidence.row(arm, "auc"), evidence.row(arm, "diabetes_free_weeks")
    mass = evidence.row(arm, "beta_mass_final")
    return (
        f"{arm}, against {evidence.references[arm]}: clinical area {effect_text(area)} score × days; "
        f"diabetes-free time {effect_text(free)} weeks; "
        f"beta-cell mass at the end {effect_text(mass, '{:+.2f}')} of a healthy animal's."
    )


def figures(results: "Results") -> "Mapping[str, Callable[[Evidence], Figure]]":
    """Give the figures by name; islets where they were pictured."""
    from nanoimmune.analysis.figures import clinical as of_white_matter
    from nanoimmune.analysis.figures import glycaemic as of_islets
    from nanoimmune.analysis.figures.comorbid import overview
    from nanoimmune.analysis.figures.islets import islets

    chosen: dict[str, Callable[[Evidence], Figure]] = {"overview": overview}
    chosen |= {name: of_white_matter.FIGURES[name] for name in ("clinical_course", "individual_curves", "tissue")}
    chosen |= {name: of_islets.FIGURES[name] for name in ("diabetes_free", "glucose", "beta_cells", "insulitis")}
    chosen |= {"cells_in_cns": of_white_matter.cells_in_cns, "cells_in_pancreas": of_islets.cells_in_pancreas}
    return chosen | ({"islets": islets} if results.snapshots else {})


COMORBID = Story(
    endpoints=endpoints_of_both(),
    primary=Primary("auc", benefit=-1),
    primary_words=PrimaryWords("area", "score × days"),
    clock=Clock("age (weeks)", glycaemic.DAYS_PER_WEEK, "to week {} of age"),
    sheet=Sheet("score", "day", 1),
    columns=COLUMNS,
    opening=opening,
    other_finding=finding,
    figures=figures,
    shown_elsewhere=frozenset({"clinical_course"}),
    tables=tables,
    further_tables=survival_table,
    footnote="A dead animal scores 5 from its death on; its cell counts and glucose are empty, its tissues are as at "
    "death, and it is followed for diabetes until then. Days count from birth.",
)
"""EAE and type 1 diabetes in one host."""
