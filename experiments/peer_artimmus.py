"""Do our rules, given the compartments, counts and times of ARTIMMUS, give the course that it published?

Expected before running (scenario `ms-artimmus`; what cannot be expressed is in docs/peers.md):
- Th1 cells peak between days 11.6 and 16.3 with 800 to 1,270 cells, for three numbers were fitted to that;
- the pool is gone by day 42 (1,000 hours);
- regulatory cells do not wait for Th1 cells to die, as they do there, so that both rise together;
- without regulation Th1 cells persist beyond day 42, as they do there.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.analysis import figures

TH1, REGULATORY = "effector_mbp_ac1_11", "regulatory"
PEAK_CELLS, PEAK_DAY = (800.0, 1270.0), (11.6, 16.3)
"""Published: the interval of the highest number of Th1 cells, and that of its day."""

GONE = 42
"""Day of the last published count, none: 1,000 hours."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="one subject")
parser.add_argument("--subjects", type=int, default=12, help="subjects, each in both arms")
parser.add_argument("--out", type=Path, default=Path("results/peer-artimmus"), help="output folder")


def spanned(values) -> str:
    """Mean of a number over subjects, with its least and most."""
    return f"{values.mean():.4g} ({values.min():.0f} to {values.max():.0f})"


def mark_published(axes) -> None:
    """Draw the published peak with its intervals, and the published end, over our courses."""
    middle = [sum(limits) / 2 for limits in (PEAK_DAY, PEAK_CELLS)]
    reach = [[(limits[1] - limits[0]) / 2] for limits in (PEAK_DAY, PEAK_CELLS)]
    style = {"fmt": "D", "color": "#D55E00", "ms": 5, "zorder": 5}
    axes.errorbar([middle[0]], [middle[1]], xerr=reach[0], yerr=reach[1], label="ARTIMMUS, untreated", **style)
    axes.errorbar([GONE], [0.0], **style)
    axes.legend(frameon=False, fontsize=8)


def main() -> None:
    """Run the trial, and print each published number beside ours."""
    options = parser.parse_args()
    mice = Scenario.named("ms-artimmus")
    arms = [Arm.named(name, mice) for name in ("untreated", "unregulated")]
    print(__doc__)
    trial = Trial(arms, Cohort(subjects=1 if options.quick else options.subjects, seed=1), days=45)
    results = trial.run(workers=1 if options.quick else None, out=options.out)
    table = results.records()
    places = ("blood", "spleen", "liver", "node", "cns")
    kinds = [f"{kind}_{place}" for kind in ("treg", "tr1") for place in places]
    table[REGULATORY] = table[kinds].sum(axis=1)
    for arm in arms:
        ours = table[table["arm"] == arm.name]
        peaks = ours.loc[ours.groupby("subject")[TH1].idxmax()]
        left = ours.loc[ours["day"] == GONE, TH1]
        print(f"{arm.name}: most Th1 cells {spanned(peaks[TH1])} on day {spanned(peaks['day'])}", end=", ")
        print(f"left on day {GONE}: {left.mean():.0f}; most regulatory cells in any: {ours[REGULATORY].max():.0f}")
    print("ARTIMMUS, untreated: most Th1 cells 800 to 1270 on day 11.6 to 16.3, none left on day 42")
    shown = replace(results, table=table)
    page, axes = figures.sheet(columns=2)
    figures.courses(shown, TH1, "Th1 cells (mean)", ax=axes[0])
    mark_published(axes[0])
    figures.courses(shown, REGULATORY, "regulatory T cells (mean)", ax=axes[1])
    page.save(options.out / "figure.png")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
