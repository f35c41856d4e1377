"""Turning what a user declares into plain data for JSON, and back."""

from dataclasses import fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints


def plain(value: Any) -> Any:
    """Plain data for a frozen dataclass, a NamedTuple, a word, a set or a number."""
    if is_dataclass(value):
        return {"is": type(value).__name__} | {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: plain(getattr(value, name)) for name in value._fields}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return sorted(plain(item) for item in value) if isinstance(value, frozenset) else value


def restored(data: Any, hint: Any) -> Any:
    """What plain data stood for.

    Args:
        data: Plain data.
        hint: Type of the value: a dataclass, a NamedTuple, an enumeration, a tuple, a set, a union, or a number.

    Raises:
        KeyError, TypeError, ValueError: If the data do not fit the type.
    """
    if isinstance(hint, UnionType):
        if data is None:
            return None
        choices = [choice for choice in get_args(hint) if choice is not NoneType]
        if isinstance(data, dict):
            return restored(data, {choice.__name__: choice for choice in choices}[data["is"]])
        of_many = [choice for choice in choices if get_origin(choice) is not None]
        return restored(data, of_many[0] if isinstance(data, list) else choices[0])
    if get_origin(hint) in (tuple, list, frozenset):
        return get_origin(hint)(restored(item, get_args(hint)[0]) for item in data)
    if isinstance(data, dict):
        hints = get_type_hints(hint)
        return hint(**{name: restored(item, hints[name]) for name, item in data.items() if name != "is"})
    return hint(data)
