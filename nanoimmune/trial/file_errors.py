"""How a wrong key or value in a scenario file or a target file is told."""

import types
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from nanoimmune.errors import InputError, did_you_mean, nearest, refuse
from nanoimmune.trial.wording import listed

_LONGEST = 60
"""Characters of a value of a file that are shown."""

_MOST_TOLD = 5
"""Further keys that are named beside the first that is wrong."""


def first_error(name: str, problem: ValidationError, schema: type[BaseModel]) -> InputError:
    """Word the first thing that is wrong with a file, a key that is not known before others, and name the other places.

    Args:
        name: Name of the file.
        problem: What pydantic found.
        schema: What such a file may hold.

    Returns:
        The error, for the caller to raise.
    """
    first, *others = sorted(problem.errors(), key=lambda error: error["type"] != "extra_forbidden")
    place = _place(first, schema)
    if first["type"] == "extra_forbidden":
        keys = keys_at(schema, first["loc"][:-1])
        meant = nearest(first["loc"][-1], keys)
        allowed, mend = (
            f"the keys {', '.join(keys)}",
            did_you_mean(first["loc"][-1], keys, "Remove or rename this key."),
        )
    elif first["type"] == "missing":
        meant, allowed, mend = [], "a value", "Add this key."
    else:
        meant, allowed, mend = [], first["msg"].removeprefix("Input should be "), "Give a value of that kind."
    known = {place, *(".".join([*place.split(".")[:-1], name]) for name in meant)}
    further = [each for each in dict.fromkeys(_place(other, schema) for other in others) if each not in known]
    shown = [*further[:_MOST_TOLD], f"{len(further) - _MOST_TOLD} more"] if len(further) > _MOST_TOLD else further
    also = f" Wrong as well: {listed(shown)}." if shown else ""
    given = None if first["type"] == "missing" else _short(first["input"])
    return refuse(f"{name}: {place}", given, allowed, mend + also)


def keys_at(schema: type[BaseModel], path: Sequence[int | str]) -> list[str]:
    """Names of the keys that the table at a path may have.

    Args:
        schema: What the file may hold.
        path: Keys and numbers of entries from the top of the file, as pydantic tells them.

    Returns:
        The names, in the order of the schema.
    """
    kinds: list[Any] = [schema]
    for part in path:
        kinds = _all_below(kinds, part) or kinds
    tables = [table for kind in kinds for table in _plain(kind) if _is_table(table)]
    return list(dict.fromkeys(key for table in tables for key in table.model_fields))


def _all_below(kinds: Sequence[Any], part: int | str) -> list[Any]:
    """What a part of a path may lead to; nothing where it is pydantic's name of one of several kinds."""
    return [inner for kind in kinds for inner in _below(kind, part)]


def _below(kind: Any, part: int | str) -> Iterator[Any]:
    """What a part of a path may lead to, from something of a kind."""
    for plain in _plain(kind):
        if _is_table(plain):
            if part in plain.model_fields:
                yield plain.model_fields[part].annotation
        elif get_origin(plain) is dict:
            yield get_args(plain)[1]
        elif get_origin(plain) in (list, tuple):
            yield get_args(plain)[0]


def _plain(kind: Any) -> Iterator[Any]:
    """The alternatives of a kind, without remarks on how they are told apart."""
    if get_origin(kind) is Annotated:
        yield from _plain(get_args(kind)[0])
    elif get_origin(kind) in (Union, types.UnionType):
        for each in get_args(kind):
            yield from _plain(each)
    else:
        yield kind


def _is_table(kind: Any) -> bool:
    """Tell whether a kind is a table with named keys."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _place(error: Any, schema: type[BaseModel]) -> str:
    """Where in the file an error is, without pydantic's names of kinds."""
    kinds: list[Any] = [schema]
    parts = []
    path = error["loc"]
    for number, part in enumerate(path):
        below = _all_below(kinds, part)
        unknown = number == len(path) - 1 and error["type"] in ("extra_forbidden", "missing")
        if below or unknown:
            kinds = below or kinds
            parts.append(str(part))
    return ".".join(parts)


def _short(value: Any) -> Any:
    """Show a value of a file without filling the screen."""
    if isinstance(value, (bool, int, float)):
        return value
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
