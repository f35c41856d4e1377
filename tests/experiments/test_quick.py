"""Every experiment runs in brief, states its expectation first, and leaves a folder of results."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
ARMS = {"ms_tolerance": 7, "t1d_prevention": 8, "t1d_reversal": 5}


def test_all_experiments_are_tried() -> None:
    assert {path.stem for path in (ROOT / "experiments").glob("*.py")} == set(ARMS)


@pytest.mark.parametrize("name", ARMS)
def test_an_experiment_runs_in_brief(name: str, tmp_path: Path) -> None:
    script = ROOT / "experiments" / f"{name}.py"
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "Agg"}
    words = [sys.executable, str(script), "--quick", "--out", str(tmp_path / "out")]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, env=surroundings, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.index("Expected before running") < ended.stdout.index("tables, figures and report")
    assert "nan" not in ended.stdout.replace("nano", "")
    summary = pd.read_csv(tmp_path / "out" / "summary.csv")
    assert summary["arm"].nunique() == ARMS[name]
    assert (tmp_path / "out" / "report.html").stat().st_size > 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "nothing is written elsewhere"
