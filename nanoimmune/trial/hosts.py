"""Variants of a scenario's host: the same disease in males, or in animals that lack some cell, signal or mechanism."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from nanoimmune.errors import InputError, refuse
from nanoimmune.parameters.load import check_override, unknown_work
from nanoimmune.state.dose import Dose, ImmunisationDose
from nanoimmune.trial.checks import adjuvant, epitope, quantity
from nanoimmune.trial.declared import Note
from nanoimmune.trial.file_errors import first_error
from nanoimmune.trial.mechanisms import mechanism
from nanoimmune.trial.scenario_file import HostEntry
from nanoimmune.words import EPITOPE_NAMES, Epitope, is_class_i

if TYPE_CHECKING:
    from nanoimmune.trial.scenario import Scenario

FILE = Path(__file__).with_name("hosts.toml")

LINEAGES = {
    "CD4": frozenset(each for each in Epitope if not is_class_i(each)),
    "CD8": frozenset(each for each in Epitope if is_class_i(each)),
}
"""Specificities of each lineage of T cells."""

MOST = 100.0
"""Largest factor on the antigen and on the toxin of an induction."""


@dataclass(frozen=True, slots=True)
class HostVariant:
    """What is different in some animals.

    Attributes:
        name: Name of the variant, such as `"male"`.
        says: What it means, in words.
        parameters: Numbers that differ from those of the scenario, by `group.name`.
        absent: T-cell specificities that these animals lack besides.
        without: Rules of the rulebook that are switched off in them, by full name.
        antigen: Factor on the antigen that the disease is induced with.
        adjuvant: Factor on the complete adjuvant that the antigen is emulsified in.
        pertussis: Factor on the pertussis toxin given with it.
        source: On whose authority.
        status: How sure it is.
    """

    name: str
    says: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    absent: frozenset[Epitope] = frozenset()
    without: tuple[str, ...] = ()
    antigen: float = 1.0
    adjuvant: float = 1.0
    pertussis: float = 1.0
    source: str = "assumption"
    status: str = "assumed"

    @property
    def note(self) -> Note:
        """Meaning, source and status, as the notes of a scenario hold them."""
        return Note(f"{self.name} hosts", self.says, self.source, self.status)


def declared_host(name: str, entry: HostEntry) -> HostVariant:
    """Declare one variant of the host.

    Args:
        name: Its name.
        entry: Its table.

    Returns:
        The variant.

    Raises:
        InputError: Naming the variant, if something of it cannot be used.
    """
    try:
        antigen = quantity("antigen", entry.antigen, "1", 0, MOST)
        return HostVariant(
            name=name,
            says=entry.says,
            parameters={number: check_override(number, value) for number, value in entry.parameters.items()},
            absent=specificities("absent", entry.absent),
            without=tuple(mechanism("without", rule) for rule in entry.without),
            antigen=antigen,
            adjuvant=adjuvant("adjuvant", entry.adjuvant, antigen),
            pertussis=quantity("pertussis", entry.pertussis, "1", 0, MOST),
            source=entry.source,
            status=entry.status,
        )
    except InputError as problem:
        raise InputError(f"hosts.{name}: {problem}") from None


@cache
def shared_hosts() -> Mapping[str, HostVariant]:
    """The variants that every scenario has, by name.

    Raises:
        InputError: If one of them cannot be used, or cites an unknown work.
    """
    found = {}
    for name, table in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        try:
            found[name] = declared_host(name, HostEntry.model_validate(table))
        except ValidationError as problem:
            raise first_error(f"{FILE.name}: {name}", problem, HostEntry) from None
        if (key := unknown_work(found[name].source, ("assumption",))) is not None:
            raise refuse(f"{name}.source", key, "a key of references.bib, or 'assumption'", "Add the work.")
    return found


def specificities(field: str, names: Iterable[str | Epitope]) -> frozenset[Epitope]:
    """Accept specificities by the names of epitopes, or of lineages, which stand for all of theirs.

    Args:
        field: Name of the field as the user writes it.
        names: Names such as `"MOG35-55"` and `"CD8"`, or epitopes.

    Returns:
        The epitopes.

    Raises:
        InputError: If a name is unknown.
    """
    each = (LINEAGES[name] if name in LINEAGES else {epitope(field, name)} for name in names)
    return frozenset().union(*each)


def in_variant[S: "Scenario"](scenario: S, variant: HostVariant) -> S:
    """Give the same disease in a variant of the host; what the user set before stays as it was set.

    Args:
        scenario: Host and disease.
        variant: What is different.

    Returns:
        A new scenario.

    Raises:
        InputError: If the variant changes an induction, and the disease has none.
    """
    notes = scenario.notes if variant.note in scenario.notes else (*scenario.notes, variant.note)
    return replace(
        scenario,
        induction=tuple(_induced(dose, variant) for dose in _inductions(scenario, variant)),
        overrides={**scenario.overrides, **variant.parameters, **scenario.settings},
        absent=scenario.absent | variant.absent,
        off=tuple(dict.fromkeys((*scenario.off, *variant.without))),
        host_names=(*(other for other in scenario.host_names if other != variant.name), variant.name),
        notes=notes,
    )


def _inductions(scenario: "Scenario", variant: HostVariant) -> tuple[Dose, ...]:
    """Give the doses that make the disease; a variant that changes them needs some."""
    changes = (variant.antigen, variant.adjuvant, variant.pertussis) != (1.0, 1.0, 1.0)
    if changes and not scenario.induction:
        allowed = "a host that leaves the induction as it is, for this disease comes of itself"
        raise refuse("host", variant.name, allowed, "Choose another host, or another scenario.")
    return scenario.induction


def _induced(dose: Dose, variant: HostVariant) -> Dose:
    """Give one dose of the induction as this variant gets it."""
    if not isinstance(dose, ImmunisationDose):
        return dose
    return replace(
        dose,
        amount=dose.amount * variant.antigen,
        pertussis=dose.pertussis * variant.pertussis,
        adjuvant=dose.adjuvant * variant.adjuvant,
    )


def named_lacks(field: str, names: Iterable[str | Epitope]) -> tuple[frozenset[Epitope], tuple[str, ...]]:
    """Accept what a host may lack, by name.

    Args:
        field: Name of the field as the user writes it.
        names: Epitopes, lineages of T cells, and rules of the rulebook.

    Returns:
        The specificities, and the full names of the rules.

    Raises:
        InputError: If a name is unknown, or a rule cannot be switched off.
    """
    absent: frozenset[Epitope] = frozenset()
    rules = []
    for name in names:
        if isinstance(name, Epitope) or name in LINEAGES or name in EPITOPE_NAMES.values():
            absent |= specificities(field, [name])
        else:
            rules.append(mechanism(field, name, [*EPITOPE_NAMES.values(), *LINEAGES]))
    return absent, tuple(dict.fromkeys(rules))


def lacking[S: "Scenario"](scenario: S, names: Iterable[str | Epitope]) -> S:
    """Give the same scenario in a host that lacks T cells of some specificities, or mechanisms.

    Args:
        scenario: Host and disease.
        names: What it lacks; see `named_lacks`.

    Returns:
        A new scenario.

    Raises:
        InputError: If a name is unknown, or a rule cannot be switched off.
    """
    absent, rules = named_lacks("without", names)
    return replace(scenario, absent=scenario.absent | absent, off=tuple(dict.fromkeys((*scenario.off, *rules))))
