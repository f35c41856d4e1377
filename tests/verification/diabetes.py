"""The long verification of scenario `t1d`: natural history of both sexes, the arms, and what must not matter.

Run as a script, it lives the cohorts, prints the tables and writes docs/verification-t1d.md:

    python tests/verification/diabetes.py --out results/verification-t1d

Untreated females and males are laid beside the published colonies (T21 to T23). The same females then live with half
the time step, half the cells an agent (W), and a body of twice the sites and volume, and through the treated arms. A
difference is called equivalent only where its whole 95 % interval lies inside a tenth of the untreated mean.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from nanoimmune import Arm, Cohort, Scenario, Trial, __version__
from nanoimmune.analysis.effects import Interval, mean_interval, proportion_interval

MARGIN = 0.10
"""Margin of each read-out, as a share of the untreated mean."""

CHANGES: Mapping[str, Mapping[str, float]] = {
    "half the time step": {"world.step": 0.5},
    "half the cells an agent (W)": {"world.cells_per_agent": 8},
    "twice the sites and volume": {"world.size": 2},
}
"""What must move nothing but noise."""


ARMS = (
    "untreated", "pmhc1-cognate", "pmhc1-irrelevant", "pmhc1-low-valency", "plg-mixture", "untreated-null",
    "pmhc1-null",
    "pmhc2-insulin", "plg-insulin", "pmhc1-onset", "pmhc1-irrelevant-onset",
)  # fmt: skip
"""Arms that are lived."""

EXPANDED = 200
"""Effectors of an epitope in the whole body from which it counts as recruited."""

DOCUMENT = Path(__file__).parents[2] / "docs" / "verification-t1d.md"


class Cohorts(NamedTuple):
    """How many subjects live in each part of the verification, from which seed."""

    females: int
    males: int
    pairs: int
    arms: int
    seed: int


def lived(arms: Sequence[str], cohort: Cohort, overrides: Mapping[str, float] | None = None) -> Trial:
    """Declare a trial of some arms, without the vaccinated copies where only disease is looked at."""
    scenario = Scenario.named("t1d").with_parameters(overrides or {})
    if len(arms) == 1:
        scenario = replace(scenario, challenge=None)
    return Trial([Arm.named(name, scenario) for name in arms], cohort)


def natural_history(
    arm: str, subjects: int, seed: int, out: Path, overrides: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Live an untreated cohort.

    Returns:
        A row a subject: the end-points, and the mean of beta-cell mass over life.
    """
    results = lived([arm], Cohort(subjects, seed), overrides).run(out=out)
    values = results.endpoints().pivot_table(index="subject", columns="endpoint", values="value", dropna=False)
    values["mass_over_life"] = results.table.groupby("subject")["beta_mass"].mean()
    week9 = results.table[results.table["day"] == 63].set_index("subject")
    values["insulitis_at_9"] = (week9["insulitis_islets"] > 0).astype(float)
    values["diabetic_at_9"] = week9["diabetic"]
    for epitope in ("insb9_23", "igrp206_214"):
        grown = results.table[results.table[f"effector_{epitope}"] >= EXPANDED]
        values[f"{epitope}_week"] = grown.groupby("subject")["day"].min() / 7
    return values


def half_diabetic(values: pd.DataFrame) -> float:
    """Week by which half of all animals are diabetic; infinite where that is not reached."""
    return float(np.sort(values["onset_week"].fillna(np.inf).to_numpy())[(len(values) - 1) // 2])


def share(values: pd.Series) -> str:
    """Write a fraction with its Wilson interval."""
    found = proportion_interval(values.dropna().to_numpy())
    return f"{found.estimate:.0%} [{found.low:.0%}, {found.high:.0%}]"


def history_table(females: pd.DataFrame, males: pd.DataFrame) -> str:
    """Lay the untreated cohorts beside the published colonies, as a Markdown table."""
    onset, mass = females["onset_week"].dropna(), females["beta_mass_at_onset"].dropna()
    n, m = len(females), len(males)
    rows = [
        (
            "females diabetic by week 30",
            f"{share(females['incidence'])}, n = {n}",
            "about 80 %, n = 120 (T21)",
            "70 to 90 %",
        ),
        ("half of the females diabetic, week", f"{half_diabetic(females):.1f}", "18 (T21)", "18 +- 2"),
        ("onset of the affected, week", f"median {onset.median():.1f}, sd {onset.std():.1f}", "", ""),
        (
            "males diabetic by week 30",
            f"{share(males['incidence'])}, n = {m}",
            "20 to 30 %, n = 80 (T21)",
            "10 to 35 %",
        ),
        ("beta mass at onset", f"{mass.mean():.1%}, sd {mass.std():.1%}", "5 to 15 % (T23)", "5 to 20 %"),
        ("females with insulitis at week 9", share(females["insulitis_at_9"]), "90 % (T22)", "about 90 %"),
        ("males with insulitis at week 9", share(males["insulitis_at_9"]), "70 % (T22)", ""),
        ("females diabetic at week 9", share(females["diabetic_at_9"]), "few", "few"),
        ("insulin (B9-23) cells recruited, week", f"median {females['insb9_23_week'].median():.1f}", "first", "first"),
        ("IGRP cells recruited, week", f"median {females['igrp206_214_week'].median():.1f}", "later", "later"),
    ]  # fmt: skip
    lines = ["| read-out | ours | published | wanted |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {a} | {b} | {c} | {d} |" for a, b, c, d in rows)])


