"""A regimen that waits for a sign: the record is looked at between steps, and the host is handed doses."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from pandas.testing import assert_frame_equal

from nanoimmune.errors import InputError
from nanoimmune.state.dose import ParticleDose
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.life import live
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.run import Run
from nanoimmune.trial.scenario import Scenario
from nanoimmune.trial.trial import Trial
from nanoimmune.trial.trigger import Trigger

PLG = Particle(500, core="PLG", coat="carboxylated", cargo="MOG35-55", cargo_load=1.4)


@pytest.mark.parametrize(
    ("text", "value", "is_met"),
    [
        ("glucose > 300", 300, False),
        ("glucose > 300", 300.1, True),
        ("glucose>=300", 300, True),
        (" glucose <= 3e2 ", 300, True),
        ("glucose < 300", 300, False),
        ("glucose < 300", math.nan, False),
        ("glucose > 300", math.nan, False),
    ],
)
def test_a_condition_is_a_column_against_a_number(text: str, value: float, is_met: bool) -> None:
    trigger = Trigger.read(text)
    assert trigger.is_met({"glucose": value, "other": 1000}) is is_met
    assert Trigger.read(str(trigger)) == trigger


def test_onset_has_a_name() -> None:
    assert Trigger.read("diabetes") == Trigger.read("diabetic >= 1")
    assert str(Trigger.read("diabetic >= 1")) == "diabetes"


@pytest.mark.parametrize("text", ["", "glucose", "glucose = 3", "glucose > high", "glucose > nan", "> 3", 3, True])
def test_nonsense_triggers_are_refused(text: object) -> None:
    with pytest.raises(InputError, match=r"regimen\.trigger.*'diabetes', or a column.*glucose > 300"):
        Regimen(PLG, particles=1e9, trigger=text)  # type: ignore[arg-type]


def test_days_count_from_the_trigger() -> None:
    at_once = Regimen(PLG, particles=1e9, doses=3, every_days=7, trigger="diabetes")
    assert [dose.day for dose in at_once.as_doses(60.0)] == [60, 67, 74]
    later = Regimen(PLG, particles=1e9, start_day=2, trigger="diabetes")
    assert [dose.day for dose in later.as_doses(60.0)] == [62]
    with pytest.raises(InputError, match=r"start_day.*0 to 730"):
        Regimen(PLG, particles=1e9, start_day=-1, trigger="diabetes")
    with pytest.raises(InputError, match=r"start_day.*or a trigger"):
        Regimen(PLG, particles=1e9)


def test_a_trigger_reads_as_a_sentence() -> None:
    repeated = Regimen(PLG, particles=1e9, doses=3, every_days=7, trigger="diabetes")
    assert str(repeated).endswith("3 doses of 1×10⁹ particles i.v. every 7 days from onset of diabetes")
    assert str(Regimen(PLG, particles=1e9, trigger="diabetes")).endswith("i.v. at onset of diabetes")
    later = Regimen(PLG, particles=1e9, start_day=2, trigger="score >= 1")
    assert str(later).endswith("i.v. on day 2 after the first daily record with score at least 1")


class HostOnPaper:
    """A host that lives no life, and notes what it is given."""

    def __init__(self, scenario: Scenario, doses: tuple[ParticleDose, ...], **_: object) -> None:
        self.parameters, self.time, self.day = scenario.parameters, 0.0, -scenario.parameters.world.lead / 24
        self.given: list[tuple[float, float, float]] = [(-math.inf, dose.day, dose.particles) for dose in doses]

    def run_until(self, hour: float) -> None:
        self.time, self.day = hour, (hour - self.parameters.world.lead) / 24

    def give(self, dose: Any) -> None:
        self.given.append((self.day, dose.day, getattr(dose, "particles", 0.0)))

    def branch(self) -> "HostOnPaper":
        twin = object.__new__(HostOnPaper)
        twin.__dict__ = {**self.__dict__, "given": list(self.given)}
        return twin


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> list[HostOnPaper]:
    """Let lives be lived on paper: the score is 1 on days 5 and 8, cells are as many as days; give the hosts made."""
    made: list[HostOnPaper] = []

    def found(*arguments: Any, **named: Any) -> HostOnPaper:
        made.append(HostOnPaper(*arguments, **named))
        return made[-1]

    def record(host: HostOnPaper) -> dict[str, float]:
        score = 1.0 if host.day in (5, 8) else 0.0
        return {"day": host.day, "score": score, "deficit_score": score, "challenge_cells": host.day}

    monkeypatch.setattr("nanoimmune.host.Host", found)
    monkeypatch.setattr("nanoimmune.readouts.record", record)
    return made


def lived(scenario: Scenario, *regimens: Regimen) -> Any:
    """The record of ten days on paper."""
    return live(Run(Arm("mine", scenario, regimens), Cohort(1), 0, 10)).record


def test_doses_are_handed_over_on_the_day_of_the_sign_and_once(hosts: list[HostOnPaper], small_ms: Scenario) -> None:
    table = lived(small_ms, Regimen(PLG, particles=1e9, start_day=1, doses=2, every_days=4, trigger="score >= 1"))
    assert hosts[0].given == [(5, 6, 1e9), (5, 10, 1e9)]
    since = table.set_index("day")["days_since_trigger"]
    assert since.loc[:4].isna().all()
    assert since.loc[5:].tolist() == [0, 1, 2, 3, 4, 5]


def test_regimens_with_and_without_triggers_keep_to_their_own(hosts: list[HostOnPaper], small_ms: Scenario) -> None:
    table = lived(
        small_ms,
        Regimen(PLG, particles=1e9, start_day=2),
        Regimen(PLG, particles=2e9, trigger="challenge_cells > 6"),
        Regimen(PLG, particles=3e9, trigger="score >= 1"),
        Regimen(PLG, particles=4e9, trigger="score >= 3"),
    )
    assert hosts[0].given == [(-math.inf, 2, 1e9), (5, 5, 3e9), (7, 7, 2e9)]
    assert table.set_index("day")["days_since_trigger"].loc[7] == 2, "days count from the first trigger"


def test_an_arm_without_triggers_has_no_column_of_them(hosts: list[HostOnPaper], small_ms: Scenario) -> None:
    assert "days_since_trigger" not in lived(small_ms, Regimen(PLG, particles=1e9, start_day=2))
    waiting = lived(small_ms, Regimen(PLG, particles=1e9, trigger="score >= 3"))
    assert waiting["days_since_trigger"].isna().all()
    assert [host.given for host in hosts] == [[(-math.inf, 2, 1e9)], []]


def test_the_vaccinated_copy_is_treated_on_its_own(
    hosts: list[HostOnPaper], small_ms: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sign after the vaccination starts the regimen in the copy as in the host, and neither gets the other's."""
    from dataclasses import replace

    copies: list[HostOnPaper] = []
    real = HostOnPaper.branch
    monkeypatch.setattr(HostOnPaper, "branch", lambda self: copies.append(real(self)) or copies[-1])
    assert small_ms.challenge is not None
    early = replace(small_ms, challenge=replace(small_ms.challenge, day=4, watch_days=3))
    table = lived(early, Regimen(PLG, particles=1e9, trigger="score >= 1"))
    assert hosts[0].given == [(5, 5, 1e9)]
    assert copies[0].given == [(4, 4, 0.0), (5, 5, 1e9)]
    assert table.set_index("day")["vaccinated_challenge_cells"].dropna().to_dict() == {4: 4, 5: 5, 6: 6, 7: 7}


