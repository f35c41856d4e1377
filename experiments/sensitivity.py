"""Which numbers of the model decide whether pMHC-II particles restore tolerance in EAE?

Expected before running:
- what phagocytes destroy and how fast tissue repairs move the untreated disease, and with it what there is to restore;
- how many pMHC sit on a particle matters most for the effect of the treatment;
- the lifetime of regulatory cells matters less, since doses are repeated.
The effect is the clinical area from day 14, treated minus untreated; what it hangs on is ranked by Spearman's
correlation over a Latin hypercube, which sees what rises or falls steadily and nothing else.
"""

import argparse
from pathlib import Path

from scipy.stats import spearmanr

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.analysis import figures
from nanoimmune.study import Factor, Sweep

VARIED = (
    "particle.valency=5:80:log",
    "dose=0.1:3:log",
    "harm.phagocyte_rate=0.0003:0.0012:log",
    "fates.treg_death_rate=0.0025:0.01:log",
    "fates.effector_death_rate=0.0105:0.042:log",
    "repertoire.median_precursors=40:150:log",
)
"""What is varied, and between which limits."""

FULL, QUICK = {"world.cells_per_agent": 64}, {"world.cells_per_agent": 256, "world.cns_extent": 16}
"""How coarse cells are followed, and in brief also how small the tissue is."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="few points of one subject, fewer days, and coarser agents")
parser.add_argument("--points", type=int, default=48, help="points of the design, two subjects in both arms at each")
parser.add_argument("--out", type=Path, default=Path("results/sensitivity"), help="output folder")


def main() -> None:
    """Run the sweep, and print each factor's rank correlation with the effect."""
    options = parser.parse_args()
    mice = Scenario.named("ms").with_parameters(QUICK if options.quick else FULL)
    arms = [Arm.named(name, mice) for name in ("untreated", "pmhc2-cognate")]
    cohort = Cohort(subjects=1 if options.quick else 2, seed=1)
    trial = Trial(arms, cohort, days=46 if options.quick else 60)
    print(__doc__)
    factors = [Factor.read(written) for written in VARIED]
    sweep = Sweep(trial, factors, kind="lhs", count=6 if options.quick else options.points)
    results = sweep.run(options.out, workers=1 if options.quick else None)
    rows = results.responses.query("endpoint == 'auc_after_dose'").set_index(["point", "arm"]).unstack("arm")
    effect, untreated = rows["effect", "pmhc2-cognate"], rows["mean", "untreated"]
    page, axes = figures.sheet(rows=2, columns=3, width=2.6, height=2.3)
    for factor, panel in zip(factors, axes, strict=True):
        values = rows[factor.name, "pmhc2-cognate"]
        on_effect, on_disease = (
            spearmanr(values, each).statistic if each.nunique() > 1 else 0.0 for each in (effect, untreated)
        )
        print(f"{factor.name}: rank correlation {on_effect:+.2f} with the effect, {on_disease:+.2f} with the disease")
        panel.plot(values, effect, "o", ms=3.5, color="#0072B2", alpha=0.7, mew=0)
        panel.axhline(0, color="#6e6e6e", lw=0.8)
        panel.set(xscale="log", xlabel=factor.name, title=f"rank correlation {on_effect:+.2f}")
        panel.minorticks_off()
    for panel in axes[::3]:
        panel.set_ylabel("effect on the clinical\narea (score × days)")
    page.save(options.out / "figure.png")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
