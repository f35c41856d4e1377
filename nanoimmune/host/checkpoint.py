"""Checkpoints: a life on disk, from which it goes on bit for bit.

A checkpoint is one `.npz` file: the arrays, and a text in JSON with the format version and everything else. Row
order and vacant rows are kept, so that even scratch work is repeated as it would have been.
"""

import json
import os
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from nanoimmune.errors import InputError
from nanoimmune.host.added_rule import AddedRule
from nanoimmune.host.collector import ColumnCollector, standard_collector
from nanoimmune.host.declared import Declaration, Declared
from nanoimmune.host.digest import POPULATIONS
from nanoimmune.host.life import Life
from nanoimmune.host.organ import LEVELS
from nanoimmune.host.plain import plain, restored
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.dose import Design, Dose
from nanoimmune.state.medication import Medication
from nanoimmune.state.subject import Subject
from nanoimmune.words import Compartment

if TYPE_CHECKING:
    from nanoimmune.host.model import Host

FORMAT = 4
MAKER = "nanoimmune host"
Arrays = dict[str, NDArray[Any]]

_UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile, zlib.error)
"""What numpy, zip and JSON raise on files that are damaged or no checkpoints."""


def save(host: "Host", path: Path) -> None:
    """Write a checkpoint, under a temporary name that is changed at the end.

    Args:
        host: The host; it is only read.
        path: Name of the file, commonly ending in `.npz`.

    Raises:
        InputError: If the host holds what a checkpoint cannot keep: a user's own Python agents, classes or attributes,
            scheduled events, or a data collector of another kind. `pickle` keeps all of these.
    """
    if unsaved := what_is_lost(host):
        raise InputError(f"save: a checkpoint cannot keep {'; '.join(unsaved)}. Remove them, or pickle the host.")
    arrays, text = _arrays_of(host), _text_of(host)
    arrays["json"] = np.frombuffer(json.dumps(text).encode(), np.uint8)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def what_is_lost(host: "Host") -> list[str]:
    """What a host holds that a checkpoint cannot keep, in words."""
    lost = [f"{len(agents)} agents of class {kind.__name__}" for kind, agents in host._agents_by_type.items() if agents]
    for roster in host.rosters.values():
        own = [kind for kind in roster.classes() if kind not in roster.kinds and len(roster.rows_of(kind))]
        lost += [f"the class {kind.__name__}" for kind in own]
        names = {name for view in roster.views.values() for name in vars(view)}
        lost += [f"the attribute '{name}' of agents" for name in sorted(names - {*_OF_VIEWS})]
    if len(host._event_list) > 1:
        lost.append("scheduled events")
    if host.datacollector is not None and not _is_standard(host.datacollector):
        lost.append("a data collector that is not the standard one")
    return lost


_OF_VIEWS = ("roster", "unique_id", "_slot", "_epoch")


def _is_standard(collector: Any) -> bool:
    """Whether a collector collects what every host collects."""
    return isinstance(collector, ColumnCollector) and collector.model_reporters == standard_collector().model_reporters


def _arrays_of(host: "Host") -> Arrays:
    """All arrays of a life, by name."""
    life = host.life
    arrays = {"fields": life.fields} | _tissues(life)
    for name in POPULATIONS:
        population = getattr(life, name)
        kept = {"meta": 2, "vacant": int(population.column("meta")[1])}
        for column in population.columns._fields:
            arrays[f"{name}/{column}"] = population.column(column)[: kept.get(column, population.used)]
    for part in ("body", "ledger", "medication"):
        for field in fields(getattr(life, part)):
            value = getattr(getattr(life, part), field.name)
            if isinstance(value, np.ndarray):
                arrays[f"{part}/{field.name}"] = value
    return arrays


def _tissues(life: Life) -> Arrays:
    """The columns of all target tissues, by name."""
    return {
        f"tissue/{organ.place.name}/{name}": getattr(organ.tissue, name)
        for organ in life.organs
        for name in organ.tissue._fields
    }


def _text_of(host: "Host") -> dict[str, Any]:
    """Everything that is no array."""
    life, collector = host.life, host.datacollector
    body = {field.name: getattr(life.body, field.name) for field in fields(life.body)}
    return {
        "maker": MAKER,
        "format": FORMAT,
        "parameters": plain(life.parameters),
        "subject": plain(life.subject),
        "induction": plain(list(host.declared.induction)),
        "absent": plain(life.absent),
        "tissues": {organ.place.name: {name: getattr(organ, name) for name in LEVELS} for organ in life.organs},
        "pending": plain(life.pending),
        "designs": plain(life.ledger.designs),
        "medication": _of_medication(life.medication),
        "body": {name: value for name, value in body.items() if not isinstance(value, np.ndarray)},
        "rules": sorted(rule.name for rules in host.rules.values() for rule in rules),
        "steps": host.steps,
        "time": host.time,
        "running": host.running,
        "agents_added": host.agent_id_counter,
        "random": host.random.getstate(),
        "rng": host.rng.bit_generator.state,
        "collected": None if collector is None else [collector._collection_steps, collector.model_vars],
    }


