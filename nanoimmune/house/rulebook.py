"""The rulebook: every claim about biology that the simulation consists of, from the registry of rules."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import NamedTuple

from nanoimmune import biology
from nanoimmune.parameters.names import Parameters
from nanoimmune.rule import RULEBOOK, Claim
from nanoimmune.trial.mechanisms import mechanisms


class Chapter(NamedTuple):
    """One module of biology: its name, its first sentence, and its rules in the order in which they stand."""

    name: str
    says: str
    claims: list[Claim]


def chapters() -> list[Chapter]:
    """The modules of biology by name, with their rules."""
    found = []
    for entry in pkgutil.iter_modules(biology.__path__):
        room = importlib.import_module(f"{biology.__name__}.{entry.name}")
        heading = (room.__doc__ or "").strip().splitlines()[0]
        found.append(Chapter(entry.name, heading, [c for c in RULEBOOK.values() if c.module == room.__name__]))
    return found


def cited(claim: Claim) -> tuple[str, str]:
    """Source of a claim, and what its docstring says of units beside it."""
    source, _, units = claim.source.partition(".")
    return source.strip(), units.strip()


def arguments(claim: Claim) -> list[str]:
    """What a rule asks for, besides groups of numbers."""
    return [name for name in inspect.signature(claim.function).parameters if name not in Parameters._fields]


def switch_of(claim: Claim) -> str:
    """What a rule does when it is switched off, or why it cannot be."""
    switch = mechanisms().get(f"{claim.module.rpartition('.')[2]}.{claim.name}")
    if switch is None or switch.never:
        return f"Cannot be switched off{f': {switch.never}' if switch else ''}."
    others = f", and {', '.join(switch.moves)} with it" if switch.moves else ""
    return f"Switched off, it returns {switch.off}{others}."


def told(chosen: list[Chapter]) -> Iterator[str]:
    """Tell some chapters, line by line: each rule with what it asks for, its claim, its source and its module."""
    for chapter in chosen:
        yield f"{chapter.name}: {chapter.says}"
        for claim in chapter.claims:
            source, units = cited(claim)
            yield f"  {claim.name}({', '.join(arguments(claim))})  [{claim.module}]"
            yield f"    {claim.says}"
            yield f"    Source: {source}. {units}".rstrip()
            yield f"    {switch_of(claim)}"
        yield ""
    count = sum(len(chapter.claims) for chapter in chosen)
    yield f"{count} rules. Whoever finds a claim false can change that one function."
