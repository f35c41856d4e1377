"""The kinds of agents, by the names that scenario files and manifests have them under."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from nanoimmune.trial.agents.agent import Agent
from nanoimmune.trial.agents.antibody import Antibody
from nanoimmune.trial.agents.cells import CellTransfer
from nanoimmune.trial.agents.cytokine import Cytokine
from nanoimmune.trial.agents.drug import Drug
from nanoimmune.trial.agents.immunisation import Immunisation
from nanoimmune.trial.agents.peptide import Peptide
from nanoimmune.trial.checks import one_of

AGENTS: Mapping[str, Any] = {
    kind.kind: kind for kind in (Drug, Antibody, Cytokine, Peptide, CellTransfer, Immunisation)
}
"""Classes of agents by kind; a new kind is a class with the members of `Agent` that is entered here."""


def is_agent(given: object) -> bool:
    """Tell whether something is an agent."""
    return isinstance(given, tuple(AGENTS.values()))


def written(agent: Agent) -> dict[str, Any]:
    """Write out an agent with its kind and every number, for a manifest."""
    return {"kind": agent.kind, **asdict(agent)}  # type: ignore[call-overload]


def revived(entry: Mapping[str, Any]) -> Agent:
    """Declare an agent of a manifest again; none of its fields may be missing.

    Raises:
        KeyError: If one is.
        InputError: If something in it cannot be used.
    """
    kind = one_of("agent.kind", entry["kind"], AGENTS)
    agent: Agent = kind(**{field.name: entry[field.name] for field in fields(kind)})
    return agent
