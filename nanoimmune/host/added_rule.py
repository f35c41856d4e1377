"""A user's own rule: a scalar function on named columns, compiled into a sweep that runs once a step."""

import inspect
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numba
import numpy as np
from numba.core.errors import NumbaError
from numpy.typing import NDArray

from nanoimmune.chance import chance
from nanoimmune.errors import InputError, refuse
from nanoimmune.host.agents import AntigenPresentingCell, Lymphocyte, Nanoparticle, RegulatoryTCell, TCell
from nanoimmune.host.contents import clear_contents
from nanoimmune.host.life import Life
from nanoimmune.host.row_agent import RowAgent
from nanoimmune.host.rule_values import check_values
from nanoimmune.host.schedule import SCHEDULE
from nanoimmune.state.columns import MARKERS, WIDE, Parcels, PresentingCells, TCells
from nanoimmune.words import Field, Phenotype

LAYOUTS: dict[str, Any] = {"cells": TCells, "apcs": PresentingCells, "parcels": Parcels}
HIDDEN = {"meta", "vacant", "partner", *WIDE}
UNSETTABLE = {"uid", "mother", "site", "place", "held_by", "design", "seekers", "helpers", "tregs", "tr1s"}
CIRCUMSTANCES = {"hours": "hours", "step": "step", "draw": "chance(key, step, rows.uid[i], decision)"}
"""What a rule may ask for beside columns and fields, and how the sweep comes by it."""

WHOSE = {
    TCell: f"0 < marker < {Phenotype.TREG.value}",
    Lymphocyte: "marker > 0",
    RegulatoryTCell: f"marker >= {Phenotype.TREG.value}",
    AntigenPresentingCell: "marker > 0",
    Nanoparticle: "marker > 0",
}
"""Which rows belong to a class, by the value of the marker."""

_DATED = {"phenotype", "state"}
_OWN_DECISIONS = 1 << 31


@dataclass(frozen=True, eq=False)
class AddedRule:
    """A rule that a script adds to a host, without a change of the package.

    The function's arguments are named after columns of the class (`signal`, `weight`, ...), after fields (`il2`, ...:
    the level where the agent is, nM), or are `hours` (length of the step), `step`, or `draw` (a number in (0, 1) that
    belongs to this agent, this step and this rule). It returns the new value of the column that the rule sets, or one
    value for each of several. A cell whose phenotype or kind is set to FREE dies.

    Attributes:
        function: Scalars in, scalars out, compilable by numba.
        to: Class of the agents that it holds for: `TCell` has no regulatory cells, `Lymphocyte` has all T cells.
        sets: Columns that it sets.
        after: Phase after which it runs.
    """

    function: Callable[..., Any]
    to: type[RowAgent]
    sets: tuple[str, ...]
    after: str

    def __post_init__(self) -> None:
        """Check every name.

        Raises:
            InputError: If a class, column, field or phase is unknown.
        """
        if self.to not in WHOSE:
            raise refuse("to", self.to, ", ".join(kind.__name__ for kind in WHOSE), "Name one of these classes.")
        phases = [phase.__name__ for phase in SCHEDULE]
        if self.after not in phases:
            raise refuse("after", self.after, ", ".join(phases), "Name a phase of the schedule.")
        columns = [name for name in LAYOUTS[self.to.family]._fields if name not in HIDDEN]
        readable = [*columns, *(field.name.lower() for field in Field), *CIRCUMSTANCES]
        settable = [name for name in columns if name not in UNSETTABLE]
        for names, allowed, what in ((self.reads, readable, "argument"), (self.sets, settable, "sets")):
            for name in names:
                if name not in allowed:
                    mend = f"Rename it, or write the rule for another class than {self.to.__name__}."
                    raise refuse(f"rule {self.name}, {what}", name, ", ".join(allowed), mend)
        if not self.sets:
            raise InputError(f"rule {self.name}: it sets nothing. Name the columns that it returns.")

    @property
    def name(self) -> str:
        """Name of the function."""
        return self.python_function.__name__

    @property
    def python_function(self) -> Callable[..., Any]:
        """The function before compilation, where it came compiled."""
        return getattr(self.function, "py_func", self.function)

    @property
    def reads(self) -> tuple[str, ...]:
        """Names of the function's arguments."""
        return tuple(inspect.signature(self.python_function).parameters)

    @property
    def decision(self) -> int:
        """Word that the rule's draws are keyed by: a function of its name, outside the engine's vocabulary."""
        return zlib.crc32(self.name.encode()) | _OWN_DECISIONS

    def __call__(self, life: Life) -> None:
        """Apply the rule to all rows of its class.

        Raises:
            InputError: If it returned nothing, or has set a value that no phase could go on with.
        """
        population = getattr(life, self.to.family)
        ended = np.empty(population.used, np.int64)
        try:
            count = self._sweep(life, population.columns, ended)
        except TypeError as error:
            mend = "Let it return a number for each column that it sets, whatever branch it takes."
            raise InputError(f"rule {self.name}: it returned nothing for some agent. {mend}") from error
        if count:
            clear_contents(life, population, ended[:count])
            population.remove(ended[:count])
        check_values(self.name, population.columns, population.used, self.sets)

    def compile(self, life: Life) -> None:
        """Compile the rule, without applying it to anybody.

        Raises:
            InputError: If numba cannot compile it.
        """
        columns = getattr(life, self.to.family).columns
        try:
            self._sweep(life, columns._replace(meta=np.zeros_like(columns.meta)), np.empty(0, np.int64))
        except NumbaError as error:
            mend = "Let it use numbers alone, and return one for each column that it sets."
            raise InputError(f"rule {self.name}: numba cannot compile it. {mend}\n{error}") from error

    def _sweep(self, life: Life, columns: Any, ended: NDArray[np.int64]) -> int:
        """Sweep over rows, and list those that end."""
        to: Any = self.to
        return _compiled(self.function, to, self.reads, self.sets)(
            columns, life.geometry.voxel_of_site, life.fields, ended, life.subject.key, life.body.step,
            self.decision, life.hours,
        )  # fmt: skip


