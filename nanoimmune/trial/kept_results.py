"""The results of a trial from what lies in its folder alone."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nanoimmune.trial.carry_out import failures_of
from nanoimmune.trial.mixture import mixture
from nanoimmune.trial.results import Results
from nanoimmune.trial.run_file import is_whole, read_pictures, read_record, read_stamp
from nanoimmune.trial.store import Store

if TYPE_CHECKING:
    from nanoimmune.trial.trial import Trial


def kept_results(trial: "Trial", store: Store, manifest: Mapping[str, Any]) -> Results:
    """Read every run of a trial that is in its folder.

    Args:
        trial: The trial.
        store: Its folder.
        manifest: Its manifest, with the names of its runs, arm by arm.

    Returns:
        The same results, whoever lived the runs, and when. Runs that failed or are missing are told among the failures.
    """
    import pandas as pd

    files = {entry["name"]: entry["file"] for entry in manifest["runs"]}
    reasons = failures_of(store, list(files.values()))
    failures, records, stamps = {}, [], []
    pictures = {}
    for name, file in files.items():
        if not is_whole(store.runs, file):
            failures[name] = reasons.get(file, "it has not been lived yet")
            continue
        try:
            record, seen = read_record(store.runs / f"{file}.parquet"), read_pictures(store.runs, file)
        except OSError as problem:
            failures[name] = f"its file is damaged, and resuming the study lives it again ({problem})"
            continue
        stamp = read_stamp(store.runs / f"{file}.parquet")
        assert stamp is not None
        records.append(record)
        stamps.append(stamp)
        if seen:
            pictures[stamp["arms"][0]["name"]] = seen
    table = pd.concat(records, ignore_index=True) if records else pd.DataFrame()
    told = {
        **manifest,
        "runs": [{**entry, "failure": failures.get(entry["name"])} for entry in manifest["runs"]],
        "mixed": mixture(store, stamps, manifest["versions"]["model"]),
    }
    return Results(trial, table, failures, told, pictures)
