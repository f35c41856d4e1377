"""The phase portrait: attack against regulation, a path an arm."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from nanoimmune.analysis.figures.sheet import axes_or_new
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.analysis.palette import arm_colours
from nanoimmune.trial.checks import one_of

if TYPE_CHECKING:
    from nanoimmune.trial.results import Results

_BESIDE = 3
"""Arms side by side in the key, which stands above: paths may run anywhere."""


def phase_path(records: pd.DataFrame, arm: str, effectors: Sequence[str], regulators: Sequence[str]) -> pd.DataFrame:
    """Give the path of one arm: geometric means over its subjects of two sums of counts, day by day.

    Args:
        records: Records of all runs.
        arm: Name of the arm.
        effectors: Columns of cells that attack.
        regulators: Columns of cells that regulate.

    Returns:
        Columns `effectors, regulators` (cells, one added to each sum) by day, from day 0 on.
    """
    chosen = records[(records["arm"] == arm) & (records["day"] >= 0)]
    sums = {"effectors": chosen[list(effectors)].sum(axis=1), "regulators": chosen[list(regulators)].sum(axis=1)}
    logs = np.log1p(pd.DataFrame(sums).assign(day=chosen["day"]).set_index("day"))
    return np.exp(logs.groupby(level="day").mean())


def phase_portrait(
    results: "Results",
    effectors: Sequence[str],
    regulators: Sequence[str],
    arms: Sequence[str] | None = None,
    place: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw effector against regulatory cells, a path an arm from day 0 (ring) to the end (dot).

    Args:
        results: Results of a trial.
        effectors: Columns of the records that count cells that attack, such as `["effector_cns"]`.
        regulators: Columns that count cells that regulate, such as `["treg_cns", "tr1_cns"]`.
        arms: Names of the arms that are shown; all of them by default.
        place: Where the cells are, for the labels of the axes.
        ax: Where; new axes by default.

    Returns:
        The axes, both logarithmic.

    Raises:
        InputError: If there is no such arm or column.
    """
    records = results.records()
    for column in (*effectors, *regulators):
        one_of("column", column, {name: name for name in records.columns})
    names = {arm.name: arm.name for arm in results.trial.arms}
    hues = arm_colours(results.trial)
    where = f" in {place}" if place else ""
    axes = axes_or_new(ax)
    with house_style():
        for arm in [one_of("arm", name, names) for name in (names if arms is None else arms)]:
            path = phase_path(records, arm, effectors, regulators)
            axes.plot(path["effectors"], path["regulators"], color=hues[arm], lw=1.3, label=arm)
            axes.plot(*path.iloc[0], "o", mfc="white", mec=hues[arm], ms=6)
            axes.plot(*path.iloc[-1], "o", color=hues[arm], ms=6)
        low, high = min(*axes.get_xlim(), *axes.get_ylim()), max(*axes.get_xlim(), *axes.get_ylim())
        axes.axline((1, 1), (10, 10), color="#cccccc", lw=0.8, zorder=0)
        axes.set(xscale="log", yscale="log", xlim=(max(low, 0.8), high * 1.3), ylim=(max(low, 0.8), high * 1.3))
        axes.set(xlabel=f"effector cells{where} + 1", ylabel=f"regulatory cells{where} + 1")
        axes.minorticks_off()
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=_BESIDE)
    return axes
