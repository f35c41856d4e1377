"""Is it the number of regulatory T cells that protects, or how well they see their antigen?

Expected before running (Foxp3 Treg given into a vein two days before immunisation):
- more cells of the same affinity protect more;
- at equal number, cells of higher affinity protect more, for they meet the antigen at lower amounts;
- ten times fewer cells of ten times the affinity do at least as much as the standard ones;
- as many Treg of an irrelevant specificity do little (clinical area within 10 % of untreated).
"""

import argparse
from pathlib import Path

from nanoimmune import Arm, CellTransfer, Cohort, Regimen, Scenario, Trial
from nanoimmune.analysis import figures, paired_effect

GIVEN = {
    "few, standard": (2e4, 1.0, "MOG35-55"),
    "standard": (2e5, 1.0, "MOG35-55"),
    "many, standard": (2e6, 1.0, "MOG35-55"),
    "few, keen": (2e4, 10.0, "MOG35-55"),
    "keen": (2e5, 10.0, "MOG35-55"),
    "dull": (2e5, 0.1, "MOG35-55"),
    "irrelevant": (2e5, 1.0, "OVA323-339"),
}
"""Cells given, their affinity relative to the usual one, and what they recognise."""

FULL, QUICK = {"world.cells_per_agent": 32}, {"world.cells_per_agent": 256, "world.cns_extent": 16, "world.step": 2}
"""How coarse cells are followed; in brief also how small the tissue is, and how long a step."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="one subject, fewer days, and coarser agents")
parser.add_argument("--subjects", type=int, default=12, help="subjects, each in every arm")
parser.add_argument("--out", type=Path, default=Path("results/treg-number-quality"), help="output folder")


def main() -> None:
    """Run the trial, and print each expectation beside what was found."""
    options = parser.parse_args()
    mice = Scenario.named("ms").with_parameters(QUICK if options.quick else FULL)
    arms = [Arm("untreated", mice)]
    for name, (cells, affinity, epitope) in GIVEN.items():
        treg = CellTransfer("treg", epitope, affinity=affinity)
        arms.append(Arm(name.replace(",", ""), mice, Regimen(treg, start_day=-2, amount=cells)))
    print(__doc__)
    cohort = Cohort(subjects=1 if options.quick else options.subjects, seed=1)
    trial = Trial(arms, cohort, days=25 if options.quick else 60)
    results = trial.run(workers=1 if options.quick else None, out=options.out)
    found = results.summary().set_index(["arm", "endpoint"])
    control = found.loc[("untreated", "auc"), "mean"]
    for arm in arms[1:]:
        change = paired_effect(results, "auc", arm.name).estimate / control if control else 0.0
        ratio = found.loc[(arm.name, "treg_teff_ratio"), "mean"]
        print(f"{arm.name}: clinical area {change:+.0%}, Treg to Teff in the CNS {ratio:.3g}")
    page, axes = figures.sheet(columns=2)
    figures.forest(results, "auc", axes[0])
    figures.phase_portrait(
        results, ["effector_cns"], ["treg_cns", "tr1_cns"], ["untreated", "standard", "keen"], "the CNS", axes[1]
    )
    page.save(options.out / "figure.png")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
