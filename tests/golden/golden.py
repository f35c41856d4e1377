"""Golden lives: small bodies of a scenario, whose whole state at the end and whose course are kept in files.

They detect change and are evidence of nothing. Integers must be the same; floats may differ by a billionth, because
another machine may have another library of logarithms and powers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nanoimmune import Arm, Host, Scenario
from nanoimmune.host.digest import NO_STATE, POPULATIONS
from nanoimmune.readouts import record

FOLDER = Path(__file__).parent
SMALL: Mapping[str, float] = {
    "world.cells_per_agent": 512,
    "world.parcels_per_dose": 20,
    "world.spleen_extent": 12,
    "world.node_extent": 12,
    "world.liver_extent": 8,
}


class Course(NamedTuple):
    """What is lived of a scenario.

    Attributes:
        arms: Arms, by name.
        days: Day on which a life ends.
        body: Parameters that keep the body small.
        earlier: Days by which doses are brought forward.
    """

    arms: tuple[str, ...]
    days: int
    body: Mapping[str, float]
    earlier: float = 0.0


LIVES = {
    "ms": Course(("untreated", "plg-cognate", "pmhc2-cognate"), 19, {"world.cns_extent": 16}),
    "t1d": Course(
        ("untreated", "pmhc1-cognate"),
        70,
        {"world.pancreas_extent": 32, "islets.number": 6, "world.cells_per_agent": 128},
        earlier=49.0,
    ),
}
"""By scenario. The second dose of pMHC particles is given on day 17.5 of MS, and on day 31.5 of diabetes."""

RELATIVE, ABSOLUTE = 1e-9, 1e-12

LISTED = {"PresentingCells/pmhc": 1, "Fields/levels": 0}
"""Arrays with one entry an epitope or a substance, and along which axis; what a longer vocabulary adds is new."""

Record = dict[str, NDArray[Any]]


def names() -> list[str]:
    """Names of all golden lives."""
    return [f"{scenario}-{arm}" for scenario, course in LIVES.items() for arm in course.arms]


def lived(name: str) -> Record:
    """Live a golden life.

    Args:
        name: Such as `ms-untreated`.

    Returns:
        Columns of every population in order of identity, tissue, fields and ledger at the end, and a row of readouts a
        day.
    """
    scenario, _, arm = name.partition("-")
    chosen = LIVES[scenario]
    declared = Arm.named(arm, Scenario.named(scenario).with_parameters({**SMALL, **chosen.body}))
    doses = [replace(dose, day=dose.day - chosen.earlier) for dose in declared.doses]
    host = Host(declared.scenario, doses=doses, rng=5)
    rows = []
    while host.day < chosen.days:
        host.run_for(24)
        rows.append(record(host))
    found: Record = {f"course/{key}": np.array([row[key] for row in rows]) for key in rows[0]}
    for population in (getattr(host.life, each) for each in POPULATIONS):
        title, rows = type(population.columns).__name__, population.rows()
        rows = rows[np.argsort(population.column("uid")[rows])]
        for column in population.columns._fields:
            if column not in NO_STATE:
                found[f"{title}/{column}"] = population.column(column)[rows]
    found |= {f"Tissue/{column}": getattr(host.life.tissue, column) for column in host.life.tissue._fields}
    ledger = {"injected": host.life.ledger.injected, "cleared": host.life.ledger.cleared}
    return found | {f"Ledger/{key}": value for key, value in ledger.items()} | {"Fields/levels": host.life.fields}


def kept(name: str) -> Record:
    """Read a golden life; empty where none was ever kept."""
    path = FOLDER / f"{name}.npz"
    if not path.is_file():
        return {}
    with np.load(path) as file:
        return {key: file[key] for key in file.files}


def keep(name: str, found: Record) -> None:
    """Write a golden life."""
    np.savez_compressed(FOLDER / f"{name}.npz", **found)  # type: ignore[arg-type]


def moved(old: Record, new: Record) -> Iterator[str]:
    """Tell, in one line each, what differs between two records; nothing where they agree. A new read-out is no move."""
    for key in old:
        if key not in new:
            yield f"{key}: gone"
            continue
        known = _known(key, new[key], old[key].shape)
        if known.shape != old[key].shape or old[key].dtype != new[key].dtype:
            was, now = (f"{array.dtype} {array.shape}" for array in (old[key], new[key]))
            yield f"{key}: {was} -> {now}"
        elif not _same(old[key], known):
            yield f"{key}: {_difference(key, old[key], known)}"


def _known(key: str, new: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Take the part of a new array whose epitopes or substances the vocabulary had when the old one was kept."""
    return new.take(np.arange(min(shape[LISTED[key]], new.shape[LISTED[key]])), LISTED[key]) if key in LISTED else new


def _same(old: NDArray[Any], new: NDArray[Any]) -> bool:
    """Whether two arrays agree: integers exactly, floats to a billionth."""
    if old.dtype.kind in "iub":
        return np.array_equal(old, new)
    return np.allclose(new, old, rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True)


def _difference(key: str, old: NDArray[Any], new: NDArray[Any]) -> str:
    """Say how two arrays of one shape differ: a course by the day it parts and its end, others by how many entries."""
    apart = ~np.isclose(new.astype(float), old.astype(float), rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True)
    if old.dtype.kind in "iub":
        apart = old != new
    first = np.unravel_index(int(np.argmax(apart)), old.shape)
    example = f"{old[first]:.6g} -> {new[first]:.6g}"
    if key.startswith("course/"):
        return f"from row {first[0]} on, {example}; at the end {old[-1]:.6g} -> {new[-1]:.6g}"
    return f"{int(apart.sum())} of {old.size} entries, the first {example}"
