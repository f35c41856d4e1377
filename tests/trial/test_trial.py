"""Whole trials of real hosts: pairing, order, workers, replay, and what is written."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from nanoimmune.errors import InputError
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.carry_out import Progress
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.provenance import describe_arms
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.results import Results
from nanoimmune.trial.scenario import Scenario
from nanoimmune.trial.trial import Trial

DAYS = 4


@pytest.fixture(scope="module")
def arms(small_ms: Scenario) -> list[Arm]:
    """A control and a treated arm."""
    return [Arm.named("untreated", small_ms), Arm.named("plg-cognate", small_ms)]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the finished trial."""
    return tmp_path_factory.mktemp("trial") / "out"


@pytest.fixture(scope="module")
def results(arms: list[Arm], out: Path) -> Results:
    """The trial, run in this process."""
    return Trial(arms, Cohort(subjects=2, seed=5), days=DAYS).run(workers=1, out=out)


def test_records_are_daily_from_before_the_first_dose(results: Results) -> None:
    table = results.records()
    assert list(table["arm"].unique()) == ["untreated", "plg-cognate"]
    for _, run in table.groupby(["arm", "subject"]):
        assert run["day"].tolist() == list(range(-7, DAYS + 1))
    assert results.scores().columns.tolist() == [
        "day", "untreated 1", "untreated 2", "plg-cognate 1", "plg-cognate 2",
    ]  # fmt: skip


def test_workers_and_order_change_no_bit(results: Results, arms: list[Arm]) -> None:
    other = Trial(arms[::-1], Cohort(subjects=2, seed=5), days=DAYS).run(workers=2)
    by_run = ["arm", "subject", "day"]
    assert_frame_equal(
        other.records().sort_values(by_run, ignore_index=True),
        results.records().sort_values(by_run, ignore_index=True),
        check_exact=True,
    )
    assert other.trial.reference == "untreated"


def test_a_trial_replays_from_its_manifest_alone(results: Results, out: Path) -> None:
    again = Trial.from_manifest(out).run(workers=1)
    assert_frame_equal(again.records(), results.records(), check_exact=True)


def test_an_arm_without_a_regimen_is_the_untreated_arm(results: Results, small_ms: Scenario) -> None:
    nothing = Trial(Arm("nothing", small_ms), Cohort(subjects=1, seed=5), days=DAYS).run(workers=1)
    control = results.records().query("arm == 'untreated' and subject == 0").reset_index(drop=True)
    assert_frame_equal(nothing.records().drop(columns="arm"), control.drop(columns="arm"), check_exact=True)


def test_the_folder_holds_everything(results: Results, out: Path) -> None:
    files = {entry["name"]: entry["file"] for entry in results.provenance["runs"]}
    assert list(files) == [f"{arm}-{n:04d}" for arm in ("untreated", "plg-cognate") for n in (0, 1)]
    assert sorted(path.stem for path in (out / "runs").iterdir()) == sorted(files.values())
    run = pd.read_parquet(out / "runs" / f"{files['plg-cognate-0001']}.parquet")
    expected = results.records().query("arm == 'plg-cognate' and subject == 1").reset_index(drop=True)
    assert_frame_equal(run, expected, check_exact=True)
    summary = pd.read_csv(out / "summary.csv")
    assert ",".join(summary.columns) == "arm,endpoint,n,mean,sd,low,high,effect,effect_low,effect_high"
    assert pd.read_csv(out / "scores.csv").shape == (DAYS + 1, 5)
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["finished"]
    assert manifest["scenarios"][0]["parameters"]["world.cells_per_agent"] == 256
    assert {run["failure"] for run in manifest["runs"]} == {None}
    report = (out / "report.html").read_text(encoding="utf-8")
    assert 'src="http' not in report
    assert report.count("data:image/svg+xml;base64,") >= 6
    assert not list(out.rglob(".*"))


def test_the_vaccinated_copy_leaves_the_host_alone(small_ms: Scenario) -> None:
    from dataclasses import replace

    assert small_ms.challenge is not None
    early = replace(small_ms, challenge=replace(small_ms.challenge, day=1, watch_days=9))
    never = replace(small_ms, challenge=None)
    cohort = Cohort(subjects=1, seed=5)
    challenged = Trial(Arm("untreated", early), cohort, days=12).run(workers=1).records()
    plain = Trial(Arm("untreated", never), cohort, days=12).run(workers=1).records()
    column = "vaccinated_challenge_cells"
    both = [column, "vaccinated_peak_cells"]
    assert_frame_equal(challenged.drop(columns=both), plain.drop(columns=both), check_exact=True)
    seen = challenged.set_index("day")[column].dropna()
    assert seen.index.tolist() == list(range(1, 11))
    assert seen.iloc[-1] > 10 * max(1, seen.iloc[0])
    assert plain[both].isna().all(axis=None)
    peak = challenged.set_index("day")["vaccinated_peak_cells"].dropna()
    assert peak.to_dict() == {1: seen.max()}
    short = Trial(Arm("untreated", early), cohort, days=3).run(workers=1).records().set_index("day")
    assert short["vaccinated_peak_cells"].dropna().to_dict() == peak.to_dict(), "the copy lives its whole watch"
    assert short.index.max() == 3


