"""Does tolerance by particles leave the defence against an infection intact, as steroid does not?

Expected before running:
- PLG and pMHC-II particles with the myelin peptide lower the clinical area, and the antiviral CD8 peak and the day of
  clearance stay within a tenth of the untreated host's;
- the recall response to the myelin peptide falls, that to an unrelated peptide does not;
- dexamethasone every day lowers the clinical area too, but also the antiviral response.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from nanoimmune import Arm, Cohort, Drug, Regimen, Scenario, Trial
from nanoimmune.analysis import figures, paired_effect

CHALLENGES = ("infection", "recall", "recall-unrelated")
ASKED = {"infection_cd8_ratio": "CD8 peak over reference", "infection_clearance_ratio": "day of clearance over it"}

QUICK = {"world.cells_per_agent": 256, "world.cns_extent": 16, "world.step": 2}
"""How coarse cells are followed; in brief also how small the tissue is, and how long a step."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="one subject, earlier challenges, and coarser agents")
parser.add_argument("--subjects", type=int, default=12, help="subjects, each in every arm")
parser.add_argument("--out", type=Path, default=Path("results/infection-challenge"), help="output folder")


def main() -> None:
    """Run the trial, and print each expectation beside what was found."""
    options = parser.parse_args()
    mice = Scenario.named("ms").with_challenges(*CHALLENGES)
    if options.quick:
        sooner = {name: replace(each, day=16, watch_days=8) for name, each in mice.challenges.items()}
        mice = replace(mice, challenges=sooner).with_parameters(QUICK)
    steroid = Regimen(Drug("dexamethasone"), start_day=10, doses=20, every_days=1, amount="5 mg/kg")
    arms = [Arm.named(name, mice) for name in ("untreated", "plg-cognate", "pmhc2-cognate")]
    arms.append(Arm("dexamethasone", mice, steroid))
    print(__doc__)
    cohort = Cohort(subjects=1 if options.quick else options.subjects, seed=1)
    trial = Trial(arms, cohort, days=46 if options.quick else 60)
    results = trial.run(workers=1 if options.quick else None, out=options.out)
    found = results.summary().set_index(["arm", "endpoint"])["mean"].dropna()
    control = found["untreated", "auc"]
    for arm in arms[1:]:
        change = paired_effect(results, "auc", arm.name).estimate / control if control else 0.0
        print(f"{arm.name}: clinical area {change:+.0%}", end="")
        for endpoint, says in ASKED.items():
            print(f", {says} {found[arm.name, endpoint]:.2f}" if (arm.name, endpoint) in found else "", end="")
        print()
    for (arm, endpoint), mean in found.items():
        if endpoint.startswith("recall") and endpoint.endswith("per_million"):
            print(f"{arm}: {endpoint.removesuffix('_per_million').replace('_', ', ')} {mean:.0f} in a million cells")
    page, axes = figures.sheet(columns=2)
    figures.forest(results, "auc", axes[0])
    figures.forest(results, "infection_cd8_peak", axes[1])
    page.save(options.out / "figure.png")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
