"""Which arm is the control for antigen of which: the same particle and regimen with another epitope."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nanoimmune.trial.arm import Arm
from nanoimmune.trial.checks import epitope
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.regimen import Regimen
from nanoimmune.words import is_class_i


def irrelevant_partners(arms: Sequence[Arm]) -> dict[str, str]:
    """Pair each arm that carries the disease's epitope with one that differs by the epitopes alone.

    Args:
        arms: The arms of a trial.

    Returns:
        Name of the irrelevant arm by name of the cognate arm; arms without such a partner are left out.
    """
    partners: dict[str, str] = {}
    for arm in arms:
        if not arm.is_cognate:
            continue
        for other in arms:
            is_control = other.is_treated and not other.is_cognate and other.scenario == arm.scenario
            if is_control and _blind(other) == _blind(arm):
                partners.setdefault(arm.name, other.name)
    return partners


def _blind(arm: Arm) -> tuple[Regimen, ...]:
    """Give the regimens of an arm with every epitope replaced by the same word."""
    return tuple(_blinded_regimen(regimen) for regimen in arm.regimens)


def _blinded_regimen(regimen: Regimen) -> Regimen:
    """Give a regimen with every epitope of what is given replaced by the same one of its MHC class."""
    if regimen.particle is not None:
        return replace(regimen, particle=_blinded(regimen.particle))
    given: Any = regimen.agent
    if not given.epitopes():
        return regimen
    same = {True: "TUM", False: "GP61-80"}[is_class_i(epitope("agent.epitope", given.epitope))]
    return replace(regimen, agent=replace(given, epitope=same))


def _blinded(particle: Particle) -> Particle:
    """Give a particle with every epitope replaced by the same one; a ligand stays on MHC of its class."""
    same = {"I": "TUM", "II": "GP61-80"}[particle.mhc_class]
    return replace(particle, ligand=particle.ligand and same, cargo=particle.cargo and "GP61-80")
