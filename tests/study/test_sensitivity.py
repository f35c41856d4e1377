"""Which numbers an answer hinges on: measures against known functions, intervals, convergence, and a study of lives."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol
from scipy import stats
from typer.testing import CliRunner, Result

from nanoimmune import Study, Trial
from nanoimmune.analysis.figures.sensitivity import draw_sensitivity
from nanoimmune.analysis.sensitivity import Sensitivity, sensitivity
from nanoimmune.analysis.sensitivity_methods import METHODS, prcc_p_values
from nanoimmune.cli import app
from nanoimmune.errors import InputError
from nanoimmune.parameters.load import passports
from nanoimmune.study.design import points_of
from nanoimmune.study.factors import Factor
from nanoimmune.study.priors import MOST_BY_DEFAULT, chosen_factors, fitted_numbers, prior
from nanoimmune.trial.journal import read_journal

Array = NDArray[np.float64]
NAMES = ("a", "b", "c")
UNIT = {"num_vars": 3, "names": list(NAMES), "bounds": [[0.0, 1.0]] * 3}


def sampled(method: str, blocks: int, names: tuple[str, ...] = NAMES) -> Array:
    """Points of a design, as shares; shape (blocks, points of a block, parameters)."""
    points = points_of([Factor(name, (0.0, 1.0)) for name in names], METHODS[method].design, blocks, 1)
    return np.array([list(point.values()) for point in points]).reshape(blocks, -1, len(names))


def asked(method: str, blocks: int, function: Callable[[Array], Array], noise: float = 0.0) -> Sensitivity:
    """How sensitive a function is, which four subjects answer with noise of their own at every point."""
    shares = sampled(method, blocks)
    values = np.repeat(function(shares)[..., None], 4, axis=2)
    return sensitivity(
        METHODS[method], NAMES, shares, values + noise * np.random.default_rng(3).normal(size=values.shape)
    )


def ishigami(shares: Array) -> Array:
    """The function that sensitivity analyses are tried on; its indices are known exactly."""
    a, b, c = (2 * np.pi * shares[..., place] - np.pi for place in range(3))
    return np.asarray(np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a))


def column(found: Sensitivity, measure: str, which: str = "estimate") -> list[float]:
    """One measure of all parameters."""
    return found.table[found.table["measure"] == measure][which].to_list()


def test_elementary_effects_are_those_of_salib() -> None:
    found = asked("morris", 12, ishigami)
    shares = sampled("morris", 12)
    known = salib_morris.analyze(UNIT, shares.reshape(-1, 3), ishigami(shares).ravel(), num_resamples=2)
    for measure in ("mu_star", "mu", "sigma"):
        assert column(found, measure) == pytest.approx(list(known[measure]))


def test_a_straight_line_has_its_slopes_as_effects() -> None:
    found = asked("morris", 6, lambda at: 3 * at[..., 0] - at[..., 1])
    assert column(found, "mu_star") == pytest.approx([3, 1, 0], abs=1e-12)
    assert column(found, "mu") == pytest.approx([3, -1, 0], abs=1e-12)
    assert column(found, "sigma") == pytest.approx([0, 0, 0], abs=1e-12)
    assert found.leading()["parameter"].tolist() == ["a", "b", "c"]
    assert found.is_stable
    assert found.reach == pytest.approx(0, abs=1e-12)
    assert "was large enough" in " ".join(found.verdict())


def test_shares_of_variance_are_the_known_ones() -> None:
    """Ishigami's function: first order 0.314, 0.442, 0; total 0.558, 0.442, 0.244."""
    found = asked("sobol", 1024, ishigami)
    assert column(found, "first") == pytest.approx([0.314, 0.442, 0], abs=0.05)
    assert column(found, "total") == pytest.approx([0.558, 0.442, 0.244], abs=0.05)
    shares = sampled("sobol", 1024)
    known = salib_sobol.analyze(UNIT, ishigami(shares).ravel(), calc_second_order=False, num_resamples=2)
    assert column(found, "total") == pytest.approx(list(known["ST"]))
    low, high = column(found, "total", "low"), column(found, "total", "high")
    assert all(least < each < most for least, each, most in zip(low, (0.558, 0.442, 0.244), high, strict=True))
    assert sorted(set(found.convergence["blocks"])) == [64, 128, 256, 512, 1024]
    wide = found.convergence.assign(width=found.convergence["high"] - found.convergence["low"])
    narrowing = wide.groupby("blocks")["width"].mean()
    assert narrowing[1024] == pytest.approx(narrowing[64] / 4, rel=0.4), "a quarter with sixteen times the points"


