"""Once the response has spread to further epitopes, must a particle carry them too?

Expected before running (relapsing EAE of SJL mice, induced with PLP139-151, spreading to PLP178-191 and MBP84-104):
- before immunisation, the inducing peptide alone prevents disease, since what never starts cannot spread;
- the epitope of the relapse alone leaves the first bout as it is, and lowers relapses;
- in the remission, the inducing peptide alone comes too late for the relapses, and a mixture of all three does more;
- an irrelevant peptide does nothing at either time.
"""

import argparse
from pathlib import Path

from nanoimmune import Arm, Cohort, Particle, Regimen, Scenario, Trial
from nanoimmune.analysis import figures, paired_effect

INDUCING, SPREAD = "PLP139-151", ("PLP178-191", "MBP84-104")
CARGOES = {"inducing": INDUCING, "spread": SPREAD[0], "mixture": (INDUCING, *SPREAD), "irrelevant": "OVA323-339"}
QUICK_CARGOES = ("inducing", "mixture", "irrelevant")
TIMES = {"early": -7, "late": 25}
"""A week before immunisation, and after the first bout."""

FULL, QUICK = {"world.cells_per_agent": 32}, {"world.cells_per_agent": 256, "world.cns_extent": 16, "world.step": 2}
"""How coarse cells are followed; in brief also how small the tissue is, and how long a step."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="one subject, fewer days, and coarser agents")
parser.add_argument("--subjects", type=int, default=12, help="subjects, each in every arm")
parser.add_argument("--out", type=Path, default=Path("results/antigen-spread"), help="output folder")


def plg(cargo: str | tuple[str, ...]) -> Particle:
    """A 500-nm PLG particle with 1.4 fg of each peptide."""
    return Particle(diameter=500, core="PLG", coat="carboxylated", cargo=cargo, cargo_load=1.4)


def main() -> None:
    """Run the trial, and print each expectation beside what was found."""
    options = parser.parse_args()
    mice = Scenario.named("ms-relapsing").with_parameters(QUICK if options.quick else FULL)
    arms = [Arm("untreated", mice)]
    cargoes = {name: CARGOES[name] for name in (QUICK_CARGOES if options.quick else CARGOES)}
    for time, day in TIMES.items():
        for name, cargo in cargoes.items():
            arms.append(Arm(f"{name} {time}", mice, Regimen(plg(cargo), start_day=day, particles=9e9)))
    print(__doc__)
    cohort = Cohort(subjects=1 if options.quick else options.subjects, seed=1)
    trial = Trial(arms, cohort, days=28 if options.quick else 60)
    results = trial.run(workers=1 if options.quick else None, out=options.out)
    found = results.summary().set_index(["arm", "endpoint"])
    control = found.loc[("untreated", "auc"), "mean"]
    for arm in arms[1:]:
        change = paired_effect(results, "auc", arm.name).estimate / control if control else 0.0
        relapses = found.loc[(arm.name, "relapses")]
        told = f"{relapses['mean']:.2f} relapses" if relapses["n"] else "nobody ill"
        print(f"{arm.name}: clinical area {change:+.0%}, {told}")
    page, axes = figures.sheet(columns=2)
    figures.forest(results, "auc", axes[0])
    shown = ["untreated", *(f"{name} late" for name in cargoes)]
    figures.courses(results, "score", "clinical score (mean)", shown, axes[1])
    page.save(options.out / "figure.png")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
