"""Small studies: lives of moments, in this process and in processes that can be killed."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from befallen import RUNS

import nanoimmune
from nanoimmune import Arm, Cohort, Scenario, Trial

SMALL = {"world.cns_extent": 16, "world.cells_per_agent": 256}
DAYS = 2

Started = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="session")
def small_ms() -> Scenario:
    """The packaged scenario with coarse agents and a small white matter."""
    return Scenario.named("ms").with_parameters(SMALL)


@pytest.fixture(scope="session")
def trial(small_ms: Scenario) -> Trial:
    """A control and a treated arm, two subjects each."""
    arms = [Arm.named("untreated", small_ms), Arm.named("plg-cognate", small_ms)]
    return Trial(arms, Cohort(subjects=2, seed=5), days=DAYS)


@pytest.fixture(scope="session")
def finished(trial: Trial, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of that trial, run in one process; tests that change it take a copy."""
    out = tmp_path_factory.mktemp("finished") / "out"
    trial.run(workers=1, out=out)
    return out


@pytest.fixture(scope="session")
def undisturbed(small_ms: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study of many runs that faults befall elsewhere, run in one process without any."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    Trial([Arm.named("untreated", small_ms)], Cohort(RUNS, 1), days=1).run(workers=1, out=out)
    return out


@pytest.fixture
def start() -> Iterator[Started]:
    """Start the command line in a process of its own, which does not outlive the test."""
    started: list[subprocess.Popen[str]] = []

    def begin(*words: str, **more: object) -> subprocess.Popen[str]:
        settings = [word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")]
        process = subprocess.Popen(
            [sys.executable, "-m", "nanoimmune.cli", *words, *settings],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(Path(str(nanoimmune.__file__)).parents[1])},
            **more,  # type: ignore[call-overload]
        )  # fmt: skip
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()
