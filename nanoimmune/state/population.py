"""A population: columns with stable rows, a stack of vacant rows, growth and compaction."""

from typing import Any, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from nanoimmune.state.columns import MARKERS, WIDE
from nanoimmune.state.sorting import order_by_kind_and_site


def _dtype(hint: Any) -> np.dtype[Any]:
    """Element type that a column's annotation, such as NDArray[np.int64], names."""
    while get_args(hint):
        hint = get_args(hint)[-1]
    element: np.dtype[Any] = np.dtype(hint)
    return element


class Population[Columns: tuple[Any, ...]]:
    """Rows of one kind of agent.

    A row keeps its slot until the population is compacted. Every change of structure raises `epoch`, so that a view
    of a row can tell whether its slot may have moved or died.

    Attributes:
        columns: The columns, as kernels read them.
        marker: Name of the column that is above zero for live rows.
        epoch: How often the structure has changed.
    """

    def __init__(self, layout: type[Columns], capacity: int, widths: dict[str, int]) -> None:
        """Make an empty population.

        Args:
            layout: NamedTuple class of the columns.
            capacity: Rows to make room for.
            widths: Values a row of each wide column.
        """
        self.layout = layout
        self.marker: str = MARKERS[layout]
        self.widths = widths
        self.epoch = 0
        self.columns = self._blank(max(capacity, 1))

    def _blank(self, capacity: int) -> Columns:
        """Columns of zeros."""
        made: dict[str, NDArray[Any]] = {}
        for name, hint in get_type_hints(self.layout).items():
            shape: tuple[int, ...] = (capacity, self.widths[name]) if name in WIDE else (capacity,)
            made[name] = np.zeros(2 if name == "meta" else shape, _dtype(hint))
        return self.layout(**made)

    def column(self, name: str) -> NDArray[Any]:
        """One whole column, vacant rows included."""
        array: NDArray[Any] = getattr(self.columns, name)
        return array

    @property
    def capacity(self) -> int:
        """Rows that there is room for."""
        return len(self.column(self.marker))

    @property
    def used(self) -> int:
        """Rows that have been used, vacant ones included."""
        return int(self.column("meta")[0])

    def __len__(self) -> int:
        """Live rows."""
        meta = self.column("meta")
        return int(meta[0] - meta[1])

    def rows(self) -> NDArray[np.int64]:
        """Slots of the live rows, in order of slot."""
        return np.flatnonzero(self.column(self.marker)[: self.used] > 0)

    def reserve(self, births: int) -> None:
        """Make room for so many more rows, doubling the columns where needed."""
        if self.used + births <= self.capacity:
            return
        old, capacity = self.columns, max(2 * self.capacity, self.used + births)
        self.columns = self._blank(capacity)
        for name in self.layout._fields:  # type: ignore[attr-defined]
            source = getattr(old, name)
            getattr(self.columns, name)[: len(source)] = source

    def widen(self, name: str, width: int) -> None:
        """Give every row of a wide column room for more values."""
        self.widths[name] = width
        old = self.column(name)
        new = np.zeros((self.capacity, width), old.dtype)
        new[:, : old.shape[1]] = old
        self.columns = self.columns._replace(**{name: new})  # type: ignore[attr-defined]

    def add(self, count: int, **values: Any) -> NDArray[np.int64]:
        """Add rows; columns that are not named start at zero.

        Args:
            count: How many rows.
            values: A value, or one a row, for each named column; the marker must be among them.

        Returns:
            The slots of the new rows.
        """
        self.reserve(count)
        meta, vacant = self.column("meta"), self.column("vacant")
        reused = min(count, int(meta[1]))
        slots = np.empty(count, np.int64)
        slots[:reused] = vacant[meta[1] - reused : meta[1]][::-1]
        slots[reused:] = np.arange(meta[0], meta[0] + count - reused)
        meta[1] -= reused
        meta[0] += count - reused
        for name in self.layout._fields:  # type: ignore[attr-defined]
            if name not in ("meta", "vacant"):
                self.column(name)[slots] = values.get(name, 0)
        self.epoch += 1
        return slots

    def remove(self, slots: NDArray[np.int64]) -> None:
        """Free rows, which must be live."""
        meta, vacant = self.column("meta"), self.column("vacant")
        self.column(self.marker)[slots] = 0
        vacant[meta[1] : meta[1] + len(slots)] = slots
        meta[1] += len(slots)
        self.epoch += 1

    def arrange(self, order: NDArray[np.int64]) -> None:
        """Put the live rows into a new order, without gaps.

        Args:
            order: Slots of all live rows, in the order wanted.
        """
        n = len(order)
        for name in self.layout._fields:  # type: ignore[attr-defined]
            if name not in ("meta", "vacant"):
                column = self.column(name)
                column[:n] = np.take(column, order, axis=0)
        self.column(self.marker)[n : self.used] = 0
        self.column("meta")[:] = (n, 0)
        self.epoch += 1

    def sort_by_kind_and_place(self) -> None:
        """Order the rows by kind, then site, so that kernels walk memory in order and branch the same way in a row."""
        self.arrange(order_by_kind_and_site(self.column(self.marker), self.column("site"), self.used))
