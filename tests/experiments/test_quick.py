"""Every experiment runs in brief, states its expectation first, and leaves a folder of results."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
ARMS = {
    "antigen_spread": 7,
    "dose_frequency": 3,
    "dose_response": 5,
    "infection_challenge": 4,
    "ms_tolerance": 7,
    "peer_artimmus": 2,
    "sensitivity": 2,
    "system_size": 2,
    "t1d_prevention": 3,
    "t1d_reversal": 2,
    "timing": 7,
    "treg_number_quality": 8,
    "valency": 4,
}
"""Arms of each experiment; `speed` times single hosts and has none."""

OWN_FIGURE = set(ARMS) - {"ms_tolerance", "t1d_prevention"} | {"speed"}
LONGEST = 80


def scripts() -> list[Path]:
    """The experiments."""
    return sorted((ROOT / "experiments").glob("*.py"))


def test_all_experiments_are_tried() -> None:
    assert {path.stem for path in scripts()} == {*ARMS, "speed"}


@pytest.mark.parametrize("script", scripts(), ids=lambda path: path.stem)
def test_an_experiment_is_one_question_with_an_expectation(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(text)) or ""
    question, _, expected = said.partition("\n\n")
    assert question.endswith("?")
    assert expected.startswith("Expected before running")
    assert len(text.splitlines()) <= LONGEST


@pytest.mark.parametrize("name", [path.stem for path in scripts()])
def test_an_experiment_runs_in_brief(name: str, tmp_path: Path) -> None:
    script = ROOT / "experiments" / f"{name}.py"
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "Agg"}
    words = [sys.executable, str(script), "--quick", "--out", str(tmp_path / "out")]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, env=surroundings, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.index("Expected before running") < ended.stdout.index("tables, figures and report")
    assert "nan" not in ended.stdout.replace("nano", "")
    out = tmp_path / "out"
    if name in OWN_FIGURE:
        assert (out / "figure.png").stat().st_size > 0
    table = pd.read_csv(out / ("outputs.csv" if name == "sensitivity" else "summary.csv"))
    if name != "speed":
        assert table["arm"].nunique() == ARMS[name]
    if name not in ("speed", "system_size"):
        assert (out / "report.html").stat().st_size > 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "nothing is written elsewhere"
