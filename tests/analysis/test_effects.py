"""Intervals against values from textbooks, scipy and brute force."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nanoimmune.analysis import effects
from nanoimmune.analysis.clinical_endpoints import ENDPOINTS
from nanoimmune.analysis.effects import COLUMNS, Primary, mean_interval, summarise
from nanoimmune.analysis.endpoints import Endpoint

AREA = Primary("auc", benefit=-1)


def test_mean_interval_is_students() -> None:
    values = np.array([4.0, 7.0, 7.5, 12.0, 3.0])
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    found = effects.mean_interval(values)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.estimate == values.mean()


def test_one_value_has_no_interval_and_none_has_nothing() -> None:
    assert effects.mean_interval(np.array([3.0]))[0] == 3
    assert math.isnan(effects.mean_interval(np.array([3.0])).low)
    assert all(math.isnan(number) for number in effects.mean_interval(np.array([])))
    assert all(math.isnan(number) for number in effects.proportion_interval(np.array([])))


@pytest.mark.parametrize(("ill", "n"), [(0, 20), (3, 20), (17, 20), (20, 20), (1, 1)])
def test_proportion_interval_is_wilsons(ill: int, n: int) -> None:
    values = np.array([1.0] * ill + [0.0] * (n - ill))
    expected = stats.binomtest(ill, n).proportion_ci(0.95, method="wilson")
    found = effects.proportion_interval(values)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert 0 <= found.low <= found.estimate <= found.high <= 1


def test_paired_proportions_cover_the_truth() -> None:
    """Bonett and Price's interval covers the true difference in about 95 % of samples (4 SE of 1500 is 2.3 %)."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(1500):
        control = (rng.random(20) < 0.85).astype(float)
        treated = np.where(rng.random(20) < 0.3, control, (rng.random(20) < 0.2).astype(float))
        found = effects.proportion_difference(treated, control)
        covered += found.low <= (0.3 * 0.85 + 0.7 * 0.2) - 0.85 <= found.high
    assert abs(covered / 1500 - 0.95) < 0.03


def test_unanimous_pairs_still_have_an_interval() -> None:
    found = effects.proportion_difference(np.zeros(20), np.ones(20))
    assert found.estimate == -1
    assert -1 <= found.low < found.high < -0.7


def test_specificity_is_the_share_owed_to_the_epitope() -> None:
    rng = np.random.default_rng(3)
    cognate = -40 + rng.normal(0, 5, 30)
    assert effects.specificity(cognate, np.zeros(30)) == (1.0, 1.0, 1.0)
    half = effects.specificity(cognate, cognate / 2)
    assert half == pytest.approx((0.5, 0.5, 0.5))
    noisy = effects.specificity(cognate, rng.normal(-8, 5, 30))
    assert noisy.low < noisy.estimate < noisy.high
    assert noisy.estimate == pytest.approx(0.8, abs=0.15)
    assert all(math.isnan(number) for number in effects.specificity(-cognate, cognate)), "no benefit, no index"


def values(table: dict[str, list[float]], endpoint: str = "auc") -> pd.DataFrame:
    """Write one end-point of several arms as tidy values."""
    rows = [(arm, n, endpoint, value) for arm, column in table.items() for n, value in enumerate(column)]
    return pd.DataFrame(rows, columns=["arm", "subject", "endpoint", "value"])


def test_effects_are_paired_and_against_untreated_in_any_order() -> None:
    arms = {"drug": [1.0, 12.0, math.nan], "untreated": [2.0, 14.0, 100.0]}
    table = summarise(values(arms), ENDPOINTS, AREA, dict.fromkeys(arms, "untreated"), {}).set_index(
        ["arm", "endpoint"]
    )
    drug, control = table.loc[("drug", "auc")], table.loc[("untreated", "auc")]
    assert (drug["n"], drug["mean"], drug["effect"]) == (2, 6.5, -1.5)
    expected = stats.ttest_1samp([-1.0, -2.0], 0).confidence_interval(0.95)
    assert (drug["effect_low"], drug["effect_high"]) == pytest.approx(tuple(expected))
    assert tuple(control[["n", "effect", "effect_low", "effect_high"]]) == (3, 0, 0, 0)
    assert math.isnan(table.loc[("drug", "onset_day"), "mean"])
    assert table.loc[("drug", "onset_day"), "n"] == 0


