"""At equal total ligand, does it matter how many pMHC sit on one particle?

Expected before running:
- one or two pMHC to a particle do nothing, whatever their total mass, for receptors are not clustered;
- the effect on the clinical area appears between 5 and 20 to a particle;
- beyond 40 the effect levels off or falls, as fewer particles meet fewer cells;
- Tr1 cells follow the same threshold: a tenfold expansion where the disease is reduced, none where it is not.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.analysis import figures, paired_effect

VALENCIES = (1, 2, 5, 10, 20, 40, 80)
"""pMHC a particle; every dose holds 25 ug of pMHC, so that fewer to a particle means more particles."""

FULL, QUICK = {"world.cells_per_agent": 32}, {"world.cells_per_agent": 256, "world.cns_extent": 16, "world.step": 2}
"""How coarse cells are followed; in brief also how small the tissue is, and how long a step."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="one subject, fewer valencies and days, and coarser agents")
parser.add_argument("--subjects", type=int, default=12, help="subjects, each in every arm")
parser.add_argument("--out", type=Path, default=Path("results/valency"), help="output folder")


def main() -> None:
    """Run the trial, and print each expectation beside what was found."""
    options = parser.parse_args()
    mice = Scenario.named("ms").with_parameters(QUICK if options.quick else FULL)
    published = Arm.named("pmhc2-cognate", mice).regimens[0]
    valencies = VALENCIES[1::2] if options.quick else VALENCIES
    arms = [Arm("untreated", mice)]
    for valency in valencies:
        particle = replace(published.particle, valency=valency)
        arms.append(Arm(f"valency {valency}", mice, replace(published, particle=particle)))
    print(__doc__)
    cohort = Cohort(subjects=1 if options.quick else options.subjects, seed=1)
    trial = Trial(arms, cohort, days=46 if options.quick else 60)
    results = trial.run(workers=1 if options.quick else None, out=options.out)
    found = results.summary().set_index(["arm", "endpoint"])
    control = found.loc[("untreated", "auc_after_dose"), "mean"]
    for arm in arms[1:]:
        change = paired_effect(results, "auc_after_dose", arm.name).estimate / control if control else 0.0
        tr1 = found.loc[(arm.name, "tr1_fold"), "mean"]
        print(f"{arm.name}: clinical area from day 14 {change:+.0%}, Tr1 {tr1:.3g}-fold")
    page, axes = figures.sheet(columns=2)
    figures.forest(results, "auc_after_dose", axes[0])
    figures.courses(results, "score", "clinical score (mean)", ax=axes[1])
    page.save(options.out / "figure.png")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
