"""Type 1 diabetes from the command line, as a user runs it, in a small body."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from nanoimmune.cli import app

DAYS = 168
ARMS = ["untreated", "pmhc1-cognate", "pmhc1-irrelevant"]
SMALL = {
    "world.pancreas_extent": 32,
    "world.spleen_extent": 8,
    "world.node_extent": 8,
    "world.liver_extent": 4,
    "world.cells_per_agent": 512,
    "world.parcels_per_dose": 20,
    "islets.number": 6,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a quick trial of one subject, through the whole of treatment."""
    out = tmp_path_factory.mktemp("t1d") / "out"
    chosen = ["--quick", "--days", str(DAYS), "--arms", ",".join(ARMS), "--subjects", "1", "--workers", "1"]
    changes = [word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")]
    told = CliRunner().invoke(app, ["run", "t1d", *chosen, *changes, "--seed", "6", "--out", str(out)])
    assert told.exit_code == 0, told.output
    assert all(arm in told.stdout for arm in ARMS)
    return out


def test_every_file_is_written(folder: Path) -> None:
    for name in ("report.html", "summary.csv", "survival.csv", "manifest.json"):
        assert (folder / name).stat().st_size > 0, name
    assert {path.stem.rpartition("-")[0] for path in (folder / "runs").glob("*.parquet")} == {
        f"{arm}-0000" for arm in ARMS
    }
    assert list((folder / "figures").glob("*.png"))
    assert json.loads((folder / "manifest.json").read_text())["days"] == DAYS


def test_survival_is_told_for_every_arm(folder: Path) -> None:
    survival = pd.read_csv(folder / "survival.csv")
    assert set(survival["arm"]) == set(ARMS)
    shares = survival.select_dtypes("number")
    assert shares.notna().any().any()


def test_runs_hold_weekly_readings_of_a_life_from_week_two(folder: Path) -> None:
    """A row a day from day 14 on; a reading on days of whole weeks, which is the glucose of that day to its unit."""
    for path in (folder / "runs").glob("*.parquet"):
        table = pd.read_parquet(path)
        assert table["day"].tolist() == list(range(14, DAYS + 1))
        weekly = table["day"] % 7 == 0
        assert table.loc[weekly, "reading"].notna().all()
        assert table.loc[~weekly, "reading"].isna().all()
        assert set(table["diabetic"].unique()) <= {0, 1}
        assert table["beta_mass"].between(0.0, 1.0).all()
        assert table["insulitis"].between(0.0, 4.0).all()


def test_the_subject_is_the_same_in_every_arm_until_it_is_treated(folder: Path) -> None:
    """Common random numbers: arms part on day 70, the day of the first dose, and the control does not part at all."""
    tables = {arm: pd.read_parquet(next((folder / "runs").glob(f"{arm}-0000-*.parquet"))) for arm in ARMS}
    untreated = tables["untreated"]
    before = untreated["day"] <= 70
    for arm in ARMS[1:]:
        assert tables[arm].loc[before, "glucose"].tolist() == untreated.loc[before, "glucose"].tolist()
        assert tables[arm]["particles_injected"].max() > 0.0
    assert tables["pmhc1-irrelevant"]["beta_cells"].tolist() == untreated["beta_cells"].tolist()
    assert tables["pmhc1-cognate"]["beta_cells"].tolist() != untreated["beta_cells"].tolist()
    assert untreated["beta_cells"].iloc[-1] < 1.0
