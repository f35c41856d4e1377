"""A study that lies in a folder, opened again."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from nanoimmune.errors import refuse
from nanoimmune.study.status import Status, status_of
from nanoimmune.study.sweep import Sweep, opened
from nanoimmune.study.sweep_results import SweepResults
from nanoimmune.trial import provenance
from nanoimmune.trial.carry_out import Progress
from nanoimmune.trial.engines import Engine
from nanoimmune.trial.fields_file import read_fields
from nanoimmune.trial.kept_results import kept_results
from nanoimmune.trial.results import Results
from nanoimmune.trial.store import Store
from nanoimmune.trial.trial import Trial

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from nanoimmune.study.sensitivity import SensitivityResults


class Study:
    """A folder of runs with its manifest: of one trial, of a sweep, or of a sensitivity analysis.

    Attributes:
        folder: The folder.
        manifest: What its manifest says.
        trial: The trial that it is of; of a sweep, the one that is varied.
        swept: The points of a sweep or sensitivity analysis, and what was found there; None of one trial.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        """Declare the trial again; `Study.open` does this for a folder."""
        self.folder, self.manifest = folder, manifest
        self.swept = opened(folder) if "sweep" in manifest else None
        self.trial = Trial.from_manifest(folder) if self.swept is None else self.swept.sweep.base

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """Open a study.

        Args:
            folder: Folder that a trial, a sweep or a sensitivity analysis was run in, finished or not.

        Returns:
            The study. Nothing is written.

        Raises:
            InputError: If the folder holds no manifest of this version.
        """
        path = Path(folder)
        if not path.is_dir():
            raise refuse("study", str(folder), "a folder that a trial was run in", "Check the path.")
        manifest = provenance.read_manifest(path)
        if "bundle" in manifest:
            mend = "Give the command that began it again, or with --told to tell from what is there."
            raise refuse("study", str(folder), f"the folder of one trial, and no {manifest['bundle']}", mend)
        with provenance.complete():
            for entry in manifest["runs"] if "sweep" not in manifest else ():
                entry["file"].strip()
            manifest["versions"]["model"]
        return cls(path, manifest)

    @property
    def files(self) -> dict[str, str]:
        """Names of the run files, by the name that a run has in the trial; of a sweep, by themselves."""
        if self.swept is not None:
            return {file: file for file in self.swept.files}
        return {entry["name"]: entry["file"] for entry in self.manifest["runs"]}

    def status(self) -> Status:
        """Tell how the study stands; only the folder is looked at."""
        return status_of(self.folder, self.files, self.manifest)

    def resume(
        self,
        workers: int | None = None,
        progress: Callable[[Progress], object] | None = None,
        engine: Engine | None = None,
    ) -> Results | SweepResults:
        """Live what is missing or failed, and tell the whole again.

        Args:
            workers: Processes at a time; by default one for each processor core.
            progress: Called whenever something happens.
            engine: Where the runs are lived, in place of `workers`.

        Returns:
            What was found.
        """
        begun: Trial | Sweep = self.trial if self.swept is None else self.swept.sweep
        command = self.manifest["command"]
        return begun.run(workers=workers, progress=progress, out=self.folder, command=command, engine=engine)

    @cached_property
    def results(self) -> Results:
        """The results of one trial, rebuilt from the run files.

        Raises:
            InputError: If the folder is of a sweep.
        """
        if self.swept is not None:
            mend = "Ask for responses() or sensitivity()."
            raise refuse("study", str(self.folder), "the folder of one trial, and no sweep", mend)
        return kept_results(self.trial, Store(self.folder, to_read=True), self.manifest)

    def report(self, folder: str | Path | None = None) -> Path:
        """Write tables, figures and report again, from the run files alone.

        Args:
            folder: Where to; the folder of the study by default.

        Returns:
            The folder.

        Raises:
            InputError: If no run is there, or the folder cannot be written.
        """
        if self.swept is not None:
            self.swept.save(folder)
            return Path(folder or self.folder)
        if self.results.table.empty:
            raise refuse("study", str(self.folder), "one finished run at least", "Resume it first.")
        return self.results.save(folder or self.folder)

    def responses(self) -> "pd.DataFrame":
        """Give means, spreads and paired effects of every end-point at every point of a sweep.

        Raises:
            InputError: If the folder is of one trial.
        """
        return self._of_a_sweep().responses

    def sensitivity(self, endpoint: str | None = None) -> "SensitivityResults":
        """Give what a sensitivity analysis found.

        Args:
            endpoint: An end-point in place of the one that was asked for; no run has to be lived for it.

        Raises:
            InputError: If the folder is of something else, or has no such end-point.
        """
        from nanoimmune.study.sensitivity import SensitivityResults

        return SensitivityResults(self._of_a_sweep(), endpoint)

    def _of_a_sweep(self) -> SweepResults:
        """Give the points of a sweep, or refuse a folder that has none."""
        if self.swept is None:
            raise refuse("study", str(self.folder), "the folder of a sweep", "Ask for records() or endpoints().")
        return self.swept

    def records(self) -> "pd.DataFrame":
        """Give every record of one trial: a row a day, subject and arm."""
        return self.results.records()

    def endpoints(self) -> "pd.DataFrame":
        """Give every end-point of every subject: columns `arm, subject, endpoint, value`."""
        return self.results.endpoints()

    def summary(self) -> "pd.DataFrame":
        """Give means, spreads and paired effects, as `Results.summary` does."""
        return self.results.summary()

    def to_xarray(self) -> "xr.Dataset":
        """Give the records as a labelled array: every column over the dimensions `arm`, `subject` and `day`."""
        records = self.records()
        dataset: xr.Dataset = records.set_index(["arm", "subject", "day"]).to_xarray()
        return dataset.reindex(arm=[arm.name for arm in self.trial.arms if arm.name in set(records["arm"])])

    def fields(self, run: str) -> "xr.Dataset":
        """Give the target tissues of one run site by site, as far as the trial kept them.

        Args:
            run: Name of the run, such as `"untreated-0000"`, or of its file.

        Returns:
            Health, cytokines, antigen and cells over the dimensions `compartment`, `day`, `plane`, `line` and `point`,
            with units; `docs/studies.md` has the table.

        Raises:
            InputError: If there is no such run, or no fields of it were kept.
        """
        file = self.files.get(run, run)
        if file not in self.files.values():
            raise refuse("run", run, ", ".join(list(self.files)[:4]) + ", ...", "Name a run of the study.")
        try:
            return read_fields(Store(self.folder).runs, file)
        except OSError as problem:
            mend = "Run the trial with --fields."
            raise refuse("run", run, f"a run with tissue fields ({problem})", mend) from problem

    def compact(self) -> Sequence[Path]:
        """Gather the runs into two files that are quick to read; the run files stay.

        Returns:
            `records.parquet`, every record, and `summary.parquet`, a row a run with all its end-points; of a sweep, a
            row an arm, end-point and point.
        """
        if self.swept is not None:
            return self.swept.compact()
        from nanoimmune.study.compaction import compact, summary_of

        return compact(self.folder, list(self.files.values()), lambda files: summary_of(self, files))

    def __repr__(self) -> str:
        """Show folder and trial in one line."""
        return f"<Study in {self.folder}: {self.trial!r}>"
