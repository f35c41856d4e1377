"""When is each kind of particle best given: before the disease, at its onset, or at its peak?

Expected before running:
- PLG that carries the peptide prevents before immunisation, and does less the later it is given, because it works on
  cells that are still to be primed;
- pMHC-II particles do little before immunisation, for there are no experienced cells for them to convert;
- pMHC-II particles treat at onset, and at the peak they still reduce what comes after;
- tissue that is lost by the peak is not all regained, so the later the treatment the less is preserved.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.analysis import figures, paired_effect

TIMES = {"before": {"start_day": -7}, "at onset": {"trigger": "score >= 1"}, "at peak": {"start_day": 21}}
"""A week before immunisation; from each animal's own first day of disease; and at the height of most courses."""

FULL, QUICK = {"world.cells_per_agent": 32}, {"world.cells_per_agent": 256, "world.cns_extent": 16, "world.step": 2}
"""How coarse cells are followed; in brief also how small the tissue is, and how long a step."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="one subject, fewer days, and coarser agents")
parser.add_argument("--subjects", type=int, default=12, help="subjects, each in every arm")
parser.add_argument("--out", type=Path, default=Path("results/timing"), help="output folder")


def main() -> None:
    """Run the trial, and print each expectation beside what was found."""
    options = parser.parse_args()
    mice = Scenario.named("ms").with_parameters(QUICK if options.quick else FULL)
    designs = {"PLG": Arm.named("plg-cognate", mice), "pMHC": Arm.named("pmhc2-cognate", mice)}
    arms = [Arm("untreated", mice)]
    for design, declared in designs.items():
        for time, when in TIMES.items():
            regimen = replace(declared.regimens[0], **{"start_day": None, **when})
            arms.append(Arm(f"{design} {time}", mice, regimen))
    print(__doc__)
    cohort = Cohort(subjects=1 if options.quick else options.subjects, seed=1)
    trial = Trial(arms, cohort, days=53 if options.quick else 75)
    results = trial.run(workers=1 if options.quick else None, out=options.out)
    found = results.summary().set_index(["arm", "endpoint"])
    control = found.loc[("untreated", "auc"), "mean"]
    for arm in arms[1:]:
        change = paired_effect(results, "auc", arm.name).estimate / control if control else 0.0
        final, kept = (found.loc[(arm.name, name), "mean"] for name in ("final_score", "tissue_preserved"))
        print(f"{arm.name}: clinical area {change:+.0%}, final score {final:.2f}, tissue preserved {kept:.0%}")
    page, axes = figures.sheet(columns=2)
    figures.forest(results, "auc", axes[0])
    figures.courses(results, "score", "clinical score (mean)", ax=axes[1])
    page.save(options.out / "figure.png")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
