"""Agents and their regimens: what is refused and how, when doses fall, and that a manifest holds all of it."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from nanoimmune import (
    Antibody,
    Arm,
    CellTransfer,
    Cytokine,
    Drug,
    Immunisation,
    InputError,
    Particle,
    Peptide,
    Regimen,
    Scenario,
    describe,
)
from nanoimmune.medicine_words import Route
from nanoimmune.parameters.medicines import all_passports, library
from nanoimmune.state.dose import ImmunisationDose
from nanoimmune.state.medicine import CellDose, MedicineDose
from nanoimmune.trial.agents.pharmaceutical import PROCESSES
from nanoimmune.trial.agents.registry import AGENTS, revived, written
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.life import live
from nanoimmune.trial.partners import irrelevant_partners
from nanoimmune.trial.provenance import arms_from, describe_arms
from nanoimmune.trial.run import Run
from nanoimmune.words import Phenotype

TREATED = Path(__file__).parents[1] / "treated.toml"
STEROID = Drug("dexamethasone")
EVERY_KIND: dict[str, Any] = {
    "drug": STEROID,
    "antibody": Antibody("anti-CD3"),
    "cytokine": Cytokine("IL-2"),
    "peptide": Peptide("MOG35-55"),
    "cells": CellTransfer("treg", "MOG35-55"),
    "immunisation": Immunisation("MOG35-55"),
}


def test_there_is_an_example_of_every_kind() -> None:
    assert set(EVERY_KIND) == set(AGENTS)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_an_agent_survives_a_manifest(kind: str) -> None:
    agent = EVERY_KIND[kind]
    assert revived(json.loads(json.dumps(written(agent)))) == agent
    with pytest.raises(KeyError):
        revived({"kind": kind})


def test_every_packaged_medicine_can_be_declared_and_acts_on_known_processes() -> None:
    for name, known in library().medicines.items():
        declared = AGENTS[known.kind](name)
        assert set(dict(declared.effects)) <= set(PROCESSES)
        assert declared.medicine().effects


def test_every_number_of_a_medicine_has_room_in_its_range_and_an_honest_status() -> None:
    for passport in all_passports():
        assert passport.low < passport.high
        assert passport.says.endswith(".")
        assert passport.status == "assumed" or passport.source != "assumption"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Drug("mystery"), r"drug\.molar_mass.*none of the packaged ones \(dexamethasone"),
        (lambda: Drug("anti-CD3"), r"drug\.name.*that of an antibody"),
        (lambda: Drug(""), r"drug\.name"),
        (lambda: Drug("dexamethasone", half_life="2 mL"), r"drug\.half_life"),
        (lambda: Drug("dexamethasone", bioavailability=2), r"drug\.bioavailability.*0 to 1"),
        (lambda: Drug("dexamethasone", effects={"cytokine_secretions": -1}), r"drug\.effects.*'cytokine_secretion'"),
        (lambda: Antibody("own"), r"antibody\.effects.*at least one of"),
        (lambda: Antibody("own", effects={"receptors": math.nan}), r"antibody\.effects\.receptors"),
        (lambda: Peptide("MOG35"), r"peptide\.epitope.*Did you mean"),
        (lambda: Peptide("MOG35-55", vehicle="beer"), r"peptide\.vehicle"),
        (lambda: CellTransfer("treg", "IGRP206-214"), r"cells\.phenotype.*CD8.*MHC-I"),
        (lambda: CellTransfer("autoregulatory", "MOG35-55"), r"cells\.phenotype.*CD4.*MHC-II"),
        (lambda: CellTransfer("naive", "MOG35-55", affinity=-1), r"cells\.affinity"),
        (lambda: Immunisation("MOG35-55", "incomplete", 1.0), r"immunisation\.pertussis.*Leave the toxin out"),
    ],
)
def test_nonsense_agents_are_refused(make: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        make()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, r"regimen\.amount.*State the amount"),
        ({"amount": "a lot"}, r"regimen\.amount"),
        ({"amount": 0}, r"regimen\.amount"),
        ({"amount": 1, "route": "nasal"}, r"regimen\.route.*iv, sc, ip, oral"),
        ({"amount": 1, "particles": 1e9}, r"regimen\.particles.*State amount"),
        ({"amount": 1, "start_day": None}, r"regimen\.start_day"),
        ({"amount": 1, "doses": 2}, r"regimen\.every_days"),
        ({"amount": 1, "until_day": 5}, r"regimen\.every_days.*until_day"),
        ({"amount": 1, "every_days": 1, "until_day": -5}, r"regimen\.until_day"),
        ({"amount": 1, "days": []}, r"regimen\.days"),
        ({"amount": 1, "days": [1, 1]}, r"regimen\.days.*rise"),
        ({"amount": 1, "days": [1, 2], "every_days": 1}, r"regimen\.every_days.*one way"),
        ({"amount": 1, "stop": "glucose"}, r"regimen\.stop"),
        ({"amount": 1, "agent": Antibody("anti-CD3")}, r"regimen\.agent.*regimen of its own"),
    ],
)
def test_nonsense_regimens_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        Regimen(STEROID, **{"start_day": 0, **given})


def test_particles_take_no_amount() -> None:
    plg = Particle(500, core="PLG", coat="carboxylated", cargo="MOG35-55", cargo_load=1.4)
    with pytest.raises(InputError, match=r"regimen\.amount.*particles or ligand_ug"):
        Regimen(plg, start_day=0, particles=1e9, amount=3)
    with pytest.raises(InputError, match=r"regimen\.route.*iv, sc, ip"):
        Regimen(plg, start_day=0, particles=1e9, route="oral")
    (dose,) = Regimen(plg, start_day=0, particles=1e9, route="ip").as_doses()
    assert dose.route == Route.IP  # type: ignore[union-attr]


def test_amounts_may_carry_units_of_their_own() -> None:
    """5 mg/kg for a mouse of 20 g are 100 ug; IU go by the activity of the cytokine."""
    assert Regimen(STEROID, start_day=0, amount="5 mg/kg").amount == pytest.approx(100)
    assert Regimen(STEROID, start_day=0, amount="0.1 mg").amount == pytest.approx(100)
    assert Regimen(Cytokine("IL-2"), start_day=0, amount="16400 IU").amount == pytest.approx(1)
    assert Regimen(Cytokine("IL-2", activity=1000), start_day=0, amount="16400 IU").amount == pytest.approx(16.4)


def test_doses_carry_what_a_host_needs() -> None:
    (dose,) = Regimen(STEROID, start_day=3, amount=100, route="oral").as_doses()
    assert isinstance(dose, MedicineDose)
    assert (dose.route, dose.absorption_half_life, dose.bioavailability) == (Route.ORAL, 1.0, 0.9)
    (cells,) = Regimen(CellTransfer("effector", "IGRP206-214"), start_day=0, amount=1e6).as_doses()
    assert isinstance(cells, CellDose)
    assert (cells.phenotype, cells.cells, cells.arrival_half_life) == (Phenotype.EFFECTOR, 1e6, 0.0)
    (again,) = Regimen(Immunisation("PLP178-191", pertussis=0.5), start_day=20, amount=2).as_doses()
    assert isinstance(again, ImmunisationDose)
    assert (again.amount, again.pertussis) == (2.0, 0.5)


def test_incomplete_adjuvant_is_a_slow_depot_of_peptide_that_licenses_nothing() -> None:
    (dose,) = Regimen(Immunisation("MOG35-55", adjuvant="incomplete"), start_day=0, amount=1).as_doses()
    assert isinstance(dose, MedicineDose)
    assert dose.amount == library().kinds["immunisation"]["standard_amount"].value
    assert dose.absorption_half_life > 24
    assert not dose.medicine.effects


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ({"start_day": 2, "doses": 3, "every_days": 2}, [2, 4, 6]),
        ({"start_day": 2, "every_days": 2, "until_day": 7}, [2, 4, 6]),
        ({"start_day": 0, "every_days": 0.1, "until_day": 0.3}, [0, 0.1, 0.2, 0.3]),
        ({"days": [-3, 0, 3.5]}, [-3, 0, 3.5]),
        ({"days": ["0 h", "36 h"]}, [0, 1.5]),
    ],
)
def test_doses_fall_on_their_days(dates: dict[str, Any], days: list[float]) -> None:
    regimen = Regimen(STEROID, amount=1, **dates)
    assert [dose.day for dose in regimen.as_doses()] == pytest.approx(days)
    assert regimen.doses == len(days)


def test_days_may_count_from_a_trigger() -> None:
    regimen = Regimen(STEROID, amount=1, days=[0, 2, 5], trigger="score >= 1")
    assert [dose.day for dose in regimen.as_doses(14.0)] == [14, 16, 19]
    assert str(regimen).endswith("on days 0, 2 and 5 after the first daily record with score at least 1")


class HostOnPaper:
    """A host that lives no life, and notes what it is given and what is withdrawn."""

    def __init__(self, scenario: Scenario, doses: tuple[Any, ...], **_: object) -> None:
        self.parameters, self.time, self.day = scenario.parameters, 0.0, -scenario.parameters.world.lead / 24
        self.pending = [dose.day for dose in doses]

    def run_until(self, hour: float) -> None:
        self.time, self.day = hour, (hour - self.parameters.world.lead) / 24

    def give(self, dose: Any) -> None:
        self.pending.append(dose.day)

    def withdraw(self, dose: Any) -> None:
        self.pending.remove(dose.day)


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> list[HostOnPaper]:
    """Let lives be lived on paper: the score is that of the day, up to day 5, and 0 from then on."""
    made: list[HostOnPaper] = []

    def found(*arguments: Any, **named: Any) -> HostOnPaper:
        made.append(HostOnPaper(*arguments, **named))
        return made[-1]

    def record(host: HostOnPaper) -> dict[str, float]:
        score = 0.1 * host.day if 0 <= host.day <= 5 else 0.0
        return {"day": host.day, "score": score, "deficit_score": score, "challenge_cells": host.day}

    monkeypatch.setattr("nanoimmune.host.Host", found)
    monkeypatch.setattr("nanoimmune.readouts.record", record)
    return made


def test_a_read_out_ends_a_regimen_from_its_first_dose_on(hosts: list[HostOnPaper], small_ms: Scenario) -> None:
    """The score is below 0.25 before day 3 too, but nothing has been given then; on day 6 it is again."""
    daily = {"amount": 1, "every_days": 1, "doses": 8}
    regimens = (
        Regimen(STEROID, start_day=3, stop="score < 0.25", **daily),
        Regimen(STEROID, start_day=3, **{**daily, "doses": 2}),
        Regimen(STEROID, trigger="score >= 0.4", stop="score < 0.25", **daily),
    )
    live(Run(Arm("mine", small_ms, regimens), Cohort(1), 0, 10))
    assert sorted(hosts[0].pending) == [3, 3, 4, 4, 4, 5, 5]


def test_the_file_with_every_kind_is_read_told_and_written() -> None:
    scenario = Scenario.from_file(TREATED)
    arms = [Arm.named(name, scenario) for name in scenario.arms]
    again = arms_from(json.loads(json.dumps(describe_arms(arms))))
    assert [arm.regimens for arm in again] == [arm.regimens for arm in arms]
    told = " ".join(describe(scenario).split())
    assert "100 µg dexamethasone i.p. 9 times every 1 days from day 12 until the first daily record" in told
    assert "own (drug): half-life 3 h" in told
    assert "node egress -90%" in told
    assert {arm.name for arm in arms if arm.is_cognate} == {
        "peptide", "tregs", "immunised-again", "plg-under-the-skin"
    }  # fmt: skip


def test_a_peptide_has_an_irrelevant_partner(small_ms: Scenario) -> None:
    arms = [Arm(name, small_ms, Regimen(Peptide(name), start_day=-7, amount=200)) for name in ("MOG35-55", "GP61-80")]
    assert irrelevant_partners(arms) == {"MOG35-55": "GP61-80"}


def test_a_treated_arm_is_lived_to_the_end(small_ms: Scenario) -> None:
    """Every kind at once in a real host, with triggers and ends."""
    scenario = Scenario.from_file(TREATED)
    regimens = tuple(regimen for name in scenario.arms for regimen in Arm.named(name, scenario).regimens)
    record = live(Run(Arm("all", small_ms, regimens), Cohort(1), 0, 14)).record
    assert record["day"].iloc[-1] == 14
    assert record["particles_injected"].iloc[-1] == pytest.approx(9e9 * small_ms.parameters.world.size)