def sweep_source(to: type[RowAgent], reads: tuple[str, ...], sets: tuple[str, ...]) -> str:
    """Write the sweep that applies a rule to every row of a class.

    Args:
        to: The class.
        reads: Names of the rule's arguments.
        sets: Columns that it sets.

    Returns:
        Python source of a function `sweep`, which calls `rule` and returns how many rows have ended.
    """
    layout = LAYOUTS[to.family]
    marker, hints = MARKERS[layout], inspect.get_annotations(layout)
    numbers = {Field[name.upper()].value: name for name in reads if name.upper() in Field.__members__}
    seen = dict(CIRCUMSTANCES) | {name: f"fields[{at}, voxel_of_site[rows.site[i]]]" for at, name in numbers.items()}
    whole = {name for name, hint in hints.items() if "float" not in str(hint)}
    asked = [seen.get(name) or f"{'int64' if name in whole else 'float64'}(rows.{name}[i])" for name in reads]
    lines = [
        "def sweep(rows, voxel_of_site, fields, ended, key, step, decision, hours):",
        "    count = 0",
        "    for i in range(rows.meta[0]):",
        f"        marker = rows.{marker}[i]",
        f"        if not ({WHOSE[to]}):",
        "            continue",
        f"        {', '.join(f'new_{name}' for name in sets)} = rule({', '.join(asked)})",
    ]
    for name in sets:
        if name == marker:
            lines += [f"        if new_{name} <= 0:", "            ended[count] = i", "            count += 1"]
            lines += ["            continue"]
        if name in _DATED:
            lines += [f"        if new_{name} != rows.{name}[i]:", "            rows.changed[i] = step"]
        lines += [f"        rows.{name}[i] = new_{name}"]
    return "\n".join([*lines, "    return count", ""])


@lru_cache(maxsize=64)
def _compiled(
    function: Callable[..., Any], to: type[Any], reads: tuple[str, ...], sets: tuple[str, ...]
) -> Callable[..., int]:
    """Compile the sweep of a rule."""
    rule = function if hasattr(function, "py_func") else numba.njit(error_model="numpy", nogil=True)(function)
    names: dict[str, Any] = {"rule": rule, "chance": chance, "int64": numba.int64, "float64": numba.float64}
    exec(compile(sweep_source(to, reads, sets), f"<sweep of {rule.__name__}>", "exec"), names)
    return numba.njit(error_model="numpy", nogil=True)(names["sweep"])  # type: ignore[no-any-return]
