"""The output folder is checked before anything runs, and files are there whole or not at all."""

from pathlib import Path

import pytest

from nanoimmune.errors import InputError
from nanoimmune.trial.store import Store, write_whole


def test_checking_a_folder_writes_nothing(tmp_path: Path) -> None:
    Store(tmp_path / "new" / "deep")
    assert list(tmp_path.iterdir()) == []


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for path in (tmp_path / "file", tmp_path / "file" / "out"):
        with pytest.raises(InputError, match="is a file"):
            Store(path)
    assert (tmp_path / "file").read_text() == "mine"


def test_an_unwritable_folder_is_refused() -> None:
    with pytest.raises(InputError, match="out: got '/proc/nothing'"):
        Store("/proc/nothing")


def test_results_of_an_earlier_trial_are_cleared_and_nothing_else(tmp_path: Path) -> None:
    first = Store(tmp_path)
    first.open()
    first.write_text("manifest.json", "{}")
    (first.runs / "old-0000.parquet").write_text("old")
    (tmp_path / "notes.txt").write_text("keep")
    Store(tmp_path).open()
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["notes.txt"]


def test_foreign_runs_are_refused(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "precious.parquet").write_text("not ours")
    with pytest.raises(InputError, match="earlier trial"):
        Store(tmp_path)
    assert (tmp_path / "runs" / "precious.parquet").exists()


def test_a_file_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_text("half")
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        write_whole(tmp_path / "table.csv", fail)
    assert list(tmp_path.iterdir()) == []
