"""The folder of a trial: checked before anything runs, written file by file so that none is ever half there."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nanoimmune.errors import InputError, refuse

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
FILES = ("report.html", "summary.csv", "scores.csv", "survival.csv", "survival_tests.csv", MANIFEST)
"""Files beside the folders of a trial; by the manifest the folder is known as ours."""

LOCK = "study.lock"
"""File on which processes that work in one folder lock their runs; it is empty."""

TISSUE_FILE = "-tissue.npz"
"""What the name of a file of pictures ends with, after the name of its run."""

_MEND = "Choose another folder with --out (out= in Python), or copy this one to where it can be written."


PASSING = ".part"
"""Ending of a file that is being written."""


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
        with passing.open("rb+") as file:
            os.fsync(file.fileno())
        passing.replace(target)
    finally:
        passing.unlink(missing_ok=True)


def run_names(runs: Path) -> list[str]:
    """List the names of the run files in a folder of runs, whole or not."""
    return sorted(path.stem for path in runs.glob("*.parquet") if not path.name.startswith("."))


class Store:
    """The output folder of one trial.

    Attributes:
        folder: The folder itself.
        runs: Folder of the run files.
        failed: Folder of what is known of failed runs.
        figures: Folder of the figures.
    """

    def __init__(self, folder: str | Path, *, to_read: bool = False) -> None:
        """Check that the folder can be used; nothing is written yet.

        Args:
            folder: Where the results go; it is made if it is not there.
            to_read: Whether it is only looked at, which needs no right to write.

        Raises:
            InputError: If it cannot be made or written, or holds files of something else under the names of ours.
        """
        self.folder = Path(folder)
        self.runs = self.folder / "runs"
        self.failed = self.folder / "failed"
        self.figures = self.folder / "figures"
        if not to_read:
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
        folders = [folder for folder in (self.runs, self.failed, self.figures) if folder.exists()]
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

    def make(self) -> None:
        """Make the folder, and nothing in it.

        Raises:
            InputError: If the file system refuses after all.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise InputError(f"out: {self.folder} cannot be made ({problem.strerror}). {_MEND}") from problem

    def open(self) -> None:
        """Make the folder and clear away what was told of an earlier trial; the runs themselves are kept.

        Raises:
            InputError: If the file system refuses after all.
        """
        self.make()
        try:
            for folder in (self.runs, self.figures):
                folder.mkdir(exist_ok=True)
            stale = [*self.figures.glob("*.png"), *self.figures.glob("*.svg")]
            stale += [*self.folder.glob(f".*{PASSING}"), *self.figures.glob(f".*{PASSING}")]
            stale += [self.folder / name for name in FILES if name != MANIFEST]
            for file in stale:
                file.unlink(missing_ok=True)
        except OSError as problem:
            raise InputError(f"out: {self.folder} cannot be written ({problem.strerror}). {_MEND}") from problem

    def names(self) -> list[str]:
        """List the names of the run files that are there, whole or not."""
        return run_names(self.runs)

    def write_failure(self, name: str, facts: Mapping[str, Any]) -> None:
        """Write down that a run failed.

        Args:
            name: Name of the run.
            facts: Why, when, and everything that it can be lived again from.
        """
        self.failed.mkdir(exist_ok=True)
        text = json.dumps(facts, indent=1) + "\n"
        write_whole(self.failed / f"{name}.json", lambda path: path.write_text(text, encoding="utf-8"))

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
