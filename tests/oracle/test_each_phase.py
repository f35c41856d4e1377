"""Each phase alone, from one and the same crowded state: equal where it draws nothing, alike where it does."""

import copy
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from oracle.observables import measure_life, measure_plain, tables_of_life, tables_of_plain
from worlds import KINDS_OF_MS, PHENOTYPES_OF_MS, live

from benchmarks.plain_mesa import PlainHost, transcribe
from benchmarks.plain_mesa.agents import TCell
from benchmarks.populous import populous
from nanoimmune.host import schedule
from nanoimmune.host.life import Life
from nanoimmune.parameters.load import load
from nanoimmune.parameters.names import Parameters
from nanoimmune.words import ApcKind, ApcState, Compartment, Oligodendrocyte, Phenotype

AGENTS = 3000
LIVES = 3


def hastened(numbers: Parameters) -> Parameters:
    """Parameters by which most clocks ring often within a step, so that few lives tell a rate from another."""

    def faster[Group: tuple](group: Group, factor: float) -> Group:
        rates = {name: factor * getattr(group, name) for name in group._fields if name.endswith("_rate")}
        stays = {name: getattr(group, name) / factor for name in group._fields if name.endswith("_residence")}
        return group._replace(**rates, **stays)

    factors = {"fates": 12.0, "binding": 3.0, "traffic": 2.0, "presentation": 4.0, "turnover": 10.0, "recruitment": 4.0}
    return numbers._replace(**{name: faster(getattr(numbers, name), factor) for name, factor in factors.items()})


@pytest.fixture(scope="module")
def crowded() -> Life:
    """A life in which everybody has something to do, contacts included."""
    life = live(populous(AGENTS).life, 1)
    life.parameters = hastened(life.parameters)
    life.body.depot[:], life.body.adjuvant, life.body.pertussis = 0.5, 0.8, 0.6
    life.organs[0].chemokine, life.body.drained[:] = 0.01, 0.05
    life.tissue.burden[:] = np.linspace(0.0, 0.4, len(life.tissue.burden))
    life.tissue.oligodendrocyte[::3] = Oligodendrocyte.DEAD
    return live(life, 1)


def both(life: Life, phase: str, lives: int = LIVES) -> tuple[list[Life], list[PlainHost]]:
    """Let one phase happen to copies of a life, under several keys, and to as many plain hosts."""
    engine, oracle = [], []
    for k in range(lives):
        twin = copy.deepcopy(life)
        twin.subject = twin.subject._replace(key=life.subject.key + 1 + k)
        getattr(schedule, phase)(twin)
        engine.append(twin)
        host = transcribe(life, rng=k)
        getattr(host, phase)()
        oracle.append(host)
    return engine, oracle


def shares(life: Life, phase: str, group: str, column: str, lives: int = LIVES) -> tuple[NDArray, NDArray]:
    """Agents with each value of a column after a phase, and those that are gone, summed over lives, for both."""
    engine, oracle = both(life, phase, lives)
    first = np.concatenate([tables_of_life(twin)[group][column] for twin in engine]).astype(int)
    second = np.concatenate([tables_of_plain(host)[group][column] for host in oracle]).astype(int)
    longest, before = max(first.max(), second.max()) + 1, lives * len(tables_of_life(life)[group][column])

    def counted(values: NDArray) -> NDArray:
        return np.append(np.bincount(values, minlength=longest), max(0, before - len(values)))

    return counted(first), counted(second)


def alike(first: NDArray, second: NDArray) -> bool:
    """Whether two counts differ by less than four standard errors, a value of the column."""
    together = first + second
    error = np.sqrt(together * (1.0 - together / together.sum()) + 1.0)
    return bool((np.abs(first - second) <= 4.0 * error).all())


STILL = ("release", "harm", "take_up", "diffuse")


@pytest.mark.parametrize("phase", STILL)
def test_what_draws_nothing_is_equal(crowded: Life, phase: str) -> None:
    """Uptake, attachment, digestion, census, harm, shedding and fields, to nine digits."""
    engine, oracle = both(crowded, phase, 1)
    first, second = measure_life(engine[0]), measure_plain(oracle[0])
    first.pop("cleared"), second.pop("cleared")
    assert second == pytest.approx(first, rel=1e-9, abs=1e-12)


