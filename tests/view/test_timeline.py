"""Lives that are taken back and branched are the lives that they would have been."""

from dataclasses import replace

import pytest
from small_twins import FIRST_DOSE, Desk

from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.view import timeline
from nanoimmune.view.choices import Choices, first_regimen, planned
from nanoimmune.view.happening import same
from nanoimmune.view.timeline import Change, Timeline
from nanoimmune.view.twins import BRANCH, TREATED, UNTREATED, Twins


def test_the_past_is_lived_again_bit_for_bit(twins: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    """With few copies kept, so that days between them have to be lived again; wrong if a copy shared an array."""
    monkeypatch.setattr(timeline, "MOST_KEPT", 4)
    seen = {}
    for day in range(twins.first_day, 9):
        twins.go_to(day)
        seen[day] = twins.lives[TREATED].host.digest()
    assert len(twins.lives[TREATED].kept) <= 4
    for day in (-3, 5, 0, 8, twins.first_day):
        twins.go_to(day)
        assert twins.lives[TREATED].host.digest() == seen[day], day


def test_hours_add_up_to_days(twins: Twins, choices: Choices) -> None:
    """Seven steps of five hours and a jump end where a jump alone ends."""
    twins.desk.hours = 5.0
    for _ in range(7):
        twins.step()
    assert twins.hour == twins.first_day * 24.0 + 35.0
    twins.go_to(2)
    other = Twins(Desk(choices))
    other.go_to(2)
    assert twins.lives[TREATED].host.digest() == other.lives[TREATED].host.digest()
    assert same(twins.lives[TREATED].row, other.lives[TREATED].row)


def test_twins_part_with_the_first_dose(lived: Twins) -> None:
    """Same subject, same seed: every record is the same up to the morning of the first dose, and none after it."""
    treated, untreated = lived.lives[TREATED].rows, lived.lives[UNTREATED].rows
    apart = [day for day in treated if not same(treated[day], untreated[day])]
    assert apart == list(range(FIRST_DOSE + 1, 13))


def test_a_dose_that_is_added_is_a_dose_that_was_planned(twins: Twins, choices: Choices) -> None:
    """The other future is, bit for bit, the life of an arm that had the dose from the beginning."""
    twins.go_to(9)
    plan = twins.plan
    assert plan is not None
    regimen = first_regimen(plan.treated)
    assert regimen is not None
    twins.branch(Change(6, give=(replace(regimen.as_doses()[0], day=6.0),)))
    assert twins.day == 6
    twins.go_to(9)
    extra = replace(regimen, start_day=6.0, doses=1, every_days=None)
    planned_so = Timeline.begin(Arm("planned", plan.scenario, (*plan.treated.regimens, extra)), Cohort(1, 1), 0)
    planned_so.go_to(9)
    assert twins.lives[BRANCH].host.digest() == planned_so.host.digest()
    assert twins.lives[BRANCH].host.digest() != twins.lives[TREATED].host.digest()
    twins.go_to(2)
    twins.go_to(9)
    assert twins.lives[BRANCH].host.digest() == planned_so.host.digest()


def test_doses_that_are_withheld_were_never_planned(twins: Twins) -> None:
    """And the induction, which is a dose too, is given all the same."""
    twins.branch(Change(-2, withhold=True))
    twins.go_to(7)
    assert twins.lives[BRANCH].host.digest() == twins.lives[UNTREATED].host.digest()
    assert twins.lives[BRANCH].host.digest() != twins.lives[TREATED].host.digest()
    assert twins.lives[BRANCH].host.life.body.depot.sum() > 0.0


def test_what_cannot_be_is_told_and_nothing_runs(choices: Choices) -> None:
    wrong = Twins(Desk(replace(choices, particle={"valency": 5000.0})))
    assert "particle.valency" in wrong.problem
    assert "1 to 1000" in wrong.problem
    assert "Reset" in wrong.problem
    wrong.step()
    wrong.go_to(3)
    assert wrong.lives == {}


def test_an_error_in_a_step_is_told_with_what_to_do(twins: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise FloatingPointError("made up")

    monkeypatch.setattr(twins.lives[TREATED].host, "run_until", fail)
    twins.step()
    assert "FloatingPointError: made up" in twins.problem
    assert "Press Reset" in twins.problem
    assert "Traceback" in twins.details
    assert not twins.running


def test_a_closed_page_lives_no_more(twins: Twins) -> None:
    twins.close()
    twins.step()
    assert not twins.running
    assert twins.lives == {}


def test_the_last_day_is_the_last(choices: Choices) -> None:
    """A run that has come to its end can be taken back and lived on."""
    short = Twins(Desk(choices, hours=168.0))
    assert short.plan is not None
    short.plan = replace(short.plan, treated=replace(short.plan.treated, scenario=replace(short.plan.scenario, days=1)))
    for _ in range(3):
        short.step()
    assert short.hour == 24.0
    assert short.running
    short.go_to(-3)
    assert short.hour == -72.0


def test_every_usual_arm_can_be_shown(choices: Choices) -> None:
    """Also one that gives nothing: its twin has another name."""
    for arm in ("untreated", "plg-cognate", "rapamycin-mog"):
        plan = planned(replace(choices, arm=arm, regimen={}))
        assert plan.untreated.name != plan.treated.name
        assert not plan.untreated.is_treated
