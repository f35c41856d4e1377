"""A study that lies in a folder, opened again."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from nanoimmune.errors import refuse
from nanoimmune.study.status import Status, status_of
from nanoimmune.trial import provenance
from nanoimmune.trial.carry_out import Progress
from nanoimmune.trial.engines import Engine
from nanoimmune.trial.kept_results import kept_results
from nanoimmune.trial.results import Results
from nanoimmune.trial.store import Store
from nanoimmune.trial.trial import Trial

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


class Study:
    """A folder of runs with its manifest.

    Attributes:
        folder: The folder.
        manifest: What its manifest says.
        trial: The trial that it is of.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        """Declare the trial again; `Study.open` does this for a folder."""
        self.folder, self.manifest = folder, manifest
        self.trial = Trial.from_manifest(folder)

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """Open a study.

        Args:
            folder: Folder that a trial was run in, finished or not.

        Returns:
            The study. Nothing is written.

        Raises:
            InputError: If the folder holds no manifest of this version.
        """
        path = Path(folder)
        if not path.is_dir():
            raise refuse("study", str(folder), "a folder that a trial was run in", "Check the path.")
        manifest = provenance.read_manifest(path)
        if "sweep" in manifest:
            mend = "Open it with Sweep.from_manifest, or tell of it with `nanoimmune report`."
            raise refuse("study", str(folder), "the folder of one trial, and no sweep", mend)
        if "bundle" in manifest:
            mend = "Give the command that began it again, or with --told to tell from what is there."
            raise refuse("study", str(folder), f"the folder of one trial, and no {manifest['bundle']}", mend)
        with provenance.complete():
            for entry in manifest["runs"]:
                entry["file"].strip()
            manifest["versions"]["model"]
        return cls(path, manifest)

    @property
    def files(self) -> dict[str, str]:
        """Names of the run files, by the name that a run has in the trial."""
        return {entry["name"]: entry["file"] for entry in self.manifest["runs"]}

    def status(self) -> Status:
        """Tell how the study stands; only the folder is looked at."""
        return status_of(self.folder, self.files, self.manifest)

    def resume(
        self,
        workers: int | None = None,
        progress: Callable[[Progress], object] | None = None,
        engine: Engine | None = None,
    ) -> Results:
        """Live what is missing or failed, and tell the whole again.

        Args:
            workers: Processes at a time; by default one for each processor core.
            progress: Called whenever something happens.
            engine: Where the runs are lived, in place of `workers`.

        Returns:
            What was found.
        """
        return self.trial.run(workers, progress, self.folder, self.manifest["command"], engine)

    @cached_property
    def results(self) -> Results:
        """The results, rebuilt from the run files."""
        return kept_results(self.trial, Store(self.folder), self.manifest)

    def report(self) -> Path:
        """Write tables, figures and report again, from the run files alone.

        Returns:
            The folder.

        Raises:
            InputError: If no run is there.
        """
        if self.results.table.empty:
            raise refuse("study", str(self.folder), "one finished run at least", "Resume it first.")
        return self.results.save(self.folder)

    def records(self) -> "pd.DataFrame":
        """Give every record: a row a day, subject and arm."""
        return self.results.records()

    def endpoints(self) -> "pd.DataFrame":
        """Give every end-point of every subject: columns `arm, subject, endpoint, value`."""
        return self.results.endpoints()

    def summary(self) -> "pd.DataFrame":
        """Give means, spreads and paired differences, as `Results.summary` does."""
        return self.results.summary()

    def to_xarray(self) -> "xr.Dataset":
        """Give the records as a labelled array: every column over the dimensions `arm`, `subject` and `day`."""
        records = self.records()
        dataset: xr.Dataset = records.set_index(["arm", "subject", "day"]).to_xarray()
        return dataset.reindex(arm=[arm.name for arm in self.trial.arms if arm.name in set(records["arm"])])

    def compact(self) -> Sequence[Path]:
        """Gather the runs into two files that are quick to read; the run files stay.

        Returns:
            `records.parquet`, every record, and `summary.parquet`, a row a run with all its end-points.
        """
        from nanoimmune.study.compaction import compact, summary_of

        return compact(self.folder, list(self.files.values()), lambda files: summary_of(self, files))

    def __repr__(self) -> str:
        """Show folder and trial in one line."""
        return f"<Study in {self.folder}: {self.trial!r}>"
