"""History matching on a model that is known: it finds the truth, rules out what is wrong, by the seed alone."""

import numpy as np
import pandas as pd
import pytest
from known_model import FACTORS, TRUTH, Toy, aims, exact
from scipy import stats

from nanoimmune.calibration.found import Calibrated, cohort_variance
from nanoimmune.calibration.history import HistoryMatching, Plan
from nanoimmune.calibration.implausibility import implausibility, log_likelihood
from nanoimmune.calibration.report import number_table, proposed_design, target_table
from nanoimmune.calibration.sampler import draw, spread_out
from nanoimmune.calibration.simulator import Outputs
from nanoimmune.calibration.surrogate import Surrogate, fitted_surrogates
from nanoimmune.calibration.targets import Target
from nanoimmune.errors import InputError

PLAN = Plan(designs=60, waves=2, draws=100, seed=3, generations=200)
PRESENT = {"fates.anergy_rate": 0.06, "fates.deletion_rate": 0.05, "harm.phagocyte_rate": 0.0006}


@pytest.fixture(scope="module")
def found() -> Calibrated:
    return HistoryMatching(FACTORS, aims(), Toy(), PLAN, PRESENT).run()


def test_the_truth_is_found_and_what_is_wrong_is_ruled_out(found: Calibrated) -> None:
    """The truth is among the draws, much narrower than the prior; the number that does nothing keeps its prior.

    The draws meet the targets: those of a sampler on the wrong side of a target would not.
    """
    for factor in FACTORS[:2]:
        shares = np.array([factor.share_of(value) for value in found.posterior[factor.name]])
        truth = factor.share_of(TRUTH[factor.name])
        low, high = np.quantile(shares, [0.025, 0.975])
        assert low < truth < high, factor.name
        assert high - low < 0.3, factor.name
    idle = np.array([FACTORS[2].share_of(value) for value in found.posterior[FACTORS[2].name]])
    assert idle.std() == pytest.approx(np.sqrt(1 / 12), rel=0.25)
    assert found.implausibility[0] > 3, "the present values are far from the targets"
    assert found.implausibility[found.best] < 1
    assert (found.implausibility[found.checked] <= 3).mean() > 0.9
    shares = found.diagnostics.groupby("wave")["not_ruled_out"].first()
    assert shares.between(0.001, 0.08).all()


def test_surrogates_are_as_good_as_they_say(found: Calibrated) -> None:
    last = found.diagnostics[found.diagnostics["wave"] == 2]
    assert (last["explained"] > 0.95).all()
    assert (last["left_out_error"] < 0.1).all()
    assert last["noise"].between(0.005, 0.06).all(), "the noise of the model is 0.02"
    assert last["covered"].between(0.8, 1.0).all()
    assert any("forecast 95 %" in sentence for sentence in found.verdict)


def test_the_same_seed_gives_the_same_and_another_another(found: Calibrated) -> None:
    again = HistoryMatching(FACTORS, aims(), Toy(), PLAN, PRESENT).run()
    pd.testing.assert_frame_equal(found.posterior, again.posterior)
    pd.testing.assert_frame_equal(found.designs, again.designs)
    other = HistoryMatching(FACTORS, aims(), Toy(), PLAN._replace(seed=4), PRESENT)
    assert other.run().designs.iloc[1, 2] != found.designs.iloc[1, 2]


def test_as_many_designs_are_lived_as_were_planned(found: Calibrated) -> None:
    assert len(found.points) == PLAN.designs
    assert found.waves.count("present") == 1
    assert found.waves.count("posterior") == len(found.checked) == PLAN.checked
    drawn = found.posterior.dropna(subset=["design"])
    for row in drawn.itertuples():
        assert found.points[int(row.design)] == dict(zip([f.name for f in FACTORS], row[2:5], strict=True))


def test_where_nothing_meets_all_targets_it_says_so() -> None:
    """The second output can be at most 4, and both together cannot be where they are asked for."""
    targets = (*aims()[:1], Target("A.two", "second", "1", 9.0, 0.05, 0.05), aims()[2])
    found = HistoryMatching(FACTORS, targets, Toy(), PLAN._replace(designs=40)).run()
    assert "No point meets all targets together" in " ".join(found.verdict)
    assert found.diagnostics["not_ruled_out"].iloc[-1] == 0


def test_a_plan_that_is_too_small_is_refused() -> None:
    with pytest.raises(InputError, match="--designs: got 20") as told:
        Plan(designs=20, waves=3).check(len(FACTORS))
    enough = int(str(told.value).split("allowed: ")[1].split()[0])
    Plan(designs=enough, waves=3).check(3)
    with pytest.raises(InputError):
        Plan(designs=enough - 1, waves=3).check(3)


