"""What arms have in common is lived once, and nobody can tell from the results."""

from dataclasses import replace

import pytest
from pandas.testing import assert_frame_equal

from nanoimmune import Arm, Cohort, Scenario
from nanoimmune.state.dose import Dose
from nanoimmune.trial import life
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.run import Run
from nanoimmune.trial.stem import Stems, parting_day
from tests.trial.test_trigger import PLG

COHORT, DAYS = Cohort(2, 5), 8


@pytest.fixture
def stems(monkeypatch: pytest.MonkeyPatch) -> Stems:
    """A memory of its own for each test."""
    fresh = Stems()
    monkeypatch.setattr(life, "_STEMS", fresh)
    return fresh


@pytest.fixture(scope="module")
def arms(small_ms: Scenario) -> tuple[Arm, ...]:
    """Three arms of one scenario, of which the earliest is treated late on day 5."""
    late = replace(small_ms, challenge=replace(small_ms.challenge, day=6, watch_days=2))
    return (
        Arm("untreated", late),
        Arm("twice", late, Regimen(PLG, particles=9e9, start_day=5.5, doses=2, every_days=1)),
        Arm("stopped", late, Regimen(PLG, particles=9e9, start_day=6, doses=2, every_days=1, stop="score >= 0")),
    )


def test_lives_that_go_on_from_a_stem_keep_every_bit(arms: tuple[Arm, ...], stems: Stems) -> None:
    """Fails if a dose of the first arm stays in the stem, if one is missed, or if a day is noted twice."""
    parting = parting_day(arms)
    assert parting == 5
    foundings = []
    for arm in arms:
        alone = life.live(Run(arm, COHORT, 1, DAYS))
        foundings.append(len(stems.kept))
        shared = life.live(Run(arm, COHORT, 1, DAYS, parting=parting))
        assert_frame_equal(shared.record, alone.record, check_exact=True)
    assert foundings == [0, 1, 1], "a run without a parting day leaves no stem, and one stem serves all"
    assert alone.record["particles_injected"].iloc[-1] > 0


def test_the_order_of_arms_does_not_matter(arms: tuple[Arm, ...], stems: Stems) -> None:
    """The stem may come from a treated arm, and serves an untreated one."""
    alone = life.live(Run(arms[0], COHORT, 1, DAYS))
    for arm in reversed(arms):
        shared = life.live(Run(arm, COHORT, 1, DAYS, parting=5))
    assert len(stems.kept) == 1
    assert_frame_equal(shared.record, alone.record, check_exact=True)


def test_a_stem_serves_nobody_else(arms: tuple[Arm, ...], stems: Stems) -> None:
    """Another subject, seed, host, parting day, or an arm that waits for a sign lives from the beginning."""
    untreated, twice, _ = arms
    run = Run(untreated, COHORT, 1, 6, parting=5)
    life.live(run)
    (stem,) = stems.kept
    assert stem.serves(replace(run, arm=twice))
    tender = untreated.scenario.with_parameters({"clinical.lethal_score": 4.5})
    waiting = Arm("waiting", untreated.scenario, Regimen(PLG, particles=9e9, trigger="score >= 1"))
    others = [
        replace(run, subject=0), replace(run, cohort=Cohort(2, 6)), replace(run, parting=4),
        replace(run, arm=Arm("untreated", tender)), replace(run, arm=waiting),
    ]  # fmt: skip
    assert [stem.serves(other) for other in others] == [False] * 5
    life.live(replace(run, subject=0))
    assert [stem.run.subject for stem in stems.kept] == [0], "only the last subject is remembered"


def test_arms_part_before_the_first_dose_sign_and_challenge(small_ms: Scenario) -> None:
    treated = [Arm("a", small_ms, Regimen(PLG, particles=1e9, start_day=day)) for day in (3.25, 9.0)]
    untreated = Arm("untreated", small_ms)
    assert parting_day((untreated, *treated)) == 3
    early = replace(small_ms, challenge=replace(small_ms.challenge, day=2))
    assert parting_day((Arm("untreated", early), Arm("a", early, treated[0].regimens))) == 1
    waiting = Arm("waiting", small_ms, Regimen(PLG, particles=1e9, trigger="score >= 1"))
    assert parting_day((untreated, waiting)) is None, "a sign may show on any day"
    assert parting_day((untreated,)) is None
    before = Arm("before", small_ms, Regimen(PLG, particles=1e9, start_day=-6))
    assert parting_day((untreated, before)) is None, "lives that part as they begin have nothing in common"


def test_a_dose_that_the_induction_has_too_is_not_lost(small_ms: Scenario, stems: Stems) -> None:
    """An arm that repeats a dose of the induction gets it twice, from a stem or not."""
    again = replace(small_ms.induction[0], day=6.0)
    assert isinstance(again, Dose)
    twice = replace(small_ms, induction=(*small_ms.induction, again))
    arms = (Arm("untreated", twice), Arm("plg", twice, Regimen(PLG, particles=9e9, start_day=5)))
    alone = life.live(Run(arms[1], COHORT, 0, 7))
    for arm in arms:
        shared = life.live(Run(arm, COHORT, 0, 7, parting=parting_day(arms)))
    assert_frame_equal(shared.record, alone.record, check_exact=True)
    assert len(stems.kept) == 1
