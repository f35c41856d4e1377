"""From the tables of a scenario file to the parts of a scenario."""

from collections.abc import Mapping
from typing import Any

from nanoimmune.errors import InputError, refuse
from nanoimmune.parameters.load import check_override
from nanoimmune.state.dose import Dose, ImmunisationDose
from nanoimmune.trial.agent_entries import SECTIONS, declared_agents
from nanoimmune.trial.challenge import NamedChallenge
from nanoimmune.trial.checks import adjuvant, epitope, one_of, quantity, whole_number
from nanoimmune.trial.course import HumaneEndpoint
from nanoimmune.trial.declared import Challenge, DeclaredArm, Note
from nanoimmune.trial.entries import SourcedEntry
from nanoimmune.trial.glycaemia import Glycaemia
from nanoimmune.trial.hosts import HostVariant, declared_host
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.scenario_file import (
    ArmEntry,
    ParameterEntry,
    ParticleEntry,
    RegimenEntry,
    ScenarioFile,
)
from nanoimmune.words import EPITOPE_NAMES, Compartment, Epitope

USUAL_REPERTOIRE = frozenset({Epitope.MOG35_55, Epitope.PLP178_191, Epitope.OVA323_339, Epitope.GP61_80})
"""Specificities of a host's T cells where a scenario does not list them."""


def tissues(entry: ScenarioFile) -> tuple[Compartment, ...]:
    """Read which tissues are harmed."""
    return tuple(Compartment[name.upper()] for name in entry.tissue)


def sources(entry: ScenarioFile) -> tuple[str, ...]:
    """Read the works that it rests on; those that the file tells of itself are written out."""
    told = {key: f"{key} ({' '.join(reference.split())})" for key, reference in entry.works.items()}
    cited = [key.strip() for source in entry.sources for key in source.split(";")]
    return tuple(told.pop(key, key) for key in cited) + tuple(told.values())


def repertoire(entry: ScenarioFile) -> frozenset[Epitope]:
    """Read for which epitopes the host has T cells."""
    if entry.repertoire is None:
        return USUAL_REPERTOIRE
    return frozenset(epitope("repertoire", name) for name in entry.repertoire)


def parameters(entry: ScenarioFile) -> dict[str, float]:
    """Read the numbers that differ from their defaults, each in the parameter's unit."""
    given = {name: item.value if isinstance(item, ParameterEntry) else item for name, item in entry.parameters.items()}
    return {name: check_override(name, value) for name, value in given.items()}


def hosts(entry: ScenarioFile) -> dict[str, HostVariant]:
    """Read the variants of the host, and name the variant where one is refused."""
    return {name: declared_host(name, declared) for name, declared in entry.hosts.items()}


def induction(entry: ScenarioFile) -> tuple[Dose, ...]:
    """Read the doses that make the disease."""
    return tuple(
        ImmunisationDose(
            day=quantity("induction.day", dose.day, "day", 0, 730),
            epitope=epitope("induction.epitope", dose.epitope),
            amount=quantity("induction.amount", dose.amount, "1", 0, 100),
            pertussis=quantity("induction.pertussis", dose.pertussis, "1", 0, 100),
            adjuvant=adjuvant("induction.adjuvant", dose.adjuvant, dose.amount),
        )
        for dose in entry.induction
    )


def challenge(entry: ScenarioFile) -> Challenge | None:
    """Read the vaccination, if there is one."""
    declared = entry.challenge
    if declared is None:
        return None
    return Challenge(
        day=whole_number("challenge.day", declared.day, 0, 730),
        epitope=epitope("challenge.epitope", declared.epitope),
        amount=quantity("challenge.amount", declared.amount, "1", 0, 100),
        watch_days=whole_number("challenge.watch_days", declared.watch_days, 1, 365),
    )


def challenges(entry: ScenarioFile) -> dict[str, NamedChallenge]:
    """Read the challenges by name, beside the vaccination."""
    return {
        name: NamedChallenge(
            name,
            declared.kind,
            declared.day,
            declared.watch_days,
            None if declared.epitope is None else epitope(f"challenges.{name}.epitope", declared.epitope),
            declared.amount,
            declared.pertussis,
            declared.sample,
        )
        for name, declared in entry.challenges.items()
    }


def humane_endpoint(entry: ScenarioFile) -> HumaneEndpoint | None:
    """Read when a sick animal is killed, if ever."""
    declared = entry.humane_endpoint
    if declared is None:
        return None
    return HumaneEndpoint(
        score=quantity("humane_endpoint.score", declared.score, "1", 0.5, 5),
        days=whole_number("humane_endpoint.days", declared.days, 1, 730),
    )