def test_a_forecast_without_a_design_is_that_of_a_surrogate_that_never_saw_it() -> None:
    """Against the equations of the forecast, with one design taken out by hand."""
    rng = np.random.default_rng(2)
    points = rng.random((14, 2))
    values = np.array([np.sin(4 * each[0]) + each[1] for each in points]) + 0.05 * rng.standard_normal(14)
    surrogate = Surrogate(points, values)
    centred, scaled = points - 0.5, (values - values.mean()) / values.std()
    noise = (surrogate.noise / values.std()) ** 2
    misses = []
    for out in range(14):
        rest = np.arange(14) != out
        inverse = np.linalg.inv(surrogate._latent(centred[rest]) + (noise + 1e-8) * np.eye(13))
        near = surrogate._latent(centred[[out]], centred[rest])
        misses.append(scaled[out] - (near @ inverse @ scaled[rest])[0])
    assert surrogate.left_out().error == pytest.approx(values.std() * np.sqrt(np.mean(np.square(misses))), rel=1e-4)
    mean, sd = surrogate.forecast(np.array([[0.5, 0.5], [9.0, 9.0]]))
    assert mean[0] == pytest.approx(np.sin(2) + 0.5, abs=0.15)
    assert sd[1] > 5 * sd[0], "far away nothing is known"


def test_an_output_that_never_changes_is_forecast_as_it_is_and_a_rare_one_not_at_all() -> None:
    points = np.random.default_rng(1).random((8, 2))
    rare = np.where(np.arange(8) < 3, 1.0, np.nan)
    constant, none = fitted_surrogates(points, np.column_stack([np.full(8, 2.0), rare]))
    assert constant is not None
    mean, sd = constant.forecast(points)
    assert mean == pytest.approx(2.0)
    assert sd == pytest.approx(0.0)
    assert none is None


def test_implausibility_counts_standard_deviations_on_the_side_that_was_published() -> None:
    none = np.zeros(3)
    both = Target("a", "", "", 10.0, 1.0, 2.0, "both", 0.0)
    assert implausibility(both, np.array([7.0, 10.0, 14.0]), none) == pytest.approx([3, 0, 2])
    assert implausibility(both, np.array([14.0]), np.array([12.0])) == pytest.approx([1])
    above = Target("b", "", "", 1.0, 0.0, 0.0, "above", 0.5)
    assert implausibility(above, np.array([0.0, 1.0, 5.0]), none) == pytest.approx([2, 0, 0])
    below = above._replace(side="below")
    assert implausibility(below, np.array([0.0, 1.0, 2.0]), none) == pytest.approx([0, 0, 2])
    assert implausibility(both, np.array([np.nan, np.inf, -np.inf]), none).tolist() == [np.inf] * 3


def test_likelihoods_are_those_of_the_normal_distribution() -> None:
    target = Target("a", "", "", 10.0, 1.0, 1.0)
    ours, variance = np.array([9.0, 12.0]), np.full(2, 3.0)
    known = stats.norm.logpdf(10.0, ours, 2.0)
    assert np.diff(log_likelihood(target, ours, variance)) == pytest.approx(np.diff(known))
    above = Target("b", "", "", 1.0, 0.0, 0.0, "above", 1.0)
    assert log_likelihood(above, np.array([2.0]), np.array([3.0])) == pytest.approx(stats.norm.logcdf(0.5))


def test_the_sampler_draws_what_it_is_asked_for() -> None:
    """Two normal numbers that go together, and an even one.

    A sampler that did not turn down steps, or was drawn to the walls, would be too wide.
    """
    middle, spread, together = 0.4, 0.05, 0.8
    inverse = np.linalg.inv(spread**2 * np.array([[1, together], [together, 1]]))

    def density(points: np.ndarray) -> np.ndarray:
        away = points[:, :2] - middle
        return np.asarray(-0.5 * np.einsum("ij,jk,ik->i", away, inverse, away))

    found = draw(density, 3, 1500, 7, generations=1200)
    assert found.points.mean(axis=0)[:2] == pytest.approx([middle] * 2, abs=0.01)
    assert found.points.std(axis=0)[:2] == pytest.approx([spread] * 2, rel=0.15)
    assert np.corrcoef(found.points.T)[0, 1] == pytest.approx(together, abs=0.06)
    assert found.points[:, 2].std() == pytest.approx(np.sqrt(1 / 12), rel=0.1)
    assert found.r_hat < 1.1


def test_the_spread_between_cohorts_is_that_near_the_target() -> None:
    """Most designs are as sick as can be, and no mouse of theirs differs; the median of all would be no spread."""
    values = np.array([5.0] * 15 + [2.9, 3.0, 3.1, 3.2, 3.3])[:, None]
    errors = np.array([0.0] * 15 + [0.4] * 5)[:, None]
    near = Target("a", "", "", 3.0, 0.2, 0.2)
    assert cohort_variance([near], Outputs(values, errors)) == pytest.approx([0.16])
    assert cohort_variance([near], Outputs(values, np.full((20, 1), np.nan))).tolist() == [0.0]


def test_designs_are_spread_out() -> None:
    pool = np.linspace(0, 1, 101)[:, None]
    assert spread_out(pool, 2, np.array([[0.0]])).ravel() == pytest.approx([1.0, 0.5])


def test_tables_say_what_was_found(found: Calibrated) -> None:
    targets, numbers = target_table(found), number_table(found)
    assert targets["published"].tolist()[2].startswith("above")
    assert numbers["present"].tolist() == list(PRESENT.values())
    text = proposed_design(found, "ms", "here")
    assert text.count(" = ") == 3
    assert f'"fates.anergy_rate" = {found.points[found.best]["fates.anergy_rate"]!r} # 1/h' in text
    assert exact(found.points[found.best])[0] == pytest.approx(aims()[0].aim, abs=0.15)
