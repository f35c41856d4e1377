"""Verdicts on single numbers, and how they are counted."""

import pytest

from nanoimmune.analysis.effects import NOTHING, Interval
from nanoimmune.validation.measured import Measured
from nanoimmune.validation.target_file import NumberEntry
from nanoimmune.validation.told import summary
from nanoimmune.validation.validation import Row
from nanoimmune.validation.verdicts import verdict


def number(**given: object) -> NumberEntry:
    """Declare a number."""
    usual = {"name": "n", "says": "s", "arm": "untreated", "low": 0.0, "high": 1.0, "limits": "some"}
    return NumberEntry.model_validate({**usual, **given})


@pytest.mark.parametrize(
    ("interval", "given", "word", "settled"),
    [
        ((0.5, 0.4, 0.6), {}, "within", True),
        ((0.5, -0.4, 0.6), {}, "within", False),
        ((1.5, 0.5, 2.0), {}, "missed", False),
        ((1.5, 1.2, 2.0), {}, "missed", True),
        ((1.5, 1.2, 2.0), {"direction": "above", "than": 0.0}, "direction only", True),
        ((0.5, -0.4, 0.6), {"whole_interval": True}, "direction only", False),
        ((0.5, 0.4, 0.6), {"whole_interval": True}, "within", True),
        ((1.5, 0.5, 2.0), {"low": None, "high": None, "direction": "above", "than": 0.0}, "direction only", True),
        ((1.5, -0.5, 2.0), {"low": None, "high": None, "direction": "above", "than": 0.0}, "missed", False),
        ((-1.5, -2.5, -1.0), {"low": None, "high": None, "direction": "above", "than": 0.0}, "missed", True),
    ],
)  # fmt: skip
def test_verdicts(interval: tuple[float, float, float], given: dict[str, object], word: str, settled: bool) -> None:
    """Few subjects must neither pass an equality nor settle a miss."""
    found = verdict(Measured(8, 8, Interval(*interval)), number(endpoint="auc", **given))
    assert found == (word, settled)


def test_a_number_without_lives_is_not_judged() -> None:
    assert verdict(Measured(0, 0, NOTHING), number(endpoint="auc")).word == "not lived"
    assert verdict(Measured(8, 0, NOTHING), number(endpoint="auc")).word == "missed", "nobody had a value"


def row(verdict: str, *, control: bool = False, repeats: str = "", high: float = 1.0) -> Row:
    """Make up a published number beside ours, whose interval begins at 0."""
    given = dict.fromkeys(Row._fields, "") | {"fitted": False, "settled": True, "ours_low": 0.0, "ours_high": high}
    return Row(**given | {"verdict": verdict, "control": control, "repeats": repeats})  # type: ignore[arg-type]


def test_a_course_that_was_fitted_counts_once() -> None:
    """Two thirds right in direction must not be reached by asking twice for what was fitted."""
    exact = row("within", control=True, high=0.0)
    told = summary([row("within", repeats="T02"), row("missed"), row("within"), exact])
    assert "2 of 3 right in direction" in told[1]
    assert told[2].startswith("1 of these others ask again")
    assert "1 of 2 are right" in told[2]
    assert told[4].startswith("1 of the controls are exact")
    alone = summary([row("within"), row("within", control=True)])
    assert not any("ask again" in line or "exact" in line for line in alone)
