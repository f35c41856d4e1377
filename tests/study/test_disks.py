"""A disk that is full, and one that is read and not written; without the right to mount they are skipped."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from befallen import PATIENCE, contents
from typer.testing import CliRunner, Result

from nanoimmune import Study
from nanoimmune.cli import app
from nanoimmune.trial.journal import Journal, read_journal

runner = CliRunner()
FEW = ["run", "ms", "--arms", "untreated", "--days", "1", "--subjects", "8", "--workers", "2", "--quick", "--quiet"]


def run(*words: str) -> Result:
    """Call the command line in this process."""
    return runner.invoke(app, list(words))


def mount(folder: Path, *options: str) -> None:
    """Mount a file system in memory, or change its options."""
    told = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if told.returncode != 0:
        pytest.skip(f"may not mount: {told.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 300 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount(folder, "size=300k")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_stops_a_study_wherever_it_is_met(small_disk: Path, start: Any, undisturbed: Path) -> None:
    """It stops in one line, nothing half written stays, and after more room nothing is missing or lived twice."""
    out = small_disk / "out"
    process = start(*FEW, "--out", str(out))
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert (process.returncode, stdout) == (1, ""), stderr
    assert stderr.startswith("Error: stopped: ")
    assert "make room" in stderr
    assert stderr.count("\n") == 1
    assert not (out / "failed").exists(), "runs are not to blame for the disk"
    kept = contents(out)
    assert 0 < len(kept) < 8
    assert kept.items() <= contents(undisturbed).items()
    mount(small_disk, "remount", "size=30m")
    process = start(*FEW, "--out", str(out))
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, stderr
    assert len(contents(out)) == 8
    assert contents(out).items() <= contents(undisturbed).items()
    assert not list(out.rglob(".*"))


def test_a_line_that_a_full_disk_cut_short_takes_no_other_with_it(tmp_path: Path) -> None:
    Journal(tmp_path).note("run", run="a")
    with (tmp_path / "log.jsonl").open("ab") as file:
        file.write(b'{"time": "2026-01-01", "eve')
    Journal(tmp_path).note("run", run="b")
    assert [event["run"] for event in read_journal(tmp_path)] == ["a", "b"]


@pytest.fixture
def read_only(finished: Path, tmp_path: Path) -> Iterator[Path]:
    """The finished study where nothing can be written: by rights, or for whoever has all rights, by the mount."""
    folder = tmp_path / "kept"
    if os.geteuid() != 0:
        shutil.copytree(finished, folder)
        subprocess.run(["chmod", "-R", "a-w", str(folder)], check=True)
        yield folder
        subprocess.run(["chmod", "-R", "u+w", str(folder)], check=True)
        return
    folder.mkdir()
    mount(folder, "size=30m")
    shutil.copytree(finished, folder, dirs_exist_ok=True)
    mount(folder, "remount", "ro")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_study_that_cannot_be_written_is_read(read_only: Path, finished: Path, tmp_path: Path) -> None:
    """Status, records and replay need no right to write; a report is written elsewhere, with the same bytes."""
    assert json.loads(run("study", "status", str(read_only), "--json").stdout)["finished"] == 4
    assert len(Study.open(read_only).records()) == 4 * 10
    assert run("replay", str(read_only), "untreated-0001").exit_code == 0
    told = run("report", str(read_only), "--out", str(tmp_path / "told"), "--quiet")
    assert told.exit_code == 0, told.output
    assert (tmp_path / "told" / "summary.csv").read_bytes() == (finished / "summary.csv").read_bytes()


@pytest.mark.parametrize(
    "words", [["report"], ["study", "compact"], ["study", "resume"], ["compare", "--data", "{0}/scores.csv"]]
)
def test_what_must_be_written_says_so(words: list[str], read_only: Path) -> None:
    told = run(*(word.format(read_only) for word in words), str(read_only))
    assert told.exit_code == 2, told.output
    assert "a folder that can be written" in told.stderr
    assert told.stderr.count("\n") == 1
