"""One digest of the whole state, whatever must not matter: rows, copies, files, processes, processors, interpreters."""

import copy
import glob
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import islet_worlds
import numba
import numpy as np
import pytest
from one_digest import HOURS, inflamed_host, one_digest
from worlds import PMHC_PARTICLE

from nanoimmune.host import Host, schedule
from nanoimmune.state.dose import ParticleDose
from nanoimmune.trial.engines import InProcess, Local
from nanoimmune.trial.execution import Outcome, execute
from nanoimmune.words import Phenotype

SCRIPT = Path(__file__).parents[1] / "one_digest.py"
OTHER_PYTHON = "NANOIMMUNE_OTHER_PYTHON"
"""Environment variable with the path of another interpreter that has the package's requirements."""


@pytest.fixture(scope="module")
def digest() -> str:
    """The digest of a life that nobody disturbs."""
    return one_digest()


def halves(disturb: Callable[[Host], Host], at: int) -> str:
    """The digest of a life that something is done to in between."""
    host = inflamed_host()
    if at:
        host.run_for(at)
    host = disturb(host)
    host.run_for(HOURS - at)
    return host.digest()


def shuffled(host: Host) -> Host:
    """The same host, with the rows of every population in a random order."""
    generator = np.random.default_rng(host.steps)
    for population in (host.life.cells, host.life.apcs, host.life.parcels):
        population.arrange(generator.permutation(population.rows()))
    return host


def pickled(host: Host) -> Host:
    """A copy by way of bytes."""
    return pickle.loads(pickle.dumps(host))


def told_by(python: str, **surroundings: str) -> list[str]:
    """The digests that a process of its own prints: of a life with white matter, and of one with a pancreas."""
    package = str(Path(schedule.__file__).parents[2])
    told = subprocess.run(
        [python, str(SCRIPT)], env=os.environ | {"PYTHONPATH": package} | surroundings,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return told.stdout.split()


def test_the_life_is_worth_a_digest(digest: str) -> None:
    """Conversions, births, deaths and harm have happened, and another key or one more hour gives another digest."""
    host = inflamed_host()
    founders = set(host.life.cells.column("uid")[host.life.cells.rows()].tolist())
    host.run_for(HOURS)
    cells = host.life.cells
    uids = set(cells.column("uid")[cells.rows()].tolist())
    assert founders - uids
    assert uids - founders
    assert {Phenotype.EFFECTOR, Phenotype.TR1} <= set(cells.column("phenotype")[cells.rows()].tolist())
    assert host.life.tissue.myelin.min() < 0.9
    assert host.digest() == digest
    host.step()
    assert host.digest() != digest


@pytest.mark.parametrize("interval", [1, 7])
def test_rows_in_any_order(digest: str, interval: int) -> None:
    host = inflamed_host()
    while host.steps < HOURS:
        if host.steps % interval == 0:
            shuffled(host)
        host.step()
    assert host.digest() == digest


@pytest.mark.parametrize("interval", [1, 24, 1000])
def test_rows_sorted_at_any_interval(digest: str, interval: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "SORT_INTERVAL", interval)
    assert one_digest() == digest


@pytest.mark.parametrize("at", np.random.default_rng(20).integers(0, HOURS, 4).tolist())
def test_saved_and_loaded_at_a_random_step(digest: str, at: int, tmp_path: Path) -> None:
    def reloaded(host: Host) -> Host:
        host.save(tmp_path / "host.npz")
        return Host.load(tmp_path / "host.npz")

    assert halves(reloaded, at) == digest


def test_saved_and_loaded_again_and_again(digest: str, tmp_path: Path) -> None:
    host = inflamed_host()
    while host.steps < HOURS:
        host.run_for(min(5, HOURS - host.steps))
        host.save(tmp_path / "host.npz")
        host = Host.load(tmp_path / "host.npz")
    assert host.digest() == digest


@pytest.mark.parametrize("copied", [copy.deepcopy, pickled, Host.branch])
@pytest.mark.parametrize("at", [0, 31])
def test_copied(digest: str, copied: Callable[[Host], Host], at: int) -> None:
    assert halves(copied, at) == digest


@pytest.mark.parametrize("workers", [1, 2])
def test_in_any_number_of_processes(digest: str, workers: int) -> None:
    found: dict[int, Outcome[str]] = {}
    execute(
        eval,
        ["__import__('one_digest').one_digest()"] * 2,
        InProcess() if workers == 1 else Local(workers),
        found.__setitem__,
    )
    assert [found[index] for index in range(2)] == [Outcome(digest, None)] * 2


def test_two_lives_step_by_step_in_turn(digest: str) -> None:
    first, second = inflamed_host(), inflamed_host()
    for _ in range(HOURS):
        first.step()
        second.step()
    assert first.digest() == second.digest() == digest


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_compiled_for_any_processor(digest: str) -> None:
    """Without the instructions of this processor: no fused multiply-add, no wider vectors."""
    assert told_by(sys.executable, NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="") == [
        digest,
        islet_worlds.one_digest(HOURS),
    ]


def other_pythons() -> list[str]:
    """Interpreters of another version that can be found and have what the package requires, in our versions."""
    asked = os.environ.get(OTHER_PYTHON)
    named = [asked] if asked else [f"{folder}/python3.[0-9]*[0-9]" for folder in os.get_exec_path()]
    wanted = f"{numba.__version__} {np.__version__}"
    tell = "import sys, mesa, numba, numpy, scipy; print(sys.version_info[:2], numba.__version__, numpy.__version__)"
    found = {}
    for path in sorted({match for pattern in named for match in glob.glob(pattern)}):
        told = subprocess.run([path, "-c", tell], capture_output=True, text=True, check=False)
        version, _, libraries = told.stdout.strip().partition(") ")
        if libraries == wanted and version != str(sys.version_info[:2]).rstrip(")"):
            found[version] = path
    return list(found.values())


def test_under_another_python(digest: str) -> None:
    """Name one in the environment: a virtual environment with the same versions of the libraries."""
    others = other_pythons()
    if not others:
        pytest.skip(f"no other Python with the same libraries; name one in {OTHER_PYTHON}")
    expected = [digest, islet_worlds.one_digest(HOURS)]
    assert [told_by(python) for python in others] == [expected] * len(others)


def test_a_treated_branch_is_the_life_that_was_treated_from_the_plan() -> None:
    """A dose given to a branch does what the same dose does that was planned from the start, and nothing else."""
    dose = ParticleDose(day=2.5, design=PMHC_PARTICLE, particles=1e12)
    trunk, planned = inflamed_host(), inflamed_host()
    planned.give(dose)
    for host in (trunk, planned):
        host.run_for(50)
    treated, untreated = trunk.branch(), trunk.branch()
    treated.give(dose)
    assert trunk.digest() == untreated.digest()
    for host in (trunk, planned, treated, untreated):
        host.run_for(9)
    assert treated.life.pending == [dose]
    assert treated.life.fields.tobytes() == untreated.life.fields.tobytes()
    for host in (trunk, planned, treated, untreated):
        host.run_for(HOURS - 59)
    assert treated.digest() == planned.digest()
    assert trunk.digest() == untreated.digest() == one_digest()
    assert treated.digest() != untreated.digest()
