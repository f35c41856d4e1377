"""How fine must agents be, and how large the body, for the answer to stand still?

Expected before running:
- halving the cells an agent stands for (64, 32, 16) moves the clinical area of neither arm beyond its interval;
- doubling the body moves the means as little, and narrows the spread between subjects;
- the effect of the treatment is the same at every size, within its 95 % interval.
"""

import argparse
from pathlib import Path

import pandas as pd

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.analysis import figures

SIZES = {
    "64 cells an agent": {"world.cells_per_agent": 64},
    "32 cells an agent": {"world.cells_per_agent": 32},
    "16 cells an agent": {"world.cells_per_agent": 16},
    "body doubled": {"world.cells_per_agent": 32, "world.size": 2},
}
QUICK = {
    f"{cells} cells an agent": {"world.cells_per_agent": cells, "world.cns_extent": 16, "world.step": 2}
    for cells in (256, 128)
}

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="two subjects, two coarse sizes, and fewer days")
parser.add_argument("--subjects", type=int, default=12, help="subjects, each in every arm")
parser.add_argument("--out", type=Path, default=Path("results/system-size"), help="output folder")


def main() -> None:
    """Run a trial at each size, and print both arms and the effect side by side."""
    options = parser.parse_args()
    print(__doc__)
    cohort = Cohort(subjects=2 if options.quick else options.subjects, seed=1)
    tables = {}
    for name, numbers in (QUICK if options.quick else SIZES).items():
        mice = Scenario.named("ms").with_parameters(numbers)
        arms = [Arm.named(arm, mice) for arm in ("untreated", "plg-cognate")]
        trial = Trial(arms, cohort, days=24 if options.quick else 60)
        results = trial.run(workers=1 if options.quick else None, out=options.out / name.replace(" ", "-"))
        tables[name] = results.summary()
    whole = pd.concat(tables, names=["size", "row"]).reset_index("size")
    whole.to_csv(options.out / "summary.csv", index=False)
    area = whole.query("endpoint == 'auc'").set_index(["size", "arm"])
    page, axes = figures.sheet(columns=2)
    columns = (("untreated", ("mean", "low", "high"), "clinical area, untreated"),
               ("plg-cognate", ("effect", "effect_low", "effect_high"), "effect of PLG with the peptide"))  # fmt: skip
    for panel, (arm, names, says) in zip(axes, columns, strict=True):
        for place, size in enumerate(tables):
            estimate, low, high = area.loc[(size, arm), list(names)]
            print(f"{size}: {says} {estimate:.1f} [{low:.1f}, {high:.1f}] score x days")
            panel.plot([low, high], [place, place], color="#0072B2", lw=2)
            panel.plot(estimate, place, "o", color="#0072B2", ms=5)
        panel.set(xlabel=f"{says}\n(score × days, 95 % interval)", ylim=(len(tables) - 0.5, -0.5))
        panel.set_yticks(range(len(tables)), list(tables) if panel is axes[0] else [""] * len(tables))
    page.save(options.out / "figure.png")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
