"""The runs of a study gathered into files that are quick to read."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nanoimmune.errors import refuse
from nanoimmune.trial.run_file import is_sound, read_record, read_stamp
from nanoimmune.trial.store import Store, write_whole

if TYPE_CHECKING:
    import pandas as pd

    from nanoimmune.study.study import Study

RECORDS = "records.parquet"
SUMMARY = "summary.parquet"


def compact(folder: Path, files: Sequence[str], summary: "Callable[[list[str]], pd.DataFrame]") -> tuple[Path, Path]:
    """Write all records into one file, run by run, and a summary.

    Args:
        folder: Folder of a study.
        files: Names of its runs.
        summary: Makes the summary of those that are there.

    Returns:
        The two files.

    Raises:
        InputError: If no run is there, or the folder cannot be written.
    """
    store = Store(folder)
    there = [file for file in files if is_sound(store.runs, file)]
    if not there:
        raise refuse("study", str(folder), "one finished run at least", "Resume it first.")
    write_whole(folder / RECORDS, lambda passing: _gather(store, there, passing))
    write_whole(folder / SUMMARY, lambda passing: summary(there).to_parquet(passing, index=False))
    return folder / RECORDS, folder / SUMMARY


def _gather(store: Store, files: list[str], passing: Path) -> None:
    """Write run after run, so that memory holds one at a time; columns that only some arms have are empty elsewhere."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schemas = [pq.read_schema(store.runs / f"{file}.parquet").remove_metadata() for file in files]
    schema = pa.unify_schemas(schemas)
    with pq.ParquetWriter(passing, schema, write_page_checksum=True) as writer:
        for file in files:
            record = read_record(store.runs / f"{file}.parquet").reindex(columns=schema.names)
            writer.write_table(pa.Table.from_pandas(record, schema=schema, preserve_index=False))


def summary_of(study: "Study", files: list[str]) -> "pd.DataFrame":
    """Lay the end-points of a trial out a row a run, beside what each run is of.

    Args:
        study: The study.
        files: Names of the runs that are there.
    """
    import pandas as pd

    store = Store(study.folder, to_read=True)
    stamps = [read_stamp(store.runs / f"{file}.parquet") or {} for file in files]
    rows = pd.DataFrame(
        {
            "arm": [stamp["arms"][0]["name"] for stamp in stamps],
            "subject": [stamp["subject"] for stamp in stamps],
            "run": files,
            "seed": [stamp["seed"] for stamp in stamps],
            "days": [stamp["days"] for stamp in stamps],
            "model": [stamp["model"] for stamp in stamps],
        }
    )
    wide = study.endpoints().pivot(index=["arm", "subject"], columns="endpoint", values="value").reset_index()
    return rows.merge(wide, on=["arm", "subject"], how="left", validate="one_to_one")