def _of_medication(taken: Medication) -> dict[str, Any]:
    """What a medication holds beside its arrays."""
    values = {field.name: getattr(taken, field.name) for field in fields(taken)}
    return {name: plain(value) for name, value in values.items() if not isinstance(value, np.ndarray)}


def _put_medication(taken: Medication, text: dict[str, Any]) -> None:
    """Put that back."""
    for name, hint in get_type_hints(Medication).items():
        if name in text:
            setattr(taken, name, restored(text[name], hint))


def load(kind: type["Host"], path: Path, scenario: Declared | None, rules: Sequence[AddedRule]) -> Any:
    """Read a checkpoint.

    Args:
        kind: Class of the host.
        path: Name of the file.
        scenario: What the host was declared by, to have it as `declared`; its parameters must be those of the file.
        rules: The rules that had been added to the host, which a checkpoint knows by name only.

    Returns:
        The host, which goes on as the saved one would have.

    Raises:
        InputError: If the file is truncated, foreign, of another format, or does not fit scenario or rules.
    """
    arrays, text = _read(path)
    try:
        declared = Declaration(
            restored(text["parameters"], Parameters),
            restored(text["induction"], tuple[Dose, ...]),
            restored(text["absent"], get_type_hints(Declaration)["absent"]),
            tuple(Compartment[name] for name in text["tissues"]),
        )
        subject = restored(text["subject"], Subject)
        if scenario is not None and scenario.parameters != declared.parameters:
            raise InputError(f"load: {path} was saved with other parameters than this scenario's. Load it without one.")
        if sorted(rule.name for rule in rules) != text["rules"]:
            raise InputError(f"load: {path} needs the rules {text['rules']}. Give them as `rules`.")
        host = kind(scenario or declared, rng=subject.seed, subject=subject)
        for rule in rules:
            host.rules.setdefault(rule.after, []).append(rule)
        _put_arrays(host, arrays)
        _put_text(host, text)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"load: {path} does not fit this version of nanoimmune ({error!r}).") from error
    return host


def _read(path: Path) -> tuple[Arrays, dict[str, Any]]:
    """Read arrays and text of a file, and check who made it."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        text = json.loads(arrays.pop("json").tobytes())
        maker, version = text["maker"], text["format"]
    except FileNotFoundError:
        raise InputError(f"load: there is no file {path}.") from None
    except _UNREADABLE as error:
        raise InputError(f"load: {path} is no checkpoint, or is damaged ({error}). Save the host again.") from error
    if (maker, version) != (MAKER, FORMAT):
        raise InputError(f"load: {path} is a {maker}, format {version}; this version reads {MAKER}, format {FORMAT}.")
    return arrays, text


def _put_arrays(host: "Host", arrays: Arrays) -> None:
    """Put the arrays of a checkpoint into a new host, in place, so that whoever looks at them sees them."""
    life = host.life
    life.fields[:] = arrays["fields"]
    for name, column in _tissues(life).items():
        column[:] = arrays[name]
    for name in POPULATIONS:
        population = getattr(life, name)
        for column in population.widths:
            population.widen(column, arrays[f"{name}/{column}"].shape[1])
        rows = len(arrays[f"{name}/uid"])
        population.column("meta")[:] = 0
        population.reserve(rows)
        for column in population.columns._fields:
            kept = arrays[f"{name}/{column}"]
            population.column(column)[: len(kept)] = kept
        population.epoch += 1
    for part in ("body", "ledger", "medication"):
        for field in fields(getattr(life, part)):
            if f"{part}/{field.name}" in arrays:
                setattr(getattr(life, part), field.name, arrays[f"{part}/{field.name}"])


def _put_text(host: "Host", text: dict[str, Any]) -> None:
    """Put everything else into a new host."""
    life = host.life
    life.pending = restored(text["pending"], list[Dose])
    life.ledger.designs = restored(text["designs"], list[Design])
    _put_medication(life.medication, text["medication"])
    for name, value in text["body"].items():
        setattr(life.body, name, value)
    for place, values in text["tissues"].items():
        for name, value in values.items():
            setattr(life.organ(Compartment[place]), name, value)
    host.steps, host.running, host.agent_id_counter = text["steps"], text["running"], text["agents_added"]
    version, words, gauss = text["random"]
    host.random.setstate((version, tuple(words), gauss))
    host.rng.bit_generator.state = text["rng"]
    if text["collected"] is None:
        host.datacollector = None
    else:
        collector: Any = host.datacollector
        collector._collection_steps, collector.model_vars = text["collected"]
    host.set_clock(text["time"])
