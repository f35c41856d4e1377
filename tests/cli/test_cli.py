"""The command line: what it writes, and one clear line for everything that cannot be used."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import nanoimmune
from nanoimmune.analysis.tables import set_in_parts
from nanoimmune.cli import app
from nanoimmune.house.findings import Finding
from nanoimmune.trial.scenario import packaged_scenarios

PACKAGE = Path(str(nanoimmune.__file__)).parent
SMALL = ["--set", "world.cns_extent=16", "--set", "world.cells_per_agent=256"]
runner = CliRunner()


def run(*words: str) -> Result:
    """Call the command line in this process."""
    return runner.invoke(app, list(words))


def test_a_trial_from_the_command_line(tmp_path: Path) -> None:
    out = tmp_path / "out"
    chosen = ["--arms", "plg-cognate,untreated", "--subjects", "1", "--days", "2", "--workers", "1", *SMALL]
    result = run("run", "ms", *chosen, "--seed", "9", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert "incidence" in result.stdout
    assert "untreated" in result.stdout
    for name in ("report.html", "summary.csv", "scores.csv", "manifest.json", "figures/overview.png"):
        assert (out / name).stat().st_size > 0
    summary = pd.read_csv(out / "summary.csv").set_index(["arm", "endpoint"])
    assert summary.loc[("untreated", "auc"), "effect"] == 0, "untreated is the reference wherever it stands"
    assert len(list((out / "runs").glob("*.parquet"))) == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["run", "mss"], ["scenario", "'mss'", "Did you mean 'ms'"]),
        (["run", "MS"], ["Did you mean 'ms'"]),
        (["run", "nowhere.toml"], ["scenario", "nowhere.toml", "No such file", "Check the path"]),
        (["run", "nowhere"], ["scenario", "'nowhere'", "or the path of a .toml file"]),
        (["describe", "mss"], ["Did you mean 'ms'"]),
        (["run", "ms", "--arms", "untreated,plg-cognat"], ["arm", "plg-cognat", "Did you mean 'plg-cognate'"]),
        (["run", "ms", "--arms", "plg"], ["Did you mean 'plg-cognate', 'plg-irrelevant' or 'plg-empty'?"]),
        (["run", "ms", "--arms", ""], ["arm", "''"]),
        (["run", "ms", "--challenges", "infektion"], ["challenges", "'infektion'", "Did you mean 'infection'"]),
        (["run", "ms", "--arms", "untreated,untreated"], ["names that differ"]),
        (["run", "ms", "--set", "harm.phagocyte_rat=1"], ["harm.phagocyte_rate"]),
        (["run", "ms", "--set", "world.foo=1"], ["'world.foo'", "world.", "nanoimmune parameters"]),
        (["run", "ms", "--set", "harm=1"], ["'harm'", "`nanoimmune parameters harm`"]),
        (["run", "ms", "--set", "clinical.steepness=x"], ["'x'", "a number, which has no unit"]),
        (["run", "ms", "--set", "world.size=1.5"], ["world.size: got 1.5", "whole number"]),
        (["run", "ms", "--set", "world.step=9"], ["world.step", "'9'", "0.125 to 2 h", "inside the range"]),
        (["run", "ms", "--set", "world.step=1 nm"], ["world.step", "'1 nm'", "Write it in h"]),
        (["run", "ms", "--set", "world.step=soon"], ["world.step", "'soon'"]),
        (["run", "ms", "--set", "world.step"], ["--set", "group.name=value"]),
        (["run", "ms", "--subjects", "0"], ["Error: --subjects: got '0'", "1 to 100000", "Give a whole number"]),
        (["run", "ms", "--subjects", "many"], ["--subjects", "'many'", "Give a whole number"]),
        (["run", "ms", "--workers", "0"], ["--workers", "'0'", "1 to 1024"]),
        (["run", "ms", "--workers", "two"], ["--workers", "'two'"]),
        (["run", "ms", "--days", "731"], ["--days", "1 to 730"]),
        (["run", "ms", "--days", "0"], ["Error: --days: got '0'; allowed: 1 to 730"]),
        (["run", "ms", "--days", "1.5"], ["--days", "1 to 730"]),
        (["run", "ms", "--seed", "-1"], ["Error: --seed: got '-1'; allowed: 0 to"]),
        (["run", "ms", "--days", "30"], ["pmhc2-cognate", "dose 6", "day 31.5", "Set days to 46"]),
        (["run", "ms", "--dayz", "30"], ["--dayz"]),
        (["run"], ["Missing argument 'scenario'. See `nanoimmune run --help`."]),
        (["run", "ms", "2"], ["extra argument(s) (2). See `nanoimmune run --help`."]),
        (["study", "statue"], ["statue", "See `nanoimmune study --help`."]),
        (["parameters", "world.stepp"], ["'world.stepp'", "world.step,", "`nanoimmune parameters world`"]),
        (["fly"], ["fly"]),
        (["parameters", "worlds"], ["group", "'worlds'", "Did you mean 'world'"]),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(
    words: list[str], expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    assert all(word in line for word in expected), line
    assert "Value error" not in line
    assert "Invalid value" not in line
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    result = run("run", "ms", "--out", str(tmp_path / "file" / "out"))
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert "out: got" in line
    assert "--out" in line
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_some_failed_runs_are_exit_code_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nanoimmune.trial import carry_out

    def die(_: object) -> None:
        raise RuntimeError("lost power")

    monkeypatch.setattr(carry_out, "live", die)
    monkeypatch.setattr("nanoimmune.rule.kernels_are_compiled", lambda: True)
    result = run("run", "ms", "--arms", "untreated", "--subjects", "1", "--workers", "1", "--out", str(tmp_path))
    assert result.exit_code == 1
    assert "untreated-0000: RuntimeError: lost power" in result.stderr


def test_quick_means_few_subjects_and_coarse_agents_unless_said_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nanoimmune.trial.trial import Trial

    seen: list[Trial] = []

    def refuse_to_run(self: Trial, *_: object) -> None:
        seen.append(self)
        raise KeyboardInterrupt

    monkeypatch.setattr(Trial, "run", refuse_to_run)
    assert run("run", "ms", "--quick").exit_code == 130
    run("run", "ms", "--quick", "--subjects", "6", "--set", "world.cells_per_agent=64")
    run("run", "ms")
    run("run", "t1d", "--quick")
    scales = [(trial.cohort.subjects, trial.arms[0].scenario.parameters.world.cells_per_agent) for trial in seen]
    assert scales == [(4, 32), (6, 64), (20, 8), (4, 32)], "never finer than the scenario"
    assert [len(trial.arms) for trial in seen] == [7, 7, 7, 5]


def test_lists_and_descriptions() -> None:
    assert run("--version").stdout.startswith("nanoimmune ")
    listed = run("scenarios").stdout.splitlines()
    assert [line.split()[0] for line in listed] == [
        "comorbidity",
        "ms-artimmus",
        "ms-monophasic",
        "ms-relapsing",
        "ms",
        "t1d",
    ]
    assert "Diabetes in a small NOD mouse\n" in run("describe", str(Path(__file__).parents[1] / "diabetes.toml")).stdout
    page = run("describe", "ms").stdout
    assert page.index("What is assumed") < page.index("The arms")
    world = run("parameters", "world").stdout
    assert "world.step = 1 h  [0.125 to 2]" in world
    assert "harm." not in world
    assert run("parameters", "world.step").stdout.splitlines() == world.splitlines()[:2]


@pytest.mark.parametrize(("words", "offered"), [([], "movie"), (["study"], "resume"), (["scenario"], "validate")])
def test_where_nothing_is_said_help_is_given(words: list[str], offered: str) -> None:
    told = run(*words)
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.startswith("Usage: ")
    assert f"\n  {offered} " in told.stdout


def test_a_scenario_file_that_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder.toml").mkdir()
    Path("latin.toml").write_bytes('title = "\xe9"'.encode("latin-1"))
    assert "(Is a directory)" in run("describe", "folder.toml").stderr
    assert "a text file in UTF-8. Save it as UTF-8." in run("describe", "latin.toml").stderr
    assert "Did you mean 'latin.toml'?" in run("describe", "latin").stderr


def python(*words: str) -> subprocess.CompletedProcess[str]:
    """Call a fresh Python."""
    package = str(Path(str(nanoimmune.__file__)).parent.parent)
    surroundings = {**os.environ, "PYTHONPATH": package}
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False, env=surroundings)


def test_a_real_process_says_one_line_and_exits_with_two() -> None:
    result = python("-m", "nanoimmune.cli", "run", "mss")
    assert (result.returncode, result.stdout) == (2, "")
    allowed = f"{', '.join(packaged_scenarios())}, or the path of a .toml file"
    assert result.stderr == f"Error: scenario: got 'mss'; allowed: {allowed}. Did you mean 'ms'?\n"


@pytest.mark.parametrize("statement", ["import nanoimmune", "from nanoimmune.cli import app"])
def test_importing_is_light(statement: str) -> None:
    heavy = "{'mesa', 'numba', 'matplotlib', 'pandas', 'scipy', 'pyarrow', 'pint', 'jinja2'}"
    result = python("-c", f"import sys; {statement}; print(sorted({heavy} & set(sys.modules)))")
    assert result.stdout.strip() == "[]"


def test_the_rulebook_is_told() -> None:
    """Every chapter, or one; each rule with its claim, source and module."""
    whole, one = run("rulebook").stdout, run("rulebook", "clinical").stdout
    assert "observed_score(score)  [nanoimmune.biology.clinical]" in one
    assert "    Observers round to half points.\n    Source: " in one
    assert one.strip().splitlines()[:-1] == whole[whole.index("clinical: ") :].splitlines()[: one.count("\n") - 1]
    assert all(f"{path.stem}: " in whole for path in PACKAGE.glob("biology/[!_]*.py"))
    refused = run("rulebook", "clinic")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "Did you mean 'clinical'" in refused.stderr


def test_the_check_says_what_it_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 0 and how states come about, or 1 and what leads nowhere."""
    well = run("check")
    assert well.exit_code == 0, well.stdout
    assert "Phenotype.EFFECTOR: sweeps.choose_fate.experienced_fate" in well.stdout
    assert well.stdout.endswith("nothing found that leads nowhere.\n")
    monkeypatch.setattr(
        "nanoimmune.house.findings.findings", lambda: [Finding("rule without a source", "a.b", "Mend.")]
    )
    ill = run("check")
    assert ill.exit_code == 1
    assert ill.stdout.startswith("rule without a source: a.b. Mend.\n")
    assert ill.stdout.endswith("1 found that leads nowhere.\n")


