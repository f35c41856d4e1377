"""Each end-point of a diabetic's life drawn by hand, with the value worked out beside it."""

import math

import numpy as np
import pandas as pd
import pytest
from made_up_mice import END, FIRST_DAY, mice_scenario, record, regimen

from nanoimmune.analysis import glycaemic_endpoints as glycaemic
from nanoimmune.analysis.dosing import given_days
from nanoimmune.analysis.endpoints import Life
from nanoimmune.trial.arm import Arm


def course(diabetic_weeks: list[tuple[float, float]], doses: tuple[float, ...] = (), **columns: object) -> Life:
    """Make a life that is diabetic from one week up to, and not in, another; other columns are constant."""
    day = np.arange(FIRST_DAY, END + 1, dtype=float)
    frame = record("a", 0, np.full(day.size, 100.0), np.linspace(1, 0, day.size)).assign(**columns)
    frame["diabetic"] = sum((day >= 7 * start) & (day < 7 * end) for start, end in diabetic_weeks) * 1.0
    return Life.of(frame, doses)


WELL = course([])
ILL = course([(18, 99)])
REVERSED = course([(18, 22)])
RELAPSED = course([(18, 22), (26, 99)])


def test_readings_make_the_onset_of_the_made_up_mice() -> None:
    """High in weeks 10, 12 and 13, low in 20 and 21: diabetic from week 13 to week 21."""
    day = np.arange(FIRST_DAY, END + 1, dtype=float)
    high = (day // 7 == 10) | ((day // 7 >= 12) & (day // 7 < 20))
    life = Life.of(record("a", 0, np.where(high, 300.0, 250.0), np.ones(day.size)))
    assert (glycaemic.onset(life), glycaemic.reversed_on(life)) == (13 * 7, 21 * 7)


def test_onset_and_the_time_before_it() -> None:
    assert glycaemic.onset(ILL) == 18 * 7
    assert glycaemic.diabetes_free_weeks(ILL) == 18 - 2
    assert math.isnan(glycaemic.onset(WELL))
    assert glycaemic.diabetes_free_weeks(WELL) == 30 - 2
    assert glycaemic.diabetes_free_weeks(RELAPSED) == 16, "only the first onset counts"
    assert glycaemic.diabetes_free_weeks(course([(30, 99)])) == 28, "on the last day"


def test_the_dead_are_followed_to_their_last_day() -> None:
    day = np.arange(FIRST_DAY, END + 1, dtype=float)
    assert glycaemic.diabetes_free_weeks(course([], alive=(day <= 70) * 1.0)) == 8


def test_mass_at_onset_is_that_days() -> None:
    """Mass falls evenly from 1 on day 14 to 0 on day 210."""
    assert glycaemic.beta_mass_at_onset(ILL) == pytest.approx(1 - (18 * 7 - 14) / 196)
    assert math.isnan(glycaemic.beta_mass_at_onset(WELL))


def test_reversal_is_asked_of_the_diabetic() -> None:
    assert [glycaemic.reversal(life) for life in (ILL, REVERSED, RELAPSED)] == [0, 1, 1]
    assert math.isnan(glycaemic.reversal(WELL))


def test_remission_lasts_to_relapse_or_the_end() -> None:
    assert glycaemic.remission_weeks(REVERSED) == 30 - 22
    assert glycaemic.remission_weeks(RELAPSED) == 26 - 22
    assert glycaemic.remission_weeks(ILL) == 0
    assert math.isnan(glycaemic.remission_weeks(WELL))
    assert glycaemic.remission_weeks(course([(18, 22), (26, 28)])) == 4, "the first remission"


def test_durability_counts_from_the_last_dose_in_remission() -> None:
    def after(last_week: float, *diabetic: tuple[float, float]) -> float:
        return glycaemic.durability_weeks(course(list(diabetic), doses=(7.0 * 18, 7.0 * last_week)))

    assert after(23, (18, 22)) == 30 - 23
    assert after(23, (18, 22), (26, 99)) == 26 - 23
    assert after(20, (18, 22), (26, 99)) == 26 - 22, "not before the reversal"
    assert after(28, (18, 22), (26, 99)) == 0, "relapsed before the last dose"
    assert math.isnan(after(23, (18, 99))), "not reversed"
    assert math.isnan(glycaemic.durability_weeks(REVERSED)), "nothing was given"


def test_insulitis_at_nine_weeks_is_yes_or_no() -> None:
    assert glycaemic.insulitis_week9(course([], insulitis_islets=0.02)) == 1
    assert glycaemic.insulitis_week9(course([], insulitis_islets=0.0)) == 0
    brief = Life(np.array([14.0, 15.0]), {"insulitis_islets": np.array([1.0, 1.0])})
    assert math.isnan(glycaemic.insulitis_week9(brief)), "the trial ends before"


def test_final_glucose_is_of_the_last_week() -> None:
    day = np.arange(FIRST_DAY, END + 1, dtype=float)
    assert glycaemic.glucose_final(course([], glucose=np.where(day > END - 7, 240.0, 100.0))) == 240


def test_folds_and_ratios_add_one_cell() -> None:
    counts = {"treg_pancreas": 3.0, "tr1_pancreas": 2.0, "effector_pancreas": 2.0, "treg_node": 9.0, "tr1_node": 0.0}
    life = course([], **counts, effector_node=4.0, cognate_autoregulatory_blood_spleen=99.0)
    control = course([], cognate_autoregulatory_blood_spleen=1.0)
    found = {end.name: end.compute(life, control) for end in glycaemic.ENDPOINTS}
    assert found["treg_teff_pancreas"] == pytest.approx(6 / 3)
    assert found["treg_teff_node"] == pytest.approx(10 / 5)
    assert found["autoregulatory_fold"] == 50
    assert math.isnan(glycaemic.autoregulatory_fold(life, None))


def test_doses_of_a_trigger_fall_on_the_subjects_own_days() -> None:
    """Triggered on day 196: doses on days 196, 203 and 210; the fourth is after the end."""
    arm = Arm("late", mice_scenario(), regimen("IGRP206-214", trigger="diabetes", doses=4))
    day = np.arange(FIRST_DAY, END + 1, dtype=float)
    lived = pd.DataFrame({"day": day, "days_since_trigger": np.where(day >= 196, day - 196, math.nan)})
    assert given_days(arm, lived) == (196, 203, 210)
    assert given_days(arm, lived.assign(days_since_trigger=math.nan)) == ()
    fixed = Arm("early", mice_scenario(), regimen("IGRP206-214", start_day=70, doses=2))
    assert given_days(fixed, lived) == (70, 77)
