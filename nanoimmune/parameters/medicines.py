"""Reading the file of medicines: numbers with passports for each medicine, and for every medicine of a kind."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from nanoimmune.errors import InputError
from nanoimmune.parameters.load import FOLDER, Passport, _passport

FILE = FOLDER / "medicines.toml"


class Known(NamedTuple):
    """A medicine that comes with the package.

    Attributes:
        kind: What it is: drug, antibody or cytokine.
        numbers: Passports of its own numbers by name; those that are missing are those of its kind.
        effects: Passports of its effects by the name of the process.
    """

    kind: str
    numbers: Mapping[str, Passport]
    effects: Mapping[str, Passport]


class Library(NamedTuple):
    """All that the file holds.

    Attributes:
        kinds: Passports of what holds for every medicine of a kind, by kind and name.
        medicines: The medicines by name.
    """

    kinds: Mapping[str, Mapping[str, Passport]]
    medicines: Mapping[str, Known]


@cache
def library() -> Library:
    """Read and check the file.

    Returns:
        Kinds and medicines.

    Raises:
        InputError: If a passport is incomplete, a value is outside its range, or a kind is unknown.
    """
    file = tomllib.loads(FILE.read_text(encoding="utf-8"))
    named = {name: table for name, table in file.items() if "kind" in table}
    kinds = {name: _passports(name, table) for name, table in file.items() if name not in named}
    for name, table in named.items():
        if table["kind"] not in kinds:
            raise InputError(f"parameters/{FILE.name}: {name} is of the unknown kind {table['kind']!r}")
    return Library(kinds, {name: _known(name, table) for name, table in named.items()})


def _known(name: str, table: Mapping[str, Any]) -> Known:
    """Read one medicine."""
    numbers = {key: entry for key, entry in table.items() if key not in ("kind", "effects")}
    effects = _passports(f"{name}.effects", table.get("effects", {}))
    return Known(table["kind"], _passports(name, numbers), effects)


def _passports(group: str, table: Mapping[str, Any]) -> dict[str, Passport]:
    """Read the passports of one table."""
    return {name: _passport(f"{group}.{name}", entry) for name, entry in table.items()}


def all_passports() -> list[Passport]:
    """List every number of the file, kinds first."""
    found = [passport for numbers in library().kinds.values() for passport in numbers.values()]
    for known in library().medicines.values():
        found += [*known.numbers.values(), *known.effects.values()]
    return found
