"""The long verification of scenario `ms`: what a hundred subjects show, and what must not matter.

Run as a script, it lives the cohorts, prints the tables and writes docs/verification.md:

    python tests/verification/equivalences.py --out results/verification

The untreated cohort is compared with published T02 (Diveu et al., J Immunol 2009, Table I). The same subjects then live
with half the time step, half the cells an agent (W), and a body of twice the sites and volume, and through the six
treated arms. A difference is called equivalent only where its whole 95 % interval lies inside the margin. A disease
with a threshold is noisy (a pair that shares no draw differs by a third of the mean area), hence so many pairs.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from nanoimmune import Arm, Cohort, Scenario, Trial, __version__
from nanoimmune.analysis.effects import Interval, mean_interval

AREA_MARGIN = 0.10
"""Margin of the clinical area, as a share of the untreated mean."""

ONSET_MARGIN = 0.7
"""Margin of the day of onset, days."""

CHANGES: dict[str, dict[str, float]] = {
    "half the time step": {"world.step": 0.5},
    "half the cells an agent (W)": {"world.cells_per_agent": 4},
    "twice the sites and volume": {"world.size": 2},
}
"""What must move nothing but noise."""

DOCUMENT = Path(__file__).parents[2] / "docs" / "verification.md"


class Difference(NamedTuple):
    """A paired difference to the unchanged cohort.

    Attributes:
        change: What was changed.
        pairs: Pairs compared for the area.
        area: Difference of the clinical area, as a share of the unchanged mean.
        onset_pairs: Pairs of which both fell ill.
        onset: Difference of the day of onset, days.
    """

    change: str
    pairs: int
    area: Interval
    onset_pairs: int
    onset: Interval

    @property
    def is_equivalent(self) -> bool:
        """Whether both intervals lie inside their margins."""
        area = max(abs(self.area.low), abs(self.area.high)) < AREA_MARGIN
        return area and max(abs(self.onset.low), abs(self.onset.high)) < ONSET_MARGIN


def untreated_endpoints(overrides: dict[str, float], cohort: Cohort, out: Path | None) -> pd.DataFrame:
    """Live an untreated cohort with changed parameters.

    Returns:
        End-points by subject, a column each.
    """
    scenario = replace(Scenario.named("ms").with_parameters(overrides), challenge=None)
    results = Trial([Arm("untreated", scenario)], cohort, days=60).run(out=out)
    return results.endpoints().pivot_table(index="subject", columns="endpoint", values="value", dropna=False)


def difference(change: str, changed: pd.DataFrame, unchanged: pd.DataFrame) -> Difference:
    """Compare a changed cohort with the unchanged one, subject by subject."""
    area = (changed["auc"] - unchanged["auc"]).to_numpy() / unchanged["auc"].mean()
    onset = (changed["onset_day"] - unchanged["onset_day"]).dropna().to_numpy()
    return Difference(change, len(area), mean_interval(area), len(onset), mean_interval(onset))


def percent(interval: Interval) -> str:
    """Write an interval of shares in percent."""
    return f"{interval.estimate:+.1%} [{interval.low:+.1%}, {interval.high:+.1%}]"


def days(interval: Interval) -> str:
    """Write an interval of days."""
    return f"{interval.estimate:+.2f} [{interval.low:+.2f}, {interval.high:+.2f}]"


def invariance_table(differences: list[Difference]) -> str:
    """Tell what the changes moved, as a Markdown table."""
    lines = [
        "| change | pairs | clinical area | pairs ill in both | onset, days | equivalent |",
        "|---|---|---|---|---|---|",
    ]
    for each in differences:
        verdict = "yes" if each.is_equivalent else "not shown"
        lines.append(
            f"| {each.change} | {each.pairs} | {percent(each.area)} | {each.onset_pairs} | {days(each.onset)} | "
            f"{verdict} |"
        )
    return "\n".join(lines)


def natural_history_table(untreated: pd.DataFrame) -> str:
    """Lay the untreated cohort beside the published one, as a Markdown table."""
    n, ill = len(untreated), untreated["onset_day"].dropna()
    peak, final = untreated["peak_score"], untreated["final_score"]
    rows = [
        ("incidence", f"{untreated['incidence'].mean():.1%} ({len(ill)} of {n})", "88 % (22 of 25)", "80 to 96 %"),
        ("onset, day", f"{ill.mean():.2f}, sd {ill.std():.2f} (n = {len(ill)})", "13.59, sd 2.26", "13.6 +- 1.5"),
        ("peak score", f"{peak.mean():.2f}, sd {peak.std():.2f} (n = {n})", "3.05, sd 1.12", "3.05 +- 0.4"),
        ("score of days 54 to 60", f"{final.mean():.2f}, sd {final.std():.2f} (n = {n})", "chronic", "above 1.5"),
        ("deaths", f"{untreated['mortality'].mean():.1%} of {n}", "0 of 25", ""),
    ]
    lines = ["| read-out | ours | published (T02) | wanted |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {a} | {b} | {c} | {d} |" for a, b, c, d in rows)])


def arms_table(summary: pd.DataFrame) -> str:
    """Tell what each arm did, as a Markdown table."""
    table = summary.set_index(["arm", "endpoint"])
    lines = [
        "| arm | n | incidence | area, paired difference | area after day 14 | Tr1, fold | unrelated response |",
        "|---|---|---|---|---|---|---|",
    ]
    control = table.loc["untreated", "mean"]
    for arm in dict.fromkeys(summary["arm"]):
        row = table.loc[arm]
        area, later, other = row.loc["auc"], row.loc["auc_after_dose"], row.loc["unrelated_response"]
        limits = Interval(*(area[["effect", "effect_low", "effect_high"]] / control["auc"]))
        after = later["effect"] / control["auc_after_dose"]
        lines.append(
            f"| {arm} | {int(area['n'])} | {row.loc['incidence', 'mean']:.0%} | {percent(limits)} | {after:+.0%} | "
            f"{row.loc['tr1_fold', 'mean']:.3g} | {other['mean']:.3f} [{other['low']:.3f}, {other['high']:.3f}] |"
        )
    return "\n".join(lines)


def verify(subjects: int, pairs: int, arm_subjects: int, seed: int, out: Path) -> list[Difference]:
    """Live all cohorts; the document is written anew after each.

    Returns:
        The differences.
    """
    scenario = Scenario.named("ms")
    arms = [Arm.named(name, scenario) for name in scenario.default_arms]
    summary = Trial(arms, Cohort(subjects=arm_subjects, seed=seed), days=60).run(out=out / "arms").summary()
    unchanged = untreated_endpoints({}, Cohort(subjects=subjects, seed=seed), out / "unchanged")
    command = f"--subjects {subjects} --pairs {pairs} --arm-subjects {arm_subjects} --seed {seed}"
    differences: list[Difference] = []
    for number, (change, overrides) in enumerate(CHANGES.items()):
        changed = untreated_endpoints(overrides, Cohort(subjects=pairs, seed=seed), out / f"change-{number}")
        differences.append(difference(change, changed, unchanged.loc[changed.index]))
        text = document(command, unchanged, differences, summary)
        DOCUMENT.write_text(text + "\n", encoding="utf-8")
        print(text, flush=True)
    return differences


def document(command: str, untreated: pd.DataFrame, differences: list[Difference], summary: pd.DataFrame) -> str:
    """Tell everything that was found, as a Markdown document."""
    return "\n\n".join(
        [
            "# Verification of scenario `ms`",
            f"Made by `python tests/verification/equivalences.py {command}`, version {__version__}. Intervals are "
            "95 %; differences are paired by subject, and folds are geometric means.",
            "## Untreated mice beside the published ones",
            natural_history_table(untreated),
            "Published: C57BL/6 immunised with MOG35-55/CFA/PTX, n = 25 (Diveu et al., J Immunol 2009, Table I).",
            "## The arms",
            arms_table(summary),
            "## What must not matter",
            f"Equivalent means that the whole interval lies within {AREA_MARGIN:.0%} of the mean area and within "
            f"{ONSET_MARGIN} days.",
            invariance_table(differences),
        ]
    )


def main() -> None:
    """Run the verification from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subjects", type=int, default=300, help="untreated subjects of the natural history")
    parser.add_argument("--pairs", type=int, default=300, help="pairs of each comparison, at most the subjects")
    parser.add_argument("--arm-subjects", type=int, default=60, help="subjects of the treated arms")
    parser.add_argument("--seed", type=int, default=1, help="seed of the study")
    parser.add_argument("--out", type=Path, default=Path("results/verification"), help="folder for the runs")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    verify(options.subjects, options.pairs, options.arm_subjects, options.seed, options.out)


if __name__ == "__main__":
    main()
