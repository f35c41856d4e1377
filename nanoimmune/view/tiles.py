"""Key figures of the moment that is shown, life beside life."""

import math
from collections.abc import Callable
from typing import NamedTuple

from nanoimmune.trial.regimen import scientific
from nanoimmune.view.happening import total
from nanoimmune.view.timeline import Timeline
from nanoimmune.view.twins import TREATED, Twins


class Tile(NamedTuple):
    """One key figure.

    Attributes:
        label: What it is.
        values: Name of each life, and the figure in words.
        hint: What it means.
    """

    label: str
    values: tuple[tuple[str, str], ...]
    hint: str


def tiles(twins: Twins) -> list[Tile]:
    """Key figures of the day that is shown."""
    lives = twins.lives
    row = lives[TREATED].row
    found = []
    if "score" in row:
        found += [
            _tile(lives, "clinical score", lambda life: _number(life.row["score"], "g"), "0 healthy to 5 dead"),
            _tile(lives, "peak so far", lambda life: _number(_peak(life, "score"), "g"), "Highest score so far"),
        ]
    if "glucose" in row:
        found.append(_tile(lives, "glucose, mg/dL", lambda life: _number(life.row["glucose"], ".0f"), "Of the blood"))
    found += [
        _tile(lives, "tissue preserved", lambda life: _percent(life.row["tissue_preserved"]),
              "Share of the target tissue that is left and works"),
        _tile(lives, "effectors", lambda life: _number(total(life.row, "effector"), ",.0f"), "Cells of the whole body"),
        _tile(lives, "Tr1 cells", lambda life: _number(total(life.row, "tr1"), ",.0f"), "Cells of the whole body"),
    ]  # fmt: skip
    if any(name.startswith("autoregulatory_") for name in row):
        found.append(
            _tile(lives, "autoregulatory CD8", lambda life: _number(total(life.row, "autoregulatory"), ",.0f"),
                  "Cells of the whole body")
        )  # fmt: skip
    found += [
        _tile(lives, "particles in the body", lambda life: _power(_held(life)),
              "Free, on cells and inside them; the rest is cleared"),
    ]  # fmt: skip
    return found


def _tile(lives: dict[str, Timeline], label: str, figure: Callable[[Timeline], str], hint: str) -> Tile:
    """One figure of every life."""
    return Tile(label, tuple((name, figure(life)) for name, life in lives.items()), hint)


def _peak(life: Timeline, column: str) -> float:
    """Highest value up to the day that is shown."""
    return max((row[column] for day, row in life.rows.items() if day <= life.day), default=math.nan)


def _held(life: Timeline) -> float:
    """Particles that have not been cleared."""
    return sum(life.row[f"particles_{place}"] for place in ("free", "bound", "inside"))


def _number(value: float, style: str) -> str:
    """A number in words."""
    return "–" if math.isnan(value) else format(value, style)


def _percent(value: float) -> str:
    """A share in per cent."""
    return "–" if math.isnan(value) else f"{100.0 * value:.0f} %"


def _power(value: float) -> str:
    """A large number with its power of ten."""
    return "–" if math.isnan(value) else scientific(value, 2)
