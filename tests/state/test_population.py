"""Rows are kept, reused, moved and grown without a value going astray."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import histories

from nanoimmune.state.columns import TCells
from nanoimmune.state.population import Population
from nanoimmune.words import Phenotype


def crowd(count: int, capacity: int = 4) -> Population[TCells]:
    """So many cells with uids from 1."""
    cells: Population[TCells] = Population(TCells, capacity, {"bound": 1, "inside": 1})
    uids = np.arange(1, count + 1)
    cells.add(count, phenotype=Phenotype.NAIVE, uid=uids, affinity=0.1 * uids, bound=uids[:, None] * 2.0)
    return cells


def test_rows_that_are_added_are_found_with_their_values() -> None:
    """Also when the columns had to grow for them; a column that is not named starts at zero."""
    cells = crowd(10)
    assert len(cells) == cells.used == 10
    assert cells.capacity >= 10
    assert cells.column("uid")[cells.rows()].tolist() == list(range(1, 11))
    assert cells.column("bound")[cells.rows(), 0].tolist() == [2.0 * uid for uid in range(1, 11)]
    assert not cells.column("signal")[cells.rows()].any()


def test_a_freed_row_is_reused_clean() -> None:
    """Values of the dead do not pass to the newborn."""
    cells = crowd(5)
    cells.column("signal")[2] = 7.0
    cells.remove(np.array([2]))
    assert len(cells) == 4
    slots = cells.add(2, phenotype=Phenotype.TREG, uid=[90, 91])
    assert 2 in slots
    assert cells.used == 6
    assert not cells.column("signal")[slots].any()
    assert not cells.column("bound")[slots].any()


def test_arranging_closes_gaps_and_keeps_every_history() -> None:
    """And growth and widening do as well."""
    cells = crowd(12)
    cells.remove(np.array([0, 5, 11]))
    before = histories(cells)
    cells.arrange(cells.rows()[::-1])
    assert cells.used == len(cells) == 9
    assert histories(cells) == before
    cells.reserve(100)
    assert histories(cells) == before
    cells.widen("bound", 3)
    assert cells.column("bound").shape[1] == 3
    assert cells.column("bound")[cells.rows(), 0].sum() == sum(2.0 * uid for uid in before)


def test_every_change_of_structure_raises_the_epoch() -> None:
    """So that a view can tell that its row may have moved or died."""
    cells = crowd(3)
    for change in (
        lambda: cells.add(1, phenotype=Phenotype.NAIVE, uid=50),
        lambda: cells.remove(np.array([1])),
        lambda: cells.arrange(cells.rows()),
    ):
        before = cells.epoch
        change()
        assert cells.epoch > before


@given(st.lists(st.tuples(st.sampled_from(["add", "remove", "arrange", "sort"]), st.integers(0, 6)), max_size=30))
def test_no_sequence_of_changes_loses_or_invents_a_cell(changes: list[tuple[str, int]]) -> None:
    """Against a plain set of the identities that should be alive."""
    cells, alive, generator = crowd(3), {1, 2, 3}, np.random.default_rng(0)
    for number, (change, size) in enumerate(changes):
        if change == "add":
            fresh = [1000 * (number + 1) + k for k in range(size)]
            cells.add(size, phenotype=Phenotype.NAIVE, uid=fresh)
            alive |= set(fresh)
        elif change == "remove":
            chosen = generator.permutation(cells.rows())[:size]
            alive -= set(cells.column("uid")[chosen].tolist())
            cells.remove(chosen)
        elif change == "arrange":
            cells.arrange(generator.permutation(cells.rows()))
        else:
            cells.sort_by_kind_and_place()
        assert set(cells.column("uid")[cells.rows()].tolist()) == alive
        assert len(cells) == len(alive)


@pytest.mark.parametrize("count", [0, 1])
def test_an_empty_population_is_one_too(count: int) -> None:
    """Nothing is listed, arranged or sorted without complaint."""
    cells = crowd(count)
    cells.remove(cells.rows())
    cells.sort_by_kind_and_place()
    found: dict[int, Any] = histories(cells)
    assert found == {}
    assert len(cells) == 0
