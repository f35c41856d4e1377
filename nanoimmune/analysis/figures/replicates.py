"""The figure of a question after replicates: how groups come to agree, and how intervals narrow."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from nanoimmune.analysis.a_test import GROUPS, SMALL
from nanoimmune.analysis.palette import ARM_COLOURS, FAINT


class Narrowing(NamedTuple):
    """What is drawn of one number.

    Attributes:
        response: What the number is.
        table: Columns `subjects, a_worst, a_low, a_high, half_width`.
        wanted: The wanted half-width.
    """

    response: str
    table: pd.DataFrame
    wanted: float


def draw_replicates(found: Sequence[Narrowing]) -> Figure:
    """Draw how groups come to agree, and how intervals narrow, over the number of subjects.

    Args:
        found: A curve each.

    Returns:
        The figure.
    """
    figure = Figure(figsize=(8.6, 3.4), layout="constrained")
    agreement, width = figure.subplots(1, 2)
    for each, hue in zip(found, ARM_COLOURS, strict=False):
        subjects = each.table["subjects"].to_numpy(float)
        agreement.plot(subjects, each.table["a_worst"], "o-", color=hue, markersize=3, label=each.response)
        low, high = each.table["a_low"].to_numpy(float), each.table["a_high"].to_numpy(float)
        agreement.fill_between(subjects, low, high, color=hue, alpha=0.14, linewidth=0)
        width.plot(subjects, each.table["half_width"], "o-", color=hue, markersize=3, label=each.response)
        width.axhline(each.wanted, color=hue, linewidth=0.8, linestyle="--")
    agreement.axhline(SMALL, color=FAINT, linewidth=0.8, linestyle="--")
    agreement.set(xscale="log", xlabel="subjects", ylabel=f"largest A of {GROUPS} groups")
    agreement.set_title(f"Agreement of groups; small difference {SMALL:g}")
    width.set(xscale="log", yscale="log", xlabel="subjects", ylabel="half-width of the 95 % interval")
    width.set_title("Precision; wanted ones dashed")
    width.legend(fontsize=6.5)
    return figure
