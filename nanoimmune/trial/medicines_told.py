"""Medicines of arms told in English: their kinetics, and what they do to which process."""

import textwrap
from collections.abc import Sequence

from nanoimmune.medicine_words import Process
from nanoimmune.trial.agents.pharmaceutical import PROCESSES, Pharmaceutical
from nanoimmune.trial.arm import Arm

WIDTH = 100


def medicine_lines(arms: Sequence[Arm]) -> list[str]:
    """Tell every drug, antibody and cytokine that some arms give; nothing where they give none.

    Args:
        arms: The arms.

    Returns:
        A heading and a list, as lines.
    """
    given = [regimen.agent for arm in arms for regimen in arm.regimens]
    medicines = {agent.name: agent for agent in given if isinstance(agent, Pharmaceutical)}
    if not medicines:
        return []
    told = [f"  - {medicine_told(medicine)}" for medicine in medicines.values()]
    heading = "The medicines, with changes under full occupancy of the target"
    return ["", heading, "-" * len(heading), *(textwrap.fill(line, WIDTH, subsequent_indent="    ") for line in told)]


def medicine_told(medicine: Pharmaceutical) -> str:
    """Tell one medicine: half-life, volume, occupancy and effects."""
    effects = "; ".join(_effect_told(name, strength) for name, strength in dict(medicine.effects or ()).items())
    return (
        f"{medicine.name} ({medicine.kind}): half-life {medicine.half_life:g} h, volume {medicine.volume:g} mL, "
        f"half of the target occupied at {medicine.half_concentration:g} nM; {effects}."
    )


def _effect_told(name: str, strength: float) -> str:
    """Tell one effect."""
    process, words = PROCESSES[name], name.replace("_", " ")
    if process >= Process.IL2_ADDED:
        return f"{words} {strength:.0%} of its concentration"
    if process >= Process.NAIVE_DEPLETION:
        return f"{words} {strength:g} 1/h"
    return f"{words} {strength:+.0%}"
