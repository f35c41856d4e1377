"""Each end-point on courses drawn by hand, with the value worked out beside it."""

import math

import numpy as np
import pandas as pd
import pytest

from nanoimmune.analysis import clinical_endpoints as clinical
from nanoimmune.analysis import endpoints
from nanoimmune.analysis.endpoints import Life, endpoint_values


def course(scores: dict[int, float], days: int = 60, **columns: float) -> Life:
    """Make a life from its scores on the days when they change; other columns are constant."""
    day = np.arange(-7, days + 1, dtype=float)
    score = np.zeros(day.size)
    for start, value in sorted(scores.items()):
        score[day >= start] = value
    record = pd.DataFrame({"arm": "a", "subject": 0, "day": day, "score": score, "alive": 1.0, **columns})
    return Life.of(record)


WELL = course({})
SICK = course({13: 1.0, 15: 3.0, 30: 2.0})


def test_onset_wants_two_days_in_a_row() -> None:
    assert clinical.onset(SICK) == 13
    assert math.isnan(clinical.onset(WELL))
    assert math.isnan(clinical.onset(course({13: 1.0, 14: 0.5})))
    assert clinical.onset(course({10: 1.0, 11: 0.5, 20: 1.0, 22: 0.0})) == 20


def test_area_by_trapezoids() -> None:
    """Up to 1 on day 13 (0.5), 1 to day 14 (1), up to 3 (2), 3 to day 29 (42), down to 2 (2.5), 2 to day 60 (60)."""
    assert clinical.area(SICK) == pytest.approx(0.5 + 1 + 2 + 14 * 3 + 2.5 + 30 * 2)
    assert clinical.area(SICK, 14) == pytest.approx(2 + 14 * 3 + 2.5 + 30 * 2)
    assert math.isnan(clinical.area(course({}, days=10), 14))
    assert math.isnan(clinical.area(course({13: 1.0}, days=14), 14)), "one day has no area"
    assert clinical.area(course({13: 1.0}, days=15), 14) == 1


def test_days_before_immunisation_do_not_count() -> None:
    assert clinical.area(course({-7: 2.0, 0: 0.0})) == 0
    assert math.isnan(clinical.onset(course({-7: 2.0, 0: 0.0})))


def test_remission_wants_a_week_after_real_illness() -> None:
    assert clinical.remission(SICK) == 0
    assert clinical.remission(course({13: 2.0, 30: 0.5, 37: 2.0})) == 1
    assert clinical.remission(course({13: 2.0, 30: 0.5, 36: 2.0})) == 0
    assert math.isnan(clinical.remission(WELL)), "who was never ill cannot remit"
    assert math.isnan(clinical.remission(course({13: 1.0}))), "1 is not above 1"


def test_a_relapse_is_a_lasting_rise_by_a_grade_after_a_lasting_fall_by_one() -> None:
    """Each course would be told otherwise by a definition that lacks one of the four conditions."""
    fell = {13: 3.0, 20: 1.0}
    assert clinical.relapse_count(SICK) == 0
    assert clinical.relapse_count(course({**fell, 30: 2.0})) == 1
    assert clinical.relapse_count(course({**fell, 30: 1.5})) == 0, "half a grade is none"
    assert clinical.relapse_count(course({**fell, 30: 2.0, 31: 1.0})) == 0, "for one day"
    assert clinical.relapse_count(course({13: 3.0, 20: 1.0, 21: 3.0})) == 0, "after one better day"
    assert clinical.relapse_count(course({13: 2.0, 20: 1.5, 30: 2.5})) == 0, "it had hardly fallen"
    assert clinical.relapse_count(course({**fell, 25: 1.5, 28: 0.5, 35: 1.5})) == 1, "over the lowest score"
    assert clinical.relapse_count(course({**fell, 30: 2.5, 38: 1.0, 50: 3.0})) == 2
    assert clinical.relapse_count(course({13: 1.0, 16: 2.0, 20: 3.0})) == 0, "a first rise is none"
    assert math.isnan(clinical.relapse_count(WELL))
    assert clinical.relapsed(course({**fell, 30: 2.5, 38: 1.0, 50: 3.0})) == 1
    assert clinical.relapsed(SICK) == 0
    assert math.isnan(clinical.relapsed(WELL))


def test_death_is_no_relapse() -> None:
    dead = course({13: 3.0, 20: 1.0, 30: 5.0})
    alive = (dead.day < 30).astype(float)
    assert clinical.relapse_count(dead._replace(columns={**dead.columns, "alive": alive})) == 0


def test_final_score_is_the_mean_of_days_54_to_60() -> None:
    assert clinical.final_score(course({13: 3.0, 54: 1.0})) == 1
    assert clinical.final_score(course({13: 3.0, 60: 1.0})) == pytest.approx((6 * 3 + 1) / 7)


def test_ratio_and_fold_add_one_cell() -> None:
    life = course({}, treg_cns=3.0, tr1_cns=2.0, effector_cns=2.0, cognate_tr1_blood_spleen=99.0)
    control = course({}, cognate_tr1_blood_spleen=1.0)
    assert endpoints.treg_teff_ratio(life, "cns") == pytest.approx((1 + 5) / (1 + 2))
    assert endpoints.tr1_fold(life, control) == pytest.approx(100 / 2)
    assert math.isnan(endpoints.tr1_fold(life, None))


def test_unrelated_response_compares_peaks() -> None:
    def vaccinated(*cells: float) -> Life:
        record = pd.DataFrame({"day": np.arange(5.0), "score": 0.0, "vaccinated_peak_cells": cells})
        return Life.of(record)

    weak, full = vaccinated(math.nan, 2, 30, 4, math.nan), vaccinated(math.nan, 2, 20, 60, math.nan)
    none = vaccinated(*[math.nan] * 5)
    assert endpoints.unrelated_response(weak, full) == pytest.approx(0.5)
    assert math.isnan(endpoints.unrelated_response(none, full))
    assert math.isnan(endpoints.unrelated_response(weak, none))
    assert math.isnan(endpoints.unrelated_response(weak, vaccinated(0, 0, 0, 0, 0)))


def test_values_pair_each_subject_with_itself() -> None:
    def record(arm: str, subject: int, cells: float) -> pd.DataFrame:
        columns = {"treg_cns": 0.0, "tr1_cns": 0.0, "effector_cns": 0.0, "alive": 1.0, "tissue_preserved": 1.0}
        fixed = {"arm": arm, "subject": subject, "score": 0.0, "cognate_tr1_blood_spleen": cells, **columns}
        return pd.DataFrame({"day": np.arange(9.0)}).assign(**fixed)

    records = pd.concat([record("b", 0, 9), record("b", 1, 39), record("untreated", 1, 3), record("untreated", 0, 0)])
    values = endpoint_values(records, clinical.ENDPOINTS, {"b": "untreated", "untreated": "untreated"}).set_index(
        ["endpoint", "arm", "subject"]
    )["value"]
    assert values["tr1_fold"].to_dict() == {
        ("b", 0): 10.0,
        ("b", 1): 10.0,
        ("untreated", 0): 1.0,
        ("untreated", 1): 1.0,
    }
    assert values["incidence"].tolist() == [0.0] * 4
    assert values["auc_after_dose"].isna().all(), "the trial ends before day 14"
