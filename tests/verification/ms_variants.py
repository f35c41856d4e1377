"""Long verification of relapsing and monophasic disease, and of the inducing dose: `--help` for sizes.

Untreated cohorts are laid beside published ones, the spreading of epitopes is timed and taken away, and the treated
arms are lived. Intervals are 95 %.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from nanoimmune import Arm, Cohort, Scenario, Trial, __version__
from nanoimmune.analysis.effects import mean_interval, proportion_interval
from nanoimmune.state.dose import ImmunisationDose

RELAPSING, MONOPHASIC, CHRONIC = "ms-relapsing", "ms-monophasic", "ms"

RELAPSING_ARMS = ("untreated", "plg-cognate", "plg-irrelevant", "plg-spread", "pmhc2-cognate")
MONOPHASIC_ARMS = ("untreated", "plg-cognate", "plg-irrelevant", "pmhc2-cognate")

COARSE = {"world.cells_per_agent": 32.0}
"""Cells an agent in all parts, as both scenarios have it."""

SPREADING = ("plp139_151", "plp178_191", "mbp84_104")
EXPANDED = 200
"""Effectors of an epitope in the whole body from which it counts as recruited."""

LOW_DOSES = (0.05, 0.2)
"""Inducing doses below the standard one."""

HEAD = "| target | read-out | ours | published |\n|---|---|---|---|"
DOCUMENT = Path(__file__).parents[2] / "docs" / "verification-ms-variants.md"


class Cohorts(NamedTuple):
    """How many subjects live in each part of the verification, for how many days, from which seed."""

    untreated: int
    arms: int
    mice: int
    days: int
    seed: int


class Lived(NamedTuple):
    """An untreated cohort: its end-points, a row a subject, and its records."""

    values: pd.DataFrame
    table: pd.DataFrame


def lived(scenario: Scenario, arm: str, subjects: int, cohorts: Cohorts, out: Path) -> Lived:
    """Live one arm, without the vaccinated copies."""
    trial = Trial(
        [Arm.named(arm, replace(scenario, challenge=None))], Cohort(subjects, cohorts.seed), days=cohorts.days
    )
    results = trial.run(out=out)
    values = results.endpoints().pivot_table(index="subject", columns="endpoint", values="value", dropna=False)
    return Lived(values, results.table)


def share(values: pd.Series) -> str:
    """Write a fraction with its Wilson interval, and of how many."""
    known = values.dropna().to_numpy()
    if known.size == 0:
        return "nobody to count"
    found = proportion_interval(known)
    return f"{found.estimate:.0%} [{found.low:.0%}, {found.high:.0%}], n = {known.size}"


def mean(values: pd.Series) -> str:
    """Write a mean with its interval, and of how many."""
    known = values.dropna().to_numpy()
    if known.size < 2:
        return "-" if known.size == 0 else f"{known[0]:.2f}, n = 1"
    found = mean_interval(known)
    return f"{found.estimate:.2f} [{found.low:.2f}, {found.high:.2f}], sd {known.std(ddof=1):.2f}, n = {known.size}"


def rows(*lines: tuple[str, str, str, str]) -> str:
    """Write lines of a table."""
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def score_on(table: pd.DataFrame, day: int) -> pd.Series:
    """Score of every subject on a day."""
    return table[table["day"] == day].set_index("subject")["score"]


def monophasic_table(found: Lived) -> str:
    """Lay untreated B10.PL mice beside the published ones; as there, only the affected count beside incidence."""
    ill = found.values["incidence"] == 1
    return "\n".join([
        HEAD,
        rows(
            ("T01", "incidence", share(found.values["incidence"]), "16 of 19 (84 %)"),
            ("T01", "onset, day", mean(found.values["onset_day"]), "16.2 +- 0.68 (SE), 13 to 21"),
            ("T01", "highest score", mean(found.values["peak_score"][ill]), "2.47 +- 0.21 (SE)"),
            ("T01", "score on day 40", mean(score_on(found.table, 40)[ill]), "0.44 +- 0.14 (SE)"),
            ("", "relapsed", share(found.values["relapsed"]), "monophasic"),
        ),
    ])  # fmt: skip


def relapsing_table(found: Lived, without: Lived) -> str:
    """Lay untreated SJL mice beside the published ones, and beside those that cannot spread."""
    by_day_42 = found.table[found.table["day"] <= 42]
    relapsed = relapsed_until(by_day_42).where(found.values["incidence"] == 1)
    difference = (found.values["relapses"] - without.values["relapses"]).dropna()
    recruited = {name: recruitment(found.table, name) for name in SPREADING}
    order = pd.concat(recruited, axis=1).fillna(np.inf)
    in_order = (order[SPREADING[0]] < order[SPREADING[1]]) & (order[SPREADING[1]] <= order[SPREADING[2]])
    return "\n".join([
        HEAD,
        rows(
            ("SJL", "incidence", share(found.values["incidence"]), "90 to 100 %"),
            ("SJL", "onset, day", mean(found.values["onset_day"]), "10 to 15"),
            ("T09", "highest score", mean(found.values["peak_score"]), "2 to 3"),
            ("SJL", "relapsed by day 42", share(relapsed), "50 to 75 %"),
            ("SJL", "relapsed by the end", share(found.values["relapsed"]), "most"),
            *(
                ("spreading", f"{name.replace('_', '-').upper()} recruited, day", mean(day), published)
                for (name, day), published in zip(
                    recruited.items(), ("first", "first relapse", "after it"), strict=True
                )
            ),
            ("spreading", "none recruited out of order", share(in_order.astype(float)), "139-151, 178-191, 84-104"),
            ("spreading", "relapsed, without cells of the two", share(without.values["relapsed"]), "fewer"),
            ("spreading", "relapses more with spreading, paired", mean(difference), "above 0"),
        ),
    ])  # fmt: skip


def relapsed_until(table: pd.DataFrame) -> pd.Series:
    """Whether each subject had a relapse within the days given."""
    from nanoimmune.analysis.relapses import relapses

    after = table[table["day"] >= 0].sort_values("day")
    return after.groupby("subject")["score"].apply(lambda score: float(relapses(score.to_numpy()) > 0))


def recruitment(table: pd.DataFrame, epitope: str) -> pd.Series:
    """Day from which every subject has many effectors of an epitope; empty for those that never have."""
    grown = table[table[f"effector_{epitope}"] >= EXPANDED].groupby("subject")["day"].min()
    return grown.reindex(sorted(table["subject"].unique()))


def arms_table(name: str, arms: Sequence[str], cohorts: Cohorts, out: Path) -> str:
    """Live arms, and tell what each did, as a Markdown table."""
    mice = Scenario.named(name)
    trial = Trial([Arm.named(arm, mice) for arm in arms], Cohort(cohorts.arms, cohorts.seed), days=cohorts.days)
    table = trial.run(out=out).summary().set_index(["arm", "endpoint"])
    lines = [
        "| arm | n | incidence | peak | area, paired difference | relapsed | Tr1, fold | unrelated |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for arm in arms:
        row = table.loc[arm]
        ill, area, relapsed = row.loc["incidence"], row.loc["auc"], row.loc["relapsed", "mean"]
        lines.append(
            f"| {arm} | {int(ill['n'])} | {ill['mean']:.0%} [{ill['low']:.0%}, {ill['high']:.0%}] "
            f"| {row.loc['peak_score', 'mean']:.2f} "
            f"| {area['effect']:+.1f} [{area['effect_low']:+.1f}, {area['effect_high']:+.1f}] "
            f"| {'–' if np.isnan(relapsed) else f'{relapsed:.0%}'} | {row.loc['tr1_fold', 'mean']:.3g} "
            f"| {row.loc['unrelated_response', 'mean']:.2f} |"
        )
    return "\n".join(lines)


def immunised(mice: Scenario, amount: float, pertussis: float) -> Scenario:
    """The same mice, given another dose of antigen or of toxin; without antigen there is no adjuvant."""
    doses = [dose for dose in mice.induction if isinstance(dose, ImmunisationDose)]
    changed = [replace(dose, amount=amount, pertussis=pertussis, adjuvant=float(amount > 0)) for dose in doses]
    return replace(mice, induction=tuple(changed))


def induction_table(cohorts: Cohorts, out: Path) -> str:
    """Lower doses of antigen, and toxin without any, in scenario `ms`."""
    mice = Scenario.named(CHRONIC).with_parameters(COARSE)
    groups: Mapping[str, tuple[str, str, float, str]] = {
        "toxin": ("T06", "toxin alone", 0.0, "0 of 6 ill"),
        **{f"dose-{dose}": ("T07", f"dose {dose:g}", dose, "2 of 5 ill by a weaker protocol") for dose in LOW_DOSES},
        "usual": ("T07", "dose 1", 1.0, "5 of 5 ill, onset 14.4 +- 0.5, highest 3.1 +- 1.3"),
    }
    lines = []
    for name, (target, says, amount, published) in groups.items():
        found = lived(immunised(mice, amount, 1.0), "untreated", cohorts.mice, cohorts, out / name)
        lines.append((target, says, course_of(found.values), published))
    return "\n".join([HEAD.replace("read-out", "induction"), rows(*lines)])


def course_of(values: pd.DataFrame) -> str:
    """Write incidence, onset, highest score and deaths of a group."""
    ill = values["incidence"] == 1
    parts = [f"{int(ill.sum())} of {len(values)} ill"]
    if ill.any():
        parts += [f"onset {values['onset_day'].mean():.1f}", f"highest {values['peak_score'][ill].mean():.2f}"]
    return ", ".join([*parts, f"{int(values['mortality'].sum())} died"])


def verify(cohorts: Cohorts, out: Path, document: Path | None = None) -> str:
    """Live all cohorts; the document is written anew after each part.

    Returns:
        The document.
    """
    parts = [
        "# Verification of scenarios `ms-relapsing` and `ms-monophasic`",
        f"Made by `python tests/verification/ms_variants.py --untreated {cohorts.untreated} --arm-subjects "
        f"{cohorts.arms} --mice {cohorts.mice} --days {cohorts.days} --seed {cohorts.seed}`, version {__version__}. "
        "Intervals are 95 %; folds are geometric means.",
    ]
    mono, sjl = Scenario.named(MONOPHASIC), Scenario.named(RELAPSING)
    found = lived(mono, "untreated", cohorts.untreated, cohorts, out / "monophasic")
    parts += ["## `ms-monophasic`: untreated B10.PL mice", monophasic_table(found)]
    write(parts, document)
    found = lived(sjl, "untreated", cohorts.untreated, cohorts, out / "relapsing")
    without = lived(sjl, "untreated-no-spreading", cohorts.untreated, cohorts, out / "no-spreading")
    parts += ["## `ms-relapsing`: untreated SJL mice", relapsing_table(found, without)]
    write(parts, document)
    parts += ["## `ms-relapsing`: the arms", arms_table(RELAPSING, RELAPSING_ARMS, cohorts, out / "arms-relapsing")]
    write(parts, document)
    parts += ["## `ms-monophasic`: the arms", arms_table(MONOPHASIC, MONOPHASIC_ARMS, cohorts, out / "arms-monophasic")]
    write(parts, document)
    parts += ["## `ms`: toxin and inducing dose", induction_table(cohorts, out / "induction")]
    return write(parts, document)


def write(parts: list[str], document: Path | None) -> str:
    """Print what there is so far, and write it where a document is wanted."""
    text = "\n\n".join(parts) + "\n"
    print(text, flush=True)
    if document is not None:
        document.write_text(text, encoding="utf-8")
    return text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--untreated", type=int, default=40)
    parser.add_argument("--arm-subjects", type=int, default=12)
    parser.add_argument("--mice", type=int, default=12)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("results/verification-ms-variants"))
    given = parser.parse_args()
    sizes = Cohorts(given.untreated, given.arm_subjects, given.mice, given.days, given.seed)
    verify(sizes, given.out, DOCUMENT)
