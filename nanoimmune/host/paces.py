"""The numbers that a life goes by while medicines act: its own, with the paces of some processes changed."""

from collections.abc import Mapping
from typing import Any

from nanoimmune.medicine_words import Process
from nanoimmune.parameters.names import Parameters

LEAST = 1e-9
"""Factor below which a process is as good as stopped, so that what is divided by it stays finite."""

PACES: Mapping[Process, tuple[tuple[str, str], ...]] = {
    Process.COSTIMULATION: (
        ("presentation", "licensed_costimulation"),
        ("presentation", "immature_costimulation"),
        ("presentation", "tolerogenic_costimulation"),
    ),
    Process.LICENSING: (("presentation", "cytokine_licensing_rate"), ("presentation", "helper_licensing_rate")),
    Process.ACTIVATION: (("fates", "activation_rate"),),
    Process.CONVENTIONAL_DIVISION: (("fates", "division_rate"), ("fates", "effector_division_rate")),
    Process.REGULATORY_DIVISION: (
        ("fates", "treg_division_rate"),
        ("binding", "tr1_division_rate"),
        ("binding", "autoregulatory_division_rate"),
    ),
    Process.EFFECTOR_DEATH: (("fates", "effector_death_rate"),),
    Process.CYTOKINE_SECRETION: (("cytokines", "inflammatory_secretion"), ("cytokines", "macrophage_secretion")),
    Process.IL2_SECRETION: (("cytokines", "il2_secretion"),),
    Process.TISSUE_HARM: (
        ("harm", "phagocyte_rate"),
        ("harm", "effector_rate"),
        ("islets", "kill_rate"),
        ("islets", "cytokine_rate"),
    ),
    Process.ANERGY: (("fates", "anergy_rate"),),
    Process.DELETION: (("fates", "deletion_rate"),),
    Process.PERIPHERAL_INDUCTION: (("fates", "treg_rate"),),
    Process.EXHAUSTION: (("fates", "exhaustion_rate"),),
    Process.COSTIMULATION_STRIPPING: (("suppression", "ctla4_rate"),),
    Process.TISSUE_ENTRY: (("traffic", "entry_rate"), ("recruitment", "entry_rate")),
}
"""Numbers that are multiplied by the factor of a process: rates and amounts."""

THRESHOLDS: Mapping[Process, tuple[tuple[str, str], ...]] = {
    Process.RECEPTORS: (("engagement", "half_occupancy"),),
    Process.CONTACT_SUPPRESSION: (("suppression", "tgfb_half_contacts"),),
    Process.EFFECTOR_IL2_RESPONSE: (("fates", "il2_half_effector"),),
    Process.REGULATORY_IL2_RESPONSE: (("fates", "il2_half_treg"),),
    Process.NODE_EGRESS: (("traffic", "node_residence"),),
}
"""Numbers that are divided by it: amounts at which something is half-maximal, and times."""


def paced(parameters: Parameters, factors: Mapping[Process, float]) -> Parameters:
    """Change the paces of some processes.

    Args:
        parameters: The life's own numbers.
        factors: Factor on each process that is changed; a factor of 1 changes no bit.

    Returns:
        The numbers to go by.
    """
    groups: dict[str, Any] = parameters._asdict()
    for process, factor in factors.items():
        for group, name in PACES.get(process, ()):
            groups[group] = groups[group]._replace(**{name: getattr(groups[group], name) * factor})
        for group, name in THRESHOLDS.get(process, ()):
            number = getattr(groups[group], name) / max(factor, LEAST)
            groups[group] = groups[group]._replace(**{name: number})
        if process == Process.INHIBITION_SHOWN:
            groups["presentation"] = _uncovered(groups["presentation"], factor)
    return Parameters(**groups)


def _uncovered(presentation: Any, factor: float) -> Any:
    """Let tolerogenic cells hide only a part of the costimulation that immature ones show."""
    shown, hidden = presentation.immature_costimulation, presentation.tolerogenic_costimulation
    return presentation._replace(tolerogenic_costimulation=shown - (shown - hidden) * factor)
