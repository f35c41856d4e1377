"""Unit names that parameter files may use, and conversion of quantities that a user writes with a unit."""

import re
from functools import cache
from typing import TYPE_CHECKING

from nanoimmune.errors import refuse

if TYPE_CHECKING:
    import pint

_UNIT = r"(?:%|[^\W\d_]\w*)(?:\s*(?:\*\*|\^)\s*-?\d)?"
_QUANTITY = re.compile(
    rf"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?:\s*/?\s*{_UNIT}(?:(?:\s*[*/·]\s*|\s+){_UNIT})*)?\s*"
)
"""A number and units, with powers of one digit. Anything else, such as a power of a power, may occupy pint for ever."""

UNITS: frozenset[str] = frozenset(
    {
        "1",
        "h",
        "1/h",
        "um",
        "um2/h",
        "mm3",
        "mm3/h",
        "nm",
        "nm2",
        "nM",
        "cells",
        "sites",
        "cells/cell",
        "molecules/s",
        "pMHC",
        "pMHC/h",
        "pMHC/fg",
        "fg",
        "um2",
        "1/um2",
        "1/nM/h",
        "receptors",
        "particles",
        "pMHC/particle",
        "divisions",
        "score",
        "agents",
        "1/h per cell",
        "1/nM",
        "mg/dL",
        "mg/dL/d",
        "1/d",
        "mL/uU/d",
        "uU/mL/mg/d",
        "mg2/dL2",
        "mg",
        "dL/mg/d",
        "dL2/mg2/d",
        "g",
        "g/mol",
        "mL",
        "ug",
        "IU/ug",
        "pMHC/nM/h",
    }
)
"""Every unit that a parameter may carry. Time is in hours, length in um, concentration in nM."""


def magnitude(field: str, given: float | int | str, unit: str) -> float:
    """Convert what a user wrote to a number in the unit that the field is kept in.

    Args:
        field: Name of the field, for the error.
        given: A number in the right unit, or text such as `"30 min"` with a unit of its own.
        unit: The unit that the field is kept in.

    Returns:
        The magnitude in `unit`.

    Raises:
        InputError: If the text is no quantity, or its unit cannot be turned into `unit`.
    """
    if isinstance(given, bool) or not isinstance(given, (int, float, str)):
        allowed = "a number" if unit == "1" else f"a number in {unit}"
        raise refuse(field, given, allowed, "Give a number, or text with a number and a unit.")
    if isinstance(given, (int, float)):
        return float(given)
    try:
        return float(given)
    except ValueError:
        pass
    number, _, written = given.strip().partition(" ")
    if written == unit:
        try:
            return float(number)
        except ValueError:
            pass
    return _converted(field, given, unit)


@cache
def _registry() -> "pint.UnitRegistry[float]":
    """Pint's units, which take it a good part of a second to read."""
    import pint

    return pint.UnitRegistry()


def _converted(field: str, given: str, unit: str) -> float:
    """Convert by pint, which is imported only when a unit is written that is not the field's own."""
    import pint

    registry = _registry()
    try:
        if _QUANTITY.fullmatch(given) is None:
            raise ValueError("no number with a unit")
        target = "dimensionless" if unit == "1" else unit
        return float(registry.Quantity(given).to(target).magnitude)
    except (pint.PintError, TypeError, ValueError, AttributeError, AssertionError, ArithmeticError) as problem:
        if unit == "1":
            raise refuse(field, given, "a number, which has no unit", "Write a number.") from problem
        mend = f"Write it in {unit}, or in a unit that can be turned into it."
        raise refuse(field, given, f"a quantity in {unit}", mend) from problem