def test_the_table_is_tidy_and_whole() -> None:
    arms = {"untreated": [50.0, 60.0], "yes": [5.0, 6.0], "no": [50.0, 60.0]}
    table = summarise(values(arms), ENDPOINTS, AREA, dict.fromkeys(arms, "untreated"), {"yes": "no"})
    assert table.columns.tolist() == COLUMNS
    assert not table.duplicated(["arm", "endpoint"]).any()
    assert table["arm"].drop_duplicates().tolist() == list(arms)
    assert table.groupby("arm", sort=False).size().nunique() == 1
    index = table.set_index(["endpoint", "arm"]).loc["specificity_index"]
    assert index.loc["yes", "mean"] == pytest.approx(1.0)
    assert index.loc[["untreated", "no"], "mean"].isna().all()


def test_the_made_up_trial_is_summed_up_as_it_was_made(results) -> None:  # type: ignore[no-untyped-def]
    table = results.summary().set_index(["arm", "endpoint"])
    assert table.loc[("untreated", "incidence"), "mean"] == 1
    assert table.loc[("plg-cognate", "incidence"), "effect"] == -1
    assert table.loc[("plg-irrelevant", "auc"), "effect"] == 0
    assert table.loc[("plg-cognate", "specificity_index"), "mean"] == pytest.approx(1)
    assert table.loc[("pmhc2-cognate", "tr1_fold"), "mean"] == pytest.approx(1 + 50 * 46)
    assert table.loc[("pmhc2-cognate", "auc_after_dose"), "effect"] < -30
    assert (table.xs("systemic_suppression_index", level="endpoint")["mean"] == 0).all()


def test_folds_are_summed_up_and_compared_by_logarithms() -> None:
    """An arithmetic mean of 1, 1 and 100 would say 34-fold of an arm in which most did nothing."""
    fold = Endpoint("made", "Made up", "fold", "ratio", lambda life, _: 0.0)
    made = values({"untreated": [2.0, 2.0, 5.0], "drug": [2.0, 2.0, 500.0]}, "made")
    table = summarise(made, [fold], Primary("made", 1), dict.fromkeys(("untreated", "drug"), "untreated"), {})
    control, drug = (table.query("endpoint == 'made' and arm == @arm").iloc[0] for arm in ("untreated", "drug"))
    logs = np.log([2.0, 2.0, 500.0])
    assert drug["mean"] == pytest.approx(stats.gmean([2.0, 2.0, 500.0]))
    assert drug["sd"] == pytest.approx(np.exp(logs.std(ddof=1)))
    assert (drug["low"], drug["high"]) == pytest.approx(
        tuple(np.exp(stats.t.interval(0.95, 2, *_mean_and_error(logs))))
    )
    assert drug["effect"] == pytest.approx(100 ** (1 / 3))
    change = np.log([1.0, 1.0, 100.0])
    limits = np.exp(stats.t.interval(0.95, 2, *_mean_and_error(change)))
    assert (drug["effect_low"], drug["effect_high"]) == pytest.approx(tuple(limits))
    assert drug["effect_low"] < 1 < drug["effect_high"], "one of three is no proof"
    assert tuple(control[["effect", "effect_low", "effect_high"]]) == (1, 1, 1)


def _mean_and_error(values: np.ndarray) -> tuple[float, float]:  # type: ignore[type-arg]
    """Give a mean and its standard error."""
    return float(values.mean()), float(stats.sem(values))


@pytest.mark.parametrize(
    ("unit", "low", "high"),
    [("fraction", 0.0, 1.0), ("score", None, None), ("ratio", 0.0, None), ("index", None, 1.0), ("day", 0.0, None)],
)
def test_an_interval_goes_no_farther_than_the_endpoint_can(unit: str, low: float | None, high: float | None) -> None:
    """Two subjects at 0.1 and 0.9 have a t interval from -4.6 to 5.6; a score from there to 5 is possible."""
    endpoint = Endpoint("made", "Made up", unit, "mean", lambda life, _: 0.0)
    made = pd.DataFrame({"arm": "untreated", "subject": [0, 1], "endpoint": "made", "value": [0.1, 0.9]})
    row = summarise(made, [endpoint], Primary("made", -1), {"untreated": "untreated"}, {}).iloc[0]
    plain = mean_interval(np.array([0.1, 0.9]))
    assert row["mean"] == pytest.approx(0.5)
    expected = {"score": (0.0, 5.0)}.get(
        unit, (plain.low if low is None else low, plain.high if high is None else high)
    )
    assert (row["low"], row["high"]) == pytest.approx(expected)
    assert endpoint.span[0] <= row["low"] <= row["high"] <= endpoint.span[1]