def test_the_public_names_exist() -> None:
    for name in nanoimmune.__all__:
        assert getattr(nanoimmune, name) is not None
    with pytest.raises(AttributeError, match="tolerance"):
        nanoimmune.tolerance  # noqa: B018


def test_a_script_without_a_guard_runs_once(tmp_path: Path) -> None:
    """Fifteen lines, two workers, no `if __name__`: workers must not run the script again."""
    script = tmp_path / "mine.py"
    script.write_text(
        """
from nanoimmune import Arm, Cohort, Particle, Regimen, Scenario, Trial
print("begun")
mice = Scenario.named("ms").with_parameters({"world.cns_extent": 16, "world.cells_per_agent": 256})
plg = Particle(diameter=500, core="PLG", coat="carboxylated", cargo="MOG35-55", cargo_load=1.4)
arms = [Arm("untreated", mice), Arm("plg", mice, Regimen(plg, start_day=-7, particles=9e9))]
results = Trial(arms, Cohort(subjects=1), days=1).run(workers=2)
print(len(results.summary()), results.figure().axes[0].get_ylabel())
"""
    )
    result = python(str(script))
    assert result.stderr == ""
    assert result.stdout.splitlines() == ["begun", "62 clinical score"]


def test_an_interruption_keeps_finished_runs_and_leaves_no_worker(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ["run", "ms", "--arms", "untreated", "--days", "1", "--subjects", "2000", "--workers", "2", *SMALL]
    surroundings = {**os.environ, "PYTHONPATH": str(Path(str(nanoimmune.__file__)).parent.parent)}
    process = subprocess.Popen(
        [sys.executable, "-m", "nanoimmune.cli", *words, "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while process.poll() is None and not list(out.glob("runs/*.parquet")):
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    assert "interrupted" in stderr
    assert "Traceback" not in stdout + stderr
    runs = list(out.glob("runs/*.parquet"))
    assert 0 < len(runs) < 2000
    assert len(pd.read_parquet(runs[0])) == 9
    assert json.loads((out / "manifest.json").read_text())["finished"] is None


def test_a_narrow_terminal_gets_the_whole_table_in_parts() -> None:
    rows = [["arm", "first", "second", "third"], ["untreated", "1", "22", "333"]]
    assert set_in_parts(rows, 100) == [["", "arm        first  second  third", "untreated      1      22    333"]]
    narrow = set_in_parts(rows, 25)
    assert narrow == [
        ["", "arm        first  second", "untreated      1      22"],
        ["", "arm        third", "untreated    333"],
    ]
    assert len(set_in_parts(rows, 1)) == 3
