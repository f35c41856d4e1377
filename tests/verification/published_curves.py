"""Draw untreated NOD mice week by week beside the published colonies, from the runs of the long verification.

    python tests/verification/published_curves.py --out results/verification-t1d

Curves are shares of our mice with 95 % intervals (Wilson); marks are the published
numbers of target files T21 and T22 with theirs.
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from nanoimmune.analysis.effects import proportion_interval
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.analysis.palette import colours
from nanoimmune.study.study import Study
from nanoimmune.validation.experiment import gathered
from nanoimmune.validation.target_file import NumberEntry

FIGURE = Path(__file__).parents[2] / "docs" / "figures" / "t1d-published.png"
SEXES = ("females", "males")
FROM, TO = 3, 30
"""Weeks of life that are drawn."""

INSULITIS_WEEK = 9


def draw_share(axes: Axes, records: pd.DataFrame, has_it: pd.Series, colour: str, told: str) -> None:
    """Draw the share of mice that have something, by week."""
    weeks = np.arange(FROM, TO + 1)
    by_day = has_it.astype(float).groupby(records["day"])
    found = [proportion_interval(by_day.get_group(7 * week).to_numpy()) for week in weeks]
    axes.plot(weeks, [each.estimate for each in found], color=colour, label=told)
    axes.fill_between(weeks, [each.low for each in found], [each.high for each in found], color=colour, alpha=0.2, lw=0)


def reach(number: NumberEntry) -> list[list[float]]:
    """How far the interval of a published number reaches below and above it."""
    return [[number.published - number.low], [number.high - number.published]]


def mark(axes: Axes, number: NumberEntry, week: float, colour: str) -> None:
    """Draw a published share with its interval at a week."""
    told = f"published, n = {number.n}" if number.n else "published"
    axes.errorbar(
        week, number.published, yerr=reach(number), fmt="D", ms=5, color=colour, mfc="white", capsize=3, label=told
    )


def draw(out: Path) -> plt.Figure:
    """Draw both read-outs from the run folders `females` and `males`."""
    incidence, insulitis = (
        {each.name: each for each in found.entry.numbers} for found in gathered(chosen=("T21", "T22"))
    )
    hues = colours(list(SEXES), SEXES[0])
    with house_style():
        figure, (left, right) = plt.subplots(1, 2, figsize=(9.0, 3.6), sharey=True, layout="constrained")
        for sex in SEXES:
            records = Study.open(out / sex).records()
            told = f"our {sex}, n = {records['subject'].nunique()}"
            draw_share(left, records, records["diabetic"] > 0, hues[sex], told)
            draw_share(right, records, records["insulitis_islets"] > 0, hues[sex], told)
            mark(left, incidence[sex], TO, hues[sex])
            mark(right, insulitis[f"{sex}-insulitis"], INSULITIS_WEEK, hues[sex])
        half, hue = incidence["half"], hues["females"]
        told = f"half of the females, published, n = {half.n}"
        left.errorbar(
            half.published, 0.5, xerr=reach(half), fmt="s", ms=5, color=hue, mfc="white", capsize=3, label=told
        )
        for axes, says in ((left, "diabetic"), (right, "with insulitis in any islet")):
            axes.set_title(says, loc="left")
            axes.set_xlabel("age (weeks)")
            axes.legend(frameon=False, fontsize=7, loc="upper left" if axes is left else "lower right")
        left.set_ylabel("fraction of mice")
        left.set_ylim(0.0, 1.05)
    return figure


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("results/verification-t1d"), help="folder of the verification")
    parser.add_argument("--figure", type=Path, default=FIGURE)
    given = parser.parse_args()
    figure = draw(given.out)
    given.figure.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(given.figure, dpi=150)
    print(given.figure)