def invariance_row(change: str, changed: pd.DataFrame, unchanged: pd.DataFrame) -> tuple[str, bool]:
    """Compare a changed cohort with the unchanged one, subject by subject.

    Returns:
        A row of the table, and whether both intervals lie inside the margin.
    """
    written, inside = [], True
    for column in ("diabetes_free_weeks", "mass_over_life"):
        control = unchanged[column].reindex(changed.index)
        found = mean_interval(((changed[column] - control) / control.mean()).to_numpy())
        written.append(f"{found.estimate:+.1%} [{found.low:+.1%}, {found.high:+.1%}]")
        inside &= max(abs(found.low), abs(found.high)) < MARGIN
    verdict = "yes" if inside else "not shown"
    return f"| {change} | {len(changed)} | {written[0]} | {written[1]} | {verdict} |", inside


def reversal(share_reversed: float) -> str:
    """Write the share of diabetic animals that were cured."""
    return "none ill" if np.isnan(share_reversed) else f"{share_reversed:.0%}"


def arms_table(summary: pd.DataFrame) -> str:
    """Tell what each arm did, as a Markdown table."""
    table = summary.set_index(["arm", "endpoint"])
    shown = ("autoregulatory_fold", "tr1_fold", "unrelated_response")
    lines = [
        "| arm | n | diabetic | diabetes-free weeks, paired difference | reversal | autoregulatory, fold | Tr1, fold "
        "| unrelated |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for arm in dict.fromkeys(summary["arm"]):
        row = table.loc[arm]
        weeks, ill = row.loc["diabetes_free_weeks"], row.loc["incidence"]
        effect = Interval(*weeks[["effect", "effect_low", "effect_high"]])
        diabetic = f"{ill['mean']:.0%} [{ill['low']:.0%}, {ill['high']:.0%}]"
        rest = " | ".join(f"{row.loc[name, 'mean']:.3g}" for name in shown)
        lines.append(
            f"| {arm} | {int(weeks['n'])} | {diabetic} "
            f"| {effect.estimate:+.2f} [{effect.low:+.2f}, {effect.high:+.2f}] | "
            f"{reversal(row.loc['reversal', 'mean'])} | {rest} |"
        )
    return "\n".join(lines)


def verify(cohorts: Cohorts, out: Path, document: Path | None = None) -> bool:
    """Live all cohorts; the document is written anew after each part.

    Returns:
        Whether everything that must not matter was shown not to.
    """
    females = natural_history("untreated", cohorts.females, cohorts.seed, out / "females")
    males = natural_history("untreated-male", cohorts.males, cohorts.seed, out / "males")
    parts = [
        "# Verification of scenario `t1d`",
        f"Made by `python tests/verification/diabetes.py --females {cohorts.females} --males {cohorts.males} --pairs "
        f"{cohorts.pairs} --arm-subjects {cohorts.arms} --seed {cohorts.seed}`, version {__version__}. "
        "Intervals are 95 %; differences are paired by subject, and folds are geometric means.",
        "## Untreated mice beside the published ones",
        history_table(females, males),
    ]
    write(parts, document)
    summary = lived(ARMS, Cohort(cohorts.arms, cohorts.seed)).run(out=out / "arms").summary()
    parts += ["## The arms", arms_table(summary)]
    write(parts, document)
    rows, shown = [], True
    parts += ["## What must not matter", f"Equivalent means that both intervals lie within {MARGIN:.0%}.", ""]
    for place, (change, overrides) in enumerate(CHANGES.items()):
        changed = natural_history("untreated", cohorts.pairs, cohorts.seed, out / f"change-{place}", overrides)
        row, inside = invariance_row(change, changed, females)
        rows.append(row)
        shown &= inside
        head = "| change | pairs | diabetes-free weeks | beta mass over life | equivalent |\n|---|---|---|---|---|"
        parts[-1] = "\n".join([head, *rows])
        write(parts, document)
    return shown


def write(parts: list[str], document: Path | None) -> None:
    """Print what there is so far, and write it where a document is wanted."""
    text = "\n\n".join(parts) + "\n"
    print(text, flush=True)
    if document is not None:
        document.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--females", type=int, default=100)
    parser.add_argument("--males", type=int, default=60)
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--arm-subjects", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("results/verification-t1d"))
    given = parser.parse_args()
    sizes = Cohorts(given.females, given.males, given.pairs, given.arm_subjects, given.seed)
    verify(sizes, given.out, DOCUMENT)
