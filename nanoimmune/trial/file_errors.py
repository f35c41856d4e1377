"""How a wrong key or value in a scenario file or a target file is told."""

import types
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from nanoimmune.errors import InputError, did_you_mean, refuse
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
    field = f"{name}: {_place(first)}"
    further = list(dict.fromkeys(_place(each) for each in others))
    shown = [*further[:_MOST_TOLD], f"{len(further) - _MOST_TOLD} more"] if len(further) > _MOST_TOLD else further
    also = f" Wrong as well: {listed(shown)}." if shown else ""
    if first["type"] == "extra_forbidden":
        keys = keys_at(schema, first["loc"][:-1])
        mend = did_you_mean(first["loc"][-1], keys, "Remove or rename this key.")
        return refuse(field, _short(first["input"]), f"the keys {', '.join(keys)}", mend + also)
    if first["type"] == "missing":
        return refuse(field, None, "a value", f"Add this key.{also}")
    allowed = first["msg"].removeprefix("Input should be ")
    return refuse(field, _short(first["input"]), allowed, f"Give a value of that kind.{also}")


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
        below = [inner for kind in kinds for inner in _below(kind, part)]
        kinds = below or kinds  # a part with nothing below is pydantic's name of one of several kinds of table
    tables = [table for kind in kinds for table in _plain(kind) if _is_table(table)]
    return list(dict.fromkeys(key for table in tables for key in table.model_fields))


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


def _place(error: Any) -> str:
    """Where in the file an error is."""
    return ".".join(str(part) for part in error["loc"])


def _short(value: Any) -> str:
    """Show a value of a file without filling the screen."""
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
