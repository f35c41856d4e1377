"""Live curves as ECharts options: score or glucose, cells, tissue, particles, each life in its colour, doses marked."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from nanoimmune.analysis.palette import ARM_COLOURS
from nanoimmune.view.clones import SORTS, Clone, Past
from nanoimmune.view.colours import DASHES, life_colour, look_colour
from nanoimmune.view.happening import total
from nanoimmune.view.timeline import Timeline
from nanoimmune.view.twins import TREATED, Twins

LEDGER = ("free", "bound", "inside", "cleared")
"""Where particles can be, in the order of the ledger's chart."""

LEDGER_COLOURS = ("#56B4E9", "#E69F00", "#009E73", "#8a8a8a")

EVERYWHERE = "whole body"

FEW_DAYS, MANY_DAYS = 10, 30
"""Days between the labels of a chart of short and of long lives."""


DISEASES = {"score": ("clinical score", 5.0), "glucose": ("blood glucose, mg/dL", None)}
"""Columns that tell a disease, with the title and the top of their chart."""


def disease_charts(twins: Twins, dark: bool) -> list[dict[str, Any]]:
    """Clinical score, blood glucose, or both, of each life."""
    row = twins.lives[TREATED].row
    return [
        _chart(twins, dark, title, {life: _column(each, name) for life, each in twins.lives.items()}, top=top)
        for name, (title, top) in DISEASES.items()
        if name in row
    ]


def tissue_chart(twins: Twins, dark: bool) -> dict[str, Any]:
    """Share of the tissue that is preserved in each life."""
    lines = {life: _column(each, "tissue_preserved") for life, each in twins.lives.items()}
    return _chart(twins, dark, "tissue preserved", lines, top=1.0)


def cells_chart(twins: Twins, dark: bool, kind: str, place: str) -> dict[str, Any]:
    """Cells of one kind in each life.

    Args:
        twins: The lives.
        dark: Whether the page is dark.
        kind: effector, treg or tr1.
        place: Name of a compartment, or `EVERYWHERE`.
    """
    said = {"effector": "effector T cells", "treg": "Foxp3 Tregs", "tr1": "Tr1 cells"}[kind]
    lines = {}
    for life, each in twins.lives.items():
        counts = {day: total(row, kind) if place == EVERYWHERE else row.get(f"{kind}_{place}", math.nan)
                  for day, row in each.rows.items()}  # fmt: skip
        lines[life] = [[day, _finite(count + 1.0)] for day, count in sorted(counts.items())]
    return _chart(twins, dark, f"{said}, {place} (+1)", lines, log=True)


def ledger_chart(twins: Twins, dark: bool, life: str) -> dict[str, Any]:
    """Where the particles of one life are; the four add up to what was injected."""
    rows = twins.lives[life].rows
    most = max(row["particles_injected"] for row in rows.values() if not math.isnan(row["particles_injected"]))
    power = 3 * int(math.log10(most) / 3.0) if most > 0.0 else 0
    series = [
        {
            "name": name, "type": "line", "showSymbol": False, "lineStyle": {"width": 2.2}, "color": colour,
            "data": [[day, _finite(row[f"particles_{name}"] / 10.0**power)] for day, row in sorted(rows.items())],
        }
        for name, colour in zip(LEDGER, LEDGER_COLOURS, strict=True)
    ]  # fmt: skip
    option = _frame(twins, dark, f"particles, 10^{power}", legend=LEDGER)
    option["series"] = [*series, _now(twins, dark)]
    return option


def clones_chart(clones: Sequence[Clone], dark: bool) -> dict[str, Any]:
    """The largest clones as bars, each split by what its cells are."""
    ink = _ink(dark)
    shown = [place for place in range(len(SORTS)) if any(clone.cells[place] for clone in clones)]
    return {
        "animation": False,
        "textStyle": {"color": ink},
        "grid": {"left": 120, "right": 16, "top": 8, "bottom": 26},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value", "axisLabel": {"color": ink}, "splitLine": {"lineStyle": {"color": _faint(dark)}}},
        "yAxis": {"type": "category", "inverse": True, "data": [clone.name for clone in clones],
                  "axisLabel": {"color": ink}, "axisTick": {"show": False}},
        "series": [
            {"name": SORTS[place], "type": "bar", "stack": "all", "color": look_colour(place, dark),
             "data": [clone.cells[place] for clone in clones]}
            for place in shown
        ],
    }  # fmt: skip


