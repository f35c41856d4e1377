"""A user's own animals laid over simulated arms, with a test of whether the two agree."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from nanoimmune.analysis.palette import FAINT, INK
from nanoimmune.analysis.scores import score_sheet
from nanoimmune.analysis.stories import story_of
from nanoimmune.errors import refuse
from nanoimmune.trial.checks import one_of
from nanoimmune.trial.results import Results

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RESAMPLES = 4999
_SEED = 90211
_LIKELY = 0.95

Courses = np.ndarray[tuple[int, int], np.dtype[np.float64]]


class Agreement(NamedTuple):
    """How one arm of the user's animals agrees with the simulated arm.

    Attributes:
        arm: Name of the arm.
        animals: The user's animals.
        subjects: Simulated subjects.
        times: Times at which both were observed.
        distance: Mean absolute difference of the two mean courses, in the unit of what is observed.
        p: Share of random exchanges of animals between the two groups whose courses lie as far apart, or farther.
        within: Share of the user's observations inside the range of the simulated ones of that time: the middle 95 %,
            or all of them where there are fewer than 39 subjects.
    """

    arm: str
    animals: int
    subjects: int
    times: int
    distance: float
    p: float
    within: float


def read_sheet(path: str | Path, results: Results) -> pd.DataFrame:
    """Read a user's sheet: as `scores.csv` has it, a column of times and a column an animal, `ARM NUMBER`.

    Args:
        path: The CSV file.
        results: Results of the trial that it is compared with.

    Returns:
        The sheet, with times as its index and columns `(arm, animal)`.

    Raises:
        InputError: If it cannot be read, or names no arm of the trial.
    """
    rows = story_of(results.trial).sheet.rows
    try:
        sheet = pd.read_csv(path)
    except (OSError, ValueError) as problem:
        raise refuse("--data", str(path), "a CSV file that can be read", "Check the path.") from problem
    if sheet.empty or sheet.columns[0] != rows or sheet.shape[1] < 2:
        allowed = f"a first column {rows!r}, then a column an animal"
        raise refuse("--data", list(sheet.columns[:3]), allowed, "Lay it out as scores.csv of a trial is.")
    known = {arm.name: arm.name for arm in results.trial.arms}
    columns = []
    for name in sheet.columns[1:]:
        arm, _, number = str(name).rpartition(" ")
        columns.append((one_of("--data, column", arm if number.isdigit() else str(name), known), str(name)))
        if not pd.api.types.is_numeric_dtype(sheet[name]):
            raise refuse(f"--data, column {name!r}", "text", "numbers, or nothing", "Leave what was not seen empty.")
    if sheet[rows].isna().any() or sheet[rows].duplicated().any():
        raise refuse(
            f"--data, column {rows!r}", "a time twice, or none", "each time once", "Average what was seen twice."
        )
    return sheet.set_index(rows).set_axis(pd.MultiIndex.from_tuples(columns), axis=1)


def agreements(results: Results, data: pd.DataFrame) -> list[Agreement]:
    """Test whether a user's animals and simulated ones could be of one kind, arm by arm.

    Args:
        results: Results of a trial.
        data: What `read_sheet` gave.

    Returns:
        One agreement for each arm that both have, in the order of the trial.

    Raises:
        InputError: If an arm has fewer than two animals, or no time in common.
    """
    simulated = _by_arm(results)
    found = []
    for arm in dict.fromkeys(data.columns.get_level_values(0)):
        theirs, ours = data[arm].dropna(how="all"), simulated[arm]
        times = theirs.index.intersection(ours.index)
        if min(theirs.shape[1], ours.shape[1]) < 2 or times.empty:
            allowed = "two animals an arm at least, seen at times that the trial has too"
            raise refuse(f"--data, arm {arm!r}", f"{theirs.shape[1]} animals", allowed, "Add animals or times.")
        found.append(_agreement(str(arm), theirs.loc[times].to_numpy(float).T, ours.loc[times].to_numpy(float).T))
    return found


def _by_arm(results: Results) -> dict[str, pd.DataFrame]:
    """Give what was observed of each simulated arm, times by subjects."""
    sheet = story_of(results.trial).sheet
    scores = score_sheet(results, sheet).set_index(sheet.rows)
    return {
        arm.name: scores[[name for name in scores if name.rpartition(" ")[0] == arm.name]] for arm in results.trial.arms
    }


def _agreement(arm: str, theirs: Courses, ours: Courses) -> Agreement:
    """Compare two groups of courses, each an animal a row."""

    def distance(first: Courses, second: Courses, axis: int = -1) -> float:
        chosen = together[first.astype(int)], together[second.astype(int)]
        return float(np.nanmean(np.abs(np.nanmean(chosen[0], axis=0) - np.nanmean(chosen[1], axis=0))))

    together = np.concatenate([theirs, ours])
    places = np.arange(len(together))
    exchanged = stats.permutation_test(
        (places[: len(theirs)], places[len(theirs) :]),
        distance,
        permutation_type="independent",
        vectorized=False,
        n_resamples=RESAMPLES,
        alternative="greater",
        rng=_SEED,
    )
    low, high = _range(ours)
    seen = np.isfinite(theirs)
    inside = ((theirs >= low) & (theirs <= high))[seen].mean()
    return Agreement(
        arm, len(theirs), len(ours), theirs.shape[1], float(exchanged.statistic), float(exchanged.pvalue), float(inside)
    )


def _range(ours: Courses) -> Courses:
    """Give the range of the simulated subjects at each time, which does not shrink where they are few."""
    limits: Courses = np.nanquantile(ours, [(1 - _LIKELY) / 2, (1 + _LIKELY) / 2], axis=0, method="weibull")
    return limits


def draw_comparison(results: Results, data: pd.DataFrame, found: list[Agreement]) -> "Figure":
    """Draw the user's animals over the simulated arms: means, and the range of the simulated subjects.

    Args:
        results: Results of a trial.
        data: What `read_sheet` gave.
        found: What `agreements` gave.

    Returns:
        The figure.
    """
    from nanoimmune.analysis.figures.panels import grid
    from nanoimmune.analysis.figures.style import house_style

    simulated, sheet = _by_arm(results), story_of(results.trial).sheet
    with house_style():
        figure, panels = grid([each.arm for each in found])
        for panel, each in zip(panels, found, strict=True):
            ours, theirs = simulated[each.arm], data[each.arm]
            low, high = _range(ours.to_numpy(float).T)
            panel.fill_between(ours.index, low, high, color=FAINT, alpha=0.2, linewidth=0, label="simulated range")
            panel.plot(ours.index, ours.mean(axis=1), color=FAINT, label="simulated mean")
            panel.plot(theirs.index, theirs.to_numpy(), color="#D55E00", alpha=0.25, linewidth=0.7)
            panel.plot(theirs.index, theirs.mean(axis=1), color=INK, label="mean of the data")
            panel.set_title(f"{each.arm}: p = {each.p:.2g}")
            panel.set_xlabel(sheet.rows)
        panels[0].set_ylabel(sheet.column)
        panels[0].legend(fontsize=6.5)
    return figure
