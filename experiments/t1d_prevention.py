"""Do nanoparticles given to prediabetic NOD mice keep them free of diabetes, and is it the antigen that does it?

Expected before running:
- untreated: 70 to 90 % of females are diabetic by week 30, half of them by week 16 to 20;
- pMHC-I particles with the IGRP epitope from week 10 leave 10 to 35 % diabetic, and autoregulatory CD8 cells rise at
  least tenfold;
- the same particles with an irrelevant peptide, or with too few pMHC to cluster receptors, do nothing (diabetes-free
  weeks within 10 % of untreated), nor do the cognate ones where beta cells lack the epitope;
- PLG with three proteins at least halves incidence, and PLG with insulin alone does less (Podojil et al. 2022);
- no particle changes the response to an unrelated vaccine by more than 10 %.
"""

import argparse
from pathlib import Path

from nanoimmune import Arm, Cohort, Scenario, Trial

ARMS = ("untreated", "pmhc1-cognate", "pmhc1-irrelevant", "pmhc1-low-valency", "plg-mixture", "plg-insulin")
QUICK_ARMS = ("untreated", "pmhc1-cognate", "pmhc1-irrelevant")
NULL_ARMS = ("untreated-null", "pmhc1-null")
NOTHING = ("pmhc1-irrelevant", "pmhc1-low-valency", "pmhc1-null")
"""Arms that are expected to do nothing."""

QUICK = {"world.step": 2, "world.cells_per_agent": 256, "world.pancreas_extent": 32}
QUICK_DAYS = 168
"""Longer steps, coarser agents, a smaller pancreas and a shorter life, in brief."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="one subject, coarse, three arms")
parser.add_argument("--subjects", type=int, default=20, help="subjects, each in every arm")
parser.add_argument("--out", type=Path, default=Path("results/t1d-prevention"), help="output folder")


def main() -> None:
    """Run the trial, and print each expectation beside what was found."""
    options = parser.parse_args()
    mice = Scenario.named("t1d")
    if options.quick:
        mice = mice.with_parameters(QUICK)
    names = QUICK_ARMS if options.quick else (*ARMS, *NULL_ARMS)
    arms = [Arm.named(name, mice) for name in names]
    print(__doc__)
    cohort = Cohort(subjects=1 if options.quick else options.subjects, seed=1)
    trial = Trial(arms, cohort, QUICK_DAYS if options.quick else None)
    results = trial.run(workers=1 if options.quick else None, out=options.out)
    found = results.summary().set_index(["arm", "endpoint"])
    for arm in names:
        print(f"{arm}: {found.loc[(arm, 'incidence'), 'mean']:.0%} diabetic", end="")
        onset = found.loc[(arm, "onset_week"), "mean"]
        print(f", onset in week {onset:.1f} on average" if onset == onset else ", no onset")
    expansion = found.loc[("pmhc1-cognate", "autoregulatory_fold"), "mean"]
    print(f"pmhc1-cognate: autoregulatory CD8 cells {expansion:.3g}-fold")
    references = results.references()
    for arm in (name for name in names if name in NOTHING):
        weeks = found.loc[(references[arm], "diabetes_free_weeks"), "mean"]
        gain = found.loc[(arm, "diabetes_free_weeks"), "effect"]
        print(f"{arm}: diabetes-free weeks {gain / weeks:+.0%} of {references[arm]}")
    print(f"response to the unrelated vaccine:\n{found.xs('unrelated_response', level='endpoint')['mean']}")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