def test_a_real_host_cannot_tell_a_trigger_from_the_calendar(small_ms: Scenario) -> None:
    """The same doses on the same days make the same life, bit for bit."""
    cohort, days = Cohort(1, 5), 5
    shown = live(Run(Arm("untreated", small_ms), cohort, 0, days)).record.set_index("day")["permeability"]
    day = int(shown[shown > (shown.loc[0] + shown.max()) / 2].index[0])
    assert 0 < day < days
    plan = {"particles": 9e9, "doses": 2, "every_days": 1.5}
    sign = f"permeability >= {float(shown.loc[day])!r}"
    waiting = live(Run(Arm("mine", small_ms, Regimen(PLG, trigger=sign, **plan)), cohort, 0, days)).record
    dated = live(Run(Arm("mine", small_ms, Regimen(PLG, start_day=day, **plan)), cohort, 0, days)).record
    assert dated["particles_injected"].iloc[-1] > 0
    assert_frame_equal(waiting.drop(columns="days_since_trigger"), dated, check_exact=True)


def test_a_column_that_is_not_recorded_is_refused_before_anything_is_written(
    small_ms: Scenario, diabetes: Scenario, tmp_path: Path
) -> None:
    for scenario, sign, near in [(small_ms, "scor >= 1", "score"), (diabetes, "glucos > 300", "glucose")]:
        trial = Trial(Arm("mine", scenario, Regimen(PLG, particles=1e9, trigger=sign)), Cohort(1), days=20)
        with pytest.raises(InputError, match=rf"regimen\.trigger.*Did you mean '{near}'"):
            trial.run(workers=1, out=tmp_path / "new")
        with pytest.raises(InputError) as refusal:
            trial.run(workers=1)
        assert len(str(refusal.value)) < 250, "a hundred columns are no help"
    with pytest.raises(InputError, match=r"got 'diabetic'.*Use a column that the run files"):
        Trial(Arm("mine", small_ms, Regimen(PLG, particles=1e9, trigger="diabetes")), Cohort(1), days=3).run()
    assert list(tmp_path.iterdir()) == []


def test_triggers_are_part_of_the_manifest(diabetes: Scenario, tmp_path: Path) -> None:
    from nanoimmune.trial.provenance import describe_arms

    arms = [Arm.named("mixture-at-onset", diabetes)]
    manifest = {"format": 1, "cohort": {"subjects": 2, "seed": 5}, "days": 28, **describe_arms(arms)}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    (again,) = Trial.from_manifest(tmp_path).arms
    assert again.regimens == arms[0].regimens
    assert again.triggered[0].trigger == "diabetes"
