"""Checks of single values that a user declares; each refuses with field, value, allowed range and mend."""

import math
from collections.abc import Mapping

from nanoimmune.errors import did_you_mean, refuse
from nanoimmune.units import magnitude
from nanoimmune.words import EPITOPE_NAMES, EPITOPES_OF, PROTEIN_NAMES, TARGETS, Compartment, Epitope


def whole_number(field: str, given: object, low: int, high: int) -> int:
    """Accept a whole number between two limits.

    Args:
        field: Name of the field as the user writes it.
        given: What the user gave.
        low: Smallest number allowed.
        high: Largest number allowed.

    Returns:
        The number.

    Raises:
        InputError: If it is no whole number, or out of range.
    """
    mend = f"Give a whole number from {low} to {high}."
    if isinstance(given, bool) or not isinstance(given, int) or not low <= given <= high:
        raise refuse(field, given, f"{low} to {high}", mend)
    return given


def quantity(field: str, given: object, unit: str, low: float, high: float) -> float:
    """Accept a number, or text with a number and a unit, between two limits.

    Args:
        field: Name of the field as the user writes it.
        given: What the user gave.
        unit: Unit that the field is kept in.
        low: Smallest value allowed, in that unit.
        high: Largest value allowed, in that unit.

    Returns:
        The magnitude in `unit`.

    Raises:
        InputError: If it is no quantity, in a wrong unit, or out of range.
    """
    value = magnitude(field, given, unit)  # type: ignore[arg-type]
    if not (math.isfinite(value) and low <= value <= high):
        written = "" if unit == "1" else f" {unit}"
        raise refuse(field, given, f"{low:g} to {high:g}{written}", "Choose a value inside the range.")
    return value


def adjuvant(field: str, given: object, antigen: float) -> float:
    """Accept an amount of complete adjuvant for an amount of antigen, both relative to the standard dose.

    Args:
        field: Name of the field as the user writes it.
        given: What the user gave.
        antigen: The antigen that is emulsified in it; with none, there may be none.

    Returns:
        The adjuvant.

    Raises:
        InputError: If it is no number from 0 to 100, or 0 for an antigen.
    """
    value = quantity(field, given, "1", 0, 100)
    if antigen and not value:
        allowed = "above 0, for there is antigen to emulsify"
        raise refuse(field, given, allowed, "Leave the antigen out too, or give it as a soluble peptide.")
    return value


def one_of[T](field: str, given: object, known: Mapping[str, T]) -> T:
    """Look up a name, and suggest the nearest ones where it is unknown.

    Args:
        field: Name of the field as the user writes it.
        given: The name the user gave.
        known: What each known name stands for.

    Returns:
        What the name stands for.

    Raises:
        InputError: If the name is unknown.
    """
    if isinstance(given, str) and given in known:
        return known[given]
    raise refuse(field, given, ", ".join(known), did_you_mean(given, known, "Use one of these names."))


def spelled(field: str, given: object, known: Mapping[str, object]) -> str:
    """Accept a name in any capitals, as the vocabulary spells it.

    Args:
        field: Name of the field as the user writes it.
        given: The name the user gave, such as `"PEG"`.
        known: The known names.

    Returns:
        The name as it is known, such as `"peg"`.

    Raises:
        InputError: If the name is unknown.
    """
    same = [name for name in known if isinstance(given, str) and name.casefold() == given.casefold()]
    name = same[0] if len(same) == 1 else given
    one_of(field, name, known)
    return str(name)


def epitope(field: str, given: object) -> Epitope:
    """Accept an epitope by the name that papers give it, such as `"MOG35-55"`.

    Args:
        field: Name of the field as the user writes it.
        given: A name, or the epitope itself.

    Returns:
        The epitope.

    Raises:
        InputError: If no such epitope is in the vocabulary.
    """
    if isinstance(given, Epitope):
        return given
    return one_of(field, given, {name: member for member, name in EPITOPE_NAMES.items()})


def antigens(field: str, given: object) -> dict[str, tuple[Epitope, ...]]:
    """Accept epitopes and whole proteins by name: one, or several in a list.

    Args:
        field: Name of the field as the user writes it.
        given: A name such as `"MOG35-55"` or `"insulin"`, an epitope, or a list of those.

    Returns:
        The epitopes of each antigen, by its name, in the order given; a protein has all that it is processed into.

    Raises:
        InputError: If a name is unknown, nothing is named, or an epitope would be there twice.
    """
    named = given if isinstance(given, (list, tuple)) else [given]
    known: dict[str, tuple[Epitope, ...]] = {name: (member,) for member, name in EPITOPE_NAMES.items()}
    known |= {name: EPITOPES_OF[protein] for protein, name in PROTEIN_NAMES.items()}
    names = [EPITOPE_NAMES[name] if isinstance(name, Epitope) else str(name) for name in named]
    each = [member for name in names for member in one_of(field, name, known)]
    if not each or len(each) > len(set(each)):
        allowed = "one antigen or several, with no epitope twice"
        raise refuse(field, given, allowed, "Name each antigen once; a protein has all its epitopes.")
    return {name: known[name] for name in names}


def checked_tissues(given: object) -> tuple[Compartment, ...]:
    """Accept one or more different target tissues, and put them in order.

    Args:
        given: What the user gave.

    Returns:
        The tissues, in the order of the compartments.

    Raises:
        InputError: If there is none, one is named twice, or no disease can harm it.
    """
    known = isinstance(given, tuple) and all(tissue in TARGETS for tissue in given)
    if not isinstance(given, tuple) or not known or not given or len(set(given)) < len(given):
        allowed = f"one or more of {', '.join(tissue.name.lower() for tissue in TARGETS)}, each once"
        raise refuse("tissue", given, allowed, "Name tissues that a disease can harm.")
    return tuple(sorted(given))
