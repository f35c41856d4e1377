"""Target files: the packaged ones can be used, wrong ones are refused by name, and numbers are read as they say."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.cli import app
from nanoimmune.errors import InputError
from nanoimmune.trial.journal import read_journal
from nanoimmune.trial.results import Results
from nanoimmune.validation.experiment import Experiment, experiments, packaged_targets
from nanoimmune.validation.measured import measure
from nanoimmune.validation.target_file import NumberEntry
from nanoimmune.validation.told import unexpressed

SMALL = """
schema_version = 1
id = "SMALL"
title = "A made-up paper"
says = "Half the dose of PLG."
scenario = "ms"
source = "Getts2012"
days = 2
subjects = 2
quick_subjects = 2

[parameters]
"world.cns_extent" = 16
"world.cells_per_agent" = 256

[arms.half]
says = "Half the dose."
source = "Getts2012"
[[arms.half.regimens]]
particle = "plg-mog"
start_day = -7
particles = 4.5e9

[[numbers]]
name = "area"
says = "clinical area, half less untreated"
arm = "half"
against = "untreated"
endpoint = "auc"
statistic = "difference"
published = -40.0
low = -50.0
high = -30.0
limits = "a guess"
direction = "below"

[[numbers]]
name = "nothing"
says = "score on day 2"
arm = "untreated"
column = "score"
day = 2
published = 0.0
low = 0.0
high = 0.0
limits = "nothing"
whole_interval = true
control = true
mark = "memory"
"""


def written(folder: Path, text: str = SMALL) -> Path:
    """Write a target file."""
    path = folder / "small.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def packaged() -> dict[str, Experiment]:
    """Every packaged experiment by its id."""
    return {each.entry.id: each for each in experiments(packaged_targets())}


def test_every_packaged_target_can_be_lived(packaged: dict[str, Experiment]) -> None:
    """Each experiment of the calibration section is a file, or is said to be beyond every scenario; never both."""
    found = packaged
    wanted = {"T01", "T02", "T05", "T06", "T07", "T09", "T12", "T20", "T21", "T22", "T23", "T25", "T26", "T27"}
    assert wanted | {"C6.1", "C6.2", "C6.3", "C6.4"} <= set(found)
    assert not (set(found) - {"T27"}) & set(unexpressed())
    for each in found.values():
        assert each.trial(quick=False, seed=1).cohort.subjects >= each.trial(quick=True, seed=1).cohort.subjects


def test_experiments_share_the_runs_of_one_arm(packaged: dict[str, Experiment]) -> None:
    """Two papers with the same untreated mice have the same arm, however their files name other things."""
    trials = [packaged[name].trial(quick=False, seed=1) for name in ("T02", "T09-B6", "C6.4")]
    untreated = [next(arm for arm in trial.arms if arm.name == "untreated") for trial in trials]
    assert len({tuple(sorted(arm.scenario.overrides.items())) for arm in untreated}) == 1
    assert {arm.scenario.challenge for arm in untreated} == {None}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('scenario = "ms"', 'scenario = "mss"', "small.toml: scenario: got 'mss'"),
        ('source = "Getts2012"\ndays', 'source = "Nobody1999"\ndays', "Nobody1999"),
        ('name = "area"', 'name = "area"\nmystery = 1', "numbers.0.mystery"),
        ('arm = "half"', 'arm = "halves"', "halves"),
        ('against = "untreated"', "", "against"),
        ("low = -50.0", "low = -20.0", "at most high"),
        ('limits = "a guess"', "", "what the limits are"),
        ('endpoint = "auc"', 'endpoint = "auc"\ncolumn = "score"', "one of endpoint, column and order"),
        ("day = 2\npub", "pub", "one of day, reaches and peak"),
        ("day = 2\npub", 'day = 2\npeak = "day"\npub', "one of day, reaches and peak"),
        ('endpoint = "auc"', 'endpoint = "auc"\npeak = "day"', "a column beside it"),
        ('name = "nothing"', 'name = "area"', "names that differ"),
        ('endpoint = "auc"', 'endpoint = "aucc"', "Did you mean 'auc'"),
        ("day = 2\npub", "day = 3\npub", "numbers.nothing.day"),
        ("control = true", 'control = true\nrepeats = "T02"', "nothing, beside fitted or control"),
        ("quick_subjects = 2", "quick_subjects = 1", "quick_subjects"),
        ('particle = "plg-mog"', 'particle = "plg-mogg"', "plg-mogg"),
        ('statistic = "difference"', 'statistic = "guess"', "statistic"),
        ("schema_version = 1", "schema_version = ", "TOML"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_by_what_is_wrong(tmp_path: Path, old: str, new: str, words: str) -> None:
    """In one line that names the file or the field."""
    assert old in SMALL
    with pytest.raises(InputError, match=words.replace(".", r"\.")) as told:
        Experiment.from_file(written(tmp_path, SMALL.replace(old, new)))
    assert "\n" not in str(told.value)


def course(arm: str, subject: int, onset: float, top: float) -> pd.DataFrame:
    """A made-up record: a score that stands at its top from a day on."""
    day = np.arange(0, 31, dtype=float)
    ill = day >= onset
    return pd.DataFrame({
        "arm": arm, "subject": subject, "day": day, "score": np.where(ill, top, 0.0), "alive": 1.0,
        "tissue_preserved": 1.0, "one": 100.0 * (day >= 5 + subject), "other": 100.0 * (day >= 6),
    })  # fmt: skip


@pytest.fixture(scope="module")
def made_up() -> Results:
    """Two arms of four: untreated ill from day 10, 12, 14 and never; treated half as ill."""
    scenario = Scenario.named("ms")
    trial = Trial([Arm("untreated", scenario), Arm("treated", scenario)], Cohort(4, 1), days=30)
    onsets = (10.0, 12.0, 14.0, 99.0)
    rows = [course("untreated", number, onset, 2.0) for number, onset in enumerate(onsets)]
    rows += [course("treated", number, onset, 1.0) for number, onset in enumerate(onsets)]
    return Results(trial, pd.concat(rows, ignore_index=True))


def number(**given: object) -> NumberEntry:
    """Declare a number."""
    usual = {"name": "n", "says": "s", "arm": "untreated", "low": 0.0, "high": 1.0, "limits": "some"}
    return NumberEntry.model_validate({**usual, **given})


COMPARED = {"arm": "treated", "against": "untreated"}


def test_a_paper_of_ones_own_is_told_of_in_the_file(tmp_path: Path) -> None:
    """Neither the experiment nor its arms need the bibliography of the package."""
    reference = "Doe J. Half the particles prevent as well. J Made Up 2026; 1: 1-9."
    own = SMALL.replace("Getts2012", "Doe2026").replace(
        "[parameters]", f'[works]\nDoe2026 = "{reference}"\n[parameters]'
    )
    found = Experiment.from_file(written(tmp_path, own))
    assert any(reference in source for source in found.scenario.sources)


@pytest.mark.parametrize(
    ("given", "n", "estimate"),
    [
        ({"endpoint": "incidence", "statistic": "proportion"}, 4, 0.75),
        ({"endpoint": "onset_day"}, 3, 12.0),
        ({"endpoint": "onset_day", "statistic": "sd"}, 3, 2.0),
        ({"endpoint": "onset_day", "statistic": "half_time"}, 4, 12.0),
        ({"endpoint": "peak_score"}, 4, 1.5),
        ({"endpoint": "peak_score", "among": "incidence"}, 3, 2.0),
        ({"endpoint": "peak_score", "until_day": 11}, 4, 0.5),
        ({"column": "score", "day": 13}, 4, 1.0),
        ({"column": "score", "reaches": 1.0}, 3, 12.0),
        ({"column": "score", "peak": "value"}, 4, 1.5),
        ({"column": "one", "peak": "day"}, 4, 6.5),
        ({"column": "one", "peak": "value", "until_day": 6}, 4, 50.0),
        ({"order": ["one", "other"], "reaches": 100.0, "statistic": "proportion"}, 4, 0.25),
        ({**COMPARED, "endpoint": "peak_score", "statistic": "difference"}, 4, -0.75),
        ({**COMPARED, "endpoint": "peak_score", "statistic": "relative_difference"}, 4, -0.5),
        ({**COMPARED, "endpoint": "peak_score", "statistic": "ratio"}, 4, 0.5),
        ({**COMPARED, "endpoint": "onset_day", "statistic": "hazard_ratio"}, 4, 1.0),
        ({"column": "score", "day": 30, "among": "incidence", "statistic": "geometric_mean"}, 3, 2.0),
        ({"column": "score", "day": 30, "statistic": "geometric_mean"}, 3, 2.0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_say(made_up: Results, given: dict[str, object], n: int, estimate: float) -> None:
    """Each value is worked out by hand from the made-up courses."""
    found = measure(made_up, number(**given))
    assert found.n == n
    assert found.interval.estimate == pytest.approx(estimate, abs=1e-6)
    assert not found.interval.low > found.interval.estimate
    assert not found.interval.high < found.interval.estimate


def test_no_more_than_all_can_be_lost(made_up: Results) -> None:
    """The t interval of so few losses would go on below -1."""
    found = measure(made_up, number(**COMPARED, endpoint="peak_score", statistic="relative_difference"))
    assert found.interval.low == -1.0


def test_half_of_all_may_never_be_affected(made_up: Results) -> None:
    """Infinite, and not the median of those that are."""
    well = Results(made_up.trial, made_up.table.assign(score=made_up.table["score"] * (made_up.table["subject"] == 0)))
    found = measure(well, number(endpoint="onset_day", statistic="half_time"))
    assert found.interval.estimate == math.inf


def test_what_nobody_recorded_is_refused(made_up: Results) -> None:
    with pytest.raises(InputError, match="endpoint: got 'anger'"):
        measure(made_up, number(endpoint="anger"))
    with pytest.raises(InputError, match="column: got 'anger'"):
        measure(made_up, number(column="anger", day=3))


def test_what_repeats_names_an_experiment_that_was_fitted(packaged: dict[str, Experiment]) -> None:
    """And asks for the lives of an arm that was fitted there."""
    for each in packaged.values():
        for number in each.entry.numbers:
            if number.repeats is not None:
                fitted = [other for other in packaged[number.repeats].entry.numbers if other.fitted]
                assert number.arm in {other.arm for other in fitted}
                assert each.entry.scenario == packaged[number.repeats].entry.scenario


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Callable[..., object]]:
    """Folder of target files, folder of their validation, and a way to give the command again."""
    targets, out = tmp_path_factory.mktemp("targets"), tmp_path_factory.mktemp("lived") / "out"
    written(targets)

    def again(*words: str) -> object:
        given = ["validate", "--targets", str(targets), "--only", "SMALL", "--workers", "1", "--out", str(out), *words]
        return CliRunner().invoke(app, given)

    return targets, out, again


def test_the_command_lives_tells_and_goes_on(lived: tuple[Path, Path, Callable[..., object]]) -> None:
    """The table has a row a number; the same command lives nothing twice, and a lost run again."""
    _, out, again = lived
    told = again("--told")
    assert told.exit_code == 2  # type: ignore[attr-defined]
    assert "without --told" in told.output  # type: ignore[attr-defined]
    first = again("--docs", str(out.parent / "told.md"))
    assert first.exit_code == 0, first.output  # type: ignore[attr-defined]
    table = pd.read_csv(out / "validation.csv")
    assert list(table["number"]) == ["area", "nothing"]
    assert list(table["verdict"]) == ["missed", "within"]
    page = (out / "validation.html").read_text(encoding="utf-8")
    assert "A made-up" not in page
    assert "score on day 2" in page
    text = (out.parent / "told.md").read_text(encoding="utf-8")
    assert text == (out / "validation.md").read_text(encoding="utf-8")
    assert "- SMALL, score on day 2 (Getts2012)." in text, "numbers from memory are listed"
    runs = sorted((out / "runs").glob("*.parquet"))
    assert len(runs) == 4
    runs[0].unlink()
    again()
    lives = [event for event in read_journal(out) if event["event"] == "run"]
    assert len(lives) == 5


def test_wrong_words_have_exit_code_2(lived: tuple[Path, Path, Callable[..., object]], tmp_path: Path) -> None:
    runner = CliRunner()
    for words in (["--only", "NONE"], ["--targets", str(tmp_path)], ["--seed", "-1"]):
        told = runner.invoke(app, ["validate", "--out", str(tmp_path / "out"), *words])
        assert told.exit_code == 2
        assert "Error:" in told.output
    assert not (tmp_path / "out").exists()
    _, out, _ = lived
    told = runner.invoke(app, ["study", "status", str(out)])
    assert told.exit_code == 2
    assert "validation" in told.output
