"""The rules of `nanoimmune.biology` as ordinary Python functions, which call each other as such.

A compiled rule that is called from Python, and calls no loop, spends its time on the way in; the plain function is
faster there. A Mesa model would be written with these, so the comparison with it is made with these.
"""

from types import FunctionType, SimpleNamespace
from typing import Any

from nanoimmune.biology import (  # noqa: F401  each enters its rules into the rulebook
    cytokine,
    engagement,
    fate,
    immunisation,
    kinetics,
    particles,
    presentation,
    repertoire,
    supply,
    tissue,
    traffic,
)
from nanoimmune.rule import RULEBOOK


def plain_rules() -> Any:
    """Copy every rule as a plain function; a name that stands for another rule stands for its plain copy.

    Returns:
        A namespace with one function a rule.
    """
    copies: dict[str, FunctionType] = {}
    for claim in RULEBOOK.values():
        if claim.module.startswith("nanoimmune.biology."):
            source: Any = claim.function
            copies[claim.name] = FunctionType(source.__code__, dict(source.__globals__), claim.name)
    for copy in copies.values():
        copy.__globals__.update({name: copies[name] for name in copies.keys() & copy.__globals__.keys()})
    return SimpleNamespace(**copies)


rules = plain_rules()
"""Every rule by name, as in `rules.leaving_rate(place, traffic)`."""
