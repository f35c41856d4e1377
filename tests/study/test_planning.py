"""Before and after a study: what it costs, how many animals it needs, and whether a user's own animals agree."""

import json
import math
import shutil
import subprocess
import sys
import time
from pathlib import Path

import made_up_mice
import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri
from typer.testing import CliRunner, Result

from nanoimmune import Cohort, Trial
from nanoimmune.cli import app
from nanoimmune.errors import InputError
from nanoimmune.study import plan
from nanoimmune.study.compare import agreements, draw_comparison, read_sheet
from nanoimmune.study.factors import Factor
from nanoimmune.study.plan import cost
from nanoimmune.study.power import power
from nanoimmune.study.sweep import Sweep
from nanoimmune.trial.engines import InProcess
from nanoimmune.trial.journal import read_journal
from nanoimmune.trial.results import Results

NORMAL = ndtri((np.arange(400) + 0.5) / 400)
runner = CliRunner()


def run(*words: str) -> Result:
    """Call the command line in this process."""
    return runner.invoke(app, list(words))


def test_normal_values_need_what_the_textbook_says() -> None:
    """One standard deviation apart, power 80 %: 16 an arm by the formula, 17 by t, and 5 % more by ranks."""
    found = power("auc", NORMAL, NORMAL + 1)
    assert found.formula == 16
    assert found.animals is not None
    assert 16 <= found.animals <= 20
    assert found.reached >= 0.8
    assert (found.control, found.treated) == (pytest.approx(0), pytest.approx(1))
    stricter = power("auc", NORMAL, NORMAL + 1, wanted=0.95)
    assert stricter.animals is not None
    assert stricter.animals > found.animals


def test_a_skew_that_the_formula_does_not_see_is_in_the_simulation() -> None:
    """One animal in twenty far away makes the formula ask for many times more; ranks pass over it."""
    control = np.concatenate([NORMAL, np.full(20, 60.0)])
    found = power("auc", control, NORMAL - 1)
    assert found.formula is not None
    assert found.animals is not None
    assert found.formula > 1.5 * found.animals


def test_shares_of_animals_are_tested_exactly() -> None:
    """80 % against 30 %: 12 an arm by the formula; Fisher's test is known to need half as many again."""
    sick, well = np.repeat([1.0, 0.0], [8, 2]), np.repeat([1.0, 0.0], [3, 7])
    found = power("incidence", sick, well, kind="proportion")
    assert found.formula == math.ceil((1.959964 + 0.841621) ** 2 * (0.16 + 0.21) / 0.25)
    assert found.animals is not None
    assert found.formula < found.animals <= 2 * found.formula


def test_folds_are_compared_by_their_logarithms() -> None:
    """Three fold with a spread of three: as one standard deviation of the logarithms, whatever the unit."""
    folds = 3.0**NORMAL
    found, plain = power("tr1_fold", folds, 3 * folds, kind="ratio"), power("auc", NORMAL, NORMAL + 1)
    assert (found.formula, found.animals) == (plain.formula, plain.animals)
    assert (found.control, found.treated) == (pytest.approx(1), pytest.approx(3))
    assert found.spread == pytest.approx(3.0 ** NORMAL.std(ddof=1))


