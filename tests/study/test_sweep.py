"""A trial at many points: which points, what each arm is there, what is shared, and what is told."""

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from typer.testing import CliRunner, Result

from nanoimmune import Arm, Cohort, Particle, Regimen, Scenario, Trial
from nanoimmune.analysis.figures.responses import Response, draw_responses
from nanoimmune.analysis.palette import INK
from nanoimmune.cli import app
from nanoimmune.errors import InputError
from nanoimmune.study.design import points_of
from nanoimmune.study.factors import Factor, at_point
from nanoimmune.study.sweep import Sweep, opened
from nanoimmune.trial.journal import read_journal

PLG = Particle(500, core="PLG", coat="carboxylated", cargo="MOG35-55", cargo_load=1.4)


@pytest.fixture(scope="module")
def base(small_ms: Scenario) -> Trial:
    """A control and an arm that is given particles."""
    treated = Arm("plg", small_ms, Regimen(PLG, start_day=-7, particles=9e9))
    return Trial([Arm("untreated", small_ms), treated], Cohort(2, 5), days=2)


@pytest.fixture(scope="module")
def swept(base: Trial, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a sweep of two factors at four points."""
    out = tmp_path_factory.mktemp("sweep") / "out"
    Sweep(base, [Factor.read("particle.cargo_load=0.1,1.4"), Factor.read("dose=0.5,1")]).run(out, workers=1)
    return out


def test_a_grid_has_every_combination() -> None:
    factors = [Factor.read("particle.valency=5:80:4"), Factor.read("dose=0.1:10:3:log")]
    points = points_of(factors, "grid", None, 1)
    wanted = itertools.product((5, 30, 55, 80), (0.1, 1, 10))
    assert [tuple(point.values()) for point in points] == [pytest.approx(each) for each in wanted]
    whole = points_of([Factor.read("world.cells_per_agent=8:10:5")], "grid", None, 1)
    assert [point["world.cells_per_agent"] for point in whole] == [8, 9, 10], "whole numbers, each once"


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_samples_fill_the_ranges_evenly(kind: str) -> None:
    """Each of 16 equal parts of every range, or of its logarithm, holds one point of a Latin hypercube or Sobol net."""
    factors = [Factor.read("particle.valency=5:85"), Factor.read("dose=0.01:100:log")]
    points = points_of(factors, kind, 16, 3)
    valency = [point["particle.valency"] for point in points]
    dose = [point["dose"] for point in points]
    assert sorted(int((value - 5) / 5) for value in valency) == list(range(16))
    assert sorted(int((np.log10(value) + 2) * 4) for value in dose) == list(range(16))
    assert points == points_of(factors, kind, 16, 3)
    assert points != points_of(factors, kind, 16, 4)


def test_a_point_changes_what_it_names_and_nothing_else(base: Trial) -> None:
    control, treated = at_point(base, {"dose": 0.5, "particle.cargo_load": 0.2, "harm.phagocyte_rate": 0.01}).arms
    assert control.regimens == ()
    (regimen,) = treated.regimens
    assert (regimen.particles, regimen.given.cargo_load) == (4.5e9, 0.2)  # type: ignore[union-attr]
    assert {arm.scenario.parameters.harm.phagocyte_rate for arm in (control, treated)} == {0.01}
    assert at_point(base, {"dose": 1.0}).arms[1].regimens == base.arms[1].regimens
    assert at_point(base, {"regimen.start_day": -3}).arms[1].doses[0].day == -3


def test_every_point_is_a_trial_of_its_own(base: Trial, swept: Path) -> None:
    """What is told of a point is what the trial with these numbers finds, and the control is lived once."""
    results = opened(swept)
    assert len(results.files) == 2 + 4 * 2, "the control is shared by all points"
    assert len(list((swept / "runs").glob("*.parquet"))) == 10
    there = results.responses.query("point == 2").drop(columns=["point", "particle.cargo_load", "dose"])
    alone = at_point(base, {"particle.cargo_load": 1.4, "dose": 0.5}).run(workers=1).summary()
    assert_frame_equal(there.reset_index(drop=True), alone, check_exact=True)
    told = pd.read_csv(swept / "responses.csv")
    assert len(told) == len(results.responses)
    assert sorted(set(told["dose"])) == [0.5, 1]
    assert (swept / "figures" / "responses-auc.png").stat().st_size > 0
    assert "data:image/svg+xml;base64," in (swept / "report.html").read_text(encoding="utf-8")
    design = pd.read_parquet(swept / "design.parquet")
    assert list(design.columns) == ["point", "arm", "subject", "file", "particle.cargo_load", "dose"]
    assert len(design) == 4 * 2 * 2


def test_a_sweep_goes_on_where_it_stopped(swept: Path) -> None:
    before = {path.name: path.read_bytes() for path in (swept / "runs").iterdir()}
    lived = [event for event in read_journal(swept) if event["event"] == "run"]
    victim = next((swept / "runs").glob("plg-0001-*"))
    victim.unlink()
    status = json.loads(run("study", "status", str(swept), "--json").stdout)
    assert (status["runs"], status["finished"], status["missing"]) == (10, 9, 1)
    told = run("study", "resume", str(swept), "--workers", "1", "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["runs"] == 10
    assert {path.name: path.read_bytes() for path in (swept / "runs").iterdir()} == before
    again = [event for event in read_journal(swept) if event["event"] == "run"]
    assert len(again) == len(lived) + 1
    assert run("study", "compact", str(swept)).exit_code == 0
    assert len(pd.read_parquet(swept / "records.parquet")) == 10 * 10


runner = CliRunner()


def run(*words: str) -> Result:
    """Call the command line in this process."""
    return runner.invoke(app, list(words))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--vary", "particle.valence=1:2:3"], "Did you mean 'particle.valency'"),
        (["--vary", "particle.valency"], "--vary: got 'particle.valency'"),
        (["--vary", "particle.valency=80:5:3"], "lower limit first"),
        (["--vary", "particle.valency=5:80:1"], "--vary: got"),
        (["--vary", "particle.valency=5:x:3"], "--vary: got"),
        (["--vary", "dose=1,inf"], "--vary: got"),
        (["--vary", "dose=0:2:3:log"], "--vary: got"),
        (["--vary", "dose=1,2", "--vary", "dose=3,4"], "each once"),
        (["--vary", "particle.valency=5:8000:3"], "particle.valency: got 8000"),
        (["--vary", "harm.phagocyte_rate=0:1e9:3"], "harm.phagocyte_rate"),
        (["--vary", "dose=1,2", "--design", "random"], "--design: got 'random'"),
        (["--vary", "dose=1:2", "--design", "lhs"], "--points: got None"),
        (["--vary", "dose=1:2", "--design", "sobol", "--points", "12"], "a power of two"),
        (["--vary", "dose=1:2:3", "--points", "12"], "none for a grid"),
        (["--vary", "dose=1:2"], "LOW:HIGH:COUNT for a grid"),
        (["--vary", "dose=1:2:3", "--design", "lhs", "--points", "8"], "dose with 3 values"),
        (["--vary", "dose=1,2", "--design", "sobol", "--points", "8"], "LOW:HIGH where a design is sampled"),
        (["--vary", "dose=1,2", "--arms", "untreated"], "something that an arm of the study has"),
    ],
)
def test_what_cannot_be_varied_is_refused(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run("sweep", "ms", *(["--arms", "untreated,pmhc2-cognate"] if "--arms" not in words else []), *words)
    assert told.exit_code == 2, told.output
    assert said in told.stderr
    assert told.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("side", [3, 9])
def test_a_heat_map_shows_how_sure_it_is(side: int) -> None:
    """A small map has the limits of every interval in its cells, a large one a dot where the interval holds zero."""
    points = list(itertools.product(range(side), range(side)))
    table = pd.DataFrame(points, columns=["a", "b"]).assign(arm="treated", effect=lambda of: of["a"] - 1.0)
    table = table.assign(effect_low=table["effect"] - 0.5, effect_high=table["effect"] + 0.5)
    arms = dict.fromkeys(["untreated", "treated"], INK)
    drawn = draw_responses(Response(table, {"a": "", "b": "nm"}, frozenset(), arms, "untreated", "this", is_grid=True))
    panel = drawn.axes[0]
    assert (panel.get_xlabel(), panel.get_ylabel()) == ("a", "b (nm)")
    if side == 3:
        assert sorted(text.get_text() for text in panel.texts)[0] == "-1\n-1.5 to -0.5"
        assert len(panel.texts) == 9
    else:
        (dots,) = panel.lines
        assert set(np.asarray(dots.get_xdata()).tolist()) == {1.0}, "the column whose effect is none"
        assert len(np.asarray(dots.get_ydata())) == side


def test_a_heat_map_of_ratios_has_one_in_its_middle() -> None:
    """A half and a double are as far from nothing, and where the interval holds 1 nothing is shown."""
    points = list(itertools.product(range(9), range(9)))
    table = pd.DataFrame(points, columns=["a", "b"]).assign(arm="treated", effect=lambda of: 2.0 ** (of["a"] - 4.0))
    table = table.assign(effect_low=table["effect"] / 1.5, effect_high=table["effect"] * 1.5)
    arms = dict.fromkeys(["untreated", "treated"], INK)
    response = Response(table, {"a": "", "b": ""}, frozenset(), arms, "untreated", "fold", is_grid=True, kind="ratio")
    panel, key = draw_responses(response).axes
    (image,), (dots,) = panel.images, panel.lines
    assert image.norm(1.0) == pytest.approx(0.5)
    assert image.norm(2.0) + image.norm(0.5) == pytest.approx(1.0)
    assert set(np.asarray(dots.get_xdata()).tolist()) == {4.0}
    assert key.get_ylabel() == "fold, over untreated"


def test_curves_of_ratios_go_by_powers_of_ten() -> None:
    """On an even axis a hundredfold would flatten what is twofold to a line."""
    table = pd.DataFrame({"a": [1.0, 2.0, 3.0], "arm": "treated", "mean": [2.0, 20.0, 200.0]})
    for column in ("low", "high", "effect", "effect_low", "effect_high"):
        table[column] = table["mean"]
    arms = dict.fromkeys(["untreated", "treated"], INK)
    for kind, scale in (("ratio", "log"), ("mean", "linear")):
        drawn = draw_responses(
            Response(table, {"a": ""}, frozenset(), arms, "untreated", "fold", is_grid=True, kind=kind)
        )
        assert [axes.get_yscale() for axes in drawn.axes] == [scale] * 2
        scattered = draw_responses(
            Response(table, {"a": ""}, frozenset(), arms, "untreated", "fold", is_grid=False, kind=kind)
        )
        assert scattered.axes[0].get_yscale() == scale
    alone = Response(table.assign(b=[1, 2, 3]), {"a": "", "b": ""}, frozenset(), {"treated": INK}, "treated", "fold",
                     is_grid=True, kind="ratio")  # fmt: skip
    assert draw_responses(alone).axes[0].images[0].norm(20.0) == pytest.approx(0.5)


def test_a_sweep_of_something_else_is_refused(finished: Path) -> None:
    with pytest.raises(InputError, match="the folder of a sweep"):
        opened(finished)