def glycaemia(entry: ScenarioFile) -> Glycaemia | None:
    """Read how diabetes is diagnosed, if the disease is diabetes."""
    declared = entry.glycaemia
    if declared is None:
        return None
    return Glycaemia(
        threshold=quantity("glycaemia.threshold", declared.threshold, "mg/dL", 1, 1000),
        readings=whole_number("glycaemia.readings", declared.readings, 1, 100),
        every_days=whole_number("glycaemia.every_days", declared.every_days, 1, 365),
    )


def snapshots(entry: ScenarioFile) -> tuple[int, ...]:
    """Read on which days the tissue is pictured, if ever."""
    declared = entry.snapshots
    if declared is None:
        return ()
    return tuple(sorted({whole_number("snapshots.days", day, 0, 730) for day in declared.days}))


def arms(entry: ScenarioFile) -> dict[str, DeclaredArm]:
    """Read the arms, with the particles that they name."""
    particles = {name: _particle(name, declared) for name, declared in entry.particles.items()}
    agents = declared_agents(entry)
    return {
        name: DeclaredArm(
            name,
            declared.says,
            declared.source,
            _regimens(name, declared, {"particle": particles, "agent": {**particles, **agents}}),
            (declared.host,) if isinstance(declared.host, str) else tuple(declared.host or ()),
            tuple(declared.without),
            declared.reference,
        )
        for name, declared in entry.arms.items()
    }


def notes(entry: ScenarioFile) -> tuple[Note, ...]:
    """Read what the file says of its numbers."""
    told: list[tuple[str, object]] = [(f"immunisation with {dose.epitope}", dose) for dose in entry.induction]
    told += [(f"parameter {name}", item) for name, item in entry.parameters.items()]
    told += [(f"{name} hosts", item) for name, item in entry.hosts.items()]
    told += [(f"particle {name}", item) for name, item in entry.particles.items()]
    for section, kind in SECTIONS.items():
        told += [(f"{kind} {name}", item) for name, item in getattr(entry, section).items()]
    if entry.challenge is not None:
        vaccine = EPITOPE_NAMES[epitope("challenge.epitope", entry.challenge.epitope)]
        told.append((f"vaccination with {vaccine}", entry.challenge))
    told += [(f"challenge {name}", item) for name, item in entry.challenges.items()]
    told.append(("diagnosis of diabetes", entry.glycaemia))
    return tuple(
        Note(subject, item.says, item.source, item.status) for subject, item in told if isinstance(item, SourcedEntry)
    )


def _particle(name: str, declared: ParticleEntry) -> Particle:
    """Declare one particle of the file, and name its table where it is refused."""
    try:
        return Particle(
            diameter=declared.diameter,  # type: ignore[arg-type]
            core=declared.core,
            coat=declared.coat,
            ligand=declared.ligand,
            valency=declared.valency,  # type: ignore[arg-type]
            cargo=declared.cargo,  # type: ignore[arg-type]
            cargo_load=declared.cargo_load,  # type: ignore[arg-type]
            copies=declared.copies,  # type: ignore[arg-type]
            drug=declared.drug,
            drug_load=declared.drug_load,  # type: ignore[arg-type]
            message=declared.message,  # type: ignore[arg-type]
            message_load=declared.message_load,  # type: ignore[arg-type]
            nucleoside=declared.nucleoside,
        )
    except InputError as problem:
        raise InputError(f"particles.{name}: {problem}") from None


def _regimens(name: str, declared: ArmEntry, tables: Mapping[str, Mapping[str, Any]]) -> tuple[Regimen, ...]:
    """Declare the regimens of one arm of the file, and name the arm where one is refused."""
    try:
        return tuple(_regimen(regimen, tables) for regimen in declared.regimens)
    except InputError as problem:
        raise InputError(f"arms.{name}: {problem}") from None


def _regimen(declared: RegimenEntry, tables: Mapping[str, Mapping[str, Any]]) -> Regimen:
    """Declare one regimen, of the particle or the agent that it names."""
    named = [key for key in tables if getattr(declared, key) is not None]
    if len(named) != 1:
        given = {key: getattr(declared, key) for key in tables}
        allowed = "particle or agent, one of the two, with the name of a table"
        raise refuse("regimen", given, allowed, "Name what is given.")
    given = one_of(f"regimen.{named[0]}", getattr(declared, named[0]), tables[named[0]])
    return Regimen(given, **declared.model_dump(exclude=set(tables)))  # type: ignore[arg-type]
