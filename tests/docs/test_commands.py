"""Every command and every block of Python in the documents does what a reader would have it do.

Commands are executed as they stand but for size: trials are cut down to a subject of a small body. As they stand they
are executed by `pytest -m verification`.
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from shell_blocks import DOCUMENTS, ROOT, blocks, commands
from typer.testing import CliRunner

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.cli import app
from nanoimmune.readouts import record

TUTORIAL = ROOT / "docs" / "tutorial.md"
SMALL_MS = {"world.cns_extent": 16, "world.cells_per_agent": 256}
SMALL = [word for name, value in SMALL_MS.items() for word in ("--set", f"{name}={value}")]
SMALLER = {
    "run ms": ["--subjects", "1", "--days", "46", "--workers", "1", *SMALL],
    "run t1d": [
        "--subjects",
        "1",
        "--days",
        "16",
        "--workers",
        "1",
        "--arms",
        "untreated",
        "--set",
        "world.pancreas_extent=32",
    ],
    "run ms-relapsing": ["--subjects", "1", "--days", "46", "--workers", "1", *SMALL],
    "sweep ms": ["--subjects", "1", "--days", "46", "--workers", "1", *SMALL],
    "power ms": ["--subjects", "3", "--days", "20", "--workers", "1", *SMALL],
}
"""Words that make a command small, by its first two; days must reach the last dose. What is given twice counts last."""

UNNAMED = {"nanoimmune run", "nanoimmune plan", "nanoimmune power", "nanoimmune compare", "nanoimmune sweep"}
"""Names of commands in a sentence, without what they need; their help is asked for."""

ELSEWHERE = ("pytest", "ruff", "mypy", "lint-imports", "nanoimmune bench", "nanoimmune app", "nanoimmune movie",
             "nanoimmune calibrate")  # fmt: skip
"""What the whole check runs, or tests of its own (tests/bench, tests/view, tests/calibration)."""

LONG = (
    "nanoimmune sensitivity",
    "nanoimmune replicates",
    "nanoimmune validate",
    "nanoimmune explain",
    "nanoimmune audit",
)
"""Commands that live hundreds of animals at any size: executed as they stand, and in brief by tests of their own."""

FIRST_SAID = {command: document.name for document in reversed(DOCUMENTS) for command in commands(document)}
OF_DOCUMENTS = [
    pytest.param(command, id=f"{document}: {command}"[:90])
    for command, document in sorted(FIRST_SAID.items())
    if document != TUTORIAL.name and not command.startswith(ELSEWHERE)
]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the documents speak of: a study, what a calibration left, a scenario file, a sheet of data."""
    desk = tmp_path_factory.mktemp("desk")
    mice = Scenario.named("ms").with_parameters(SMALL_MS)
    arms = [Arm.named(name, mice) for name in ("untreated", "plg-cognate")]
    Trial(arms, Cohort(subjects=4, seed=1), days=2).run(workers=1, out=desk / "results" / "ms")
    shutil.copy(desk / "results" / "ms" / "scores.csv", desk / "mine.csv")
    shutil.copy(ROOT / "tests" / "diabetes.toml", desk / "FILE")
    shutil.copytree(ROOT / "docs" / "posteriors", desk / "docs" / "posteriors")
    calibrated = desk / "results" / "ms-calibration"
    calibrated.mkdir()
    (calibrated / "calibrated.toml").write_text('[parameters]\n"harm.phagocyte_rate" = 0.0007\n', encoding="utf-8")
    (calibrated / "posterior.csv").write_text("draw,harm.phagocyte_rate\n0,0.0005\n1,0.0007\n", encoding="utf-8")
    return desk


def words_of(command: str, desk: Path) -> list[str]:
    """Put what a document leaves open into a command, and make it small."""
    if command in UNNAMED:
        return [*shlex.split(command)[1:2], "--help"]
    folder = str(desk / "results" / "ms")
    filled = {"FOLDER": folder, "RUN": "untreated-0003", "FILE": str(desk / "FILE.toml")}
    words = [filled.get(word, word) for word in shlex.split(command)[1:]]
    if words[0] == "study" and len(words) == 2:
        words.append(folder)
    if "--points" in words:
        words += ["--points", "2"]
    return words if "--help" in words else [*words, *SMALLER.get(" ".join(words[:2]), [])]


@pytest.mark.parametrize("command", [each for each in OF_DOCUMENTS if not str(each.values[0]).startswith(LONG)])
def test_a_command_of_a_document_works(
    command: str, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command.startswith("python "):
        assert (ROOT / shlex.split(command)[1]).is_file()
        return
    desk = tmp_path / "desk"
    shutil.copytree(study, desk)
    (desk / "FILE").rename(desk / "FILE.toml")
    monkeypatch.chdir(desk)
    found = CliRunner().invoke(app, words_of(command, desk))
    assert found.exit_code == 0, found.output


def test_the_tutorial_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are saved, commands and Python are executed, in the order in which they stand."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    executed = 0
    for block in blocks(TUTORIAL):
        if block.save_as is not None:
            (tmp_path / block.save_as).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            exec(compile(block.text, TUTORIAL.name, "exec"), names)
            executed += 1
        elif block.language == "":
            for line in block.text.splitlines():
                words = shlex.split(line)
                if words[0] == "nanoimmune":
                    found = CliRunner().invoke(app, words[1:])
                    assert found.exit_code == 0, found.output
                    executed += 1
    assert executed >= 10
    assert (tmp_path / "results" / "mild" / "report.html").stat().st_size > 0
    results, host, twin = names["results"], names["host"], names["twin"]
    tr1 = results.summary().query("endpoint == 'tr1_fold'").set_index("arm")["mean"]  # type: ignore[attr-defined]
    assert tr1["dense"] > 2 * tr1["sparse"], "the tutorial says what happens, and it does"
    effectors = names["effectors"]
    assert effectors(host) < effectors(twin)  # type: ignore[operator]
    scores = [record(each)["score"] for each in (host, twin)]  # type: ignore[arg-type]
    assert scores == [2.0, 3.5], "as the tutorial says"


@pytest.mark.verification
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("command", OF_DOCUMENTS)
def test_a_command_of_a_document_works_as_it_stands(command: str, study: Path, tmp_path: Path) -> None:
    if command in UNNAMED:
        pytest.skip("the name of a command, without what it needs")
    desk = tmp_path / "desk"
    shutil.copytree(study, desk)
    (desk / "FILE").rename(desk / "FILE.toml")
    first, *words = shlex.split(command)
    if first == "python":
        pytest.skip("it writes into the documents; a test looks whether they are fresh")
    filled = {"FOLDER": "results/ms", "RUN": "untreated-0003", "FILE": "FILE.toml"}
    words = [filled.get(word, word) for word in words]
    if words[0] == "study" and len(words) == 2:
        words.append("results/ms")
    called = [sys.executable, "-m", "nanoimmune.cli", *words]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "Agg"}
    ended = subprocess.run(called, cwd=desk, env=surroundings, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
