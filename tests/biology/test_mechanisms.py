"""A rule that is switched off returns its neutral value whatever it is asked, and no other rule notices."""

import inspect
import math
import re
from typing import Any

import pytest
from generate_docs import numbers_read
from hypothesis import given, settings
from hypothesis import strategies as st

from nanoimmune.errors import InputError
from nanoimmune.parameters.load import load, passports
from nanoimmune.parameters.names import Parameters
from nanoimmune.rule import RULEBOOK
from nanoimmune.trial.mechanisms import Mechanism, mechanism, mechanisms, switched_off
from tests.biology.test_directions import draw_arguments

SWITCHES = {rule: each for rule, each in mechanisms().items() if not each.never}
IDLE = {
    "fate.treg_felt_il2",
    "homeostasis.homeostatic_division_rate",
    "homeostasis.homeostatic_room",
    "humoral.regulatory_b_cell_gain",
    "humoral.b_cell_contact",
}
"""Rules that are at their neutral value where no host makes use of them, or that need a draw nobody makes by chance."""


def value(rule: str, parameters: Parameters, arguments: dict[str, Any]) -> Any:
    """Value of a rule under some numbers."""
    function = RULEBOOK[rule].function
    groups = {
        name: getattr(parameters, name) for name in inspect.signature(function).parameters if name in parameters._fields
    }
    return function(**arguments, **groups)


def neutral(switch: Mechanism, arguments: dict[str, Any]) -> Any:
    """What the rule has to return."""
    return arguments[switch.off] if isinstance(switch.off, str) else switch.off


def readers(number: str) -> set[str]:
    """Rules whose value leans on a number, by themselves or by the rules that they call."""
    direct = {rule for rule, claim in RULEBOOK.items() if number in numbers_read(claim)}
    found: set[str] = set()
    while direct - found:
        found |= direct
        called = "|".join(rf"\b{rule.partition('.')[2]}\(" for rule in found)
        direct |= {
            rule
            for rule, claim in RULEBOOK.items()
            if re.search(called, inspect.getsource(claim.function).partition("\n    ")[2])
        }
    return found


def test_every_rule_can_be_switched_off_or_says_why_not() -> None:
    """A new rule needs its line in mechanisms.toml; two rules of one name could not be told apart."""
    assert set(mechanisms()) == set(RULEBOOK)
    assert len({rule.partition(".")[2] for rule in mechanisms()}) == len(mechanisms())
    for switch in mechanisms().values():
        assert bool(switch.never) != bool(switch.numbers)
        assert set(switch.numbers) <= set(passports())
        assert set(switch.moves) <= set(mechanisms())


@pytest.mark.parametrize("rule", sorted(SWITCHES))
@given(data=st.data())
@settings(max_examples=40)
def test_a_rule_that_is_off_is_neutral(rules: Any, rule: str, data: st.DataObject) -> None:
    """A table that misses one of two numbers, or sets a half amount to zero, leaves some of the effect."""
    switch = SWITCHES[rule]
    arguments = draw_arguments(data, rules.arguments(rule)) | dict(switch.arguments)
    found = value(rule, switched_off(load(), [rule]), arguments)
    assert math.isclose(found, neutral(switch, arguments), rel_tol=1e-12, abs_tol=1e-15)


@pytest.mark.parametrize("rule", sorted(set(SWITCHES) - IDLE))
def test_the_same_rule_does_something_when_it_is_on(rules: Any, rule: str) -> None:
    """A neutral value that the rule returns anyway would pass for a switch."""
    switch, seen = SWITCHES[rule], []

    @given(data=st.data())
    @settings(max_examples=80, derandomize=True, database=None)
    def look(data: st.DataObject) -> None:
        arguments = draw_arguments(data, rules.arguments(rule))
        seen.append(value(rule, load(), arguments) != neutral(switch, arguments))

    look()
    assert any(seen)


@pytest.mark.parametrize("rule", sorted(SWITCHES))
def test_nothing_else_moves(rule: str) -> None:
    """A number that a second rule reads would switch that one off as well; where it does, the table says so."""
    switch = SWITCHES[rule]
    leaning = {other for number in switch.numbers for other in readers(number)}
    assert leaning <= {rule, *switch.moves}
    assert set(switch.moves) <= leaning | {rule}


def test_rules_that_are_off_together_do_not_quarrel() -> None:
    """One number that two rules need at two values would switch only one of them off."""
    wanted: dict[str, set[float]] = {}
    for switch in SWITCHES.values():
        for number, at in switch.numbers.items():
            wanted.setdefault(number, set()).add(at)
    assert [number for number, values in wanted.items() if len(values) > 1] == []


def test_names_of_rules() -> None:
    assert mechanism("without", "contact_suppression") == "engagement.contact_suppression"
    assert mechanism("without", "engagement.contact_suppression") == "engagement.contact_suppression"
    with pytest.raises(InputError, match=r"kinetics\.saturation cannot be switched off, for it is arithmetic"):
        mechanism("without", "saturation")
    with pytest.raises(InputError, match=r"'contact_supression'.*Did you mean 'contact_suppression'"):
        mechanism("without", "contact_supression")
