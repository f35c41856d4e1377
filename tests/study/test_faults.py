"""What befalls a study: killed workers, a killed parent, a full disk, half a file, company, and a clock that jumps.

Nothing is lost, nothing is lived twice, nothing is mixed. docs/faults.md tells these as a table.
"""

import os
import resource
import shutil
import signal
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from befallen import MANY, PATIENCE, RUNS, contents, is_alive, lived, wait_for, workers_seen

from nanoimmune import Study, Trial
from nanoimmune.readouts import Snapshot
from nanoimmune.trial.engines import Local
from nanoimmune.trial.journal import read_journal
from nanoimmune.trial.provenance import FORMAT
from nanoimmune.trial.run_file import is_sound, write_run


def test_a_killed_worker_is_replaced_and_its_run_tried_again(tmp_path: Path, start: Any, undisturbed: Path) -> None:
    """Two workers are killed from outside; every run is there in the end, once, with the bits that it always has."""
    out = tmp_path / "out"
    process = start(*MANY, "--out", str(out))
    for _ in range(2):
        known = workers_seen(out)
        wait_for(lambda known=known: workers_seen(out) - known or process.poll() is not None)  # type: ignore[misc]
        os.kill(max(workers_seen(out) - known), signal.SIGKILL)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, stderr
    assert set(lived(out).values()) == {1}
    assert contents(out) == contents(undisturbed)


def test_a_study_that_is_killed_again_and_again_comes_to_its_end(tmp_path: Path, start: Any, undisturbed: Path) -> None:
    """Killed at three moments, once it has got further than before; its workers do not outlive it."""
    out = tmp_path / "out"
    for _ in range(3):
        before = len(lived(out))
        process = start(*MANY, "--out", str(out))
        wait_for(lambda before=before: len(lived(out)) >= before + 3)  # type: ignore[misc]
        process.kill()
        process.communicate(timeout=PATIENCE)
        wait_for(lambda: not any(is_alive(pid) for pid in workers_seen(out)), seconds=60)
    process = start(*MANY, "--out", str(out))
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, stderr
    assert max(lived(out).values()) == 1
    assert contents(out) == contents(undisturbed), "nothing is lost, half written, or left behind"
    assert Study.open(out).status().finished == RUNS


def test_two_processes_share_a_study(tmp_path: Path, start: Any, undisturbed: Path) -> None:
    """Both come to the end, each has lived a part, and no run was lived by both."""
    out = tmp_path / "out"
    pair = [start(*MANY, "--out", str(out)) for _ in range(2)]
    for process in pair:
        _, stderr = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, stderr
    assert set(lived(out).values()) == {1}
    assert len({event["process"] for event in read_journal(out) if event["event"] == "run"}) == 2
    assert contents(out) == contents(undisturbed)
    assert (out / "report.html").stat().st_size > 0


def test_a_full_disk_stops_the_study_in_one_line_and_it_goes_on_later(tmp_path: Path, start: Any) -> None:
    """No file may be longer than 30 kB: the manifest fits, a run does not."""
    out = tmp_path / "out"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    words = ["run", "ms", "--arms", "untreated", "--days", "1", "--subjects", "3", "--workers", "1", "--quiet"]
    process = start(*words, "--out", str(out), preexec_fn=limit)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert stdout == ""
    assert stderr.count("\n") == 1
    assert "make room" in stderr
    assert list((out / "runs").iterdir()) == []
    assert not (out / "failed").exists(), "runs are not to blame for the disk"
    process = start(*words, "--out", str(out))
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, stderr
    assert Study.open(out).status().finished == 3


class Poisoned(Local):
    """Workers that one run always takes down with it."""

    def submit(self, work: Any, job: Any) -> Future[Any]:
        """Do a job, or die."""
        return super().submit(os._exit, 1) if job[1].run.name == "plg-cognate-0001" else super().submit(work, job)  # type: ignore[arg-type]


def test_a_run_that_always_dies_is_recorded_and_the_others_finish(trial: Trial, tmp_path: Path) -> None:
    results = trial.run(out=tmp_path, engine=Poisoned(2))
    assert results.failures == {"plg-cognate-0001": "its worker process died 3 times"}
    (failed,) = (tmp_path / "failed").iterdir()
    assert failed.name.startswith("plg-cognate-0001-")
    assert Study.open(tmp_path).status()[:4] == (4, 3, results.failures, 0)
    again = trial.run(workers=1, out=tmp_path)
    assert again.failures == {}, "the same command tries it again"
    assert list((tmp_path / "failed").iterdir()) == []
    assert sum(lived(tmp_path).values()) == 4


@pytest.mark.parametrize("damage", ["cut", "bit", "empty", "none"])
def test_a_damaged_run_file_is_lived_again_and_the_others_are_not(
    damage: str, trial: Trial, finished: Path, tmp_path: Path
) -> None:
    """Half a file, one bit in a page, or nothing at all."""
    out = tmp_path / "out"
    shutil.copytree(finished, out)
    before = contents(out)
    victim = sorted((out / "runs").iterdir())[1]
    whole = victim.read_bytes()
    flipped = whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:]
    victim.write_bytes({"cut": whole[: len(whole) // 2], "bit": flipped, "empty": b"", "none": whole}[damage])
    assert is_sound(out / "runs", victim.stem) == (damage == "none")
    trial.run(workers=1, out=out)
    assert contents(out) == before
    assert sum(lived(out).values()) == (4 if damage == "none" else 5)


def test_no_bit_of_a_run_file_can_stop_a_study(finished: Path, tmp_path: Path) -> None:
    """Wherever it is wrong the file is sound or it is not; an error would keep the same command from ever going on."""
    victim = sorted((finished / "runs").iterdir())[1]
    whole = victim.read_bytes()
    copy = tmp_path / victim.name
    verdicts = []
    for place in np.random.default_rng(1).choice(len(whole), 300, replace=False):
        copy.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        verdicts.append(is_sound(tmp_path, victim.stem))
    assert not all(verdicts)


def test_pictures_that_are_damaged_are_not_sound(tmp_path: Path) -> None:
    """One wrong bit in the arrays, which the index at the end of their file does not tell."""
    islets = np.arange(400).reshape(20, 20)
    picture = Snapshot(28.0, 20.0, islets, islets, islets, islets[0], islets[0], islets[:, :2], islets[:, :2])
    write_run(tmp_path, pd.DataFrame({"day": [1.0, 2.0]}), [picture], {"name": "a-0000", "format": FORMAT})
    assert is_sound(tmp_path, "a-0000")
    path = tmp_path / "a-0000-tissue.npz"
    whole = path.read_bytes()
    place = whole.index(b"day28_insulin") + 60
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    assert not is_sound(tmp_path, "a-0000")


def test_a_clock_that_jumps_changes_nothing(
    trial: Trial, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Times of files lie in the future or before the study, and the clock runs backwards while runs are lived."""
    out = tmp_path / "out"
    shutil.copytree(finished, out)
    runs = sorted((out / "runs").iterdir())
    for path, moment in zip(runs, (0, 2**31, 4102444800, 1), strict=True):
        os.utime(path, (moment, moment))
    runs[0].unlink()
    years = iter(range(2090, 1900, -1))
    monkeypatch.setattr("nanoimmune.trial.provenance.now", lambda: f"{next(years)}-01-01T00:00:00+00:00")
    left: list[float | None] = []
    trial.run(workers=1, out=out, progress=lambda progress: left.append(progress.left))
    assert contents(out) == contents(finished)
    assert sum(lived(out).values()) == 5
    assert all(seconds is None or seconds >= 0 for seconds in left)