def test_what_is_lost_of_the_particles_is_equal(crowded: Life) -> None:
    """The ledger of both: what was digested, and what ended parcels held."""
    for phase in ("take_up", "release"):
        engine, oracle = both(crowded, phase, 1)
        lost = engine[0].ledger.cleared - crowded.ledger.cleared
        assert np.array(oracle[0].cleared) - crowded.ledger.cleared == pytest.approx(lost, rel=1e-6, abs=1e-3)


@pytest.mark.parametrize(
    ("phase", "group", "column"),
    [
        ("circulate", "cells", "place"),
        ("circulate", "apcs", "place"),
        ("clear", "parcels", "place"),
        ("present", "apcs", "state"),
        ("present", "apcs", "kind"),
        ("engage", "cells", "engaged"),
        ("choose_fate", "cells", "phenotype"),
        ("suppress", "apcs", "state"),
        ("divide", "cells", "divisions"),
        ("divide", "cells", "weight"),
        ("divide", "cells", "phenotype"),
    ],
)
def test_shares_are_alike(crowded: Life, phase: str, group: str, column: str) -> None:
    """Where cells go, which fates they meet, who divides, who is licensed or renewed."""
    # Daughters come by threes and share what is counted, so that more lives are needed to tell.
    first, second = shares(crowded, phase, group, column, 3 * LIVES if phase == "divide" else LIVES)
    assert alike(first, second), f"{first.tolist()} against {second.tolist()}"


@pytest.mark.parametrize("phenotype", PHENOTYPES_OF_MS)
@pytest.mark.parametrize(("phase", "column"), [("choose_fate", "phenotype"), ("divide", "divisions")])
def test_each_phenotype_does_the_same(crowded: Life, phenotype: Phenotype, phase: str, column: str) -> None:
    """Fates and divisions by phenotype: every clock that is open to it, and none that is not."""
    life = copy.deepcopy(crowded)
    rows = life.cells.rows()
    life.cells.remove(rows[life.cells.column("phenotype")[rows] != phenotype])
    first, second = shares(life, phase, "cells", column, 3 * LIVES)
    assert alike(first, second), f"{first.tolist()} against {second.tolist()}"
    assert ((first == 0) == (second == 0))[first + second > 20].all()


@pytest.mark.parametrize("kind", KINDS_OF_MS)
def test_each_kind_of_presenting_cell_calms_alike(crowded: Life, kind: ApcKind) -> None:
    """Licensed cells of one kind alone: dendritic cells never calm down, others do wherever they are."""
    life = copy.deepcopy(crowded)
    rows = life.apcs.rows()
    life.apcs.remove(rows[life.apcs.column("kind")[rows] != kind])
    life.apcs.column("state")[life.apcs.rows()] = ApcState.LICENSED
    life.parameters = life.parameters._replace(
        presentation=life.parameters.presentation._replace(calming_rate=0.5), turnover=load().turnover
    )
    first, second = shares(life, "present", "apcs", "state", 3 * LIVES)
    assert alike(first, second), f"{first.tolist()} against {second.tolist()}"


def test_effectors_have_no_divisions_left_to_do(crowded: Life) -> None:
    """What a primed cell had left of its programme ends as it differentiates."""
    life = copy.deepcopy(crowded)
    rows = life.cells.rows()
    life.cells.remove(rows[life.cells.column("phenotype")[rows] != Phenotype.PRIMED])
    life.cells.column("programme")[life.cells.rows()] = 3
    engine, oracle = both(life, "choose_fate")
    for tables in (tables_of_life(engine[0]), tables_of_plain(oracle[0])):
        programme, phenotype = tables["cells"]["programme"], tables["cells"]["phenotype"]
        assert (phenotype == Phenotype.EFFECTOR).any()
        assert (programme[phenotype == Phenotype.EFFECTOR] == 0).all()
        assert (programme[phenotype == Phenotype.PRIMED] == 3).all()


def test_signals_of_fresh_contacts_are_alike(crowded: Life) -> None:
    """Cells that hold on to nobody and remember nothing: all their signal is that of contacts half a step old."""
    life = copy.deepcopy(crowded)
    for column in ("held_by", "signal", "help"):
        life.cells.column(column)[:] = 0
    engine, oracle = both(life, "engage")
    for column in ("signal", "help"):
        first = np.concatenate([tables_of_life(twin)["cells"][column] for twin in engine])
        second = np.concatenate([tables_of_plain(host)["cells"][column] for host in oracle])
        error = np.sqrt((first.var() + second.var()) / len(first))
        assert first.mean() > 8.0 * error, "too few contacts to tell"
        assert abs(first.mean() - second.mean()) < 4.0 * error


