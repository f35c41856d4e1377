"""One digest of a life with a pancreas, whatever must not matter; and two tissues beside each other."""

import copy
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import one_digest as white_matter
import pytest
from islet_worlds import diseased_host, one_digest
from worlds import digest as digest_of

from nanoimmune.host import Host, schedule
from nanoimmune.host.team import Team
from nanoimmune.trial.engines import Local
from nanoimmune.trial.execution import Outcome, execute
from nanoimmune.words import Compartment, Phenotype

HOURS = 60


@pytest.fixture(scope="module")
def digest() -> str:
    """The digest of a life that nobody disturbs."""
    return one_digest(HOURS)


def halves(disturb: Callable[[Host], Host], at: int) -> str:
    """The digest of a life that something is done to in between."""
    host = diseased_host()
    if at:
        host.run_for(at)
    host = disturb(host)
    host.run_for(HOURS - at)
    return host.digest()


def test_the_life_is_worth_a_digest(digest: str) -> None:
    """CTLs, conversion by particles, necrosis and emigrants; and one more hour gives another digest."""
    host = diseased_host()
    attacked = 0
    for _ in range(HOURS):
        host.step()
        attacked += int(host.life.tissue.attackers.sum())
    cells, apcs = host.life.cells, host.life.apcs
    assert attacked > 0
    assert (cells.column("phenotype")[cells.rows()] == Phenotype.AUTOREGULATORY).any()
    assert host.life.tissue.necrotic.max() > 0.0
    assert apcs.column("successions")[apcs.rows()].max() > 0
    assert host.life.body.glucose > 101.0
    assert host.digest() == digest
    host.step()
    assert host.digest() != digest


def test_another_digest_says_the_same() -> None:
    """What the host hashes and what tests hash by identity agree about two lives of another key."""
    first, second = diseased_host(), diseased_host()
    first.run_for(5)
    second.run_for(5)
    assert first.digest() == second.digest()
    assert digest_of(first.life) == digest_of(second.life)
    second.life.tissue.granules[np.flatnonzero(second.life.tissue.islet >= 0)[0]] *= 0.999
    assert first.digest() != second.digest()
    assert digest_of(first.life) != digest_of(second.life)


@pytest.mark.parametrize("interval", [1, 7])
def test_rows_in_any_order(digest: str, interval: int) -> None:
    host = diseased_host()
    while host.steps < HOURS:
        if host.steps % interval == 0:
            draws = np.random.default_rng(host.steps)
            for population in (host.life.cells, host.life.apcs, host.life.parcels):
                population.arrange(draws.permutation(population.rows()))
        host.step()
    assert host.digest() == digest


@pytest.mark.parametrize("interval", [1, 1000])
def test_rows_sorted_at_any_interval(digest: str, interval: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "SORT_INTERVAL", interval)
    assert one_digest(HOURS) == digest


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda host: pickle.loads(pickle.dumps(host)), Host.branch])
def test_copied(digest: str, copied: Callable[[Host], Host]) -> None:
    assert halves(copied, 31) == digest


@pytest.mark.parametrize("at", [0, 13, 47])
def test_saved_and_loaded(digest: str, at: int, tmp_path: Path) -> None:
    """The file knows which tissue it is of."""

    def reloaded(host: Host) -> Host:
        host.save(tmp_path / "host.npz")
        again = Host.load(tmp_path / "host.npz")
        assert again.life.targets == (Compartment.PANCREAS,)
        assert again.digest() == host.digest()
        return again

    assert halves(reloaded, at) == digest


@pytest.mark.parametrize("threads", [2, 4])
def test_any_number_of_threads(digest: str, threads: int) -> None:
    host = diseased_host(threads=threads)
    host.life.team = Team(threads, worth_it=0)
    host.run_for(HOURS)
    assert host.digest() == digest


def test_in_other_processes(digest: str) -> None:
    found: dict[int, Outcome[str]] = {}
    execute(eval, [f"__import__('islet_worlds').one_digest({HOURS})"] * 2, Local(2), found.__setitem__)
    assert [found[index] for index in range(2)] == [Outcome(digest, None)] * 2


def test_two_tissues_beside_each_other(digest: str) -> None:
    """A host of each disease in one process, step by step in turn, is each what it is alone."""
    pancreas, cns = diseased_host(), white_matter.inflamed_host()
    for _ in range(HOURS):
        pancreas.step()
        cns.step()
    assert pancreas.digest() == digest
    assert cns.digest() == white_matter.one_digest(HOURS)
