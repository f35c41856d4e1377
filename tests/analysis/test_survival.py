"""Survival against published analyses and against values worked out by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from nanoimmune.analysis import hazards, survival
from nanoimmune.analysis.survival import FollowUp


def followed(events: list[float], censored: list[float], start: float = 0.0) -> FollowUp:
    """Follow subjects to events and to the end."""
    event = np.array([True] * len(events) + [False] * len(censored))
    return FollowUp(np.array([*events, *censored], dtype=float), event, start)


MERCAPTOPURINE = followed([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
PLACEBO = followed([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [])
"""Weeks of remission of leukaemia in Freireich et al., Blood 1963;21:699, the textbooks' example."""


def test_curve_is_the_published_one() -> None:
    """Shares and numbers at risk of the 6-mercaptopurine arm as textbooks print them (Kleinbaum & Klein)."""
    shares = survival.curve(MERCAPTOPURINE)
    fell = shares[shares["events"] > 0]
    assert fell["week"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert fell["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert fell["events"].tolist() == [3, 1, 1, 1, 1, 1, 1]
    published = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    np.testing.assert_allclose(fell["free"], published, atol=5e-5)
    assert tuple(shares.iloc[0]) == (0, 21, 0, 1, 1, 1)


def test_limits_of_the_curve_are_log_log() -> None:
    """Lifelines' limits, another program's, wherever the share is neither 1 nor 0."""
    for arm in (MERCAPTOPURINE, PLACEBO):
        shares = survival.curve(arm).set_index("week")
        other = KaplanMeierFitter().fit(arm.week, arm.event).confidence_interval_
        inside = shares[(shares["free"] < 1) & (shares["free"] > 0)]
        np.testing.assert_allclose(inside[["low", "high"]], other.loc[inside.index], rtol=1e-6)
    assert survival.curve(PLACEBO).iloc[-1][["low", "high"]].isna().all(), "nobody is left"


def test_medians_as_published() -> None:
    assert survival.median(MERCAPTOPURINE) == 23
    assert survival.median(PLACEBO) == 8
    assert survival.median(followed([5, 6], [9, 9])) == 6, "exactly half is reached"
    assert math.isnan(survival.median(followed([5], [9, 9])))


def test_log_rank_and_hazard_as_published() -> None:
    """Chi-square 16.793; hazard ratio of placebo 4.817 [2.147, 10.81], ties after Efron (R's survival prints them)."""
    p = hazards.log_rank_p(PLACEBO, MERCAPTOPURINE)
    assert p == pytest.approx(4.169e-5, rel=2e-3)
    assert hazards.log_rank_p(MERCAPTOPURINE, PLACEBO) == pytest.approx(p)
    ratio = hazards.hazard_ratio(PLACEBO, MERCAPTOPURINE)
    assert ratio == pytest.approx((4.817, 2.147, 10.81), rel=1e-3)


def test_hazard_without_a_maximum_is_not_given() -> None:
    """The treated have no event, or all of theirs come after the last of the others has gone."""
    nobody = followed([], [30, 30, 30])
    assert all(math.isnan(number) for number in hazards.hazard_ratio(nobody, PLACEBO))
    assert all(math.isnan(number) for number in hazards.hazard_ratio(PLACEBO, nobody))
    late = followed([24, 25, 26], [])
    assert all(math.isnan(number) for number in hazards.hazard_ratio(late, PLACEBO))
    overlapping = followed([22, 25, 26], [])
    assert 0 < hazards.hazard_ratio(overlapping, PLACEBO).high < 1
    assert math.isnan(hazards.log_rank_p(nobody, nobody))


def test_hazard_where_every_control_falls_ill_and_some_treated_do_not() -> None:
    """An arm all of whose subjects have the event is no separation."""
    ratio = hazards.hazard_ratio(followed([15, 20], [30, 30, 30]), followed([14, 16, 18, 20, 22], []))
    assert 0 < ratio.low < ratio.estimate < 0.5


def test_restricted_mean_is_the_area() -> None:
    """Events at 1 and 3, one censored at 2: the curve is 1, then 2/3, then 0; from the start at 0 to 4."""
    arm = followed([1, 3], [2])
    area, error = survival.area_and_error(arm, until=4)
    assert area == pytest.approx(1 + 2 * 2 / 3)
    assert error == pytest.approx(math.sqrt((2 * 2 / 3) ** 2 / (3 * 2)))
    assert survival.area_and_error(arm, until=2)[0] == pytest.approx(1 + 2 / 3)


def test_restricted_mean_counts_from_the_start() -> None:
    """Where all are followed to the end it is the mean of their times, with the error of a mean (dividing by n)."""
    arm = followed([10, 14, 20], [30, 30], start=2)
    times = np.array([8, 12, 18, 28, 28])
    mean = survival.restricted_mean(arm, until=30)
    error = times.std() / math.sqrt(5)
    assert mean == pytest.approx((times.mean(), times.mean() - 1.959964 * error, times.mean() + 1.959964 * error))


def test_difference_of_restricted_means_adds_variances() -> None:
    one, other = followed([10, 14, 20], [30, 30], start=2), followed([5, 9, 30], [30], start=2)
    errors = [survival.area_and_error(arm, 30)[1] for arm in (one, other)]
    found = hazards.restricted_mean_difference(one, other, 30)
    assert found.estimate == pytest.approx(18.8 - (3 + 7 + 28 + 28) / 4)
    assert found.high - found.low == pytest.approx(2 * 1.959964 * math.hypot(*errors))


def test_numbers_at_risk_and_who_was_censored() -> None:
    shares = survival.curve(MERCAPTOPURINE)
    assert survival.at_risk(shares, [0, 6, 6.5, 10, 35, 36]) == [21, 21, 17, 15, 1, 0]
    assert survival.censored(shares)["week"].tolist() == [6, 9, 10, 11, 17, 19, 20, 25, 32, 34, 35]
    assert survival.censored(survival.curve(PLACEBO)).empty


def test_the_table_compares_each_arm_with_its_own_reference() -> None:
    arms = {"placebo": PLACEBO, "drug": MERCAPTOPURINE, "drug-null": PLACEBO, "placebo-null": PLACEBO}
    references = {"placebo": "placebo", "drug": "placebo", "drug-null": "placebo-null", "placebo-null": "placebo"}
    table = hazards.survival_tests(arms, references, until=35).set_index("arm")
    assert table.columns.tolist() == hazards.TEST_COLUMNS[1:]
    assert table.loc["drug", "hazard_ratio"] == pytest.approx(1 / 4.817, rel=1e-3)
    assert table.loc["drug-null", "reference"] == "placebo-null"
    assert table.loc["drug-null", ["hazard_ratio", "log_rank_p", "difference_weeks"]].tolist() == pytest.approx(
        [1, 1, 0]
    )
    assert table.loc["placebo", ["hazard_ratio", "log_rank_p", "difference_weeks"]].isna().all()
    assert table.loc["placebo", "restricted_mean_weeks"] == pytest.approx(PLACEBO.week.mean())
    assert table["n"].tolist() == [21] * 4


def test_an_arm_without_subjects_has_no_curve() -> None:
    nobody = followed([], [])
    assert survival.curve(nobody).empty
    assert math.isnan(survival.median(nobody))
    assert all(math.isnan(number) for number in survival.restricted_mean(nobody, 30))
    assert isinstance(survival.curve(nobody), pd.DataFrame)
