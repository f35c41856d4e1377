"""The command, on lives of moments: it writes what it says, repeats no run, and its posterior can be lived by."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from nanoimmune import Arm, Cohort, InputError, Scenario, Study, Trial
from nanoimmune.cli import app
from nanoimmune.trial.conduct import Conduct
from nanoimmune.trial.engines import InProcess
from nanoimmune.trial.journal import read_journal
from nanoimmune.trial.posterior import Posterior
from nanoimmune.trial.provenance import as_text

PAPER = """
schema_version = 1
id = "TINY"
title = "A made-up paper"
says = "Mice of a day."
scenario = "ms"
source = "Getts2012"
subjects = 2
quick_subjects = 2
days = 1

[parameters]
"world.cns_extent" = 16
"world.cells_per_agent" = 256

[[numbers]]
name = "cells"
says = "effectors on day 1"
arm = "untreated"
column = "effector_mog35_55"
day = 1
published = 100.0
low = 0.0
high = 200.0
limits = "made up"
unit = "cells"
fitted = true
"""

WORDS = ["calibrate", "ms", "--experiments", "TINY", "--only", "fates.activation_threshold", "--designs", "9",
         "--waves", "1", "--draws", "20", "--subjects", "2", "--fresh", "2", "--workers", "1"]  # fmt: skip


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Folder of a tiny calibration, and the words that made it."""
    desk = tmp_path_factory.mktemp("calibrated")
    (desk / "papers").mkdir()
    (desk / "papers" / "tiny.toml").write_text(PAPER, encoding="utf-8")
    words = [*WORDS, "--targets", str(desk / "papers"), "--out", str(desk / "out"), "--json"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["designs"] == 9
    return desk / "out", words


def test_it_writes_posterior_designs_diagnostics_and_figures(calibrated: tuple[Path, list[str]]) -> None:
    folder, _ = calibrated
    posterior, designs = pd.read_csv(folder / "posterior.csv"), pd.read_csv(folder / "designs.csv")
    assert len(posterior) == 20
    assert len(designs) == 9
    assert designs["wave"].tolist() == ["present", *["1"] * 6, *["posterior"] * 2]
    assert {"TINY.cells", "TINY.cells se", "implausibility", "fates.activation_threshold"} <= set(designs)
    assert {"explained", "not_ruled_out"} <= set(pd.read_csv(folder / "diagnostics.csv"))
    for name in ("marginals", "implausibility", "posterior-predictive"):
        assert (folder / "figures" / f"{name}.svg").stat().st_size > 1000
    assert "Calibration of ms" in (folder / "report.html").read_text(encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["runs"]) == 34, "every run of every design, of fresh subjects, and of further ones for two"
    assert len(list((folder / "runs").glob("*.parquet"))) == 34
    fresh = pd.read_csv(folder / "fresh.csv")
    assert fresh["seed"].tolist() == [2] * 6 + [3] * 2
    assert fresh.loc[fresh["proposed"], "design"].nunique() == 1
    assert "by fresh subjects" in (folder / "report.html").read_text(encoding="utf-8")


def test_the_same_command_again_repeats_no_run(calibrated: tuple[Path, list[str]], tmp_path: Path) -> None:
    """Also where some runs are gone: they alone are lived again, and the answer is the same to the last bit."""
    folder, words = calibrated
    files = ("posterior.csv", "designs.csv", "diagnostics.csv", "fresh.csv", "calibrated.toml")
    before = {name: (folder / name).read_bytes() for name in files}
    lived = len([event for event in read_journal(folder) if event["event"] == "run"])
    assert lived == 34
    gone = sorted((folder / "runs").glob("*.parquet"))[3]
    gone.unlink()
    told = CliRunner().invoke(app, [*words[:-1], "--quiet"])
    assert told.exit_code == 0, told.output
    assert len([event for event in read_journal(folder) if event["event"] == "run"]) == lived + 1
    assert {name: (folder / name).read_bytes() for name in files} == before


def test_what_was_found_can_be_set(calibrated: tuple[Path, list[str]], tmp_path: Path) -> None:
    from nanoimmune.command_words import Choice, chosen_trial

    folder, _ = calibrated
    trial = chosen_trial(Choice("ms", arms="untreated", settings=[str(folder / "calibrated.toml")]))
    fresh = pd.read_csv(folder / "fresh.csv").set_index("design")
    proposed = pd.read_csv(folder / "designs.csv").set_index("design").loc[fresh.index[fresh["proposed"]][0]]
    threshold = trial.arms[0].scenario.parameters.fates.activation_threshold
    assert threshold == pytest.approx(proposed["fates.activation_threshold"])
    (tmp_path / "none.toml").write_text("a = 1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a file with a table \[parameters\]"):
        chosen_trial(Choice("ms", settings=[str(tmp_path / "none.toml")]))


def names_of(trial: Trial) -> dict[str, str]:
    """Names of the files of a trial's runs, by the names of the runs."""
    return {each.label: each.name for each in Conduct(trial, InProcess(), None, None).planned()}


@pytest.fixture
def two_arms() -> Trial:
    scenario = Scenario.named("ms")
    return Trial([Arm.named(name, scenario) for name in ("untreated", "plg-cognate")], Cohort(6, 3))


def test_each_subject_lives_by_one_draw_in_both_arms(two_arms: Trial) -> None:
    """A run under a posterior is the run of a trial with these numbers set, and no bit of another."""
    draws = tuple({"harm.phagocyte_rate": 0.0005 + 0.0001 * place} for place in range(3))
    posterior = Posterior(draws, "0")
    drawn = names_of(replace(two_arms, posterior=posterior))
    plain = names_of(two_arms)
    by_draw = []
    for draw in draws:
        arms = [replace(arm, scenario=arm.scenario.with_parameters(draw)) for arm in two_arms.arms]
        by_draw.append(names_of(replace(two_arms, arms=arms)))
    used = set()
    for subject in range(6):
        place = posterior.draw_of(3, subject)
        used.add(place)
        for arm in ("untreated", "plg-cognate"):
            run = f"{arm}-{subject:04d}"
            assert drawn[run] == by_draw[place][run]
            assert drawn[run] != plain[run]
    assert len(used) > 1


def test_draws_are_dealt_evenly_and_by_seed() -> None:
    """Of 6,000 subjects each of 4 draws gets 1,500, give or take four standard errors."""
    posterior = Posterior(tuple({"harm.phagocyte_rate": 0.001} for _ in range(4)), "0")
    dealt = [posterior.draw_of(1, subject) for subject in range(6000)]
    assert all(abs(dealt.count(place) - 1500) < 4 * 33.5 for place in range(4))
    assert dealt[:50] != [posterior.draw_of(2, subject) for subject in range(50)]


def test_the_manifest_holds_the_draws(calibrated: tuple[Path, list[str]], tmp_path: Path) -> None:
    """A study can be gone on with where the file of the posterior is gone."""
    folder, _ = calibrated
    out = tmp_path / "drawn"
    words = ["run", "ms", "--posterior", str(folder / "posterior.csv"), "--subjects", "2", "--days", "1", "--arms",
             "untreated", "--set", "world.cns_extent=16", "--set", "world.cells_per_agent=256", "--workers", "1",
             "--out", str(out), "--quiet"]  # fmt: skip
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    study = Study.open(out)
    assert study.trial.posterior == Posterior.from_file(folder / "posterior.csv")
    assert set(names_of(study.trial).values()) == set(study.files.values())
    assert study.status().finished == 2
    told_numbers = json.loads(as_text(study.manifest))["posterior"]
    assert len(told_numbers["digest"]) == 64
    assert "draws of 1 numbers" in (out / "report.html").read_text(encoding="utf-8")


def test_a_wrong_file_of_draws_is_refused(tmp_path: Path) -> None:
    wrong = {
        "no such file": None,
        "a column for each number": "draw,value\n1,2\n",
        "a number in every cell": "harm.phagocyte_rate\nmany\n",
        "harm.phagocyte_rate": "harm.phagocyte_rate\n7\n",
        "harm.phagocyte": "harm.phagocyte\n7\n",
    }
    for said, text in wrong.items():
        path = tmp_path / "posterior.csv"
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="--posterior" if text is None else said):
            Posterior.from_file(path)


@pytest.mark.verification
def test_populations_of_lived_designs_depend_on_the_seed_alone(calibrated: tuple[Path, list[str]]) -> None:
    """Two populations, in one process and in two."""
    pytest.importorskip("pyabc", reason="an extra that is not installed")
    folder, words = calibrated
    smc = [
        *words[: words.index("--designs")],
        "--method",
        "abc-smc",
        "--designs",
        "28",
        "--waves",
        "2",
        "--draws",
        "20",
    ]
    smc += ["--subjects", "2", "--fresh", "2", "--targets", str(folder.parent / "papers"), "--quiet"]
    found = []
    for workers in ("1", "2"):
        out = folder.parent / f"smc-{workers}"
        told = CliRunner().invoke(app, [*smc, "--workers", workers, "--out", str(out)])
        assert told.exit_code == 0, told.output
        found.append((out / "posterior.csv").read_bytes())
    assert found[0] == found[1]
