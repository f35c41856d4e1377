"""Whatever a scenario file holds, it is read or refused in one line that names what is wrong. Nothing else happens."""

import copy
import math
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from nanoimmune.cli import app
from nanoimmune.errors import InputError
from nanoimmune.trial.checks import quantity
from nanoimmune.trial.scenario import packaged_scenarios
from nanoimmune.units import magnitude

ODD = [
    math.nan, math.inf, -math.inf, -1, 0, -0.0, 1e308, 5e-324, 10**30, True, False, "", " ", "\u2603", "NaN",
    "1 furlong",     "1e999 mg", "-3 ug", "a" * 300, "ms", "untreated", "score > ", "__class__", "../../etc/passwd",
    [], [[]], [1, "two"], {}, {"a": {"b": []}}, {"value": 1.0}, [{}],
]  # fmt: skip
"""Values that a user might leave in a file by accident, and some that nobody would."""

FILES = {**packaged_scenarios(), "treated": Path(__file__).parents[1] / "treated.toml"}
WHOLE = {name: tomllib.loads(path.read_text(encoding="utf-8")) for name, path in FILES.items()}
runner = CliRunner()
Way = tuple[Any, ...]


def as_toml(value: Any) -> str:
    """Write a value as TOML, tables inline."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_toml(str(key))} = {as_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(letter):08X}" for letter in value) + '"'
    return repr(value)


def file_of(table: dict[str, Any]) -> str:
    """Write a whole file, a key a line."""
    return "".join(f"{as_toml(key)} = {as_toml(value)}\n" for key, value in table.items())


def ways(value: Any, so_far: Way = ()) -> Iterator[Way]:
    """Every place in a file, as the keys and indices that lead there."""
    if so_far:
        yield so_far
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from ways(each, (*so_far, key))


WAYS = {name: list(ways(table)) for name, table in WHOLE.items()}


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, list[Way]]:
    """A valid file with one to three changes, and where they are."""
    name = draw(st.sampled_from(sorted(WHOLE)))
    table, touched = copy.deepcopy(WHOLE[name]), []
    for _ in range(draw(st.integers(1, 3))):
        way = draw(st.sampled_from(WAYS[name]))
        try:
            place: Any = table
            for key in way[:-1]:
                place = place[key]
            old = place[way[-1]]
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took it away
        touched.append(way)
        match draw(st.sampled_from(["replace", "replace", "drop", "rename", "double", "text"])):
            case "replace":
                place[way[-1]] = draw(st.sampled_from(ODD))
            case "text":
                place[way[-1]] = draw(st.text(max_size=12))
            case "drop":
                del place[way[-1]]
            case "rename" if isinstance(place, dict):
                place[draw(st.sampled_from([f"{way[-1]}s", "", "\u00e9", "name"]))] = place.pop(way[-1])
            case "double" if isinstance(place, list):
                place.append(old)
            case _:
                place[way[-1]] = {"inner": old}
    return file_of(table), touched


def told_of(text: str, folder: Path) -> None:
    """Validate a file and tell it; it is valid, or refused in one line of which the first word is `Error`."""
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    for command in (["scenario", "validate"], ["describe"]):
        told = runner.invoke(app, [*command, str(path)])
        if told.exit_code == 0:
            continue
        assert told.exit_code == 2, (told.exception, text)
        assert told.stdout == ""
        assert told.stderr.startswith("Error: ")
        assert told.stderr.count("\n") == 1
        assert len(told.stderr) < 2000
        assert "object at 0x" not in told.stderr
    assert [each.name for each in folder.iterdir()] == ["mine.toml"]


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=60, phases=[Phase.generate], suppress_health_check=QUIET)
@given(change=mutated())
def test_a_changed_file_is_read_or_refused(change: tuple[str, list[Way]], tmp_path: Path) -> None:
    told_of(change[0], tmp_path)


@pytest.mark.verification
@settings(max_examples=3000, phases=[Phase.generate], suppress_health_check=QUIET)
@given(change=mutated())
def test_thousands_of_changed_files_are_read_or_refused(change: tuple[str, list[Way]], tmp_path: Path) -> None:
    told_of(change[0], tmp_path)


@settings(max_examples=30, phases=[Phase.generate], suppress_health_check=QUIET)
@given(text=st.one_of(st.text(max_size=60), st.binary(max_size=60)))
def test_a_file_of_anything_is_refused(text: str | bytes, tmp_path: Path) -> None:
    """Empty, no TOML, no text at all."""
    path = tmp_path / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    told = runner.invoke(app, ["scenario", "validate", str(path)])
    assert told.exit_code == 2, (told.exception, text)
    assert told.stderr.startswith("Error: ")
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("key", "value"), [("days", math.nan), ("days", -3), ("titel", "x"), ("arms", []), ("name", 3)]
)
def test_the_error_names_the_key(key: str, value: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(file_of({**WHOLE["ms"], key: value}), encoding="utf-8")
    told = runner.invoke(app, ["scenario", "validate", str(tmp_path / "mine.toml")])
    assert told.exit_code == 2
    assert key in told.stderr


@pytest.mark.parametrize(
    "given", ["9**9**9**9 h", "2 h^9^9^9", "1/0 h", "3 h +", "\x16", "5 " + "h " * 4000 + "!", "h", "1e400"]
)
def test_a_quantity_is_no_arithmetic(given: str) -> None:
    """What would be evaluated, some of it for ever, is refused at once."""
    with pytest.raises(InputError, match=r"^lead: got .{1,400}$"):
        quantity("lead", given, "h", 0, 100)


@pytest.mark.parametrize(("given", "hours"), [("30 min", 0.5), ("2 d", 48), ("1e3 s", 1 / 3.6), ("3h", 3), ("4", 4)])
def test_a_quantity_may_have_another_unit(given: str, hours: float) -> None:
    assert magnitude("lead", given, "h") == pytest.approx(hours)
    assert magnitude("rate", "24/d", "1/h") == pytest.approx(1)
    assert magnitude("dose", "5 mg/kg", "ug/g") == pytest.approx(5)
