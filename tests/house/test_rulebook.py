"""Every claim is a sentence with a source, and every number is read by somebody and says where it comes from."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from nanoimmune import biology
from nanoimmune.parameters.load import Passport, cited_works, passports
from nanoimmune.rule import RULEBOOK, rule

PACKAGE = Path(biology.__file__).parents[1]
for _module in pkgutil.iter_modules(biology.__path__):
    importlib.import_module(f"{biology.__name__}.{_module.name}")

UNITS_OF_VALUES = re.compile(
    r"1/h|/h\b|per h\b|mm3/h|nM|pMHC|receptors of|0 to \d|share|factor|True or False|Oligodendrocyte|permeability"
    r"|relative|koff over kon|level|mg/dL|molecules/s|in the unit|\bfg\b|\bum2\b|^ h\.$"
)
WITHOUT_WORK = {"assumption", "definition"}
FORMS = {0, 1, 2, 4, 5}
"""Numbers that a formula may hold: zeros, ones, Hill numbers of a form, and the ends of the clinical scale."""
SOLUTIONS = {"glucose": {3, 27}}
"""Numbers that the closed form of a solution holds besides: those of the root of a cubic."""
INDICES = FORMS | {3, 9, 27, 0.5, 0x7FFFFFFF}
"""Numbers that a loop may hold besides: axes, the sites about a site, halves, the mask of a 32-bit number."""


def numbers_in_functions(path: Path) -> list[tuple[str, float]]:
    """Literal numbers in the compiled functions of a file, with the function that they stand in."""
    found = []
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef) and function.decorator_list:
            literals = [node.value for node in ast.walk(function) if isinstance(node, ast.Constant)]
            found += [(function.name, value) for value in literals if type(value) in (int, float)]
    return found


def test_biology_has_rules() -> None:
    """An import that finds nothing would make the tests below pass for nothing."""
    assert len(RULEBOOK) > 60


@pytest.mark.parametrize("name", sorted(RULEBOOK))
def test_a_rule_states_a_claim_and_its_source(name: str) -> None:
    """One sentence that a reviewer can call false, a source that is in the bibliography, and what it returns."""
    claim = RULEBOOK[name]
    assert re.fullmatch(r"[A-Z].*[a-z].*\.", claim.says), "the claim is one sentence on one line"
    assert not re.match(r"(Return|Compute|Calculate|Get)s?\b", claim.says), "a claim is about biology, not about code"
    source, _, rest = claim.source.partition(".")
    for key in source.split(";"):
        assert key.strip() in cited_works() | WITHOUT_WORK
    assert "Returns" in rest


@pytest.mark.parametrize("name", sorted(RULEBOOK))
def test_a_rule_names_the_unit_of_what_it_returns(name: str) -> None:
    """A rate, an amount, a share or a choice: the reader must not have to guess."""
    returned = RULEBOOK[name].source.rsplit("Returns", 1)[-1]
    assert UNITS_OF_VALUES.search(returned), f"Returns{returned}"


def test_a_rule_without_a_source_is_refused() -> None:
    """At the moment that it is declared."""
    with pytest.raises(TypeError, match="Source"):

        @rule
        def nameless_rate(signal: float) -> float:
            """A claim without authority."""
            return signal


@pytest.mark.parametrize("path", sorted((PACKAGE / "biology").glob("*.py")), ids=lambda path: path.stem)
def test_rules_hold_no_numbers_of_their_own(path: Path) -> None:
    """A measured or guessed number belongs in a parameter file, with its passport."""
    allowed = FORMS | SOLUTIONS.get(path.stem, set())
    assert [found for found in numbers_in_functions(path) if found[1] not in allowed] == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "sweeps").glob("*.py")), ids=lambda path: path.stem)
def test_sweeps_hold_no_opinion(path: Path) -> None:
    """A loop holds no constant but those of indices."""
    assert [found for found in numbers_in_functions(path) if found[1] not in INDICES] == []


@pytest.mark.parametrize("passport", passports().values(), ids=lambda passport: passport.name)
def test_a_passport_is_complete_and_honest(passport: Passport) -> None:
    """A sentence of meaning, a range with room, and a work behind what calls itself measured or derived."""
    assert re.fullmatch(r"([A-Z]|pMHC).*\.", passport.says)
    assert passport.low < passport.high
    if passport.status in ("measured", "derived"):
        assert passport.source != "assumption"


def test_every_number_is_read() -> None:
    """A parameter that nothing reads makes a user believe that she has changed something."""
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.parent.name != "parameters"
    )
    unread = [name for name in passports() if not re.search(rf"\b{re.escape(name)}\b", code)]
    assert unread == []


def test_every_cited_work_is_used() -> None:
    """By a rule, a number or a scenario."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*") if path.suffix in (".py", ".toml"))
    assert [work for work in sorted(cited_works()) if work not in text] == []
