"""Fresh subjects choose among the nearest designs: luck is not chosen, and what ships stays unless it is off."""

from dataclasses import replace

import numpy as np
import pytest
from known_model import FACTORS, TRUTH, Toy, aims, exact

from nanoimmune import Cohort
from nanoimmune.calibration.found import Calibrated
from nanoimmune.calibration.fresh import CANDIDATES, Fresh, candidates, fresh_cohort, judged
from nanoimmune.calibration.history import HistoryMatching, Plan
from nanoimmune.calibration.report import proposed_design
from nanoimmune.calibration.simulator import Outputs

COHORT = Cohort(24, 2)
PRESENT = {"fates.anergy_rate": 0.06, "fates.deletion_rate": 0.05, "harm.phagocyte_rate": 0.0006}


@pytest.fixture(scope="module")
def found() -> Calibrated:
    plan = Plan(designs=40, waves=2, draws=20, seed=3, generations=100)
    return HistoryMatching(FACTORS, aims(), Toy(), plan, PRESENT).run()


def told(found: Calibrated, designs: tuple[int, ...], off: list[float]) -> Fresh:
    """What is made of designs whose first output is so many units from its aim, where 0.05 is a standard deviation."""
    aim = np.array([target.aim for target in found.targets])
    values = np.array([aim + np.array([away, 0.0, 1.0]) for away in off])
    return judged(found, designs, Outputs(values, np.zeros(values.shape)), COHORT)


def test_the_present_values_and_the_nearest_designs_are_lived_again(found: Calibrated) -> None:
    chosen = candidates(found)
    assert chosen[0] == 0
    assert len(chosen) == 1 + CANDIDATES
    rest = np.delete(found.implausibility, chosen)
    assert found.implausibility[list(chosen[1:])].max() <= rest.min()
    assert sorted(chosen[1:], key=lambda place: found.implausibility[place]) == list(chosen[1:])


def test_a_lucky_design_is_not_proposed(found: Calibrated) -> None:
    """The nearest by the cohort of the designs is far by fresh subjects, and another is taken."""
    lucky, sound = candidates(found)[1:3]
    fresh = told(found, (0, lucky, sound), [0.5, 0.3, 0.02])
    assert fresh.implausibility == pytest.approx([10.0, 6.0, 0.4])
    assert replace(found, fresh=fresh).proposed == sound != found.best == lucky
    assert "Design" in fresh.sentence
    assert str(sound) in proposed_design(replace(found, fresh=fresh), "ms", "here")


@pytest.mark.parametrize(("present", "stays"), [(0.049, True), (0.051, False)])
def test_what_ships_stays_within_a_standard_deviation(found: Calibrated, present: float, stays: bool) -> None:
    """A design that is nearer by less than is sure would else replace what ships at every calibration."""
    other = candidates(found)[1]
    fresh = told(found, (0, other), [present, 0.001])
    assert fresh.stays is stays
    assert fresh.proposed == (0 if stays else other)


def test_what_ships_may_be_the_nearest_of_all(found: Calibrated) -> None:
    fresh = told(found, (0, candidates(found)[1]), [0.1, 0.2])
    assert not fresh.stays
    assert fresh.proposed == 0


def test_where_no_present_values_were_lived_the_nearest_is_taken() -> None:
    plan = Plan(designs=30, waves=1, draws=10, seed=3, generations=50)
    found = HistoryMatching(FACTORS, aims(), Toy(), plan).run()
    first, second = candidates(found)[:2]
    assert len(candidates(found)) == CANDIDATES
    assert told(found, (first, second), [0.04, 0.01]).proposed == second


def test_fresh_subjects_are_others() -> None:
    assert fresh_cohort(Cohort(8, 1), 24) == Cohort(24, 2)


def test_the_table_has_a_row_a_design(found: Calibrated) -> None:
    fresh = told(found, (0, 3), [0.2, 0.01])
    table = fresh.table(found.targets)
    assert table["design"].tolist() == [0, 3]
    assert table["proposed"].tolist() == [False, True]
    assert table["A.one"].tolist() == pytest.approx([exact(TRUTH)[0] + 0.2, exact(TRUTH)[0] + 0.01])