def pasts_chart(twins: Twins, dark: bool, days: Sequence[int], pasts: Sequence[Past]) -> dict[str, Any]:
    """Clones over the days as bands, each as broad as it has cells; what regulates is paler, on top of its own clone.

    Args:
        twins: The lives.
        dark: Whether the page is dark.
        days: Days of the pasts.
        pasts: What became of each clone.
    """
    option = _frame(twins, dark, f"the {len(pasts)} clones that were ever largest, cells; paler: they regulate")
    option["tooltip"] |= {"confine": True, "textStyle": {"fontSize": 11}}
    every = FEW_DAYS if twins.days <= 10 * FEW_DAYS else MANY_DAYS
    first = every * math.floor(twins.first_day / every)
    option["xAxis"] = {
        "type": "category", "boundaryGap": False, "data": [str(day) for day in range(first, twins.days + 1)],
        "axisLabel": {"color": _ink(dark), "interval": every - 1}, "axisTick": {"interval": every - 1},
    }  # fmt: skip
    option["series"] = []
    for place, past in enumerate(pasts):
        colour = ARM_COLOURS[place % len(ARM_COLOURS)]
        for part, opacity in ((0, 0.95), (1, 0.45)):
            option["series"].append({
                "name": past.name + (", regulating" if part else ""), "type": "line", "stack": "all", "color": colour,
                "showSymbol": False, "lineStyle": {"width": 0}, "areaStyle": {"opacity": opacity},
                "data": [[str(day), int(count)] for day, count in zip(days, past.cells[:, part], strict=True)],
            })  # fmt: skip
    now = _now(twins, dark)
    for mark in now["markLine"]["data"]:
        mark["xAxis"] = round(mark["xAxis"] - first)
    option["series"].append(now)
    return option


def _chart(
    twins: Twins, dark: bool, title: str, lines: Mapping[str, list[list[float | None]]], top: float | None = None,
    log: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Curves of one quantity, a life each."""
    option = _frame(twins, dark, title)
    if log:
        option["yAxis"] |= {"type": "log", "min": 1}
    elif top is not None:
        option["yAxis"] |= {"min": 0, "max": top}
    option["series"] = [
        {
            "name": life, "type": "line", "showSymbol": False, "data": data, "color": life_colour(life, dark),
            "lineStyle": {"width": 2.2, "type": DASHES[life]}, "connectNulls": False,
        }
        for life, data in lines.items()
    ]  # fmt: skip
    option["series"].append(_now(twins, dark))
    return option


def _frame(twins: Twins, dark: bool, title: str, legend: Sequence[str] = ()) -> dict[str, Any]:
    """Axes, title and text of a chart."""
    ink = _ink(dark)
    return {
        "animation": False,
        "textStyle": {"color": ink, "fontFamily": "inherit"},
        "title": {"text": title, "textStyle": {"color": ink, "fontSize": 13, "fontWeight": 600}, "top": 0, "left": 4},
        "legend": {"show": bool(legend), "data": list(legend), "top": 0, "right": 4, "textStyle": {"color": ink},
                   "itemWidth": 12, "itemHeight": 9},
        "grid": {"left": 52, "right": 14, "top": 28, "bottom": 24},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "min": twins.first_day, "max": twins.days, "axisLabel": {"color": ink},
                  "splitLine": {"show": False}, "axisLine": {"onZero": False}},
        "yAxis": {"type": "value", "axisLabel": {"color": ink}, "splitLine": {"lineStyle": {"color": _faint(dark)}}},
    }  # fmt: skip


def _now(twins: Twins, dark: bool) -> dict[str, Any]:
    """The moment that is shown, and the days of doses, as upright lines; a series without data of its own."""
    ink, dosed = _ink(dark), life_colour(TREATED, dark)
    marks = [
        {"xAxis": day, "lineStyle": {"color": dosed, "type": "dotted", "width": 1, "opacity": 0.6}}
        for day in dose_days(twins)
    ]
    now = {"xAxis": twins.hour / 24.0, "lineStyle": {"color": ink, "type": "solid", "width": 1}}
    return {
        "type": "line", "data": [], "silent": True,
        "markLine": {"symbol": "none", "animation": False, "label": {"show": False}, "data": [*marks, now]},
    }  # fmt: skip


def dose_days(twins: Twins) -> list[float]:
    """Days on which the treated life and its other future are given something."""
    if twins.plan is None:
        return []
    days = {dose.day for dose in twins.plan.treated.doses}
    for life in twins.lives.values():
        days |= {dose.day for change in life.changes for dose in change.give}
        if math.isfinite(life.life.trigger_day):
            days |= {dose.day for each in twins.plan.treated.triggered for dose in each.as_doses(life.life.trigger_day)}
    return sorted(days)


def _column(life: Timeline, name: str) -> list[list[float | None]]:
    """Days and values of one column."""
    return [[day, _finite(row.get(name, math.nan))] for day, row in sorted(life.rows.items())]


def _finite(value: float) -> float | None:
    """The value, or None where it is empty."""
    return None if math.isnan(value) else float(value)


def _ink(dark: bool) -> str:
    """Colour of text."""
    return "#e8e8e8" if dark else "#1a1a1a"


def _faint(dark: bool) -> str:
    """Colour of grid lines."""
    return "#333842" if dark else "#e6e6e6"
