"""The schema of a scenario file: which keys it may hold, of which kind, and how a wrong one is refused."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationError

from nanoimmune.errors import refuse
from nanoimmune.trial.agent_entries import (
    SECTIONS,
    AntibodyEntry,
    CellsEntry,
    CytokineEntry,
    DrugEntry,
    ImmunisationEntry,
    PeptideEntry,
)
from nanoimmune.trial.entries import Entry, Quantity, SourcedEntry
from nanoimmune.trial.file_errors import first_error
from nanoimmune.trial.works import check_works, demand_cited


class ParameterEntry(SourcedEntry):
    """One parameter that differs from its default."""

    value: Quantity


def _kind(given: Any) -> str:
    """Tell a plain value from a table."""
    return "entry" if isinstance(given, dict) else "value"


Setting = Annotated[Annotated[Quantity, Tag("value")] | Annotated[ParameterEntry, Tag("entry")], Discriminator(_kind)]
"""A parameter as a plain quantity, or as a table with its authority."""


class HostEntry(SourcedEntry):
    """A variant of the host."""

    parameters: dict[str, Quantity] = Field(default_factory=dict)
    absent: list[str] = Field(default_factory=list)
    without: list[str] = Field(default_factory=list)
    antigen: Quantity = 1.0
    adjuvant: Quantity = 1.0
    pertussis: Quantity = 1.0


class InductionEntry(SourcedEntry):
    """One dose of antigen in adjuvant that makes the disease."""

    day: float
    epitope: str
    amount: float = 1.0
    adjuvant: float = 1.0
    pertussis: float = 0.0


class ChallengeEntry(SourcedEntry):
    """The vaccination with an unrelated antigen that asks whether the rest of immunity is intact."""

    day: int
    epitope: str
    amount: float = 1.0
    watch_days: int = 14


class NamedChallengeEntry(SourcedEntry):
    """One challenge of a copy of each host; which of its keys it needs depends on its kind."""

    kind: str
    day: int
    watch_days: int = 14
    epitope: str | None = None
    amount: float = 1.0
    pertussis: float = 0.0
    sample: int = 1_000_000


class HumaneEntry(Entry):
    """The score, and for how many days, at which an animal is killed."""

    score: float
    days: int


class GlycaemiaEntry(SourcedEntry):
    """The blood glucose, and in how many readings at what interval, by which an animal is diabetic."""

    threshold: Quantity
    readings: int
    every_days: int


class SnapshotsEntry(Entry):
    """The days on which the tissue of the first subject of each arm is pictured."""

    says: str
    days: list[int]


class ParticleEntry(SourcedEntry):
    """One particle design."""

    diameter: Quantity
    core: str
    coat: str
    ligand: str | None = None
    valency: Quantity = 0.0
    cargo: str | list[str] | None = None
    cargo_load: Quantity = 0.0
    copies: Quantity = 0.0
    drug: str | None = None
    drug_load: Quantity = 0.0
    message: str | list[str] | None = None
    message_load: Quantity = 0.0
    nucleoside: str | None = None


class RegimenEntry(Entry):
    """One particle or other agent, by the name of its table: how much, how often, when, and until which sign."""

    particle: str | None = None
    agent: str | None = None
    amount: Quantity | None = None
    route: str | None = None
    days: list[Quantity] | None = None
    until_day: Quantity | None = None
    stop: str | None = None
    start_day: Quantity | None = None
    doses: int = 1
    every_days: Quantity | None = None
    particles: Quantity | None = None
    ligand_ug: Quantity | None = None
    trigger: str | None = None


class ArmEntry(Entry):
    """One arm: what is given, in words, the regimens, in which host or hosts, without what, and compared with which."""

    says: str
    source: str
    host: str | list[str] | None = None
    without: list[str] = Field(default_factory=list)
    reference: str | None = None
    regimens: list[RegimenEntry] = Field(default_factory=list)


Tissues = Annotated[
    list[Literal["cns", "pancreas"]], BeforeValidator(lambda given: [given] if isinstance(given, str) else given)
]
"""One tissue, or a list of them."""


class ScenarioFile(Entry):
    """A whole scenario file."""

    schema_version: Literal[1]
    title: str
    description: str
    sources: list[str]
    works: dict[str, str] = Field(default_factory=dict)
    days: int = 60
    tissue: Tissues = Field(default="cns", validate_default=True)
    day_zero: Literal["immunisation", "birth"] = "immunisation"
    repertoire: list[str] | None = None
    induction: list[InductionEntry] = Field(default_factory=list)
    absent: list[str] = Field(default_factory=list)
    without: list[str] = Field(default_factory=list)
    parameters: dict[str, Setting] = Field(default_factory=dict)
    hosts: dict[str, HostEntry] = Field(default_factory=dict)
    challenge: ChallengeEntry | None = None
    challenges: dict[str, NamedChallengeEntry] = Field(default_factory=dict)
    default_challenges: list[str] = Field(default_factory=list)
    humane_endpoint: HumaneEntry | None = None
    glycaemia: GlycaemiaEntry | None = None
    snapshots: SnapshotsEntry | None = None
    particles: dict[str, ParticleEntry] = Field(default_factory=dict)
    drugs: dict[str, DrugEntry] = Field(default_factory=dict)
    antibodies: dict[str, AntibodyEntry] = Field(default_factory=dict)
    cytokines: dict[str, CytokineEntry] = Field(default_factory=dict)
    peptides: dict[str, PeptideEntry] = Field(default_factory=dict)
    cells: dict[str, CellsEntry] = Field(default_factory=dict)
    immunisations: dict[str, ImmunisationEntry] = Field(default_factory=dict)
    arms: dict[str, ArmEntry]
    default_arms: list[str]


def read(path: Path) -> ScenarioFile:
    """Read and check a scenario file.

    Args:
        path: The file.

    Returns:
        What it holds.

    Raises:
        InputError: If it cannot be read, is no TOML, holds an unknown or ill-typed key, or cites an unknown work.
    """
    return checked(path.name, read_table(path))


def read_table(path: Path) -> dict[str, Any]:
    """Read a file of tables, whatever it holds.

    Args:
        path: The file.

    Returns:
        Its tables.

    Raises:
        InputError: If it cannot be read, or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as problem:
        raise refuse("scenario", str(path), "a text file in UTF-8", "Save it as UTF-8.") from problem
    except OSError as problem:
        allowed = f"a scenario file that can be read ({problem.strerror or problem})"
        raise refuse("scenario", str(path), allowed, "Check the path.") from problem
    except tomllib.TOMLDecodeError as problem:
        raise refuse("scenario", str(path), f"TOML ({problem})", "Mend the file at that place.") from problem


