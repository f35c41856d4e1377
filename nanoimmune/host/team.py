"""Several threads within one life: sweeps over blocks of rows, which change no result.

A block is a view of the columns, so a sweep runs on it as it is. That is right where a sweep writes to its own row and
nowhere else, except that it may count in integers, list rows, or free its row: counts of blocks are added, lists and
vacant rows are joined in the order of the blocks, and all three come out as one thread would leave them. `SHARED`
names the sweeps of which this is true; the others run in one thread.
"""

import inspect
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

BLOCKS_A_THREAD = 2
"""Blocks for each thread, so that a thread whose rows have little to do finds more."""

WORTH_IT = 100_000
"""Rows below which handing out blocks costs more than it saves."""


class Sharing(NamedTuple):
    """What a sweep writes to beside its own rows.

    Attributes:
        by_row: Arguments with an entry for each row.
        counts: Arguments that it counts in, in integers.
        counts_on: Integer columns of its second argument that it counts in.
        lists: Argument that it lists rows in; it then returns how many.
    """

    by_row: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    counts_on: tuple[str, ...] = ()
    lists: str | None = None


SHARED: dict[str, Sharing] = {
    "circulate": Sharing(),
    "seek_attachment": Sharing(by_row=("wanted",), counts=("wanted_in",), lists="binders"),
    "swallow": Sharing(),
    "digest": Sharing(counts=("cleared",)),
    "internalise": Sharing(counts=("cleared",)),
    "process_antigen": Sharing(),
    "mature": Sharing(),
    "meet": Sharing(counts_on=("seekers", "tregs", "tr1s")),
    "engage": Sharing(counts_on=("helpers",)),
    "choose_fate": Sharing(counts=("cleared",)),
    "suppress": Sharing(),
    "propose_divisions": Sharing(by_row=("births",), lists="mothers"),
    "move_cells": Sharing(),
    "move_presenting_cells": Sharing(),
    "move_parcels": Sharing(),
}
"""Sweeps that may be shared among threads, by name. The first argument of each holds the rows."""


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Threads that wait for work; one set for all lives of the process."""
    return ThreadPoolExecutor(threads, thread_name_prefix="sweep")


@cache
def _arguments(kernel: Callable[..., Any]) -> tuple[str, ...]:
    """Names of a sweep's arguments."""
    return tuple(inspect.signature(getattr(kernel, "py_func", kernel)).parameters)


@dataclass(frozen=True, slots=True)
class Team:
    """So many threads for the sweeps of one life.

    Attributes:
        threads: How many.
        worth_it: Rows below which a sweep runs in one thread.
    """

    threads: int
    worth_it: int = WORTH_IT

    def sweep(self, kernel: Callable[..., Any], *arguments: Any) -> Any:
        """Call a sweep on blocks of rows, where it may be shared and there are enough rows."""
        sharing = SHARED.get(kernel.__name__)
        if sharing is None or arguments[0].meta[0] < self.worth_it:
            return kernel(*arguments)
        used = int(arguments[0].meta[0])
        names = _arguments(kernel)
        edges = np.linspace(0, used, self.threads * BLOCKS_A_THREAD + 1).astype(int).tolist()
        blocks = [_Block(first, end, sharing, names, arguments) for first, end in pairwise(edges) if end > first]
        for _ in _pool(self.threads).map(lambda block: block.run(kernel), blocks):
            pass
        return _join(blocks, sharing, names, arguments)


class _Block:
    """A sweep's arguments for some of its rows.

    Attributes:
        first: First row.
        arguments: The arguments, with views of these rows, and counts and lists of the block's own.
        listed: How many rows it has listed.
    """

    def __init__(self, first: int, end: int, sharing: Sharing, names: Sequence[str], arguments: Sequence[Any]) -> None:
        self.first, self.listed = first, 0
        self.arguments = list(arguments)
        self.arguments[0] = _rows(arguments[0], first, end)
        if sharing.counts_on:
            own = {name: np.zeros_like(getattr(arguments[1], name)) for name in sharing.counts_on}
            self.arguments[1] = arguments[1]._replace(**own)
        for at, name in enumerate(names):
            if name in sharing.by_row:
                self.arguments[at] = arguments[at][first:end]
            elif name in sharing.counts:
                self.arguments[at] = np.zeros_like(arguments[at])
            elif name == sharing.lists:
                self.arguments[at] = np.empty(end - first, arguments[at].dtype)

    def run(self, kernel: Callable[..., Any]) -> None:
        """Sweep over the block."""
        self.listed = kernel(*self.arguments)


def _rows(columns: Any, first: int, end: int) -> Any:
    """View of some rows of all columns, with no vacant ones on its stack."""
    views: dict[str, NDArray[Any]] = {name: column[first:end] for name, column in columns._asdict().items()}
    views["meta"] = np.array([end - first, 0], columns.meta.dtype)
    views["vacant"] = np.empty(end - first, columns.vacant.dtype)
    return type(columns)(**views)


def _join(blocks: Sequence[_Block], sharing: Sharing, names: Sequence[str], arguments: Sequence[Any]) -> int | None:
    """Put together what the blocks counted, listed and freed, as one thread would have left it."""
    columns, total = arguments[0], 0
    for block in blocks:
        freed = block.arguments[0]
        before, count = int(columns.meta[1]), int(freed.meta[1])
        columns.vacant[before : before + count] = freed.vacant[:count] + block.first
        columns.meta[1] += count
        for name in sharing.counts_on:
            getattr(arguments[1], name)[:] += getattr(block.arguments[1], name)
        for at, name in enumerate(names):
            if name in sharing.counts:
                arguments[at][...] += block.arguments[at]
            elif name == sharing.lists:
                arguments[at][total : total + block.listed] = block.arguments[at][: block.listed] + block.first
                total += block.listed
    return total if sharing.lists else None
