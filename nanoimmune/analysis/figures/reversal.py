"""What became of diabetic subjects after the trigger of their regimen: glucose, and the share free of diabetes."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nanoimmune.analysis import curves
from nanoimmune.analysis.dosing import days_after_trigger
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.figures.panels import width_of
from nanoimmune.analysis.from_trigger import from_trigger
from nanoimmune.analysis.glycaemic_endpoints import DAYS_PER_WEEK
from nanoimmune.analysis.palette import FAINT


def reversal(evidence: Evidence) -> Figure:
    """From trigger (untreated: onset) on: glucose, mean with 95 % band, and share of the followed that is free."""
    offsets = {arm.name: days_after_trigger(arm) for arm in evidence.results.trial.arms}
    arms = [arm for arm in evidence.arms if offsets[arm]]
    figure = Figure(figsize=(2.4 * len(arms) + 1.4, 3.9), layout="constrained")
    panels = np.asarray(figure.subplots(2, len(arms), sharex=True, sharey="row", squeeze=False))
    for (above, below), arm in zip(panels.T, arms, strict=True):
        above.set_title(arm)
        reference = evidence.references[arm]
        for shown in dict.fromkeys((reference, arm)):
            if shown in evidence.arms:
                width = width_of(evidence, shown, reference)
                _glucose(above, evidence, shown, width)
                _share_free(below, evidence, shown, width)
        above.plot(
            _weeks(offsets[arm]),
            [0.99] * len(offsets[arm]),
            "v",
            color=evidence.colours[arm],
            ms=3.5,
            transform=above.get_xaxis_transform(),
            clip_on=False,
        )
        if from_trigger(evidence, arm, "diabetic").empty:
            below.text(0.5, 0.5, "no subject came to it", transform=below.transAxes, color=FAINT, ha="center")
        below.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        below.set_xlabel("weeks since the trigger")
    panels[0, 0].set_ylim(bottom=0)
    panels[0, 0].set_ylabel("glucose (mg/dL)")
    panels[0, 0].legend(fontsize=7.5, loc="lower right").set_in_layout(False)
    panels[1, 0].set(ylabel="free of diabetes\n(fraction)", ylim=(-0.04, 1.04))
    return figure


def _weeks(days: list[float]) -> list[float]:
    """Turn days into weeks."""
    return [day / DAYS_PER_WEEK for day in days]


def _glucose(panel: Axes, evidence: Evidence, arm: str, width: float) -> None:
    """Draw the weekly readings, mean and band."""
    band = curves.band(from_trigger(evidence, arm, "reading").dropna(how="all"))
    weeks, colour = band.index / DAYS_PER_WEEK, evidence.colours[arm]
    panel.fill_between(weeks, band["low"].clip(lower=0), band["high"], color=colour, alpha=0.18, lw=0)
    panel.plot(weeks, band["mean"], color=colour, lw=width, label=arm)


def _share_free(panel: Axes, evidence: Evidence, arm: str, width: float) -> None:
    """Draw which share of the subjects that are still followed is not diabetic."""
    diabetic = from_trigger(evidence, arm, "diabetic")
    free = 1 - diabetic.mean(axis=1)
    panel.step(free.index / DAYS_PER_WEEK, free, where="post", color=evidence.colours[arm], lw=width, label=arm)
