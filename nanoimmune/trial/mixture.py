"""What is mixed in a folder: runs under different versions of packages, and runs that belong to other trials."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from nanoimmune.trial.run_file import read_stamp
from nanoimmune.trial.store import Store


def mixture(store: Store, stamps: Sequence[Mapping[str, Any]], model: str) -> list[str]:
    """Say what is mixed in a folder, a sentence each.

    Args:
        store: The folder.
        stamps: What the run files of the trial say of themselves.
        model: Version of the model that the trial was run with.

    Returns:
        Sentences; none where all runs are of one trial, and were lived under the same versions.
    """
    told = []
    names = sorted({name for stamp in stamps for name in stamp["versions"]})
    for name in names:
        counted = Counter(str(stamp["versions"].get(name)) for stamp in stamps)
        if len(counted) > 1:
            parts = " and ".join(f"{value} ({number} runs)" for value, number in sorted(counted.items()))
            told.append(f"These runs were lived under different versions of {name}: {parts}.")
    ours = {stamp["name"] for stamp in stamps}
    others = [read_stamp(store.runs / f"{name}.parquet") for name in store.names() if name not in ours]
    if others:
        counted = Counter(_how_other(stamp, model) for stamp in others)
        parts = " and ".join(f"{number} {how}" for how, number in sorted(counted.items()))
        total = f"{len(others)} other runs, which are" if len(others) > 1 else "1 other run, which is"
        told.append(f"The folder holds {total} not counted here: {parts}.")
    return told


def _how_other(stamp: Mapping[str, Any] | None, model: str) -> str:
    """Say why a run file is none of the trial's."""
    if stamp is None:
        return "that cannot be read as a run of this version"
    if stamp["model"] != model:
        return f"of model {stamp['model']}, where this trial is of {model}"
    return "of other arms, numbers, subjects or days"
