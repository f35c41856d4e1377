"""The order of rows is nobody's business: not of chance, of sums, of births or of the sick."""

from collections.abc import Callable

import numpy as np
import pytest
from worlds import digest, inflamed, live

from nanoimmune.host import schedule
from nanoimmune.host.life import Life
from nanoimmune.words import Oligodendrocyte, Phenotype

STEPS = 72


@pytest.fixture(scope="module")
def undisturbed() -> Life:
    """A life in which nobody touches the rows."""
    return live(inflamed(), STEPS)


def test_the_life_that_is_compared_has_everything_in_it(undisturbed: Life) -> None:
    """Births, deaths, conversion, harm and particles inside cells; without them the tests below would be empty."""
    cells, apcs = undisturbed.cells, undisturbed.apcs
    phenotypes = set(cells.column("phenotype")[cells.rows()].tolist())
    assert {Phenotype.NAIVE, Phenotype.PRIMED, Phenotype.EFFECTOR, Phenotype.TREG, Phenotype.TR1} <= phenotypes
    assert (cells.column("mother")[cells.rows()] != cells.column("uid")[cells.rows()]).any()
    assert cells.column("bound")[cells.rows()].sum() > 0.0
    assert apcs.column("inside")[apcs.rows()].sum() > 0.0
    assert undisturbed.tissue.myelin.min() < 0.9
    assert undisturbed.tissue.axons.min() < 1.0
    assert (undisturbed.tissue.oligodendrocyte != Oligodendrocyte.REPAIRING).any()
    assert set(np.bincount(apcs.column("state")[apcs.rows()], minlength=3) > 0) == {True}


def shuffle(life: Life, interval: int) -> None:
    """Put the rows of every population into a random order each so many steps."""
    if life.body.step % interval == 0:
        generator = np.random.default_rng(life.body.step)
        for population in (life.cells, life.apcs, life.parcels):
            population.arrange(generator.permutation(population.rows()))


def compact(life: Life, interval: int) -> None:
    """Sort the rows by place each so many steps."""
    if life.body.step % interval == 0:
        life.cells.sort_by_kind_and_place()
        life.apcs.sort_by_kind_and_place()


@pytest.mark.parametrize(("disturb", "interval"), [(shuffle, 1), (shuffle, 7), (compact, 1), (compact, 5)])
def test_the_order_of_rows_changes_no_history(
    undisturbed: Life, disturb: Callable[[Life, int], None], interval: int
) -> None:
    """A sum of floats over rows, a draw by row, or a daughter numbered by a counter each change the digest."""
    life = inflamed()
    for _ in range(STEPS):
        disturb(life, interval)
        live(life, 1)
    assert digest(life) == digest(undisturbed)


def test_sorting_may_happen_at_any_interval(undisturbed: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is for speed and changes no result."""
    monkeypatch.setattr(schedule, "SORT_INTERVAL", 10_000)
    assert digest(live(inflamed(), STEPS)) == digest(undisturbed)


def test_room_for_more_rows_changes_no_history(undisturbed: Life) -> None:
    """Growth of the columns in mid-life copies every row."""
    life = live(inflamed(), STEPS // 2)
    life.cells.reserve(4 * life.cells.capacity)
    life.apcs.reserve(4 * life.apcs.capacity)
    assert digest(live(life, STEPS - STEPS // 2)) == digest(undisturbed)
