"""What a sweep found, read from its folder."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nanoimmune.errors import refuse
from nanoimmune.study.compaction import compact
from nanoimmune.study.status import Status, status_of
from nanoimmune.trial.carry_out import failures_of
from nanoimmune.trial.run_file import is_sound, read_record
from nanoimmune.trial.store import Store

if TYPE_CHECKING:
    import pandas as pd

    from nanoimmune.study.sweep import Sweep

DESIGN = "design.parquet"
RESPONSES = "responses.csv"


class Member(NamedTuple):
    """One run as a point of a sweep needs it; several points may need the same.

    Attributes:
        point: Number of the point, from 0.
        arm: Name of the arm.
        subject: Number of the subject.
        file: Name of the run.
    """

    point: int
    arm: str
    subject: int
    file: str


class SweepResults:
    """What a sweep found, read from its folder one point at a time.

    Attributes:
        sweep: The sweep.
        store: Its folder.
        manifest: Its manifest.
        files: Names of its runs.
        failures: Reasons of failed runs, by name.
    """

    def __init__(self, sweep: "Sweep", store: Store, manifest: dict[str, Any]) -> None:
        """Look into the folder; the names of runs are those of the design that lies there.

        Raises:
            InputError: If no design lies there that can be read.
        """
        import pandas as pd

        self.sweep, self.store, self.manifest = sweep, store, manifest
        try:
            table = pd.read_parquet(store.folder / DESIGN, columns=list(Member._fields))
        except (OSError, ValueError, KeyError) as problem:
            mend = "Give the command of the sweep again, which writes it anew."
            raise refuse("study", str(store.folder / DESIGN), "the design of a sweep", mend) from problem
        self._members = [Member(*row) for row in table.itertuples(index=False)]
        self.files = list(dict.fromkeys(member.file for member in self._members))
        missing = [file for file in self.files if not is_sound(store.runs, file)]
        reasons = failures_of(store, missing)
        self.failures = {file: reasons.get(file, "it has not been lived yet") for file in missing}

    @cached_property
    def responses(self) -> "pd.DataFrame":
        """Give means, spreads and paired effects of every end-point at every point.

        Returns:
            Columns `point`, one for each factor, and those of `Results.summary`.
        """
        import pandas as pd

        tables = list(self._summaries())
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()

    def _summaries(self) -> "Iterator[pd.DataFrame]":
        """Summarise point after point."""
        from nanoimmune.trial.results import Results

        for point, records in self.point_records():
            summary = Results(self.sweep.trial_at(point), records).summary()
            values = self.sweep.points[point]
            for place, (name, value) in enumerate([("point", point), *values.items()]):
                summary.insert(place, name, value)
            yield summary

    def point_records(self) -> "Iterator[tuple[int, pd.DataFrame]]":
        """Read the records of point after point, with the number of each; points without a finished run are left out.

        Only one point is held at a time.
        """
        import pandas as pd

        runs: dict[int, list[Member]] = {}
        for member in self._members:
            if member.file not in self.failures:
                runs.setdefault(member.point, []).append(member)
        for point, members in runs.items():
            records = [read_record(self.store.runs / f"{member.file}.parquet") for member in members]
            yield point, pd.concat(records, ignore_index=True)

    def save(self, folder: str | Path | None = None) -> None:
        """Write tables, figures and report: responses, or what a sensitivity analysis asks for.

        Args:
            folder: Where to; the folder of the sweep by default.

        Raises:
            InputError: If it cannot be written.
        """
        store = Store(folder or self.store.folder)
        if len(self.failures) == len(self.files):
            return
        store.figures.mkdir(parents=True, exist_ok=True)
        if self.sweep.question is not None:
            from nanoimmune.study.sensitivity_report import save as save_sensitivity

            save_sensitivity(self, store)
        else:
            from nanoimmune.study.sweep_report import save

            store.write_table(RESPONSES, self.responses)
            save(self, store)

    def status(self) -> Status:
        """Tell how the sweep stands."""
        return status_of(self.store.folder, {file: file for file in self.files}, self.manifest)

    def compact(self) -> tuple[Path, Path]:
        """Gather the records of all runs into `records.parquet`, and the responses into `summary.parquet`.

        `design.parquet` says which points each run belongs to.
        """
        return compact(self.store.folder, self.files, lambda _: self.responses)

    def __repr__(self) -> str:
        """Show size in one line."""
        return f"<SweepResults of {self.sweep!r}, {len(self.files)} runs>"
