"""Names and numbers agree, and what is not a number with its passport is refused with a line that helps."""

import math
from pathlib import Path
from typing import Any

import pytest

from nanoimmune.errors import InputError
from nanoimmune.parameters import load as loading
from nanoimmune.parameters.load import GROUPS, check_override, load, passports

GOOD: dict[str, Any] = {
    "says": "Rate of something.",
    "value": 1.0,
    "unit": "1/h",
    "range": [0.0, 2.0],
    "source": "assumption",
    "status": "assumed",
}


def test_every_name_has_its_number_and_every_number_its_name() -> None:
    """The kernels read names, so a number without one would silently do nothing."""
    named = {f"{group}.{name}" for group, kind in GROUPS.items() for name in kind._fields}  # type: ignore[attr-defined]
    files = {path.stem for path in loading.FOLDER.glob("*.toml")}
    assert set(passports()) == named
    assert files == set(GROUPS) | {"targets", "medicines"}


def test_loading_gives_the_values_of_the_passports() -> None:
    """A group that is filled by position would swap two numbers of one unit."""
    parameters = load()
    for name, passport in passports().items():
        group, field = name.split(".")
        assert getattr(getattr(parameters, group), field) == passport.value


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"unit": "furlong"}, "unit"),
        ({"status": "guessed"}, "status"),
        ({"source": "Nobody1999"}, "source"),
        ({"source": "Moon2007; Nobody1999"}, "source"),
        ({"value": 3.0}, "0 to 2"),
        ({"value": math.nan}, "0 to 2"),
        ({"extra": 1}, "passport"),
        ({"status": "fitted", "fitted_to": ["T99"]}, "fitted_to"),
        ({"status": "fitted"}, "fitted_to"),
    ],
)
def test_a_bad_passport_is_refused(change: dict[str, Any], complaint: str) -> None:
    """Each defect is named together with the parameter that has it."""
    with pytest.raises(InputError, match=complaint) as refusal:
        loading._passport("group.name", GOOD | change)
    assert "group.name" in str(refusal.value)


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_an_incomplete_passport_is_refused(missing: str) -> None:
    """A number without a unit, range, source or status is only a number."""
    with pytest.raises(InputError, match=missing):
        loading._passport("group.name", {key: value for key, value in GOOD.items() if key != missing})


def test_a_name_without_a_number_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names and numbers are checked both ways when they are read."""
    for path in loading.FOLDER.iterdir():
        if path.suffix in (".toml", ".bib"):
            text = path.read_text(encoding="utf-8")
            (tmp_path / path.name).write_text(text.replace("[ctla4_rate]", "[other_rate]"), encoding="utf-8")
    monkeypatch.setattr(loading, "FOLDER", tmp_path)
    with pytest.raises(InputError, match=r"ctla4_rate, other_rate"):
        passports.__wrapped__()


def test_an_override_is_converted_and_kept() -> None:
    """Text with a unit, text with a bare number, and a number all mean the same."""
    name = "fates.division_lag"
    assert check_override(name, "1 day") == pytest.approx(24.0)
    assert check_override(name, "24") == check_override(name, 24) == 24.0
    assert load({name: "1 day"}).fates.division_lag == pytest.approx(24.0)
    assert load({name: 24}).barrier == load().barrier


@pytest.mark.parametrize(
    ("name", "given", "complaint"),
    [
        ("fates.division_lag", "24 um", "h"),
        ("fates.division_lag", "soon", "h"),
        ("fates.division_lag", "24 parsnips", "h"),
        ("fates.division_lag", 1e9, "12 to 72 h"),
        ("fates.division_lag", math.nan, "12 to 72 h"),
        ("fates.division_lag", math.inf, "12 to 72 h"),
        ("fates.division_lag", True, "number"),
        ("fates.division_lag", None, "number"),
        ("fates.division_lag", [24], "number"),
    ],
)
def test_a_bad_override_is_refused_with_a_mend(name: str, given: Any, complaint: str) -> None:
    """The line names the field, what was given, what is allowed, and how to mend it."""
    with pytest.raises(InputError, match=complaint) as refusal:
        check_override(name, given)
    text = str(refusal.value)
    assert name in text
    assert repr(given) in text
    assert "allowed" in text
    assert "\n" not in text


def test_an_unknown_parameter_is_refused_with_its_nearest_names() -> None:
    """A misspelt name that is ignored would run the wrong experiment."""
    with pytest.raises(InputError, match=r"fates\.divison_lag.*fates\.division_lag"):
        load({"fates.divison_lag": 24})


@pytest.mark.parametrize("name", loading.WHOLE)
def test_counts_and_extents_are_whole_numbers(name: str) -> None:
    """The body would round them in silence."""
    low = passports()[name].low
    load({name: low + 1})
    with pytest.raises(InputError, match=rf"{name}: got {low + 0.5}; allowed: a whole number"):
        load({name: low + 0.5})


def test_fewest_precursors_are_no_more_than_most() -> None:
    """Numbers that are each in range can still contradict each other."""
    fewest, most = "repertoire.fewest_precursors", "repertoire.most_precursors"
    load({fewest: load().repertoire.most_precursors})
    with pytest.raises(InputError, match=rf"{fewest}: got 300.0; allowed: at most {most}, which is 200\. Lower it"):
        load({fewest: 300})
