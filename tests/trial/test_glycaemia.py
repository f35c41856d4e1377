"""Diabetes is what enough readings in a row say, and only on the days on which they are taken."""

import math

import pytest

from nanoimmune.trial.glycaemia import Glycaemia, GlycaemicCourse


def diagnoses(readings: list[float], between: float = 100.0, *, needed: int = 2) -> list[float]:
    """Let an animal be recorded from day 14 on, with these readings a week apart, and give the daily diagnosis."""
    course = GlycaemicCourse(Glycaemia(threshold=250, readings=needed, every_days=7))
    found = []
    for day in range(14, 14 + 7 * len(readings)):
        glucose = readings[day // 7 - 2] if day % 7 == 0 else between
        row = course.observe({"day": float(day), "glucose": glucose, "cells": 3})
        assert row["alive"] == 1
        assert row["cells"] == 3
        assert row["reading"] == glucose if day % 7 == 0 else math.isnan(row["reading"])
        found.append(row["diabetic"])
    return found


def test_diabetes_begins_with_the_second_reading_in_a_row_above_the_threshold() -> None:
    found = diagnoses([100, 251, 300])
    assert found.index(1) == 14
    assert found == [0.0] * 14 + [1.0] * 7


@pytest.mark.parametrize("readings", [[300, 100, 300, 100], [250, 250, 250], [100, 300]])
def test_single_readings_and_the_threshold_itself_do_not_make_it(readings: list[float]) -> None:
    assert set(diagnoses(readings)) == {0.0}


def test_glucose_between_readings_does_not_count() -> None:
    assert set(diagnoses([100, 100, 100], between=600)) == {0.0}
    assert diagnoses([300, 300, 300], between=50)[-1] == 1


def test_diabetes_ends_with_the_second_reading_in_a_row_that_is_not_above_and_may_come_back() -> None:
    by_week = diagnoses([300, 300, 250, 300, 250, 200, 300, 300])[::7]
    assert by_week == [0, 1, 1, 1, 1, 0, 0, 1]


def test_one_reading_is_enough_where_the_scenario_says_so() -> None:
    assert diagnoses([300, 100], needed=1)[::7] == [1, 0]
