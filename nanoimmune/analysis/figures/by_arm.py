"""Pictures that lay the arms of a trial side by side: courses, effects, and survival."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from nanoimmune.analysis.curves import mean_band
from nanoimmune.analysis.endpoints import COMPARED_BY
from nanoimmune.analysis.figures.arm_rows import scale_effects
from nanoimmune.analysis.figures.sheet import axes_or_new
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.analysis.palette import FAINT, arm_colours, colours
from nanoimmune.analysis.stories import endpoints_of, story_of
from nanoimmune.analysis.survival import FollowUp, censored, curve
from nanoimmune.trial.checks import one_of

if TYPE_CHECKING:
    from nanoimmune.trial.results import Results

MOST_INSIDE = 4
"""Arms whose key has room inside a picture; that of more stands beside it."""


def courses(
    results: "Results", column: str, label: str, arms: Sequence[str] | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the mean of a recorded column in several arms over time, with pointwise 95 % bands (t).

    Nothing that is recorded can be below zero, so bands end there.

    Args:
        results: Results of a trial.
        column: Name of a column of the records, such as `"score"`.
        label: What it is, with its unit.
        arms: Names of the arms that are shown; all of them by default.
        ax: Where; new axes by default.

    Returns:
        The axes.

    Raises:
        InputError: If there is no such arm or column.
    """
    records, clock = results.records(), story_of(results.trial).clock
    one_of("column", column, {name: name for name in records.columns})
    names = {arm.name: arm.name for arm in results.trial.arms}
    shown = [one_of("arm", arm, names) for arm in (names if arms is None else arms)]
    hues = arm_colours(results.trial)
    axes = axes_or_new(ax)
    with house_style():
        for arm in shown:
            band = mean_band(records, arm, column).dropna(subset="mean")
            times = band.index / clock.days
            axes.fill_between(times, band["low"].clip(lower=0.0), band["high"], color=hues[arm], alpha=0.16, lw=0)
            axes.plot(times, band["mean"], color=hues[arm], label=arm)
        axes.set(xlabel=clock.label, ylabel=label)
        beside = {"loc": "center left", "bbox_to_anchor": (1.01, 0.5)}
        axes.legend(**(beside if len(shown) > MOST_INSIDE else {}))
    return axes


def forest(results: "Results", endpoint: str, ax: Axes | None = None) -> Axes:
    """Draw the paired effect of each arm on one end-point with its 95 % interval, an arm a row.

    Args:
        results: Results of a trial.
        endpoint: Name of the end-point.
        ax: Where; new axes by default.

    Returns:
        The axes.

    Raises:
        InputError: If there is no such end-point.
    """
    known = {each.name: each for each in endpoints_of(results.trial)}
    chosen, references = one_of("endpoint", endpoint, known), results.references()
    rows = results.summary().query("endpoint == @chosen.name").set_index("arm")
    hues = arm_colours(results.trial)
    arms = [arm for arm in references if references[arm] != arm and arm in rows.index]
    axes = axes_or_new(ax)
    with house_style():
        scale_effects(axes, chosen.kind, FAINT, ticks=5)
        for place, arm in enumerate(arms):
            row = rows.loc[arm]
            axes.plot([row["effect_low"], row["effect_high"]], [place, place], color=hues[arm], lw=2)
            axes.plot(row["effect"], place, "o", color=hues[arm], ms=5)
        axes.set_yticks(range(len(arms)), arms)
        axes.set_ylim(max(len(arms), 1) - 0.5, -0.5)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        against = sorted({references[arm] for arm in arms})
        axes.set_xlabel(f"{chosen.says} ({chosen.unit}),\n{COMPARED_BY[chosen.kind]} {' or '.join(against)}")
        axes.grid(axis="x", color="#e6e6e6", lw=0.6)
        axes.set_axisbelow(True)
    return axes


def survival_curves(
    follow_ups: Mapping[str, FollowUp],
    reference: str,
    event: str = "event",
    ax: Axes | None = None,
    hues: Mapping[str, str] | None = None,
) -> Axes:
    """Draw the share that is free of an event by Kaplan and Meier, with 95 % bands and a bar where one was censored.

    Args:
        follow_ups: How long the subjects of each arm were followed, by name of the arm.
        reference: Name of the arm that the others are compared with.
        event: The event, in a word or two.
        ax: Where; new axes by default.
        hues: Colour of each arm, such as those of `arm_colours`; one after another by default.

    Returns:
        The axes.
    """
    hues = hues or colours(list(follow_ups), reference)
    axes = axes_or_new(ax)
    with house_style():
        for arm, follow_up in follow_ups.items():
            steps = curve(follow_up)
            axes.step(steps["week"], steps["free"], where="post", color=hues[arm], label=arm)
            limits = steps[["low", "high"]].ffill()
            axes.fill_between(
                steps["week"], limits["low"], limits["high"], step="post", color=hues[arm], alpha=0.14, lw=0
            )
            left = censored(steps)
            axes.plot(left["week"], left["free"], "|", color=hues[arm], ms=7, mew=1.4)
        axes.set(xlabel="week of age", ylabel=f"free of {event} (fraction)", ylim=(-0.04, 1.04))
        axes.set_yticks(np.linspace(0, 1, 5))
        axes.legend(loc="lower left")
    return axes
