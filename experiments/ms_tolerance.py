"""Does a nanoparticle restore tolerance to myelin in EAE, and is it the antigen that does it?

Expected before running:
- untreated: most subjects fall ill in the second week and stay ill (incidence 80 to 96 %, day-60 score above 1.5);
- PLG with the cognate peptide a week before immunisation prevents disease (incidence at most 20 %);
- pMHC-II particles with the cognate peptide from day 14 at least halve the later clinical area, and Tr1 cells rise
  at least tenfold;
- irrelevant, empty and low-valency particles do nothing (clinical area within 10 % of untreated), because the effect
  is owed to the antigen and to the clustering of its receptors;
- no particle changes the response to an unrelated vaccine by more than 10 %.
"""

import argparse
from pathlib import Path

from nanoimmune import Arm, Cohort, Particle, Regimen, Scenario, Trial

QUICK = {"world.cells_per_agent": 256, "world.cns_extent": 16, "world.step": 2}
"""How coarse cells are followed, how small the tissue is and how long a step, in brief."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="one subject, fewer days, and coarser agents")
parser.add_argument("--subjects", type=int, default=20, help="subjects, each in every arm")
parser.add_argument("--out", type=Path, default=Path("results/ms-tolerance"), help="output folder")


def plg(cargo: str | None) -> Particle:
    """A 500-nm carboxylated PLG particle, with 1.4 fg of peptide inside or with none."""
    return Particle(diameter=500, core="PLG", coat="carboxylated", cargo=cargo, cargo_load=1.4 if cargo else 0.0)


def pmhc2(peptide: str, valency: float = 40) -> Particle:
    """A 20-nm dextran-coated iron-oxide particle with pMHC-II on its surface."""
    return Particle(diameter=20, core="iron oxide", coat="dextran", ligand=peptide, valency=valency)


def prevention(particle: Particle) -> Regimen:
    """9e9 particles once, a week before immunisation."""
    return Regimen(particle, start_day=-7, particles=9e9)


def treatment(particle: Particle) -> Regimen:
    """25 ug of pMHC ten times over five weeks from day 14; low valency means more particles, not less pMHC."""
    return Regimen(particle, start_day=14, doses=10, every_days=3.5, ligand_ug=25)


def main() -> None:
    """Run the trial, and print each expectation beside what was found."""
    options = parser.parse_args()
    mice = Scenario.named("ms")
    if options.quick:
        mice = mice.with_parameters(QUICK)
    arms = [
        Arm("untreated", mice),
        Arm("plg-cognate", mice, prevention(plg("MOG35-55"))),
        Arm("plg-irrelevant", mice, prevention(plg("OVA323-339"))),
        Arm("pmhc2-cognate", mice, treatment(pmhc2("MOG35-55"))),
        Arm("pmhc2-irrelevant", mice, treatment(pmhc2("OVA323-339"))),
        Arm("pmhc2-low-valency", mice, treatment(pmhc2("MOG35-55", valency=2))),
        Arm("plg-empty", mice, prevention(plg(None))),
    ]
    print(__doc__)
    cohort = Cohort(subjects=1 if options.quick else options.subjects, seed=1)
    trial = Trial(arms, cohort, days=46 if options.quick else 60)
    results = trial.run(workers=1 if options.quick else None, out=options.out)
    found = results.summary().set_index(["arm", "endpoint"])
    control = found.loc["untreated", "mean"]
    print(f"untreated: incidence {control['incidence']:.0%}, final score {control['final_score']:.2f}")
    print(f"plg-cognate: incidence {found.loc[('plg-cognate', 'incidence'), 'mean']:.0%}")
    change = found.loc[("pmhc2-cognate", "auc_after_dose"), "effect"] / control["auc_after_dose"]
    print(f"pmhc2-cognate: area after day 14 {change:+.0%}", end=", ")
    print(f"Tr1 {found.loc[('pmhc2-cognate', 'tr1_fold'), 'mean']:.3g}-fold")
    for arm in ("plg-irrelevant", "pmhc2-irrelevant", "pmhc2-low-valency", "plg-empty"):
        print(f"{arm}: area {found.loc[(arm, 'auc'), 'effect'] / control['auc']:+.0%} of untreated")
    print(f"response to the unrelated vaccine:\n{found.xs('unrelated_response', level='endpoint')['mean']}")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