def checked(name: str, table: Mapping[str, Any]) -> ScenarioFile:
    """Check the tables of a scenario.

    Args:
        name: Name of the file, for errors.
        table: What it holds.

    Returns:
        The scenario as a file declares it.

    Raises:
        InputError: If there is an unknown or ill-typed key, or an unknown work is cited.
    """
    try:
        scenario = ScenarioFile.model_validate(table)
    except ValidationError as problem:
        raise first_error(name, problem, ScenarioFile) from None
    check_sources(scenario)
    return scenario


def check_sources(scenario: ScenarioFile) -> None:
    """Demand that every cited work stands in the bibliography, or is told of in the file."""
    check_works(scenario.works)
    entries: list[tuple[str, str]] = [("sources", key) for key in scenario.sources]
    entries += [(f"induction.{number}", entry.source) for number, entry in enumerate(scenario.induction)]
    named: dict[str, Mapping[str, object]] = {
        "parameters": scenario.parameters,
        "hosts": scenario.hosts,
        "particles": scenario.particles,
        **{section: getattr(scenario, section) for section in SECTIONS},
        "arms": scenario.arms,
        "challenges": scenario.challenges,
        "": {"challenge": scenario.challenge, "glycaemia": scenario.glycaemia},
    }
    for table, parts in named.items():
        for name, part in parts.items():
            if isinstance(part, SourcedEntry | ArmEntry):
                entries.append((f"{table}.{name}".lstrip("."), part.source))
    for field, source in entries:
        demand_cited(f"{field}.source", source, scenario.works)
