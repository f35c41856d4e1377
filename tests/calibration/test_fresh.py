"""Fresh subjects choose among the nearest designs: luck is not chosen, and what ships stays unless it is off."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from known_model import FACTORS, TRUTH, Toy, aims, exact

from nanoimmune import Cohort
from nanoimmune.calibration.calibration import Calibration
from nanoimmune.calibration.found import Calibrated
from nanoimmune.calibration.fresh import CANDIDATES, Fresh, candidates, fresh_cohort, judged
from nanoimmune.calibration.history import HistoryMatching, Plan
from nanoimmune.calibration.report import proposed_design
from nanoimmune.calibration.simulator import LivedDesigns, Outputs
from nanoimmune.calibration.targets import goals_of
from nanoimmune.errors import InputError
from nanoimmune.trial.posterior import Posterior

COHORT = Cohort(24, 2)
PLAN = Plan(designs=40, waves=2, draws=20, seed=3, generations=100)
PRESENT = {"fates.anergy_rate": 0.06, "fates.deletion_rate": 0.05, "harm.phagocyte_rate": 0.0006}


@pytest.fixture(scope="module")
def found() -> Calibrated:
    return HistoryMatching(FACTORS, aims(), Toy(), PLAN, PRESENT).run()


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
    proposed = replace(found, fresh=fresh)
    assert f"design {sound} of here" in proposed_design(proposed, "ms", "here")
    assert proposed.proposed_implausibility == pytest.approx(0.4)
    assert proposed.proposed_outputs[0] == pytest.approx(found.targets[0].aim + 0.02)


def test_each_design_is_judged_by_its_own_lives(found: Calibrated) -> None:
    """Were the spread among subjects taken from the others, a design would come nearer when others scatter."""
    aim = np.array([target.aim for target in found.targets])
    values, errors = np.array([aim + np.array([0.1, 0.0, 1.0])] * 2), np.zeros((2, 3))
    errors[1, 0] = 0.12
    fresh = judged(found, (0, candidates(found)[1]), Outputs(values, errors), COHORT)
    assert fresh.implausibility == pytest.approx([2.0, 0.1 / 0.13])


def test_where_every_fresh_life_failed_none_is_chosen_by_them(found: Calibrated) -> None:
    nothing = np.full((2, 3), np.nan)
    fresh = judged(found, (0, candidates(found)[1]), Outputs(nothing, nothing), COHORT)
    assert fresh.proposed == found.best
    assert "None could be judged" in fresh.sentence
    assert not fresh.nearest.any()


def test_what_has_no_standard_error_is_unsure_and_not_sure(found: Calibrated) -> None:
    """An open interval, as where few more than half fell ill, would else count as certainty against its design."""
    aim = np.array([target.aim for target in found.targets])
    values = np.array([aim + np.array([0.1, 0.0, 1.0])] * 2)
    errors = np.zeros((2, 3))
    errors[:, 0] = 0.12, np.nan
    fresh = judged(found, (0, candidates(found)[1]), Outputs(values, errors), COHORT)
    assert fresh.implausibility == pytest.approx([0.1 / 0.13] * 2)
    errors[:, 0] = np.nan
    fresh = judged(found, (0, candidates(found)[1]), Outputs(values, errors), COHORT)
    assert fresh.implausibility == pytest.approx([0.1 / np.hypot(0.05, np.sqrt(found.cohort[0]))] * 2)


def test_designs_that_are_equally_near_share_the_redraws(found: Calibrated) -> None:
    """On the published side of a direction every design is at 0, and the first of them is no nearer than the last."""
    aim = np.array([target.aim for target in found.targets])
    values = np.array([aim + np.array([0.0, 0.0, away]) for away in (1.0, 2.0)])
    fresh = judged(found, (0, candidates(found)[1]), Outputs(values, np.zeros((2, 3))), COHORT)
    assert fresh.nearest.tolist() == [0.5, 0.5]


def test_fresh_lives_are_those_of_the_designs_that_are_named() -> None:
    """A table of points that slips by one would judge another design than the one that is proposed."""

    class Lived(Toy):
        named: ClassVar[list[tuple[Cohort, dict[int, dict[str, float]]]]] = []

        def again(self, points: dict[int, dict[str, float]], cohort: Cohort) -> Outputs:
            self.named.append((cohort, dict(points)))
            return self.answers(list(points.values()), "")

    calibration = Calibration(goals_of("ms", chosen=("T02",)), FACTORS, PLAN, Cohort(8, 1))
    found, lived = HistoryMatching(FACTORS, aims(), Toy(), PLAN, PRESENT).run(), Lived()
    told = calibration._by_fresh_subjects(found, lived)
    assert told.fresh is not None
    assert told.fresh.second is not None
    pair = told.fresh.second.designs
    assert lived.named == [
        (Cohort(24, seed), {design: found.points[design] for design in designs})
        for seed, designs in ((2, candidates(found)), (3, pair))
    ]
    assert pair == (0, told.fresh.proposed)
    assert f"Design {told.fresh.proposed} leads twice" in told.fresh.sentence
    table = told.fresh.table(found.targets)
    assert table["seed"].tolist() == [2] * 6 + [3] * 2
    assert set(table.loc[table["proposed"], "design"]) == {told.fresh.proposed}


def test_a_design_that_leads_once_is_not_proposed(found: Calibrated) -> None:
    """The winner of six is the luckiest of six: by mice of a further seed it falls back behind what ships."""
    aim = np.array([target.aim for target in found.targets])

    class Lucky(Toy):
        def again(self, points: dict[int, dict[str, float]], cohort: Cohort) -> Outputs:
            away = np.where(np.arange(len(points)) == 1, 0.0, 0.1) if cohort.seed == 2 else np.array([0.06, 0.2])
            values = aim + away[:, None] * [1.0, 0.0, 0.0]
            return Outputs(values, np.zeros(values.shape))

    calibration = Calibration(goals_of("ms", chosen=("T02",)), FACTORS, PLAN, Cohort(8, 1))
    told = calibration._by_fresh_subjects(found, Lucky())
    assert told.fresh is not None
    led = candidates(found)[1]
    assert told.proposed == 0
    assert told.fresh.sentence.endswith(f"Design {led} does not lead twice: the present values (0) stay.")
    assert told.verdict[-1] == told.fresh.sentence


def test_numbers_that_a_search_begins_with_are_proposed_with_what_was_moved(
    found: Calibrated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without them whoever lives the proposed design, or draws, would live another mouse than was fitted."""
    begun = {"harm.phagocyte_rate": 0.0005, "harm.axon_loss_rate": 0.002}
    calibration = Calibration(goals_of("ms", chosen=("T02",), begun=begun), FACTORS, PLAN, Cohort(8, 1), fresh=0)
    assert calibration.unmoved == {"harm.axon_loss_rate": 0.002}, "the other is moved"
    monkeypatch.setattr(HistoryMatching, "run", lambda _: found)
    monkeypatch.setattr(LivedDesigns, "finish", lambda _: None)
    calibration.run(tmp_path)
    proposed = tomllib.loads((tmp_path / "calibrated.toml").read_text())["parameters"]
    assert proposed == {"harm.axon_loss_rate": 0.002, **found.points[found.best]}
    draws = Posterior.from_file(tmp_path / "posterior.csv").draws
    assert {draw["harm.axon_loss_rate"] for draw in draws} == {0.002}


