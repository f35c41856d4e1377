"""How trials of a disease of the islets are told: age in weeks, and the time free of diabetes."""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from nanoimmune.analysis.effects import SPECIFICITY, Interval, Primary
from nanoimmune.analysis.glycaemic_endpoints import DAYS_PER_WEEK, ENDPOINTS
from nanoimmune.analysis.story import Clock, FurtherTable, PrimaryWords, Sheet, Story
from nanoimmune.analysis.tables import NOBODY, Column, difference, effect_text, interval_text, level, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nanoimmune.analysis.evidence import Evidence
    from nanoimmune.trial.results import Results

NOT_REACHED = "not reached"
SMALLEST_P = 1e-4


def tables(evidence: "Evidence") -> dict[str, pd.DataFrame]:
    """Make the survival tables."""
    from nanoimmune.analysis.diabetes_free import survival_tables

    return survival_tables(evidence)


def _test(evidence: "Evidence", arm: str) -> pd.Series:
    """Give one arm's row of the survival tests."""
    from nanoimmune.analysis.diabetes_free import TESTS

    return evidence.tables[TESTS].set_index("arm").loc[arm]


def median_onset(evidence: "Evidence", arm: str) -> str:
    """Write the week by which half of the subjects were diabetic."""
    week = float(_test(evidence, arm)["median_onset_week"])
    return NOT_REACHED if math.isnan(week) else number(week, "{:g}")


def hazard(evidence: "Evidence", arm: str) -> str:
    """Write the hazard ratio with its interval."""
    test = _test(evidence, arm)
    return interval_text(Interval(test["hazard_ratio"], test["hazard_low"], test["hazard_high"]), "{:.2f}")


def log_rank(evidence: "Evidence", arm: str) -> str:
    """Write the p of the log-rank test."""
    p = float(_test(evidence, arm)["log_rank_p"])
    return f"<{SMALLEST_P:.4f}" if p < SMALLEST_P else number(p, "{:.2g}")


HAZARD = Column("HR [95 % CI]", "hazard of diabetes over the reference arm's (Cox), arms taken as independent", hazard)
LOG_RANK = Column("log-rank p", "p of the log-rank test against the reference arm, arms taken as independent", log_rank)
MEDIAN = Column("onset week", "week of age by which half of the subjects are diabetic (Kaplan-Meier)", median_onset)

COLUMNS = (
    level("incidence", "diabetic", "share that became diabetic by the end", "{:.0%}"),
    MEDIAN,
    HAZARD,
    LOG_RANK,
    difference(
        "diabetes_free_weeks",
        "ΔRMST [95 % CI]",
        "paired difference of the weeks free of diabetes (restricted mean) from the reference arm",
    ),
    level("beta_mass_at_onset", "onset mass", "mean insulin-positive mass at onset, over a healthy animal's", "{:.0%}"),
    level("beta_mass_final", "end mass", "mean insulin-positive mass at the end, over a healthy animal's", "{:.0%}"),
    level("reversal", "reversal", "share of the diabetic that became free of diabetes again", "{:.0%}"),
    level(
        "durability_weeks", "durability", "mean weeks free of diabetes after the last dose, of the reversed", "{:.1f}"
    ),
    level(
        "tr1_fold",
        "Tr1 fold",
        "geometric mean of cognate Tr1 in blood and spleen at the end, over the reference arm",
        "{:.3g}",
    ),
    level(
        "autoregulatory_fold",
        "CD8 fold",
        "geometric mean of cognate autoregulatory CD8 cells in blood and spleen at the end, over the reference arm",
        "{:.3g}",
    ),
    level("unrelated_response", "unrelated", "peak response to an unrelated vaccine, over the reference arm", "{:.2f}"),
    level(SPECIFICITY, "specificity", "share of the gain of diabetes-free time that is owed to the epitope", "{:.2f}"),
)


