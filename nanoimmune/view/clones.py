"""Clonotypes: how many cells of each there are of each sort, and which of them expand, convert or die."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nanoimmune.words import EPITOPE_NAMES, Epitope, Phenotype

if TYPE_CHECKING:
    from nanoimmune.host import Host

SORTS = ("naive", "primed", "effector", "memory", "anergic or exhausted", "Foxp3 Treg", "Tr1", "autoregulatory")
"""Sorts of T cells that are told apart; `SORT_OF` gives that of each phenotype."""

SORT_OF = np.array([-1, 0, 1, 2, 3, 4, 4, 5, 5, 6, 7], np.int8)
"""Place in `SORTS` of each phenotype, in the order of `Phenotype`."""

REGULATORY = (SORTS.index("Foxp3 Treg"), SORTS.index("Tr1"), SORTS.index("autoregulatory"))

COMPARED_DAYS = 3
"""Days over which a clone is said to have changed."""

FOLD = 1.3
"""Change over those days, up or down, from which a clone is said to expand or to die."""


MOST_FOLLOWED = 8
"""Clones whose past is drawn."""


class Census(NamedTuple):
    """Cells (not agents) of every living clone.

    Attributes:
        clone: Number of the founder clonotype.
        epitope: What it recognises.
        cells: Cells of each sort; shape (clones, sorts).
    """

    clone: NDArray[np.int32]
    epitope: NDArray[np.int8]
    cells: NDArray[np.int32]


class Clone(NamedTuple):
    """One clone in words.

    Attributes:
        name: Epitope and number.
        cells: Cells of each sort, in the order of `SORTS`.
        total: Cells.
        change: Cells over those of some days ago.
        fate: What becomes of it.
    """

    name: str
    cells: tuple[int, ...]
    total: int
    change: float
    fate: str


class Past(NamedTuple):
    """What became of one clone.

    Attributes:
        name: Epitope and number.
        cells: Cells that have met antigen and do not regulate, and those that regulate; shape (days, 2).
    """

    name: str
    cells: NDArray[np.int64]


def census(host: "Host") -> Census:
    """Count the cells of every clone of a host; the host is only read."""
    cells, rows = host.life.cells.columns, host.life.cells.rows()
    clone, first, member = np.unique(cells.clone[rows], return_index=True, return_inverse=True)
    counts = np.zeros((len(clone), len(SORTS)), np.int32)
    np.add.at(counts, (member, SORT_OF[cells.phenotype[rows]]), cells.weight[rows])
    return Census(clone, cells.epitope[rows][first], counts)


def largest(now: Census, before: Census, most: int = 10) -> list[Clone]:
    """List the clones with the most cells that have met antigen, and say what becomes of each.

    Args:
        now: The census that is shown.
        before: That of some days ago.
        most: How many clones.

    Returns:
        The clones, the largest first; naive cells count for none.
    """
    experienced = now.cells[:, 1:].sum(axis=1)
    order = np.argsort(-experienced, kind="stable")[:most]
    return [_told(now, before, int(place)) for place in order if experienced[place] > 0]


def pasts(censuses: Mapping[int, Census], most: int = MOST_FOLLOWED) -> list[Past]:
    """Follow the clones that had the most cells on any one day; naive cells count for none.

    Args:
        censuses: A census of each day.
        most: How many clones.

    Returns:
        The clones, the one that peaks first at the head; none where no cell has met antigen. Their days are those of
        the censuses, rising.
    """
    days = sorted(censuses)
    known = np.unique(np.concatenate([censuses[day].clone for day in days]))
    epitopes, cells = np.zeros(len(known), np.int8), np.zeros((len(known), len(days), 2), np.int64)
    for place, day in enumerate(days):
        each = censuses[day]
        rows, regulating = np.searchsorted(known, each.clone), each.cells[:, list(REGULATORY)].sum(axis=1)
        epitopes[rows] = each.epitope
        cells[rows, place] = np.stack((each.cells[:, 1:].sum(axis=1) - regulating, regulating), axis=1)
    total = cells.sum(axis=2)
    largest_first = np.argsort(-total.max(axis=1), kind="stable")[:most]
    shown = largest_first[total[largest_first].max(axis=1) > 0]
    shown = shown[np.argsort(total[shown].argmax(axis=1), kind="stable")]
    return [Past(clone_name(int(epitopes[row]), int(known[row])), cells[row]) for row in shown]


def lost(now: Census, before: Census) -> int:
    """How many clones have died out since."""
    return int((~np.isin(before.clone, now.clone)).sum())


def clone_name(epitope: int, clone: int) -> str:
    """Name a clone by what it recognises and its number."""
    return f"{EPITOPE_NAMES[Epitope(epitope)]} #{clone & 0xFFFF:04x}"


def _told(now: Census, before: Census, place: int) -> Clone:
    """Tell one clone."""
    cells = now.cells[place]
    earlier = np.flatnonzero(before.clone == now.clone[place])
    past = before.cells[earlier[0]] if earlier.size else np.zeros_like(cells)
    total = int(cells.sum())
    change = total / max(int(past.sum()), 1)
    share, past_share = _regulatory_share(cells), _regulatory_share(past)
    if share > past_share + 0.1:
        fate = "converts"
    elif change > FOLD:
        fate = "expands"
    elif change < 1.0 / FOLD:
        fate = "contracts"
    else:
        fate = "holds"
    name = clone_name(int(now.epitope[place]), int(now.clone[place]))
    return Clone(name, tuple(int(count) for count in cells), total, change, fate)


def _regulatory_share(cells: NDArray[np.int32]) -> float:
    """Share of a clone that regulates."""
    return float(cells[list(REGULATORY)].sum()) / max(int(cells.sum()), 1)


assert len(SORT_OF) == len(Phenotype)
