"""Mechanisms switched off by name: the numbers under which a rule of the rulebook returns its neutral value for good.

No kernel knows of it. A host without a mechanism is a host with other numbers, so that two hosts of one process, one
with and one without, cannot be mixed up.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nanoimmune.errors import InputError, did_you_mean, refuse
from nanoimmune.parameters.names import Parameters

FILE = Path(__file__).with_name("mechanisms.toml")


class Mechanism(NamedTuple):
    """How one rule is switched off, or why it cannot be.

    Attributes:
        rule: The rule, as `module.name`.
        off: What it then returns; the name of an argument means that this argument passes unchanged.
        numbers: The parameters that do it, by `group.name`, which may lie outside their ranges.
        arguments: Arguments of the rule that the sweeps make from these numbers, and what they then are.
        moves: Other rules that lean on the same numbers, and so change too.
        never: Why there is no such thing as this rule switched off, or nothing where there is.
    """

    rule: str
    off: float | str | None = None
    numbers: Mapping[str, float] = {}
    arguments: Mapping[str, float] = {}
    moves: tuple[str, ...] = ()
    never: str = ""


@cache
def mechanisms() -> Mapping[str, Mechanism]:
    """Every rule of the rulebook, and how it is switched off, by `module.name`."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        rule: Mechanism(
            rule,
            entry.get("off"),
            {name: float(value) for name, value in entry.get("numbers", {}).items()},
            entry.get("arguments", {}),
            tuple(entry.get("moves", ())),
            entry.get("never", ""),
        )
        for rule, entry in table.items()
    }


@cache
def _by_short_name() -> Mapping[str, str]:
    """Full name of each rule by the name of its function."""
    return {rule.partition(".")[2]: rule for rule in mechanisms()}


def mechanism(field: str, given: object, others: Iterable[str] = ()) -> str:
    """Accept the name of a rule that can be switched off.

    Args:
        field: Name of the field as the user writes it.
        given: The name, such as `"contact_suppression"` or `"engagement.contact_suppression"`.
        others: Names that are no rules and may be meant, for the error.

    Returns:
        Its full name.

    Raises:
        InputError: If there is no such rule, or it cannot be switched off.
    """
    rule = _by_short_name().get(str(given), str(given))
    if rule not in mechanisms():
        mend = did_you_mean(given, [*_by_short_name(), *mechanisms(), *others], "See `nanoimmune rulebook`.")
        raise refuse(field, given, "a rule of `nanoimmune rulebook`, such as contact_suppression", mend)
    if mechanisms()[rule].never:
        raise InputError(f"{field}: {rule} cannot be switched off, for {mechanisms()[rule].never}.")
    return rule


def switched_off(parameters: Parameters, rules: Iterable[str]) -> Parameters:
    """Give the numbers under which some rules return their neutral values for good.

    Args:
        parameters: All numbers of a life.
        rules: Full names of rules that can be switched off.

    Returns:
        The same numbers, but for those of the rules.
    """
    for rule in rules:
        for name, value in mechanisms()[rule].numbers.items():
            group, number = name.split(".")
            changed = getattr(parameters, group)._replace(**{number: value})
            parameters = parameters._replace(**{group: changed})
    return parameters
