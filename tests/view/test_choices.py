"""What is offered can be had, says what it is, and does what it says."""

from dataclasses import replace

import pytest

from nanoimmune import Arm
from nanoimmune.parameters.load import passports
from nanoimmune.trial.regimen import Regimen
from nanoimmune.view.choices import Choices, changed_regimen, first_choices, first_regimen, opened, planned
from nanoimmune.view.offers import NOTHING, parameter_offer, particle_offers, regimen_offers
from nanoimmune.view.panel_settings import changed

ARMS = [("ms", "pmhc2-cognate"), ("ms", "plg-cognate"), ("ms", "rapamycin-mog"), ("t1d", "pmhc1-cognate"),
        ("t1d", "pmhc1-onset"), ("t1d", "plg-mixture")]  # fmt: skip


def treated(scenario: str, arm: str) -> tuple[Arm, Regimen]:
    """An arm and its regimen of particles."""
    found = Arm.named(arm, opened(scenario))
    regimen = first_regimen(found)
    assert regimen is not None
    return found, regimen


@pytest.mark.parametrize(("scenario", "arm"), ARMS)
def test_every_value_that_is_offered_can_be_planned(scenario: str, arm: str) -> None:
    """The least and the greatest of each slider, and every entry of each menu."""
    found, regimen = treated(scenario, arm)
    for offer in particle_offers(regimen, found):
        values = (offer.values[0], offer.values[-1]) if offer.is_number else offer.values
        for value in values:
            if value != NOTHING and ", " in str(value):
                continue
            made = changed_regimen(regimen, {offer.name: None if value == NOTHING else value}, {})
            assert made.particle is not None
            assert getattr(made.particle, offer.name) == (None if value == NOTHING else value)
    for offer in regimen_offers(regimen, found):
        for value in (offer.values[0], offer.values[-1]):
            assert getattr(changed_regimen(regimen, {}, {offer.name: value}), offer.name) == value


@pytest.mark.parametrize(("scenario", "arm"), ARMS)
def test_every_slider_stands_where_the_arm_does_and_says_its_range(scenario: str, arm: str) -> None:
    found, regimen = treated(scenario, arm)
    for offer in (*particle_offers(regimen, found), *regimen_offers(regimen, found)):
        assert offer.value in offer.values, offer.name
        assert list(offer.values) == sorted(offer.values) or not offer.is_number
        assert "Range" in offer.hint or not offer.is_number
        assert offer.hint


def test_a_parameter_is_offered_with_its_passport() -> None:
    name = "engagement.walk_off"
    offer, passport = parameter_offer(name, opened("ms")), passports()[name]
    assert (offer.values[0], offer.values[-1]) == (passport.low, passport.high)
    assert passport.source in offer.hint
    assert passport.says in offer.hint


def test_without_a_ligand_the_dose_is_a_number_of_particles() -> None:
    """As many particles as the mass of pMHC stood for, so that nothing else changes with the ligand."""
    _, regimen = treated("ms", "pmhc2-cognate")
    bare = changed_regimen(regimen, {"ligand": None}, {})
    assert bare.ligand_ug is None
    assert bare.particles == pytest.approx(regimen.particles_per_dose)
    assert bare.particle is not None
    assert bare.particle.valency == 0.0


def test_one_thing_is_changed_at_a_time() -> None:
    begun = first_choices("ms")
    assert begun.arm == "pmhc2-cognate"
    valent = changed(begun, "valency", 8.0)
    assert dict(valent.particle) == {"valency": 8.0}
    assert changed(valent, "arm", "plg-cognate") == replace(begun, arm="plg-cognate")
    assert changed(valent, "scenario", "t1d").scenario == "t1d"
    assert changed(changed(begun, "host", "no-treg"), "host", "no-treg").hosts == ()
    moved = changed(begun, "parameter", "engagement.walk_off")
    assert set(moved.settings) == {"engagement.walk_off"}
    assert changed(moved, "engagement.walk_off", 0.5).settings == {"engagement.walk_off": 0.5}


def test_a_change_reaches_the_arm() -> None:
    plan = planned(Choices("ms", "pmhc2-cognate", hosts=("no-treg",), particle={"valency": 8.0}, regimen={"doses": 3}))
    regimen = first_regimen(plan.treated)
    assert regimen is not None
    assert regimen.particle is not None
    assert regimen.particle.valency == 8.0
    assert len(plan.treated.doses) == 3
    assert plan.untreated.scenario == plan.treated.scenario
    assert plan.scenario.host_names == ("no-treg",)
