"""Reading the parameter files: every number with its passport, names and numbers checked against each other."""

import math
import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

from nanoimmune.errors import InputError, nearest, refuse
from nanoimmune.parameters.names import Parameters
from nanoimmune.units import UNITS, magnitude

FOLDER = Path(__file__).parent
STATUSES = ("measured", "derived", "fitted", "assumed")


class Passport(NamedTuple):
    """One number with all that must be known of it; a fitted one names the published targets it was fitted to."""

    name: str
    says: str
    value: float
    unit: str
    low: float
    high: float
    source: str
    status: str
    fitted_to: tuple[str, ...] = ()


WHOLE = (
    "world.size",
    "world.depth",
    "world.spleen_extent",
    "world.liver_extent",
    "world.node_extent",
    "world.cns_extent",
    "world.pancreas_extent",
    "islets.number",
    "world.sites_per_voxel",
    "world.cells_per_agent",
    "world.regulator_fineness",
    "world.exact_fields",
    "world.phase_order",
    "world.cells_per_apc",
    "world.phagocytes_per_apc",
    "world.parcels_per_dose",
)
"""Parameters that must be whole numbers."""

GROUPS: dict[str, type] = get_type_hints(Parameters)
"""The groups of parameters by name."""


@cache
def cited_works() -> frozenset[str]:
    """Keys of the bibliography that sources must come from."""
    text = (FOLDER / "references.bib").read_text(encoding="utf-8")
    return frozenset(re.findall(r"@\w+\{([^,\s]+),", text))


def unknown_work(source: str, also: Collection[str]) -> str | None:
    """Give the first key of a source that neither the bibliography nor `also` has, or None.

    Args:
        source: Keys, with semicolons between them.
        also: Further keys that may be cited.
    """
    keys = (key.strip() for key in source.split(";"))
    return next((key for key in keys if key not in cited_works() and key not in also), None)


@cache
def targets() -> Mapping[str, Mapping[str, str]]:
    """Published results that numbers may be fitted to: what each says, and its source, by key."""
    return tomllib.loads((FOLDER / "targets.toml").read_text(encoding="utf-8"))


@cache
def passports() -> Mapping[str, Passport]:
    """Read and check every parameter file.

    Returns:
        Passports by `group.name`, in the order of the names.

    Raises:
        InputError: If names and numbers do not match, or a passport is incomplete, or a value is outside its range.
    """
    found: dict[str, Passport] = {}
    for group, kind in GROUPS.items():
        table = tomllib.loads((FOLDER / f"{group}.toml").read_text(encoding="utf-8"))
        names: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]
        if set(table) != set(names):
            odd = sorted(set(table) ^ set(names))
            raise InputError(f"parameters/{group}.toml and the class {kind.__name__} disagree on: {', '.join(odd)}")
        for name in names:
            found[f"{group}.{name}"] = _passport(f"{group}.{name}", table[name])
    return found


def _passport(name: str, entry: Mapping[str, Any]) -> Passport:
    """Check one entry of a parameter file."""
    wanted = {"says", "value", "unit", "range", "source", "status"}
    if entry.get("status") == "fitted":
        wanted.add("fitted_to")
    if set(entry) != wanted:
        raise InputError(f"{name}: its passport needs exactly {sorted(wanted)}, and has {sorted(entry)}")
    if entry["unit"] not in UNITS:
        raise refuse(f"{name}.unit", entry["unit"], ", ".join(sorted(UNITS)), "Use one of these.")
    if entry["status"] not in STATUSES:
        raise refuse(f"{name}.status", entry["status"], ", ".join(STATUSES), "Use one of these.")
    if (key := unknown_work(str(entry["source"]), ("assumption",))) is not None:
        raise refuse(f"{name}.source", key, "a key of references.bib, or 'assumption'", "Add the work.")
    for target in entry.get("fitted_to", ()):
        if target not in targets():
            raise refuse(f"{name}.fitted_to", target, ", ".join(targets()), "Name targets of targets.toml.")
    low, high = (float(limit) for limit in entry["range"])
    value = float(entry["value"])
    if not low <= value <= high:
        raise refuse(name, value, f"{low:g} to {high:g} {entry['unit']}", "Choose a value inside the range.")
    return Passport(
        name,
        entry["says"],
        value,
        entry["unit"],
        low,
        high,
        entry["source"],
        entry["status"],
        tuple(entry.get("fitted_to", ())),
    )


def passport_of(name: str) -> Passport:
    """Look up one parameter.

    Args:
        name: `group.name` of it.

    Returns:
        Its passport.

    Raises:
        InputError: If there is none of that name.
    """
    known = passports()
    if name in known:
        return known[name]
    group = name.split(".")[0]
    mend = f"See `nanoimmune parameters {group}`." if group in GROUPS else "See `nanoimmune parameters`."
    of_group = [each for each in known if each.startswith(f"{group}.")] or list(known)
    near = nearest(name, known, 3) or of_group[:1]
    raise refuse("parameter", name, "a name such as " + ", ".join(near), mend)


def check_override(name: str, given: float | int | str) -> float:
    """Check one value that a user or a scenario sets, and convert it to the parameter's unit.

    Args:
        name: `group.name` of a parameter.
        given: A number in the parameter's unit, or text with a unit.

    Returns:
        The value in the parameter's unit.

    Raises:
        InputError: If there is no such parameter, the unit is wrong, or the value lies outside the range.
    """
    passport = passport_of(name)
    value = magnitude(name, given, passport.unit)
    if not (math.isfinite(value) and passport.low <= value <= passport.high):
        unit = "" if passport.unit == "1" else f" {passport.unit}"
        allowed = f"{passport.low:g} to {passport.high:g}{unit}"
        raise refuse(name, given, allowed, "Choose a value inside the range.")
    return value


def load(overrides: Mapping[str, float | int | str] | None = None) -> Parameters:
    """Assemble the parameters of one life.

    Args:
        overrides: Values that replace the defaults, by `group.name`; text with a unit is converted.

    Returns:
        All groups, as the kernels read them.

    Raises:
        InputError: If an override names no parameter, or does not fit its unit, its range, or the other values.
    """
    values = {name: passport.value for name, passport in passports().items()}
    for name, given in (overrides or {}).items():
        values[name] = check_override(name, given)
    for name in WHOLE:
        if values[name] != round(values[name]):
            low, high = passports()[name].low, passports()[name].high
            raise refuse(name, values[name], f"a whole number from {low:g} to {high:g}", "Round it.")
    fewest, most = values["repertoire.fewest_precursors"], values["repertoire.most_precursors"]
    if fewest > most:
        allowed = f"at most repertoire.most_precursors, which is {most:g}"
        raise refuse("repertoire.fewest_precursors", fewest, allowed, "Lower it, or raise repertoire.most_precursors.")
    groups = {
        group: kind(**{name: values[f"{group}.{name}"] for name in kind._fields})  # type: ignore[attr-defined]
        for group, kind in GROUPS.items()
    }
    return Parameters(**groups)
