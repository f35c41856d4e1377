"""How much pMHC does it take to treat EAE, and is there a dose beyond which more does not help?

Expected before running:
- the clinical area from day 14 on falls with the dose along a sigmoid curve, and doses above 25 ug add little;
- the EC50 lies between 0.1 and 10 ug of pMHC a dose, and its 95 % interval within a factor of ten;
- a hundredth of the published dose does next to nothing (area within 10 % of untreated).
"""

import argparse
from dataclasses import replace
from pathlib import Path

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.analysis import figures, fit_dose_response

DOSES = (0.0025, 0.025, 0.1, 0.5, 2.5, 10, 25, 100)
"""ug of pMHC a dose, ten doses from day 14 on; 25 is the published one."""

FULL, QUICK = {"world.cells_per_agent": 32}, {"world.cells_per_agent": 256, "world.cns_extent": 16, "world.step": 2}
"""How coarse cells are followed; in brief also how small the tissue is, and how long a step."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="one subject, fewer doses and days, and coarser agents")
parser.add_argument("--subjects", type=int, default=12, help="subjects, each in every arm")
parser.add_argument("--out", type=Path, default=Path("results/dose-response"), help="output folder")


def main() -> None:
    """Run the trial, and print each expectation beside what was found."""
    options = parser.parse_args()
    mice = Scenario.named("ms").with_parameters(QUICK if options.quick else FULL)
    published = Arm.named("pmhc2-cognate", mice).regimens[0]
    doses = DOSES[::2] if options.quick else DOSES
    arms = [Arm("untreated", mice)]
    arms += [Arm(f"{dose:g} ug", mice, replace(published, ligand_ug=dose)) for dose in doses]
    print(__doc__)
    cohort = Cohort(subjects=1 if options.quick else options.subjects, seed=1)
    trial = Trial(arms, cohort, days=46 if options.quick else 60)
    results = trial.run(workers=1 if options.quick else None, out=options.out)
    found = results.endpoints().query("endpoint == 'auc_after_dose'")
    dose_of = dict(zip((arm.name for arm in arms), (0.0, *doses), strict=True))
    given = found["arm"].map(dose_of).to_numpy(float)
    fit = fit_dose_response(given, found["value"])
    limits = f"{fit.ec50.low:.3g} to {fit.ec50.high:.3g}" if fit.ec50.low == fit.ec50.low else "not determined"
    print(f"EC50: {fit.ec50.estimate:.3g} ug of pMHC a dose (95 % limits: {limits}), steepness {fit.hill:.2g}")
    means = found.groupby("arm", sort=False)["value"].mean()
    for arm, mean in means.items():
        print(f"{arm}: clinical area from day 14 {mean:.1f} score x days ({mean / means['untreated'] - 1:+.0%})")
    page, (axes,) = figures.sheet()
    figures.dose_response(
        fit, given, found["value"], "pMHC a dose (µg)", "clinical area from day 14\n(score × days)", axes
    )
    page.save(options.out / "figure.png")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
