"""Headline findings: what an arm does to the primary end-point, subject by subject, and the verdict on it."""

import math
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from nanoimmune.analysis.effects import Interval, mean_interval
from nanoimmune.analysis.stories import story_of
from nanoimmune.trial.results import Results
from nanoimmune.trial.trial import Trial

Word = Literal["benefit", "harm", "no clear effect", "not lived"]
NOT_LIVED: Word = "not lived"


class Headline(NamedTuple):
    """What one arm does.

    Attributes:
        arm: Name of the arm.
        reference: Name of the arm that it is compared with.
        level: Mean of the primary end-point in the reference.
        differences: Benefit of each subject, by number: treated less reference, turned so that more is better.
    """

    arm: str
    reference: str
    level: float
    differences: pd.Series

    @property
    def effect(self) -> Interval:
        """Mean benefit with its 95 % interval, in the unit of the end-point."""
        return mean_interval(self.differences.to_numpy())

    @property
    def share(self) -> float:
        """Benefit as a share of the level of the reference."""
        return self.effect.estimate / abs(self.level) if self.level else math.nan

    @property
    def verdict(self) -> Word:
        """`benefit` or `harm` where the whole interval is on one side of nothing."""
        if self.differences.empty:
            return NOT_LIVED
        found = self.effect
        return "benefit" if found.low > 0 else "harm" if found.high < 0 else "no clear effect"


def headlines(results: Results) -> dict[str, Headline]:
    """Give the finding of every arm that is compared with another.

    Args:
        results: Results of a trial, perhaps of some runs only.

    Returns:
        Findings by name of the arm, in the order of the trial.
    """
    trial = results.trial
    primary = story_of(trial).primary
    arms = [arm.name for arm in trial.arms if trial.reference_of(arm.name) != arm.name]
    if results.table.empty:
        return {arm: Headline(arm, trial.reference_of(arm), math.nan, pd.Series(dtype=float)) for arm in arms}
    values = results.endpoints()
    wide = values[values["endpoint"] == primary.endpoint].pivot(index="subject", columns="arm", values="value")
    found = {}
    for arm in arms:
        reference = trial.reference_of(arm)
        pairs = wide.reindex(columns=[arm, reference]).dropna()
        differences = primary.benefit * (pairs[arm] - pairs[reference])
        found[arm] = Headline(
            arm, reference, float(wide[reference].mean()) if reference in wide else math.nan, differences
        )
    return found


def change(varied: Headline, base: Headline, *, paired: bool = True) -> Interval:
    """Estimate by how much a variation changes a benefit.

    Args:
        varied: The finding under the variation.
        base: The finding without it.
        paired: Whether the same subjects were lived.

    Returns:
        The mean difference of the benefits with its 95 % interval: subject by subject, or of two groups after Welch.
    """
    if paired:
        return mean_interval((varied.differences - base.differences).dropna().to_numpy())
    one, other = varied.effect, base.effect
    reach = math.hypot(*(np.subtract(each.high, each.estimate) for each in (one, other)))
    gap = one.estimate - other.estimate
    return Interval(gap, gap - reach, gap + reach)


def unit_of(trial: Trial) -> str:
    """Name the primary end-point of a trial and its unit."""
    words = story_of(trial).primary_words
    return f"{words.name}, {words.unit}"