def test_signals_of_contacts_are_equal_in_distribution(crowded: Life) -> None:
    """Mean and spread of the integrated signals after one round of meetings."""
    engine, oracle = both(crowded, "engage")
    for column in ("signal", "help"):
        first = np.concatenate([tables_of_life(life)["cells"][column] for life in engine])
        second = np.concatenate([tables_of_plain(host)["cells"][column] for host in oracle])
        # The lives begin alike, so that only the change varies: the error of a mean over all is an upper bound.
        error = np.hypot(first.std(), second.std()) / np.sqrt(len(first))
        assert abs(first.mean() - second.mean()) < error
        assert np.quantile(first, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(second, [0.1, 0.5, 0.9]), rel=0.03)


def test_crowds_around_presenting_cells_are_alike(crowded: Life) -> None:
    """Seekers, helpers, Tregs and Tr1 cells in contact, summed over all presenting cells."""
    engine, oracle = both(crowded, "engage")
    for column in ("seekers", "helpers"):
        first = [tables_of_life(life)["apcs"][column].sum() for life in engine]
        second = [tables_of_plain(host)["apcs"][column].sum() for host in oracle]
        error = np.sqrt((np.var(first, ddof=1) + np.var(second, ddof=1)) / len(first))
        assert abs(np.mean(first) - np.mean(second)) < 4.0 * error + 1e-9


def moved(life: Life, mover: Callable[[Life], PlainHost]) -> tuple[NDArray, NDArray]:
    """Squared displacements, in sites, of the T cells of the target tissue that no contact holds, for both."""
    rows = life.cells.rows()
    columns = life.cells.columns
    free = (columns.place[rows] == Compartment.CNS) & (columns.engaged[rows] == 0)
    width = int(life.geometry.extent[Compartment.CNS, 1])
    first = int(life.geometry.first[Compartment.CNS])
    start = np.array(np.divmod(columns.site[rows][free] - first, width))
    twin = copy.deepcopy(life)
    schedule.move(twin)
    end = np.array(np.divmod(twin.cells.columns.site[rows][free] - first, width))
    cells = [cell for cell, wanted in zip(mover(life).agents_of(TCell), free, strict=True) if wanted]
    plain_end = np.array([cell.cell.coordinate for cell in cells]).T
    return ((end - start) ** 2).sum(axis=0), ((plain_end - start) ** 2).sum(axis=0)


def test_walks_are_alike(crowded: Life) -> None:
    """Mean square displacement with walls."""

    def walked(life: Life) -> PlainHost:
        host = transcribe(life, rng=3)
        host.move()
        return host

    first, second = moved(crowded, walked)
    error = np.sqrt((first.var() + second.var()) / len(first))
    assert abs(first.mean() - second.mean()) < 4.0 * error


def test_repair_is_alike(crowded: Life) -> None:
    """Myelin where no oligodendrocyte changed its mind is equal; conditions are alike."""
    engine, oracle = both(crowded, "repair")
    first = [measure_life(life) for life in engine]
    second = [measure_plain(host) for host in oracle]
    for name in ("axons", "bareness", "burden"):
        assert second[0][name] == pytest.approx(first[0][name], rel=1e-9)
    dead = [np.array([moment["dead oligodendrocytes"] for moment in moments]) for moments in (first, second)]
    assert abs(dead[0].sum() - dead[1].sum()) <= 4.0 * np.sqrt(dead[0].sum() + dead[1].sum() + 1.0)


def test_the_state_that_is_compared_has_everything_in_it(crowded: Life) -> None:
    """Every phenotype, every state and kind of presenting cell, contacts, particles on and in cells, harm."""
    cells, apcs = tables_of_life(crowded)["cells"], tables_of_life(crowded)["apcs"]
    assert set(cells["phenotype"].tolist()) == set(PHENOTYPES_OF_MS)
    assert set(apcs["state"].tolist()) == set(ApcState)
    assert set(apcs["kind"].tolist()) == set(KINDS_OF_MS)
    assert cells["engaged"].sum() > 100
    assert cells["bound"].sum() > 0.0
    assert apcs["inside"].sum() > 0.0
    assert crowded.tissue.myelin.min() < 1.0
    assert (crowded.tissue.oligodendrocyte == Oligodendrocyte.DEAD).sum() > 10
