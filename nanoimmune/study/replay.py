"""One life lived again from what its file says of itself, and compared bit for bit."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nanoimmune.errors import refuse
from nanoimmune.readouts import AgentRecord
from nanoimmune.trial import provenance
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.life import live
from nanoimmune.trial.model_version import model_version
from nanoimmune.trial.run import Run
from nanoimmune.trial.run_file import read_pictures, read_record, read_stamp, surroundings
from nanoimmune.trial.store import run_names

if TYPE_CHECKING:
    import pandas as pd


class Replay(NamedTuple):
    """What a second life of one run was like.

    Attributes:
        name: Name of the run.
        rows: Days that were compared.
        columns: Columns that were compared.
        pictures: Pictures that were compared.
        differences: Where the two differ, a sentence each; none if every bit is equal.
        changed: What is not as it was when the run was first lived: model, packages, machine.
    """

    name: str
    rows: int
    columns: int
    pictures: int
    differences: tuple[str, ...]
    changed: tuple[str, ...]


def find_run(folder: str | Path, run: str) -> Path:
    """Find the file of a run.

    Args:
        folder: Folder of the study.
        run: Name of the run, or the beginning of one that no other run has.

    Returns:
        The file.

    Raises:
        InputError: If there is none, or several.
    """
    runs = Path(folder) / "runs"
    if not runs.is_dir():
        raise refuse("study", str(folder), "a folder with runs", "Check the path.")
    names = run_names(runs)
    found = [name for name in names if name == run] or [name for name in names if name.startswith(run)]
    if len(found) != 1:
        allowed = ", ".join(found[:4]) if found else ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")
        raise refuse("run", run, allowed or "nothing, for no run is there", "Name one run.")
    return runs / f"{found[0]}.parquet"


def replay(path: Path, agents: str | Path | None = None) -> Replay:
    """Live a run again, from the numbers in its own file alone, and compare.

    Args:
        path: The run file.
        agents: Folder into which every agent is written on every day, or None.

    Returns:
        What was compared, and whether it is the same.

    Raises:
        InputError: If the file cannot be read, or the folder of the agents cannot be written.
    """
    stamp = read_stamp(path)
    if stamp is None:
        raise refuse("run", path.stem, "a run file that is whole", "Resume the study, which lives it again.")
    with provenance.complete():
        (arm,) = provenance.arms_from(stamp)
        run = Run(arm, Cohort(stamp["subject"] + 1, stamp["seed"]), stamp["subject"], stamp["days"])
    try:
        kept, before = read_record(path), read_pictures(path.parent, stamp["name"])
    except OSError as problem:
        allowed = "a run file as it was written"
        raise refuse("run", path.stem, allowed, "Delete it and resume the study, which lives it again.") from problem
    if agents is None:
        lived = live(run)
    else:
        with AgentRecord(agents) as written:
            lived = live(run, written.take)
    differences = [*_compared(kept, lived.record), *_pictures_compared(before, lived.snapshots)]
    was = {"model": stamp["model"], **stamp["versions"]}
    now = {"model": model_version(), **surroundings()}
    changed = [f"{name} was {was[name]} and is {now.get(name)}" for name in was if was[name] != now.get(name)]
    return Replay(stamp["name"], len(kept), len(kept.columns), len(before), tuple(differences), tuple(changed))


def _compared(kept: "pd.DataFrame", again: "pd.DataFrame") -> list[str]:
    """Compare two records by their bits."""
    if list(kept.columns) != list(again.columns) or len(kept) != len(again):
        return [f"the shapes differ: {kept.shape} and {again.shape}"]
    found = []
    for name in kept.columns:
        old, new = kept[name].to_numpy(), again[name].to_numpy()
        if old.dtype == object or old.dtype != new.dtype:
            same = old.astype(str) == new.astype(str)
        else:
            same = _bits(old) == _bits(new)
        if not np.all(same):
            row = int(np.argmin(same))
            day = kept["day"].iloc[row]
            found.append(f"{name} differs from day {day:g} on: it was {old[row]!r} and is {new[row]!r}")
    return found


def _bits(values: "np.ndarray[tuple[int], np.dtype[np.generic]]") -> "np.ndarray[tuple[int], np.dtype[np.generic]]":
    """Look at numbers as whole numbers of the same width, so that NaN equals NaN and 0 is not -0."""
    values = np.ascontiguousarray(values)
    return values if values.dtype == bool else values.view(f"u{values.dtype.itemsize}")


def _pictures_compared(before: tuple[object, ...], again: tuple[object, ...]) -> list[str]:
    """Compare pictures, array by array."""
    if len(before) != len(again):
        return [f"there were {len(before)} pictures and are {len(again)}"]
    return [
        f"picture {number}: {field} differs"
        for number, (old, new) in enumerate(zip(before, again, strict=True), start=1)
        for field, mine, yours in zip(type(old)._fields, old, new, strict=True)  # type: ignore[attr-defined,call-overload]
        if not np.array_equal(mine, yours)
    ]