def test_a_failing_run_is_reported_and_the_others_count(
    arms: list[Arm], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nanoimmune.trial import carry_out

    real = carry_out.live

    def live(run):  # type: ignore[no-untyped-def]
        if run.name == "plg-cognate-0001":
            raise RuntimeError("lost power")
        return real(run)

    monkeypatch.setattr(carry_out, "live", live)
    seen: list[Progress] = []
    results = Trial(arms, Cohort(subjects=2, seed=5), days=1).run(workers=1, out=tmp_path, progress=seen.append)
    assert results.failures == {"plg-cognate-0001": "RuntimeError: lost power"}
    summary = results.summary().set_index(["arm", "endpoint"])
    assert summary.loc[("plg-cognate", "auc"), "n"] == 1
    assert "lost power" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert max(progress.done for progress in seen) == 4


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"days": 0}, "1 to 730"),
        ({"days": 731}, "1 to 730"),
        ({"days": 3.5}, "days"),
        ({"arms": []}, "arms"),
        ({"arms": ["untreated"]}, "arms"),
        ({"cohort": 20}, "cohort"),
    ],
)
def test_nonsense_trials_are_refused(arms: list[Arm], wrong: dict[str, object], word: str) -> None:
    with pytest.raises(InputError, match=word):
        Trial(**{"arms": arms, "cohort": Cohort(1), "days": 5, **wrong})  # type: ignore[arg-type]


def test_arms_need_names_of_their_own(arms: list[Arm], small_ms: Scenario) -> None:
    with pytest.raises(InputError, match="names that differ"):
        Trial([*arms, arms[0]], Cohort(1), days=5)
    for name in ("", "a/b", "../up", "x" * 61):
        with pytest.raises(InputError, match=r"arm\.name"):
            Arm(name, small_ms)


def test_a_late_dose_is_refused_before_anything_runs(small_ms: Scenario, tmp_path: Path) -> None:
    late = Regimen(Particle(500), start_day=5.5, particles=1e9)
    with pytest.raises(InputError, match=r"dose 1.*Set days to 6 or more"):
        Trial(Arm("late", small_ms, late), Cohort(1), days=5)
    assert list(tmp_path.iterdir()) == []


def test_a_dose_on_the_day_the_trial_ends_is_refused(small_ms: Scenario) -> None:
    """Nothing is lived after the last record, so it would never be given."""
    last = Arm("last", small_ms, Regimen(Particle(500), start_day=5, particles=1e9))
    with pytest.raises(InputError, match=r"dose 1.*day 5.*before day 5.*Set days to 6 or more"):
        Trial(last, Cohort(1), days=5)
    Trial(last, Cohort(1), days=6)


def _without(tree: Any, path: tuple[Any, ...]) -> Any:
    """Take one key out of nested tables."""
    inner = tree
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return tree


MISSING = [
    ("cohort",), ("days",), ("arms",), ("scenarios",), ("cohort", "seed"), ("arms", 0, "scenario"), ("scenarios", 0),
    ("scenarios", 0, "title"), ("scenarios", 0, "parameters", "world.step"), ("scenarios", 0, "challenge", "amount"),
    ("scenarios", 0, "induction", 0, "pertussis"), ("arms", 1, "regimens", 0, "doses"),
    ("arms", 1, "regimens", 0, "particle", "cargo_load"),
]  # fmt: skip


@pytest.mark.parametrize("path", MISSING, ids=str)
def test_a_manifest_that_lacks_something_is_refused(arms: list[Arm], tmp_path: Path, path: tuple[Any, ...]) -> None:
    whole = {"format": 1, "cohort": {"subjects": 2, "seed": 5}, "days": DAYS, **describe_arms(arms)}
    text = json.dumps(whole)
    (tmp_path / "manifest.json").write_text(text)
    assert Trial.from_manifest(tmp_path).days == DAYS
    (tmp_path / "manifest.json").write_text(json.dumps(_without(json.loads(text), path)))
    with pytest.raises(InputError, match="manifest: got"):
        Trial.from_manifest(tmp_path)


@pytest.mark.parametrize("wrong", [{"subjects": 0}, {"subjects": 1.5}, {"subjects": True}, {"seed": -1}])
def test_nonsense_cohorts_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InputError, match=next(iter(wrong))):
        Cohort(**wrong)


def test_workers_are_checked_before_the_folder_is_made(arms: list[Arm], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="workers"):
        Trial(arms, Cohort(1), days=1).run(workers=0, out=tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
