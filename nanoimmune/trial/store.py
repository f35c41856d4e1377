"""The folder of a trial: checked before anything runs, written file by file so that none is ever half there."""

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nanoimmune.errors import InputError, refuse

if TYPE_CHECKING:
    import pandas as pd

    from nanoimmune.readouts import Snapshot

MANIFEST = "manifest.json"
FILES = ("report.html", "summary.csv", "scores.csv", "survival.csv", "survival_tests.csv", MANIFEST)
"""Files beside the folders of a trial; the manifest, by which the folder is known as ours, is cleared last."""

TISSUE_FILE = "-tissue.npz"
"""What the name of a file of pictures ends with, after the name of its run."""

_MEND = "Choose another folder with --out (out= in Python)."


PASSING = ".part"
"""Ending of a file that is being written."""


def write_run(folder: Path, name: str, record: "pd.DataFrame") -> None:
    """Write the record of one run as a Parquet file.

    Args:
        folder: Folder of the runs.
        name: Name of the run.
        record: What was recorded.
    """
    write_whole(folder / f"{name}.parquet", lambda path: record.to_parquet(path, index=False))


def write_snapshots(folder: Path, name: str, snapshots: "Sequence[Snapshot]") -> None:
    """Write the pictures of one run as `<name>-tissue.npz`.

    Each array is named after day and attribute of the snapshot, such as `day28_insulin`.

    Args:
        folder: Folder of the runs.
        name: Name of the run.
        snapshots: The pictures.
    """
    arrays: dict[str, Any] = {
        f"day{picture.day:g}_{attribute}": values
        for picture in snapshots
        for attribute, values in picture._asdict().items()
    }

    def write(path: Path) -> None:
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)

    write_whole(folder / f"{name}{TISSUE_FILE}", write)


def write_whole(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file under a passing name and then rename it, so that it is there whole or not at all.

    The passing name ends in `.part`, so that what a killed worker leaves behind is taken for no run.

    Args:
        target: The file.
        write: Writes it at the path that it is given.
    """
    passing = target.with_name(f".{target.name}.{os.getpid()}{PASSING}")
    try:
        write(passing)
        passing.replace(target)
    finally:
        passing.unlink(missing_ok=True)


class Store:
    """The output folder of one trial.

    Attributes:
        folder: The folder itself.
        runs: Folder of the run files.
        figures: Folder of the figures.
    """

    def __init__(self, folder: str | Path) -> None:
        """Check that the folder can be used; nothing is written yet.

        Args:
            folder: Where the results go; it is made if it is not there.

        Raises:
            InputError: If it cannot be made or written, or holds files of something else under the names of ours.
        """
        self.folder = Path(folder)
        self.runs = self.folder / "runs"
        self.figures = self.folder / "figures"
        self._check()

    def _check(self) -> None:
        """Refuse a folder that cannot be written, or that holds what we would write and did not."""
        existing = self.folder
        while not existing.exists() and existing != existing.parent:
            existing = existing.parent
        allowed = "a folder that can be written"
        if not existing.is_dir():
            raise refuse("out", str(self.folder), f"{allowed} ({existing} is a file)", _MEND)
        try:
            with tempfile.TemporaryFile(dir=existing):
                pass
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            raise refuse("out", str(self.folder), f"{allowed} ({reason})", _MEND) from problem
        found = self._in_the_way()
        if found is not None:
            allowed = f"an empty folder, or one of an earlier trial ({found} is there already)"
            raise refuse("out", str(self.folder), allowed, _MEND)

    def _in_the_way(self) -> Path | None:
        """Find what must be neither overwritten nor cleared away, if there is any."""
        folders = [folder for folder in (self.runs, self.figures) if folder.exists()]
        files = [self.folder / name for name in FILES]
        in_the_way = [folder for folder in folders if not folder.is_dir()] + [file for file in files if file.is_dir()]
        if not in_the_way and not self._is_ours():
            in_the_way = [folder for folder in folders if any(folder.iterdir())]
            in_the_way += [file for file in files if file.exists()]
        return in_the_way[0] if in_the_way else None

    def _is_ours(self) -> bool:
        """Tell whether the folder holds the manifest of a trial: one with a format, and the version that wrote it."""
        try:
            manifest = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
            return "format" in manifest and "nanoimmune" in manifest["versions"]
        except (OSError, ValueError, TypeError, KeyError):
            return False

    def open(self) -> None:
        """Make the folder and clear away the results of an earlier trial.

        Raises:
            InputError: If the file system refuses after all.
        """
        try:
            for folder in (self.folder, self.runs, self.figures):
                folder.mkdir(parents=True, exist_ok=True)
            stale = [*self.runs.glob("*.parquet"), *self.runs.glob(f"*{TISSUE_FILE}")]
            stale += [*self.figures.glob("*.png"), *self.figures.glob("*.svg")]
            stale += [*self.runs.glob(f"*{PASSING}"), *self.figures.glob(f"*{PASSING}")]
            stale += [self.folder / name for name in FILES]
            for file in stale:
                file.unlink(missing_ok=True)
        except OSError as problem:
            raise InputError(f"out: {self.folder} cannot be written ({problem.strerror}). {_MEND}") from problem

    def write_text(self, name: str, text: str) -> Path:
        """Write a text file into the folder.

        Args:
            name: Name of the file.
            text: What it holds.

        Returns:
            Its path.
        """
        target = self.folder / name
        write_whole(target, lambda path: path.write_text(text, encoding="utf-8"))
        return target

    def write_table(self, name: str, table: "pd.DataFrame") -> Path:
        """Write a table as CSV into the folder; what nobody has is an empty cell.

        Args:
            name: Name of the file.
            table: What it holds.

        Returns:
            Its path.
        """
        return self.write_text(name, table.to_csv(index=False, float_format="%.6g", lineterminator="\n"))

    def __repr__(self) -> str:
        """Show the folder."""
        return f"<Store in {self.folder}>"
