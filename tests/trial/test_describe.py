"""The page of English is made of the numbers themselves, the assumed ones first."""

from nanoimmune.parameters.load import passports
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.describe import describe, methods
from nanoimmune.trial.scenario import Scenario


def test_assumed_numbers_come_first_and_all_that_the_host_has() -> None:
    """But for those of islets, which a mouse with EAE has and nothing attacks."""
    page = describe("ms")
    before = page[: page.index("The disease")]
    flat = " ".join(before.split())
    for passport in passports().values():
        group, _, name = passport.name.partition(".")
        if passport.status == "assumed" and group not in ("islets", "glucose"):
            assert f"{name} {passport.value:g}" in flat, passport.name
    assert "- islets:" not in page
    assert "- harm:" not in describe("t1d")
    assert "- islets:" in describe("comorbidity")
    assert "- harm:" in describe("comorbidity")
    assert max(len(line) for line in page.splitlines()) <= 100


def test_every_arm_is_told() -> None:
    scenario = Scenario.named("ms")
    page = " ".join(describe(scenario).split())
    for name in scenario.default_arms:
        assert f"- {name}. {scenario.arms[name].says}" in page
    assert "10 doses of 25 µg pMHC (6.84×10¹² particles) i.v. every 3.5 days from day 14" in page


def test_what_is_changed_is_said() -> None:
    changed = Scenario.named("ms").with_parameters({"world.step": 0.5}).without("MOG35-55")
    page = " ".join(describe(Arm("mine", changed)).split())
    assert "Changed from the defaults: world.step = 0.5." in page
    assert "no T cells specific for MOG35-55" in page
    assert "- mine. Nothing is given." in page


def test_methods_name_subjects_seed_and_doses() -> None:
    scenario = Scenario.named("ms")
    arms = [Arm.named(name, scenario) for name in ("untreated", "plg-cognate")]
    paragraph = methods(arms, Cohort(subjects=9, seed=4), 50, "untreated")
    assert "The same 9 subjects (seed 4) lived through every arm for 50 days" in paragraph
    assert "plg-cognate: 500-nm carboxylated PLG particles holding 1.4 fg MOG35-55" in paragraph