def test_one_fresh_subject_is_refused() -> None:
    with pytest.raises(InputError, match="0 for none, or 2 and more"):
        Calibration(goals_of("ms", chosen=("T02",)), FACTORS, PLAN, Cohort(8, 1), fresh=1)


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


def test_how_often_a_design_is_the_nearest_says_how_sure_the_choice_is(found: Calibrated) -> None:
    """Two designs a standard error apart change places by chance; ten of them apart they do not."""
    aim = np.array([target.aim for target in found.targets])
    values = np.array([aim + np.array([away, 0.0, 1.0]) for away in (0.1, 0.13)])
    shares = []
    for error in (0.03, 0.003):
        errors = np.zeros((2, 3))
        errors[:, 0] = error
        fresh = judged(found, (0, candidates(found)[1]), Outputs(values, errors), COHORT)
        assert fresh.nearest.sum() == pytest.approx(1.0)
        assert f"nearest in {fresh.nearest[0]:.0%}" in fresh.sentence
        shares.append(fresh.nearest[0])
    assert shares[0] == pytest.approx(0.76, abs=0.05), "a difference of one standard error, which has that of two draws"
    assert shares[1] == 1.0


def test_fresh_subjects_are_others() -> None:
    assert fresh_cohort(Cohort(8, 1), 24) == Cohort(24, 2)


def test_the_table_has_a_row_a_design(found: Calibrated) -> None:
    fresh = told(found, (0, 3), [0.2, 0.01])
    table = fresh.table(found.targets)
    assert table["design"].tolist() == [0, 3]
    assert table["proposed"].tolist() == [False, True]
    assert table["A.one"].tolist() == pytest.approx([exact(TRUTH)[0] + 0.2, exact(TRUTH)[0] + 0.01])