def test_partial_ranks_see_what_one_parameter_does_behind_another() -> None:
    """Against ranks of residuals, which is what it means; and a parameter that does nothing is found out."""
    found = asked("prcc", 150, lambda at: np.exp(3 * at[..., 0]) - 2 * at[..., 1], noise=2.0)
    strong, weak, none = column(found, "prcc")
    assert strong > 0.9
    assert -0.9 < weak < -0.3
    assert abs(none) < 0.2
    p = column(found, "prcc", "p")
    assert p[0] < 1e-6
    assert p[2] > 0.01
    shares = sampled("prcc", 150)[:, 0]
    output = np.exp(3 * shares[:, 0]) - 2 * shares[:, 1] + np.random.default_rng(8).normal(size=150)
    ranks = stats.rankdata(np.column_stack([shares, output]), axis=0) - 75.5
    others = ranks[:, [1, 2]]
    left = [each - others @ np.linalg.lstsq(others, each, rcond=None)[0] for each in (ranks[:, 0], ranks[:, 3])]
    ours = METHODS["prcc"].estimate(shares[:, None], output[:, None])[0]
    assert ours[0] == pytest.approx(np.corrcoef(*left)[0, 1])
    assert prcc_p_values(ours[:1], 150)[0] == pytest.approx(stats.pearsonr(*left).pvalue, rel=0.2)


def test_what_is_peculiar_to_a_subject_cancels_out() -> None:
    """Subjects that differ everywhere alike add no noise; those that differ from point to point do, and are told of."""
    shares = sampled("morris", 8)
    base = np.repeat((3 * shares[..., 0] - shares[..., 1])[..., None], 5, axis=2)
    shifted = sensitivity(METHODS["morris"], NAMES, shares, base + 50 * np.arange(5))
    assert column(shifted, "mu_star") == pytest.approx([3, 1, 0], abs=1e-9)
    assert shifted.noise == pytest.approx(0, abs=1e-9)
    noisy = asked("morris", 8, lambda at: at[..., 0], noise=2.0)
    assert noisy.noise > 0.1
    assert noisy.needed is None
    assert not noisy.is_stable
    told = " ".join(noisy.verdict())
    assert "alone would not do" in told
    (subjects,) = re.findall(r"about (\d+) subjects", told)
    assert int(subjects) == pytest.approx(4 * noisy.noise**2 / 0.005, abs=1), "half of the variance of a tenth"


def test_it_says_how_many_more_would_do() -> None:
    """The half-width falls with the root of the trajectories: with those that it asks for, it is near a tenth."""
    few = asked("morris", 8, ishigami)
    assert few.needed is not None
    assert few.needed > 20
    many = asked("morris", few.needed, ishigami)
    assert many.reach == pytest.approx(0.1, rel=0.5)
    assert f"{few.needed} trajectories would be needed" in " ".join(few.verdict())


def test_a_block_without_a_value_is_left_out_and_told_of() -> None:
    shares = sampled("morris", 6)
    values = np.repeat(shares[..., :1], 3, axis=2)
    values[2, 1] = np.nan
    values[4, 0, 0] = np.nan
    found = sensitivity(METHODS["morris"], NAMES, shares, values)
    assert (found.blocks, found.dropped) == (5, 1)
    assert "1 trajectories were left out" in " ".join(found.verdict())
    with pytest.raises(ValueError, match="1 trajectories"):
        sensitivity(METHODS["morris"], NAMES, shares[:1], values[:1])


def test_where_nothing_changes_it_says_so() -> None:
    for method, blocks in (("morris", 4), ("sobol", 8), ("prcc", 12)):
        found = asked(method, blocks, lambda at: np.ones(at.shape[:2]))
        assert found.verdict() == ["Nothing that was varied changes this number."]


def test_figures_show_every_interval() -> None:
    """Bars, plane and convergence for Morris; bars and convergence for the others."""
    assert len(draw_sensitivity(asked("morris", 6, ishigami), "this").axes) == 3
    drawn = draw_sensitivity(asked("sobol", 32, ishigami), "this")
    bars, converging = drawn.axes
    assert len(bars.patches) == 2 * 3
    assert {label.get_text() for label in bars.get_yticklabels()} == set(NAMES)
    assert len(converging.lines) == 3


def test_priors_are_the_ranges_of_the_parameter_files(trial: Trial) -> None:
    scenario = trial.arms[0].scenario
    entry = passports()["traffic.entry_rate"]
    assert prior(scenario, "traffic.entry_rate") == Factor("traffic.entry_rate", (entry.low, entry.high), True)
    even = prior(scenario, "clinical.steepness")
    assert (even.values, even.logarithmic) == ((1.0, 6.0), False), "less than a decade is sampled evenly"
    wide = prior(scenario, "harm.phagocyte_rate")
    value = scenario.parameters.harm.phagocyte_rate
    assert wide.logarithmic
    assert wide.at(0.5) == pytest.approx(value), "from zero up, the value is in the middle of the logarithm"
    assert wide.at(1.0) == passports()["harm.phagocyte_rate"].high
    near = prior(scenario, "harm.phagocyte_rate", within=2)
    assert near.values == (value / 2, value * 2)
    assert near.share_of(near.at(0.3)) == pytest.approx(0.3)


