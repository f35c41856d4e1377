"""A study in a folder: opened, looked at, gathered, told again from its runs alone, and lived again."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from typer.testing import CliRunner, Result

from nanoimmune import Arm, Cohort, Scenario, Study, Trial
from nanoimmune.cli import app
from nanoimmune.errors import InputError
from nanoimmune.readouts import read_agents
from nanoimmune.trial import carry_out, identity
from nanoimmune.trial.run_file import read_record, read_stamp, write_run

runner = CliRunner()


def run(*words: str) -> Result:
    """Call the command line in this process."""
    return runner.invoke(app, list(words))


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    """A copy of the finished study, to change."""
    return Path(shutil.copytree(finished, tmp_path / "copy"))


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but its journal."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.name != "log.jsonl"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_the_same_command_again_lives_nothing(trial: Trial, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise AssertionError("a run was lived again")

    before = files(copy)
    first = Study.open(copy).results
    monkeypatch.setattr(carry_out, "live", refuse)
    again = trial.run(workers=1, out=copy)
    assert_frame_equal(again.records(), first.records(), check_exact=True)
    changed = {name for name, content in files(copy).items() if content != before[name]}
    assert changed <= {"manifest.json", "report.html"}, "their times alone are new"


def test_workers_write_the_same_bytes(trial: Trial, finished: Path, tmp_path: Path) -> None:
    trial.run(workers=2, out=tmp_path)
    runs = {path.name: path.read_bytes() for path in (finished / "runs").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "runs").iterdir()} == runs


def test_other_numbers_make_other_runs_and_the_report_says_what_is_mixed(copy: Path, small_ms: Scenario) -> None:
    other = small_ms.with_parameters({"harm.phagocyte_rate": 0.0101})
    results = Trial([Arm.named("untreated", other)], Cohort(1, 5), days=2).run(workers=1, out=copy)
    told = "The folder holds 4 other runs, which are not counted here: 4 of other arms, numbers, subjects or days."
    assert results.provenance["mixed"] == [told]
    assert told in (copy / "report.html").read_text(encoding="utf-8")
    assert Study.open(copy).status()[:5] == (1, 1, {}, 0, 4)
    assert len(results.records()) == 10


def test_another_model_lives_everything_anew(trial: Trial, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("identity", "carry_out", "conduct"):
        monkeypatch.setattr(f"nanoimmune.trial.{module}.model_version", lambda: "000000000000")
    monkeypatch.setattr("nanoimmune.study.status.model_version", lambda: "000000000000")
    told = run("study", "status", str(copy))
    assert "resuming lives every run anew" in told.stdout
    results = trial.run(workers=1, out=copy)
    assert identity.model_version() == results.provenance["versions"]["model"]
    assert "4 of model" in results.provenance["mixed"][0]
    assert len(list((copy / "runs").iterdir())) == 8


def test_other_versions_of_packages_are_told(copy: Path) -> None:
    """A run that was lived with another NumPy counts, and the report says so."""
    path = sorted((copy / "runs").iterdir())[0]
    stamp = read_stamp(path)
    assert stamp is not None
    versions = {**stamp["versions"], "numpy": "1.0"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nanoimmune.trial.run_file.surroundings", lambda: versions)
        write_run(copy / "runs", read_record(path), (), stamp)
    (told,) = Study.open(copy).results.provenance["mixed"]
    assert "different versions of numpy: 1.0 (1 runs) and" in told


def test_a_study_gives_tidy_frames_and_labelled_arrays(trial: Trial, finished: Path) -> None:
    study = Study.open(finished)
    assert str(study.trial) == str(trial)
    assert len(study.records()) == 4 * 10
    assert set(study.endpoints()["arm"]) == {"untreated", "plg-cognate"}
    array = study.to_xarray()
    assert dict(array.sizes) == {"arm": 2, "subject": 2, "day": 10}
    assert list(array["arm"].values) == ["untreated", "plg-cognate"]
    one = study.records().query("arm == 'plg-cognate' and subject == 1")["permeability"].to_numpy()
    assert np.array_equal(array["permeability"].sel(arm="plg-cognate", subject=1).values, one)


def test_the_report_is_rebuilt_from_the_runs_alone(copy: Path) -> None:
    before = files(copy)
    for name in ("report.html", "summary.csv", "scores.csv"):
        (copy / name).unlink()
    shutil.rmtree(copy / "figures")
    assert run("report", str(copy), "--quiet").exit_code == 0
    assert files(copy) == before, "byte for byte"


def test_runs_are_gathered(copy: Path) -> None:
    told = run("study", "compact", str(copy))
    assert [Path(line).name for line in told.stdout.splitlines()] == ["records.parquet", "summary.parquet"]
    study = Study.open(copy)
    assert_frame_equal(pd.read_parquet(copy / "records.parquet"), study.records(), check_exact=True)
    summary = pd.read_parquet(copy / "summary.parquet")
    assert list(summary["run"]) == list(study.files.values())
    auc = study.endpoints().query("endpoint == 'auc'")["value"]
    assert summary["auc"].tolist() == auc.tolist()


def test_a_run_replays_bit_for_bit_from_its_own_file(copy: Path) -> None:
    """Without the manifest, and by the beginning of its name."""
    (copy / "manifest.json").unlink()
    told = run("replay", str(copy), "plg-cognate-0001")
    assert told.exit_code == 0, told.output
    assert "every bit is equal (10 days of" in told.stdout
    assert "note:" not in told.stdout


def test_a_replay_writes_every_agent_down_and_stays_the_same(copy: Path, tmp_path: Path) -> None:
    """As many T cells as the record counts on that day."""
    told = run("replay", str(copy), "plg-cognate-0001", "--agents", str(tmp_path / "agents"))
    assert told.exit_code == 0, told.output
    assert "every bit is equal" in told.stdout
    cells = read_agents(tmp_path / "agents")
    assert sorted(cells["day"].unique()) == sorted(Study.open(copy).records()["day"].unique())
    assert cells.groupby("day")["uid"].nunique().sum() == len(cells), "each once a day"


def test_a_replay_finds_one_changed_bit(copy: Path) -> None:
    path = next((copy / "runs").glob("plg-cognate-0000-*"))
    record, stamp = read_record(path), read_stamp(path)
    assert stamp is not None
    record.loc[4, "permeability"] = np.nextafter(record.loc[4, "permeability"], 2)
    write_run(copy / "runs", record, (), stamp)
    told = run("replay", str(copy), path.stem, "--json")
    assert told.exit_code == 1
    found = json.loads(told.stdout)
    assert found["equal"] is False
    assert found["differences"][0].startswith("permeability differs from day -3 on")


def test_the_status_is_told(copy: Path) -> None:
    victim = next((copy / "runs").glob("untreated-0001-*"))
    victim.unlink()
    told = run("study", "status", str(copy))
    assert told.exit_code == 0, told.output
    assert "3 of 4 runs finished, 0 failed, 1 missing" in told.stdout
    found = json.loads(run("study", "status", str(copy), "--json").stdout)
    assert (found["finished"], found["missing"], found["events"]["run"]) == (3, 1, 4)
    told = run("study", "resume", str(copy), "--workers", "1", "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["failures"] == {}
    assert victim.is_file()


def test_a_failed_run_says_why_with_everything_to_live_it_again(
    trial: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_: object) -> None:
        raise RuntimeError("lost power")

    monkeypatch.setattr(carry_out, "live", die)
    trial.run(workers=1, out=tmp_path)
    told = run("study", "status", str(tmp_path))
    assert told.exit_code == 1
    assert "failed: untreated-0000: RuntimeError: lost power" in told.stdout
    told = json.loads(next((tmp_path / "failed").glob("untreated-0001-*")).read_text())
    assert told["error"] == "RuntimeError: lost power"
    assert "carry_out.py" in told["trace"]
    assert (told["subject"], told["seed"], told["scenarios"][0]["parameters"]["world.cns_extent"]) == (1, 5, 16)
    assert run("report", str(tmp_path)).exit_code == 2, "there is nothing to tell of"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["study", "status", "nowhere"], "study: got 'nowhere'; allowed: a folder that a trial was run in"),
        (["study", "resume", "."], "manifest: got 'manifest.json'"),
        (["study", "resume", ".", "--workers", "none"], "--workers: got 'none'"),
        (["report", "nowhere"], "study: got 'nowhere'"),
        (["replay", "nowhere", "untreated"], "study: got 'nowhere'"),
    ],
)
def test_what_is_no_study_is_refused(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run(*words)
    assert told.exit_code == 2
    assert said in told.stderr
    assert told.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_is_not_there_is_refused(finished: Path) -> None:
    for name in ("treated", "untreated"):
        told = run("replay", str(finished), name)
        assert told.exit_code == 2
        assert "Name one run." in told.stderr


def test_a_manifest_of_an_older_version_is_refused(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    for entry in manifest["runs"]:
        del entry["file"]
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError, match="no 'file'"):
        Study.open(copy)