def test_where_nothing_differs_no_number_is_enough() -> None:
    same = power("auc", NORMAL, NORMAL)
    assert (same.animals, same.formula) == (None, None)
    assert same.reached == pytest.approx(0.05, abs=0.02), "false alarms are as rare as they should be"
    flat = power("auc", np.zeros(9), np.zeros(9))
    assert (flat.animals, flat.reached) == (None, 0.0)
    for wrong in ({"wanted": 1.0}, {"significance": 0.0}):
        with pytest.raises(InputError, match="between 0 and 1"):
            power("auc", NORMAL, NORMAL, **wrong)
    with pytest.raises(InputError, match="3 at least"):
        power("auc", np.array([1.0, math.nan, 2.0]), NORMAL)


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cores, and workers that are this process and ready after three seconds."""
    monkeypatch.setattr(plan, "_ready", lambda _: (InProcess(), 3.0))
    monkeypatch.setattr(plan, "available_workers", lambda: 2)


@pytest.mark.usefixtures("idle")
def test_a_plan_counts_runs_and_foresees_the_disk(trial: Trial, tmp_path: Path) -> None:
    """Time is the sum of its parts; the folder has the size that was foreseen."""
    many = Trial(trial.arms, Cohort(8, 5), trial.days)
    found = cost(many, workers=4)
    assert (found.runs, found.workers, found.start_seconds) == (16, 4, 3.0)
    assert found.seconds == pytest.approx(3 + 8 * found.run_seconds + found.report_seconds, abs=0.01), "two cores"
    assert found.memory > 5 * 50e6
    many.run(workers=1, out=tmp_path)
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert found.disk == pytest.approx(size, rel=0.15)


@pytest.mark.usefixtures("idle")
def test_a_plan_of_a_sweep_tells_every_point(trial: Trial, tmp_path: Path) -> None:
    """Reports of eight points take longer than of one trial, and the folder has the size that was foreseen."""
    sweep = Sweep(trial, [Factor.read("harm.phagocyte_rate=0.001:0.002:4")])
    found = cost(trial, workers=4, sweep=sweep)
    assert found.runs == 4 * 4
    sweep.run(tmp_path, workers=1)
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert found.disk == pytest.approx(size, rel=0.2)


@pytest.mark.verification
@pytest.mark.parametrize(
    "words",
    [
        ["--arms", "untreated,plg-cognate"],
        ["--arms", "untreated,plg-cognate", "--vary", "dose=0.2:1:8"],
    ],
)
def test_a_plan_is_near_what_happens(words: list[str], tmp_path: Path) -> None:
    """Time, memory and disk within a factor of 1.5, on a machine that does nothing else meanwhile."""
    words = ["ms", "--quick", *words, "--subjects", "6"]
    planned = subprocess.run(
        [sys.executable, "-m", "nanoimmune.cli", "plan", *words, "--json"], capture_output=True, text=True, check=True
    )
    found = json.loads(planned.stdout)
    command = ["sweep" if "--vary" in words else "run", *words, "--quiet", "--out", str(tmp_path / "out")]
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "nanoimmune.cli", *command], check=True)
    took = time.perf_counter() - begun
    events = [event for event in read_journal(tmp_path / "out") if event["event"] == "run"]
    most = {event["by"]: event["megabytes"] for event in events}
    memory = 1e6 * (sum(most.values()) + events[-1]["own_megabytes"])
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    ratios = {"time": found["seconds"] / took, "memory": found["memory"] / memory, "disk": found["disk"] / size}
    print(f"foreseen over found: {ratios}; {took:.0f} s, {memory / 1e6:.0f} MB, {size / 1e6:.1f} MB")
    assert all(1 / 1.5 < ratio < 1.5 for ratio in ratios.values()), ratios


@pytest.fixture(scope="module")
def mice() -> Results:
    """Made-up mice, twelve an arm."""
    return made_up_mice.made_up_mice()


def sheet_of(mice: Results, path: Path, shift: float, arm: str = "untreated") -> pd.DataFrame:
    """Write a user's sheet: the odd mice of one arm, with something added to each reading."""
    scores = mice.scores()
    chosen = [name for name in scores if name.startswith(f"{arm} ")][::2]
    data = scores[["week", *chosen]].copy()
    data[chosen] += shift
    data.to_csv(path, index=False)
    return read_sheet(path, mice)


def test_animals_of_the_same_kind_agree_and_others_do_not(mice: Results, tmp_path: Path) -> None:
    (same,) = agreements(mice, sheet_of(mice, tmp_path / "same.csv", 0.0))
    assert (same.arm, same.animals, same.subjects) == ("untreated", 6, 12)
    assert same.p > 0.2
    assert same.within == 1, "they are among the simulated ones"
    (other,) = agreements(mice, sheet_of(mice, tmp_path / "other.csv", 150.0))
    assert other.p < 0.01
    assert other.distance > 5 * same.distance
    assert other.within < 0.9


def test_the_data_are_drawn_over_the_simulated_arm(mice: Results, tmp_path: Path) -> None:
    data = sheet_of(mice, tmp_path / "same.csv", 0.0)
    panel = draw_comparison(mice, data, agreements(mice, data)).axes[0]
    assert panel.get_title(loc="left").startswith("untreated: p = ") or panel.get_title().startswith("untreated: p = ")
    assert len(panel.lines) == 1 + 6 + 1
    assert np.array_equal(panel.lines[-1].get_ydata(), data["untreated"].mean(axis=1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("day,untreated 1\n1,2\n", "a first column 'week'"),
        ("week\n1\n", "a first column 'week'"),
        ("week,treated 1\n1,2\n", "--data, column: got 'treated'"),
        ("week,untreated 1\n1,high\n", "numbers, or nothing"),
        ("", "a CSV file that can be read"),
    ],
)
def test_a_sheet_of_another_kind_is_refused(text: str, said: str, mice: Results, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(text)
    with pytest.raises(InputError, match=said):
        read_sheet(tmp_path / "mine.csv", mice)


def test_one_animal_is_no_group(mice: Results, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("week,untreated 1\n10,100\n11,110\n")
    with pytest.raises(InputError, match="two animals an arm at least"):
        agreements(mice, read_sheet(tmp_path / "mine.csv", mice))


def test_the_commands_tell_it(finished: Path, tmp_path: Path) -> None:
    """Power from simulated mice, a plan, and a study beside its own scores."""
    small = ["--set", "world.cns_extent=16", "--set", "world.cells_per_agent=256", "--workers", "1", "--json"]
    told = run("plan", "ms", "--arms", "untreated", "--days", "1", "--vary", "harm.phagocyte_rate=0.001,0.002", *small)
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["runs"] == 2 * 4, "as many subjects as a sweep has"
    words = ["--arm", "plg-cognate", "--endpoint", "tr1_fold", "--subjects", "4", "--days", "1"]
    told = run("power", "ms", *words, "--out", str(tmp_path / "power"), *small)
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert (found["endpoint"], found["control"]) == ("tr1_fold", 1.0)
    copied = shutil.copytree(finished, tmp_path / "copy")
    told = run("compare", str(copied), "--data", str(copied / "scores.csv"), "--json")
    assert told.exit_code == 0, told.output
    arms = json.loads(told.stdout)["arms"]
    assert [(each["arm"], each["p"], each["within"]) for each in arms] == [("untreated", 1, 1), ("plg-cognate", 1, 1)]
