"""A study on a cluster: one code path, the same bytes, and a scheduler that goes away."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import nanoimmune
from nanoimmune import Study, Trial
from nanoimmune.cli import app
from nanoimmune.errors import InputError, StudyStoppedError
from nanoimmune.trial.cluster import OnDask
from nanoimmune.trial.journal import read_journal

distributed = pytest.importorskip("distributed")

SMALL = ["--set", "world.cns_extent=16", "--set", "world.cells_per_agent=256"]


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A scheduler with one worker process on this machine."""
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as found:
        yield found


def test_runs_on_a_cluster_have_the_same_bytes_until_it_goes_away(
    trial: Trial, finished: Path, cluster: Any, tmp_path: Path
) -> None:
    """The scheduler is closed after the first of four runs; the study stops in one line, and goes on here."""
    engine = OnDask(cluster.scheduler_address)
    seen: list[int] = []

    def leave(progress: Any) -> None:
        if progress.done == 1 and not seen:
            seen.append(progress.done)
            cluster.close()

    with pytest.raises(StudyStoppedError, match="The same command goes on"):
        trial.run(out=tmp_path, engine=engine, progress=leave)
    assert 1 <= Study.open(tmp_path).status().finished < 4
    events = read_journal(tmp_path)
    assert events[-1]["event"] == "stopped"
    (by,) = {event["by"] for event in events if event["event"] == "run"}
    assert by != events[-1]["process"], "a worker of the cluster lived it"
    trial.run(out=tmp_path, workers=1)
    assert {path.name: path.read_bytes() for path in (tmp_path / "runs").iterdir()} == {
        path.name: path.read_bytes() for path in (finished / "runs").iterdir()
    }


def test_the_command_line_takes_a_scheduler(cluster: Any, tmp_path: Path) -> None:
    words = [
        "run",
        "ms",
        "--arms",
        "untreated",
        "--subjects",
        "2",
        "--days",
        "1",
        "--json",
        "--out",
        str(tmp_path / "out"),
    ]
    told = CliRunner().invoke(app, [*words, *SMALL, "--engine", "dask", "--scheduler", cluster.scheduler_address])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["failures"] == {}


@pytest.fixture
def scheduler() -> Iterator[Any]:
    """A scheduler that has no worker yet."""
    with distributed.LocalCluster(n_workers=0, dashboard_address=None) as found:
        yield found


def test_workers_with_another_model_are_refused(trial: Trial, scheduler: Any, tmp_path: Path) -> None:
    """One that comes late refuses its run, which is not recorded as failed; one that is there is refused at once."""
    copied = tmp_path / "installed"
    package = Path(str(nanoimmune.__file__)).parent
    shutil.copytree(package, copied / "nanoimmune", ignore=shutil.ignore_patterns("__pycache__"))
    with (copied / "nanoimmune" / "trial" / "life.py").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    address, out = scheduler.scheduler_address, tmp_path / "out"
    engine = OnDask(address)
    worker = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads=1", "--no-nanny", "--no-dashboard"],
        env={**os.environ, "PYTHONPATH": str(copied)}, cwd=tmp_path, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with pytest.raises(
            StudyStoppedError, match=r"the model of this worker is .* install the same sources everywhere"
        ):
            trial.run(out=out, engine=engine)
        assert not (out / "failed").exists()
        assert read_journal(out)[-1]["event"] == "stopped"
        with pytest.raises(InputError, match=r"workers with model .* Install the same sources everywhere"):
            OnDask(address)
    finally:
        worker.kill()
        worker.wait()
    trial.run(out=out, workers=1)
    assert Study.open(out).status().finished == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--engine", "dusk"], "Did you mean 'dask'"),
        (["--engine", "dask"], "--scheduler: got None"),
        (["--scheduler", "tcp://127.0.0.1:1"], "none without"),
    ],
)
def test_a_cluster_that_cannot_be_is_refused(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(app, ["run", "ms", *words])
    assert told.exit_code == 2
    assert said in told.stderr
    assert list(tmp_path.iterdir()) == []
