"""Do nanoparticles given from the day of diagnosis make diabetic NOD mice free of diabetes again, and for how long?

Expected before running:
- untreated diabetes stays (reversal in at most 10 % of the diabetic);
- pMHC-I particles with the IGRP epitope, and pMHC-II particles with the insulin epitope, reverse it in at least half,
  for about a tenth of beta cells is left, and they regain their granules and divide once the attack ends;
- most of those reversed stay free of diabetes to week 47, after the last dose;
- irrelevant pMHC-I particles reverse no more than no treatment does;
- PLG with three proteins reverses fewer than pMHC does, for it makes no regulators that act at once.
"""

import argparse
from pathlib import Path

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.analysis import figures

FOLLOWED = 330
"""Days: ten doses take up to fourteen weeks after onset, and what comes after them is the question."""

ARMS = ("untreated", "pmhc1-onset", "pmhc1-irrelevant-onset", "pmhc2-onset", "plg-mixture-onset")
QUICK_ARMS = ("untreated", "pmhc1-onset")

QUICK = {"world.step": 2, "world.cells_per_agent": 256, "world.pancreas_extent": 32}
"""Longer steps, coarser agents and a smaller pancreas, in brief."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="one subject, coarse, two arms")
parser.add_argument("--subjects", type=int, default=20, help="subjects, each in every arm")
parser.add_argument("--out", type=Path, default=Path("results/t1d-reversal"), help="output folder")


def main() -> None:
    """Run the trial, and print each expectation beside what was found."""
    options = parser.parse_args()
    mice = Scenario.named("t1d")
    if options.quick:
        mice = mice.with_parameters(QUICK)
    print(__doc__)
    cohort = Cohort(subjects=1 if options.quick else options.subjects, seed=1)
    arms = QUICK_ARMS if options.quick else ARMS
    days = None if options.quick else FOLLOWED
    trial = Trial([Arm.named(name, mice) for name in arms], cohort, days)
    results = trial.run(workers=1 if options.quick else None, out=options.out)
    found = results.summary().set_index(["arm", "endpoint"])
    values = results.endpoints().pivot(index=["arm", "subject"], columns="endpoint", values="value")
    free = values.query(f"reversal == 1 and glucose_final < {mice.glycaemia.threshold}").groupby("arm").size()
    for arm in arms:
        reversal, weeks = found.loc[(arm, "reversal")], found.loc[(arm, "remission_weeks"), "mean"]
        lasting = found.loc[(arm, "durability_weeks")]
        if reversal["n"]:
            print(f"{arm}: reversal in {reversal['mean']:.0%} of {reversal['n']:.0f} diabetic", end=", ")
            print(f"{weeks:.1f} weeks free of diabetes again on average of all", end="")
            told = f", {lasting['mean']:.1f} after the last dose on average of the reversed" if lasting["n"] else ""
            print(f"{told}, {free.get(arm, 0)} of {reversal['n']:.0f} free of it at the end")
        else:
            print(f"{arm}: nobody became diabetic")
    mass = found.xs("beta_mass_at_onset", level="endpoint")["mean"]
    print(f"insulin-positive mass at onset, over a healthy animal's:\n{mass}")
    page, (axes,) = figures.sheet(width=5.6)
    figures.courses(results, "glucose", "blood glucose (mg/dL, mean)", ax=axes)
    page.save(options.out / "figure.png")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
