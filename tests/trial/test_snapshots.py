"""Pictures of the pancreas: what they hold, that they change nothing, and where they are kept."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from nanoimmune import Arm, Cohort, Host, Scenario, Trial, describe
from nanoimmune.errors import InputError
from nanoimmune.readouts import snapshot
from nanoimmune.readouts.islets import glycaemic_state
from nanoimmune.readouts.record import record
from nanoimmune.readouts.snapshot import CELL_KINDS, Snapshot
from nanoimmune.trial.results import Results
from nanoimmune.words import Compartment

DAYS = [16, 20, 400]


@pytest.fixture(scope="module")
def pictured(diabetes: Scenario) -> Scenario:
    """The small mouse, pictured on two days of the trial and on one after it, in an inflamed pancreas."""
    hasty = {"islets.wave_rate": 0.02, "repertoire.median_precursors": 200}
    return replace(diabetes.with_parameters(hasty), snapshots=tuple(DAYS))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the trial."""
    return tmp_path_factory.mktemp("pictures") / "out"


@pytest.fixture(scope="module")
def results(pictured: Scenario, out: Path) -> Results:
    """Two subjects in two arms to day 22."""
    arms = [Arm.named("untreated", pictured), Arm.named("pmhc1-cognate", pictured)]
    return Trial(arms, Cohort(2, 5), days=22).run(workers=1, out=out)


@pytest.fixture(scope="module")
def host(pictured: Scenario) -> Host:
    """One host whose pancreas holds T cells."""
    host = Host(pictured, rng=1)
    host.run_for(24.0 * 20)
    return host


def test_a_picture_agrees_with_the_record(host: Host) -> None:
    picture, row, state = snapshot(host), record(host), glycaemic_state(host)
    islets = picture.islet >= 0
    assert picture.insulin[islets].mean() == pytest.approx(state["beta_mass"], rel=1e-5)
    assert picture.beta[islets].mean() == pytest.approx(state["beta_cells"], rel=1e-5)
    assert not picture.insulin[~islets].any()
    cells = np.bincount(picture.kind, weights=picture.weight, minlength=len(CELL_KINDS))
    found = dict(zip(CELL_KINDS, cells, strict=True))
    assert row["effector_pancreas"] > 0
    assert found["CD4 effector"] + found["CTL"] == row["effector_pancreas"]
    assert found["Foxp3 Treg"] == row["treg_pancreas"]
    assert found["Tr1"] == row["tr1_pancreas"]
    assert found["autoregulatory CD8"] == row["autoregulatory_pancreas"]
    each = host.life.parameters.world.cells_per_apc
    assert len(picture.macrophages) * each == row["licensed_pancreas"] > 0


def test_cells_are_where_the_lattice_has_them(host: Host) -> None:
    """Site x * extent + y of the pancreas lies at (x, y) of every array of the picture."""
    picture, life = snapshot(host), host.life
    first, extent = int(life.geometry.first[Compartment.PANCREAS]), picture.islet.shape[1]
    assert np.array_equal(picture.islet.ravel(), life.tissue.islet)
    sites = {first + int(x) * extent + int(y) for x, y in picture.position}
    rows = life.cells.rows()
    cells = life.cells.columns
    assert sites <= set(cells.site[rows][cells.place[rows] == Compartment.PANCREAS].tolist())


def test_a_picture_stands_still(host: Host) -> None:
    before = host.digest()
    picture = snapshot(host)
    assert host.digest() == before
    life, kept = host.life, picture.insulin.copy()
    beta = life.tissue.beta.copy()
    life.tissue.beta[:] = 0.5
    assert np.array_equal(picture.insulin, kept)
    life.tissue.beta[:] = beta


def test_the_first_subject_of_each_arm_is_pictured_on_its_days(results: Results) -> None:
    assert list(results.snapshots) == ["untreated", "pmhc1-cognate"]
    for pictures in results.snapshots.values():
        assert [picture.day for picture in pictures] == DAYS[:2]
    first, treated = results.snapshots["untreated"][0], results.snapshots["pmhc1-cognate"][0]
    assert np.array_equal(first.islet, treated.islet), "one subject lives in every arm"


def test_pictures_change_no_bit_of_the_records(results: Results, pictured: Scenario) -> None:
    plain = replace(pictured, snapshots=())
    arms = [Arm.named("untreated", plain), Arm.named("pmhc1-cognate", plain)]
    again = Trial(arms, Cohort(2, 5), days=22).run(workers=1)
    assert not again.snapshots
    assert_frame_equal(again.records(), results.records(), check_exact=True)


def test_pictures_lie_beside_the_run_files(results: Results, out: Path) -> None:
    files = sorted(path.name for path in (out / "runs").glob("*.npz"))
    names = [entry["file"] for entry in results.provenance["runs"] if entry["name"].endswith("-0000")]
    assert files == sorted(f"{name}-tissue.npz" for name in names)
    assert not list((out / "runs").glob(".*"))
    with np.load(out / "runs" / files[1]) as kept:
        assert set(kept) == {f"day{day}_{name}" for day in DAYS[:2] for name in Snapshot._fields}
        assert np.array_equal(kept["day20_insulin"], results.snapshots["untreated"][1].insulin)
    assert (out / "figures" / "islets.png").is_file()


def test_workers_and_a_replay_give_the_same_pictures(results: Results, out: Path) -> None:
    again = Trial.from_manifest(out).run(workers=2)
    for arm, pictures in results.snapshots.items():
        for old, new in zip(pictures, again.snapshots[arm], strict=True):
            assert all(np.array_equal(mine, yours) for mine, yours in zip(old, new, strict=True))


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("[snapshots]\ndays = [28]", ["snapshots.says", "Add this key"]),
        ('[snapshots]\nsays = "x"\ndays = [-3]', ["snapshots.days", "-3", "0 to 730"]),
        ('[snapshots]\nsays = "x"\ndays = ["week 4"]', ["snapshots.days", "week 4"]),
    ],
)
def test_wrong_days_are_refused(diabetes_text: str, tmp_path: Path, table: str, words: list[str]) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(diabetes_text.replace("[glycaemia]", f"{table}\n\n[glycaemia]", 1), encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        Scenario.from_file(file)
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


def test_the_page_tells_the_days(pictured: Scenario) -> None:
    page = " ".join(describe(pictured).split())
    assert "The tissue of the first subject of each arm is pictured on day 16, day 20 and day 400." in page


def test_the_pancreas_alone_is_pictured_and_read(diabetes: Scenario) -> None:
    ms = Scenario.named("ms")
    with pytest.raises(InputError, match=r"snapshots: got \[3\].*Leave them out"):
        replace(ms, snapshots=(3,))
    with pytest.raises(InputError, match=r"glycaemia.*none unless the tissue is the pancreas"):
        replace(ms, glycaemia=diabetes.glycaemia)
    with pytest.raises(InputError, match=r"glycaemia: got None.*Add a table \[glycaemia\]"):
        replace(diabetes, glycaemia=None)
