"""Which numbers of the model decide whether pMHC-II particles restore tolerance in EAE?

Expected before running:
- what phagocytes destroy and how long effectors last move the untreated disease, and with it what there is to restore;
- how many pMHC sit on a particle matters most for the effect of the treatment;
- the lifetime of regulatory cells matters less, since doses are repeated.
The effect is the clinical area from day 14, treated minus untreated. Morris's elementary effects are told: mu* is how
much the whole range of a number changes it, sigma how unevenly; 95 % intervals draw points and subjects again.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.analysis.figures.sensitivity import draw_sensitivity
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.study.priors import chosen_factors
from nanoimmune.study.sensitivity import SensitivityResults, declared
from nanoimmune.study.sensitivity_report import table_of

VARIED = (
    "particle.valency=5:80:log",
    "dose=0.1:3:log",
    "harm.phagocyte_rate=0.0003:0.0012:log",
    "fates.effector_death_rate=0.0105:0.042:log",
    "fates.treg_death_rate=0.0025:0.01:log",
    "repertoire.median_precursors=40:150:log",
)
"""What is varied, and between which limits."""

FULL, QUICK = {"world.cells_per_agent": 64}, {"world.cells_per_agent": 256, "world.cns_extent": 16, "world.step": 2}
"""How coarse cells are followed; in brief also how small the tissue is, and how long a step."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="two trajectories, fewer numbers and doses, coarser agents")
parser.add_argument("--trajectories", type=int, default=10, help="of seven points, four subjects in both arms at each")
parser.add_argument("--out", type=Path, default=Path("results/sensitivity"), help="output folder")


def main() -> None:
    """Run the analysis, and print what it says of the effect and of either arm."""
    options = parser.parse_args()
    mice = Scenario.named("ms").with_parameters(QUICK if options.quick else FULL)
    published = Arm.named("pmhc2-cognate", mice).regimens[0]
    regimen = replace(published, doses=3) if options.quick else published
    arms = [Arm.named("untreated", mice), Arm("pmhc2-cognate", mice, regimen)]
    cohort = Cohort(subjects=2 if options.quick else 4, seed=1)
    trial = Trial(arms, cohort, days=24 if options.quick else 60)
    print(__doc__)
    factors = chosen_factors(trial, VARIED[::2] if options.quick else VARIED)
    samples = 2 if options.quick else options.trajectories
    analysis = declared(trial, factors, "morris", samples, "pmhc2-cognate", "auc_after_dose")
    found = SensitivityResults(analysis.run(options.out, workers=1 if options.quick else None))
    for each in found.told:
        print(f"{each.says}:\n{table_of(each.found).to_string(index=False)}")
        print("\n".join(each.found.verdict()), end="\n\n")
    with house_style():
        first = found.told[0]
        draw_sensitivity(first.found, first.says).savefig(options.out / "figure.png", dpi=160)
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