def opening(evidence: "Evidence") -> str:
    """Say how many subjects of the reference arm became diabetic, and when."""
    incidence = evidence.row(evidence.reference, "incidence")
    when = median_onset(evidence, evidence.reference)
    middle = "median onset not reached" if when == NOT_REACHED else f"median onset in week {when}"
    end = number(evidence.days / DAYS_PER_WEEK, "{:.3g}")
    return (
        f"{evidence.reference}: {incidence['mean']:.0%} of {incidence['n']} subjects became diabetic by week {end}, "
        f"{middle}."
    )


def reversal_finding(evidence: "Evidence", arm: str) -> str | None:
    """Say how often and for how long diabetes was reversed in an arm that is treated from a trigger on alone."""
    given = next(each for each in evidence.results.trial.arms if each.name == arm)
    if not given.triggered or given.doses:
        return None
    share, control = evidence.row(arm, "reversal"), evidence.row(evidence.references[arm], "reversal")
    if not share["n"]:
        return f"{arm}: no subject became diabetic."
    weeks = effect_text(evidence.row(arm, "remission_weeks"))
    return (
        f"{arm}: reversal in {number(share['mean'], '{:.0%}')} of {share['n']} diabetic subjects "
        f"({evidence.references[arm]} {number(control['mean'], '{:.0%}')}); remission longer by {weeks} weeks."
    )


def survival_table(evidence: "Evidence") -> list[FurtherTable]:
    """Write the survival tests as a table of the report."""
    until = number(evidence.days / DAYS_PER_WEEK, "{:.3g}")
    headings = ["arm", "n", "events", MEDIAN.heading, HAZARD.heading, LOG_RANK.heading]
    headings += ["diabetes-free weeks [95 % CI]", "difference [95 % CI]"]
    rows = [_survival_row(evidence, arm) for arm in evidence.arms]
    says = (
        "Median onset and diabetes-free weeks (restricted means from the start of the trial to week "
        f"{until} of age) are Kaplan-Meier's; hazard ratios are Cox's, ties after Efron. This table treats arms as "
        "independent groups, as a published trial does. The same subjects live in every arm, so the paired differences "
        "of the main table are the sharper comparison."
    )
    return [FurtherTable("Survival free of diabetes", says, headings, rows)]


def _survival_row(evidence: "Evidence", arm: str) -> list[str]:
    """Write one row of the survival table."""
    test = _test(evidence, arm)
    mean = Interval(test["restricted_mean_weeks"], test["restricted_mean_low"], test["restricted_mean_high"])
    gain = Interval(test["difference_weeks"], test["difference_low"], test["difference_high"])
    own = arm == evidence.references[arm]
    compared = [NOBODY, NOBODY] if own else [hazard(evidence, arm), log_rank(evidence, arm)]
    middle = [str(test["n"]), str(test["events"]), median_onset(evidence, arm), *compared]
    return [arm, *middle, interval_text(mean, "{:.1f}"), "reference" if own else interval_text(gain, "{:.1f}")]


def figures(results: "Results") -> "Mapping[str, Callable[[Evidence], Figure]]":
    """Give the figures by name; reversal only where a regimen waits for a trigger, islets where they were pictured."""
    from nanoimmune.analysis.figures.glycaemic import FIGURES
    from nanoimmune.analysis.figures.islets import islets
    from nanoimmune.analysis.figures.reversal import reversal

    chosen = dict(FIGURES)
    if results.snapshots:
        chosen["islets"] = islets
    if any(arm.triggered for arm in results.trial.arms):
        chosen["reversal"] = reversal
    return chosen


GLYCAEMIC = Story(
    endpoints=ENDPOINTS,
    primary=Primary("diabetes_free_weeks", benefit=1),
    primary_words=PrimaryWords("diabetes-free time", "weeks"),
    clock=Clock("age (weeks)", DAYS_PER_WEEK, "to week {} of age"),
    sheet=Sheet("reading", "week", 7),
    columns=COLUMNS,
    opening=opening,
    other_finding=reversal_finding,
    figures=figures,
    shown_elsewhere=frozenset(),
    tables=tables,
    further_tables=survival_table,
    footnote="Diabetes counts from the second of two weekly readings above the threshold. Mass is insulin-positive "
    "beta-cell mass over that of a healthy animal.",
)
"""Type 1 diabetes."""
