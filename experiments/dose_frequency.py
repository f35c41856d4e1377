"""At equal total dose, is it better to give pMHC particles once, or little by little?

Expected before running:
- 250 ug in one dose does less than the same in ten, since Tr1 cells need weeks of repeated contact to expand;
- the effect on the clinical area grows with the number of doses up to about ten, and then levels off;
- the total given is the same in every arm, so whatever differs is owed to the schedule.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.analysis import figures, paired_effect

TOTAL_UG, FIRST_DAY, WEEKS = 250, 14, 5
COUNTS = (1, 2, 5, 10, 20, 35)
"""Numbers of doses that share the total, evenly over five weeks."""

FULL, QUICK = {"world.cells_per_agent": 32}, {"world.cells_per_agent": 256, "world.cns_extent": 16, "world.step": 2}
"""How coarse cells are followed; in brief also how small the tissue is, and how long a step."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="one subject, fewer arms and days, and coarser agents")
parser.add_argument("--subjects", type=int, default=12, help="subjects, each in every arm")
parser.add_argument("--out", type=Path, default=Path("results/dose-frequency"), help="output folder")


def main() -> None:
    """Run the trial, and print each expectation beside what was found."""
    options = parser.parse_args()
    mice = Scenario.named("ms").with_parameters(QUICK if options.quick else FULL)
    published = Arm.named("pmhc2-cognate", mice).regimens[0]
    arms = [Arm("untreated", mice)]
    for count in COUNTS[::3] if options.quick else COUNTS:
        days = tuple(FIRST_DAY + 7 * WEEKS * number / count for number in range(count))
        regimen = replace(published, ligand_ug=TOTAL_UG / count, days=days, start_day=None, doses=1, every_days=None)
        arms.append(Arm("1 dose" if count == 1 else f"{count} doses", mice, regimen))
    print(__doc__)
    cohort = Cohort(subjects=1 if options.quick else options.subjects, seed=1)
    trial = Trial(arms, cohort, days=50 if options.quick else 60)
    results = trial.run(workers=1 if options.quick else None, out=options.out)
    found = results.summary().set_index(["arm", "endpoint"])
    control = found.loc[("untreated", "auc_after_dose"), "mean"]
    for arm in arms[1:]:
        change = paired_effect(results, "auc_after_dose", arm.name).estimate / control if control else 0.0
        total = found.loc[(arm.name, "cumulative_ligand"), "mean"]
        tr1 = found.loc[(arm.name, "tr1_fold"), "mean"]
        print(f"{arm.name}: {total:.0f} ug in all, clinical area from day 14 {change:+.0%}, Tr1 {tr1:.3g}-fold")
    page, axes = figures.sheet(columns=2)
    figures.forest(results, "auc_after_dose", axes[0])
    figures.courses(results, "cognate_tr1_blood_spleen", "cognate Tr1 in blood and spleen (cells)", ax=axes[1])
    axes[1].set_yscale("symlog", linthresh=100)
    page.save(options.out / "figure.png")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