def test_by_default_the_fitted_numbers_at_work_are_varied(trial: Trial) -> None:
    names = fitted_numbers(trial)
    assert {passports()[name].status for name in names} == {"fitted"}
    assert "harm.phagocyte_rate" in names
    assert not any(name.startswith(("islets.", "clinical.", "binding.")) for name in names)
    factors = chosen_factors(trial)
    assert len(factors) == MOST_BY_DEFAULT
    assert {factor.name for factor in factors} <= set(names)
    chosen = chosen_factors(trial, ["harm.*", "dose=0.1:10:log"])
    assert {factor.name.split(".")[0] for factor in chosen} == {"harm", "dose"}


@pytest.fixture(scope="module")
def lived(trial: Trial, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Folder of a small sensitivity analysis of uptake by the liver, and what was printed."""
    out = tmp_path_factory.mktemp("sensitivity") / "out"
    return out, run(*words(out, "2"))


runner = CliRunner()


def run(*given: str) -> Result:
    """Call the command line in this process."""
    return runner.invoke(app, list(given))


def words(out: Path, samples: str) -> list[str]:
    """Ask on what uptake by the liver hinges: its rate, and a rate of harm that has nothing to do with it."""
    small = ["--set", "world.cns_extent=16", "--set", "world.cells_per_agent=256", "--workers", "1", "--days", "1"]
    asked = ["--parameters", "pharmacology.uptake_rate,harm.phagocyte_rate", "--samples", samples, "--subjects", "2"]
    arm = ["--arm", "plg-cognate", "--endpoint", "uptake_liver", "--seed", "5", "--out", str(out), "--json"]
    return ["sensitivity", "ms", *small, *asked, *arm]


def test_lives_are_asked(lived: tuple[Path, Result]) -> None:
    """Uptake hinges on the pace at which particles leave the blood, and not at all on harm to myelin."""
    out, told = lived
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert list(found["responses"]) == ["plg-cognate"], "untreated animals take up nothing"
    (response,) = found["responses"].values()
    size = {row["parameter"]: row["estimate"] for row in response["indices"] if row["measure"] == "mu_star"}
    assert size["pharmacology.uptake_rate"] > 0.01
    assert size["harm.phagocyte_rate"] == 0
    for file in (
        "sensitivity.csv",
        "convergence.csv",
        "outputs.csv",
        "report.html",
        "figures/sensitivity-plg-cognate.png",
    ):
        assert (out / file).stat().st_size > 0
    assert len(pd.read_csv(out / "outputs.csv")) == 6 * 2 * 2


def test_it_is_a_study_like_any_other(lived: tuple[Path, Result]) -> None:
    """It is opened, goes on where it stopped, and more trajectories repeat nothing."""
    out, _ = lived
    study = Study.open(out)
    assert study.status().missing == 0
    effect, treated, untreated = study.sensitivity("treg_teff_ratio").told
    assert effect.name == "effect", "another end-point of the same lives"
    assert effect.says.startswith("ln of ")
    assert effect.says.endswith("plg-cognate over untreated")
    means = [each.found.table.query("measure == 'mu'")["estimate"].to_numpy() for each in (effect, treated, untreated)]
    np.testing.assert_allclose(
        means[0], means[1] - means[2], atol=1e-12, err_msg="logarithms of ratios are differences"
    )
    with pytest.raises(InputError, match="no sweep"):
        study.records()
    lived_before = sum(event["event"] == "run" for event in read_journal(out))
    next((out / "runs").glob("*.parquet")).unlink()
    assert run("study", "resume", str(out), "--workers", "1", "--quiet").exit_code == 0
    assert run("report", str(out), "--quiet").exit_code == 0
    lived_again = sum(event["event"] == "run" for event in read_journal(out))
    assert lived_again == lived_before + 1
    assert run(*words(out, "3")).exit_code == 0
    lived_last = sum(event["event"] == "run" for event in read_journal(out))
    assert lived_last - lived_again <= 3 * 4, "those of the third trajectory alone"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--method", "fast"], "--method: got 'fast'"),
        (["--parameters", "harm.phagocyte"], "Did you mean"),
        (["--parameters", "dose"], "Write dose=LOW:HIGH"),
        (["--parameters", "world.cns_extent"], "varied finely"),
        (["--parameters", "dose=1:2:3"], "Give two limits"),
        (["--within", "1"], "above 1"),
        (["--samples", "1"], "--samples: got '1'"),
        (["--method", "sobol", "--samples", "12"], "a power of two"),
        (["--method", "prcc", "--samples", "5"], "24 points at least for 20 parameters"),
        (["--endpoint", "auk"], "--endpoint: got 'auk'"),
        (["--arm", "a,b"], "one arm"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    given: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run("sensitivity", "ms", *(["--arm", "plg-cognate"] if "--arm" not in given else []), *given)
    assert told.exit_code == 2, told.output
    assert said in told.stderr
    assert told.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
