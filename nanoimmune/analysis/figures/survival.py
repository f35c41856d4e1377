"""Survival free of diabetes: Kaplan-Meier steps with bands and censor marks, and the numbers at risk beneath."""

from math import ceil

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nanoimmune.analysis.diabetes_free import CURVES
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.figures.panels import beside_reference, columns_for, mark_doses
from nanoimmune.analysis.survival import at_risk, censored

TICKS = 5
WIDTH, HEIGHT, TABLE = 2.15, 1.6, 0.42
"""Width and height of a panel, and height of the numbers at risk beneath it, inches."""

ABOVE, BETWEEN, BELOW, LEFT, GAP = 0.3, 0.24, 0.42, 1.2, 0.2
"""Space over a panel, between it and its numbers, below them, to the left of the first, and between two, inches."""


def diabetes_free(evidence: Evidence) -> Figure:
    """Share free of diabetes by age (Kaplan-Meier, 95 % band; bars: censored), doses, and numbers at risk beneath."""
    arms, columns = evidence.compared, columns_for(len(evidence.compared))
    block = ABOVE + HEIGHT + BETWEEN + TABLE + BELOW
    width, height = LEFT + (WIDTH + GAP) * columns, block * ceil(len(arms) / columns)
    figure = Figure(figsize=(width, height))
    panels: list[Axes] = []
    tables: list[Axes] = []
    for place in range(len(arms)):
        row, column = divmod(place, columns)
        left, top = (LEFT + column * (WIDTH + GAP)) / width, 1 - (row * block + ABOVE) / height
        shared = panels[0] if panels else None
        spot = (left, top - HEIGHT / height, WIDTH / width, HEIGHT / height)
        panels.append(figure.add_axes(spot, sharex=shared, sharey=shared))
        beneath = top - (HEIGHT + BETWEEN + TABLE) / height
        tables.append(figure.add_axes((left, beneath, WIDTH / width, TABLE / height), sharex=panels[0]))
    draw_courses(evidence, panels, "free of diabetes\n(fraction)")
    for place, (panel, table, arm) in enumerate(zip(panels, tables, arms, strict=True)):
        panel.set_xlabel("")
        panel.tick_params(labelbottom=True, labelleft=place % columns == 0)
        _numbers_at_risk(table, evidence, arm, named=place % columns == 0)
        if place >= len(arms) - columns:
            table.set_xlabel(evidence.story.clock.label)
    return figure


def draw_courses(evidence: Evidence, panels: list[Axes], label: str) -> None:
    """Draw the curve of each arm beside its reference's, and mark the doses."""
    beside_reference(evidence, panels, label, _steps)
    for panel, arm in zip(panels, evidence.compared, strict=True):
        panel.set_ylim(-0.04, 1.16)
        mark_doses(panel, evidence, arm, height=1.15)
        legend = panel.get_legend()
        if legend is not None:
            legend.set_loc("lower left")


def _curve(evidence: Evidence, arm: str) -> pd.DataFrame:
    """Give the curve of one arm."""
    curves = evidence.tables[CURVES]
    return curves[curves["arm"] == arm]


def _steps(panel: Axes, evidence: Evidence, arm: str, width: float) -> None:
    """Draw one curve with its band, and a bar where subjects were censored."""
    shares, colour = _curve(evidence, arm), evidence.colours[arm]
    panel.step(shares["week"], shares["free"], where="post", color=colour, lw=width, label=arm)
    limits = shares[["low", "high"]].ffill()  # the last step ends where nobody is left, and has limits up to there
    panel.fill_between(shares["week"], limits["low"], limits["high"], step="post", color=colour, alpha=0.18, lw=0)
    left = censored(shares)
    panel.plot(left["week"], left["free"], "|", color=colour, ms=7, mew=width / 2 + 0.6, clip_on=False)


def _numbers_at_risk(table: Axes, evidence: Evidence, arm: str, named: bool) -> None:
    """Write how many subjects are still followed, in the colours of the reference and of the arm."""
    ticks = MaxNLocator(TICKS, integer=True).tick_values(evidence.start, evidence.end)
    weeks = [week for week in ticks if evidence.start <= week <= evidence.end]
    lines = list(dict.fromkeys((evidence.references[arm], arm)))
    for height, shown in enumerate(lines):
        for week, count in zip(weeks, at_risk(_curve(evidence, shown), weeks), strict=True):
            table.text(week, height, str(count), color=evidence.colours[shown], fontsize=7.5, ha="center", va="center")
    table.set_ylim(len(lines) - 0.5, -0.5)
    table.set_yticks(range(len(lines)), ["reference at risk", "this arm"][: len(lines)] if named else [""] * len(lines))
    table.tick_params(length=0, labelbottom=False, labelsize=7.5)
    table.spines[:].set_visible(False)
