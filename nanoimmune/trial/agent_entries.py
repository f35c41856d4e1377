"""The tables of a scenario file that declare agents beside particles, and how they are turned into agents."""

from collections.abc import Mapping
from typing import Any

from nanoimmune.errors import InputError, refuse
from nanoimmune.trial.agents.agent import Agent
from nanoimmune.trial.agents.registry import AGENTS
from nanoimmune.trial.entries import Quantity, SourcedEntry


class PharmaceuticalEntry(SourcedEntry):
    """A drug, an antibody or a cytokine; numbers that are left out are those of the packaged one, or of its kind."""

    name: str | None = None
    effects: dict[str, Quantity] | None = None
    molar_mass: Quantity | None = None
    volume: Quantity | None = None
    half_life: Quantity | None = None
    half_concentration: Quantity | None = None
    steepness: Quantity | None = None
    absorption_half_life: Quantity | None = None
    bioavailability: Quantity | None = None


class DrugEntry(PharmaceuticalEntry):
    """A small molecule."""

    oral_absorption_half_life: Quantity | None = None
    oral_bioavailability: Quantity | None = None


class AntibodyEntry(PharmaceuticalEntry):
    """A monoclonal antibody."""


class CytokineEntry(PharmaceuticalEntry):
    """A cytokine."""

    activity: Quantity | None = None


class PeptideEntry(SourcedEntry):
    """A soluble peptide, in saline or in incomplete adjuvant."""

    epitope: str
    vehicle: str = "saline"
    molar_mass: Quantity | None = None
    volume: Quantity | None = None
    half_life: Quantity | None = None
    absorption_half_life: Quantity | None = None
    bioavailability: Quantity | None = None
    display: Quantity | None = None


class CellsEntry(SourcedEntry):
    """Transferred T cells."""

    phenotype: str
    epitope: str
    affinity: Quantity | None = None
    engrafted: Quantity | None = None
    arrival_half_life: Quantity | None = None


class ImmunisationEntry(SourcedEntry):
    """A further immunisation, which an arm gives."""

    epitope: str
    adjuvant: str = "complete"
    pertussis: Quantity = 0.0


SECTIONS: Mapping[str, str] = {
    "drugs": "drug",
    "antibodies": "antibody",
    "cytokines": "cytokine",
    "peptides": "peptide",
    "cells": "cells",
    "immunisations": "immunisation",
}
"""Kind of the agents of each table."""


def declared_agents(entry: Any) -> dict[str, Agent]:
    """Declare every agent of a scenario file that is no particle.

    Args:
        entry: The file.

    Returns:
        The agents by the names of their tables.

    Raises:
        InputError: Naming the table, if an agent is refused, or if two tables have the same name.
    """
    found: dict[str, Agent] = {}
    for section, kind in SECTIONS.items():
        for name, declared in getattr(entry, section).items():
            if name in found or name in entry.particles:
                allowed = "a name that no other particle or agent has"
                raise refuse(f"{section}.{name}", name, allowed, "Rename one of the two.")
            found[name] = _agent(section, name, AGENTS[kind], declared)
    return found


def _agent(section: str, name: str, kind: Any, declared: SourcedEntry) -> Agent:
    """Declare one agent; a medicine is called after its table where the table names none."""
    values = declared.model_dump(exclude={"says", "source", "status"}, exclude_unset=True)
    if isinstance(declared, PharmaceuticalEntry):
        values.setdefault("name", name)
    try:
        agent: Agent = kind(**values)
    except InputError as problem:
        raise InputError(f"{section}.{name}: {problem}") from None
    return agent
