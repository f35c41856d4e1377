"""How a study stands."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from nanoimmune.trial.carry_out import failures_of
from nanoimmune.trial.journal import read_journal
from nanoimmune.trial.model_version import model_version
from nanoimmune.trial.run_file import is_whole
from nanoimmune.trial.store import Store


class Status(NamedTuple):
    """How a study stands.

    Attributes:
        runs: Runs that it consists of.
        finished: Those that are there.
        failed: Reasons of those that failed, by name.
        missing: Those that nobody has lived yet.
        others: Run files in the folder that are none of its own.
        model: Version of the model that it was begun with.
        model_here: Version of the model here; where it is another, going on means beginning anew.
        seconds: Mean time of a run, s; NaN before the first.
        events: What happened, by number of events: began, run, failed, died, interrupted, stopped, ended.
    """

    runs: int
    finished: int
    failed: dict[str, str]
    missing: int
    others: int
    model: str
    model_here: str
    seconds: float
    events: dict[str, int]


def status_of(folder: Path, files: Mapping[str, str], manifest: Mapping[str, Any]) -> Status:
    """Tell how a study stands; only the folder is looked at.

    Args:
        folder: Its folder.
        files: Names of its run files, by the name that each run is told by.
        manifest: Its manifest.
    """
    store = Store(folder, to_read=True)
    whole = {name for name, file in files.items() if is_whole(store.runs, file)}
    reasons = failures_of(store, [file for name, file in files.items() if name not in whole])
    failed = {name: reasons[file] for name, file in files.items() if file in reasons}
    journal = read_journal(folder)
    taken = [event["seconds"] for event in journal if event.get("event") == "run" and "seconds" in event]
    kinds = [str(event.get("event")) for event in journal]
    return Status(
        runs=len(files),
        finished=len(whole),
        failed=failed,
        missing=len(files) - len(whole) - len(failed),
        others=len(set(store.names()) - set(files.values())),
        model=manifest["versions"]["model"],
        model_here=model_version(),
        seconds=sum(taken) / len(taken) if taken else float("nan"),
        events={kind: kinds.count(kind) for kind in sorted(set(kinds))},
    )
