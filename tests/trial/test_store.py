"""The output folder is checked before anything runs, and files are there whole or not at all."""

from pathlib import Path

import pytest

from nanoimmune.errors import InputError
from nanoimmune.trial.store import Store, write_whole

OURS = '{"format": 1, "versions": {"nanoimmune": "0"}}'


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


def test_what_was_told_of_an_earlier_trial_is_cleared_and_its_runs_are_kept(tmp_path: Path) -> None:
    first = Store(tmp_path)
    first.open()
    first.write_text("manifest.json", OURS)
    first.write_text("report.html", "old")
    (first.figures / "old.png").write_text("old")
    (first.runs / "old-0000.parquet").write_text("old")
    (tmp_path / "notes.txt").write_text("keep")
    Store(tmp_path).open()
    kept = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert kept == ["manifest.json", "notes.txt", "old-0000.parquet"]


def test_foreign_runs_are_refused(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "precious.parquet").write_text("not ours")
    with pytest.raises(InputError, match="earlier trial"):
        Store(tmp_path)
    assert (tmp_path / "runs" / "precious.parquet").exists()


@pytest.mark.parametrize("name", ["figures/mine.png", "report.html", "summary.csv", "scores.csv", "manifest.json"])
@pytest.mark.parametrize("manifest", [None, "{}", "[1]", "no json", '{"format": 1}', '{"format": 1, "versions": null}'])
def test_files_of_somebody_else_are_refused_and_kept(name: str, manifest: str | None, tmp_path: Path) -> None:
    """A manifest of something else does not make the folder ours."""
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("precious")
    with pytest.raises(InputError, match=r"out: got .* is there already.*--out"):
        Store(tmp_path)
    assert (tmp_path / name).read_text() == "precious"


@pytest.mark.parametrize("name", ["runs", "figures"])
@pytest.mark.parametrize("manifest", ["{}", OURS])
def test_a_file_in_the_place_of_a_folder_is_refused(name: str, manifest: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    (tmp_path / name).write_text("precious")
    with pytest.raises(InputError, match=f"{name} is there already"):
        Store(tmp_path)


def test_a_trial_that_was_stopped_before_its_first_run_can_be_begun_again(tmp_path: Path) -> None:
    Store(tmp_path).open()
    (tmp_path / "notes.txt").write_text("keep")
    Store(tmp_path).open()


def test_a_file_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_text("half")
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        write_whole(tmp_path / "table.csv", fail)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_worker_leaves_is_no_run(tmp_path: Path) -> None:
    """Half a file under the ending of the whole one would be read as a run, and could not be."""
    store = Store(tmp_path)
    store.open()
    store.write_text("manifest.json", OURS)
    seen: list[Path] = []

    def killed(path: Path) -> None:
        path.write_text("half")
        seen.append(path)
        path.with_name("left" + path.name).write_text("half")

    write_whole(store.runs / "untreated-0000.parquet", killed)
    assert len(seen) == 1
    assert [path.name for path in store.runs.glob("*.parquet")] == ["untreated-0000.parquet"]
    assert len(list(store.runs.iterdir())) == 2
    assert store.names() == ["untreated-0000"]
