"""What a visitor chooses, and the two arms that follow from it: the same subject treated and untreated."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.scenario import Scenario

PARTICLE_PARTS = ("ligand", "valency", "diameter", "coat", "cargo", "cargo_load", "drug", "drug_load")
"""Parts of a particle that the page lets a visitor change."""

REGIMEN_PARTS = ("start_day", "doses", "every_days", "particles", "ligand_ug")
"""Parts of a regimen that the page lets a visitor change."""

USUAL_CARGO_LOAD, USUAL_DRUG_LOAD, USUAL_VALENCY, USUAL_INTERVAL = 1.0, 10.0, 40.0, 7.0
"""What stands for an amount that an arm does not state, once a visitor adds the part."""


@dataclass(frozen=True)
class Choices:
    """What a visitor chose.

    Attributes:
        scenario: Name of a scenario, or path of a scenario file.
        arm: Name of an arm of it.
        hosts: Names of variants of the host.
        settings: Parameters that differ, by `group.name`.
        particle: Parts of the particle that differ from the arm's, by name.
        regimen: Parts of the regimen that differ from the arm's, by name.
        subject: Which subject of the cohort, from 0.
        seed: Seed of the cohort.
    """

    scenario: str
    arm: str
    hosts: tuple[str, ...] = ()
    settings: Mapping[str, float] = field(default_factory=dict)
    particle: Mapping[str, Any] = field(default_factory=dict)
    regimen: Mapping[str, Any] = field(default_factory=dict)
    subject: int = 0
    seed: int = 1


@dataclass(frozen=True)
class Plan:
    """What is lived: one subject in two arms.

    Attributes:
        choices: What was chosen.
        untreated: The arm in which nothing is given.
        treated: The arm as chosen.
        cohort: Whom the subject belongs to.
    """

    choices: Choices
    untreated: Arm
    treated: Arm
    cohort: Cohort

    @property
    def scenario(self) -> Scenario:
        """Host and disease of both arms."""
        return self.treated.scenario

    @property
    def days(self) -> int:
        """Last day."""
        return self.scenario.days


@lru_cache(maxsize=16)
def opened(name: str) -> Scenario:
    """Open a scenario by its name, or by the path of its file; it is read once as long as the page is served."""
    return Scenario.from_file(name) if name.endswith(".toml") else Scenario.named(name)


def first_choices(scenario: str) -> Choices:
    """Choose what a page opens with: the arm with the most doses of cognate particles among the scenario's usual ones.

    Args:
        scenario: Name of a scenario, or path of a scenario file.

    Returns:
        The choices.
    """
    declared = opened(scenario)
    names = declared.default_arms or tuple(declared.arms)
    arms = [Arm.named(name, declared) for name in names]
    best = max(arms, key=lambda arm: (arm.is_cognate and first_regimen(arm) is not None, len(arm.doses)))
    return Choices(scenario, best.name)


def planned(choices: Choices) -> Plan:
    """Make a plan of choices.

    Args:
        choices: What was chosen.

    Returns:
        The plan.

    Raises:
        InputError: If something chosen cannot be, with the field, what is allowed, and what to do.
    """
    scenario = opened(choices.scenario).with_parameters(choices.settings)
    for host in choices.hosts:
        scenario = scenario.host(host)
    arm = Arm.named(choices.arm, scenario)
    own = first_regimen(arm)
    if own is not None and (choices.particle or choices.regimen):
        changed = changed_regimen(own, choices.particle, choices.regimen)
        arm = replace(arm, regimens=tuple(changed if each is own else each for each in arm.regimens))
    arm.check_days(arm.scenario.days)
    name = "untreated" if arm.is_treated else f"{arm.name} again"
    treated = arm if arm.name != "untreated" or not arm.is_treated else replace(arm, name="treated")
    return Plan(choices, Arm(name, arm.scenario), treated, Cohort(choices.subject + 1, choices.seed))


def first_regimen(arm: Arm) -> Regimen | None:
    """The first regimen of particles of an arm, which is the one that a visitor can change; None if it has none."""
    return next((regimen for regimen in arm.regimens if regimen.particle is not None), None)


def changed_regimen(regimen: Regimen, parts: Mapping[str, Any], dates: Mapping[str, Any]) -> Regimen:
    """Give a regimen with another particle, other doses or other dates.

    What a part needs or excludes follows: a particle without ligand has no valency, and its dose is a number.

    Args:
        regimen: The regimen; it gives particles.
        parts: Parts of the particle that differ, by name.
        dates: Parts of the regimen that differ, by name.

    Returns:
        The new regimen.
    """
    assert regimen.particle is not None
    particle = _changed_particle(regimen.particle, parts)
    different: dict[str, Any] = {"particle": particle, **dates}
    if particle.ligand is None and regimen.ligand_ug is not None:
        different |= {"ligand_ug": None, "particles": dates.get("particles", regimen.particles_per_dose)}
    elif regimen.ligand_ug is not None:
        different.pop("particles", None)
    else:
        different.pop("ligand_ug", None)
    if regimen.days is not None:
        for name in ("start_day", "doses", "every_days"):
            different.pop(name, None)
        different |= {"start_day": None, "doses": 1, "until_day": None}
        return replace(regimen, **different)
    doses = different.get("doses", regimen.doses)
    if doses == 1:
        different["every_days"] = None
    elif different.get("every_days", regimen.every_days) is None:
        different["every_days"] = USUAL_INTERVAL
    return replace(regimen, **different, until_day=None)


def _changed_particle(particle: Particle, parts: Mapping[str, Any]) -> Particle:
    """Give a particle with other parts; an amount goes with its part, and comes with it."""
    different = dict(parts)
    for part, amount, usual in (
        ("ligand", "valency", USUAL_VALENCY),
        ("cargo", "cargo_load", USUAL_CARGO_LOAD),
        ("drug", "drug_load", USUAL_DRUG_LOAD),
    ):
        if different.get(part, getattr(particle, part)) is None:
            different[amount] = 0.0
        elif not different.get(amount, getattr(particle, amount)) and not (part == "cargo" and particle.copies):
            different[amount] = usual
    if particle.copies and (different.get("cargo", particle.cargo) is None or different.get("cargo_load")):
        different["copies"] = 0.0
    return replace(particle, **different)
