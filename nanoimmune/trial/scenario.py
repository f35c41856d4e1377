"""A host and its disease before anyone treats, with the arms that its file declares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Self

from nanoimmune.errors import refuse
from nanoimmune.parameters.load import check_override, load
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.autoantigens import autoantigens
from nanoimmune.state.dose import Dose, ImmunisationDose
from nanoimmune.trial import scenario_parts as parts
from nanoimmune.trial.challenge import NamedChallenge
from nanoimmune.trial.checks import checked_tissues, one_of, whole_number
from nanoimmune.trial.course import HumaneEndpoint
from nanoimmune.trial.declared import Challenge, DeclaredArm, Note
from nanoimmune.trial.glycaemia import Glycaemia
from nanoimmune.trial.hosts import HostVariant, in_variant, lacking, named_lacks, shared_hosts, specificities
from nanoimmune.trial.mechanisms import mechanism, switched_off
from nanoimmune.trial.scenario_file import ScenarioFile, read
from nanoimmune.trial.wording import DAY_ZERO
from nanoimmune.words import EPITOPE_NAMES, Compartment, Epitope

LONGEST_TRIAL = 730
"""Days that a trial may last at most."""


@dataclass(frozen=True)
class Scenario:
    """Host and disease. Everything that can be changed is a field, and a changed scenario is a new one.

    Attributes:
        name: Short name.
        title: Name in words.
        description: What is modelled, in a paragraph.
        induction: Doses that make the disease; none where it comes of itself.
        overrides: Parameters that differ from their defaults, by `group.name`.
        tissues: The tissues that are harmed; more than one where a host has two diseases.
        day_zero: The event that days are counted from, a key of `DAY_ZERO`.
        repertoire: Specificities that the T cells of such animals have.
        absent: T-cell specificities that the host lacks; whatever is not in the repertoire is among them.
        off: Rules of the rulebook that are switched off, by full name.
        days: Last day of a trial where nothing else is said, counted from day zero.
        challenge: The vaccination that asks whether the rest of immunity is intact, or None.
        challenges: Further challenges of a copy of each host, by name.
        default_challenges: Names of those that a trial puts to its hosts.
        humane_endpoint: When a sick animal is killed, or None for never.
        glycaemia: How diabetes is diagnosed, or None for a disease that is scored.
        snapshots: Days on which the tissue of the first subject is pictured, counted from day zero; those outside
            the trial are passed over.
        hosts: Variants of the host that the file declares, by name.
        host_names: Names of the variants that this host is, or nothing for the scenario's own host.
        settings: Parameters that the user set, which a variant of the host leaves as they are.
        sources: Works that the scenario rests on: keys of the bibliography, or a key and the reference itself.
        arms: Arms that the file declares, by name.
        default_arms: Names of the arms that a trial compares where nothing else is said.
        notes: Meaning, source and status of the numbers of the file.
    """

    name: str
    title: str
    description: str
    induction: tuple[Dose, ...] = ()
    overrides: Mapping[str, float] = field(default_factory=dict)
    tissues: tuple[Compartment, ...] = (Compartment.CNS,)
    day_zero: str = "immunisation"
    repertoire: frozenset[Epitope] = parts.USUAL_REPERTOIRE
    absent: frozenset[Epitope] = frozenset()
    off: tuple[str, ...] = ()
    days: int = 60
    challenge: Challenge | None = None
    challenges: Mapping[str, NamedChallenge] = field(default_factory=dict)
    default_challenges: tuple[str, ...] = ()
    humane_endpoint: HumaneEndpoint | None = None
    glycaemia: Glycaemia | None = None
    snapshots: tuple[int, ...] = ()
    hosts: Mapping[str, HostVariant] = field(default_factory=dict)
    host_names: tuple[str, ...] = ()
    settings: Mapping[str, float] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    arms: Mapping[str, DeclaredArm] = field(default_factory=dict)
    default_arms: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        """Check parameters, days, tissue and names of arms and hosts."""
        whole_number("days", self.days, 1, LONGEST_TRIAL)
        checked = {name: check_override(name, given) for name, given in self.overrides.items()}
        object.__setattr__(self, "overrides", checked)
        object.__setattr__(self, "absent", self.absent | (frozenset(Epitope) - self.repertoire))
        object.__setattr__(self, "off", tuple(mechanism("off", rule) for rule in self.off))
        one_of("day_zero", self.day_zero, DAY_ZERO)
        object.__setattr__(self, "tissues", checked_tissues(self.tissues))
        self._check_diseases()
        for name in self.default_arms:
            one_of("default_arms", name, self.arms)
        for name in self.default_challenges:
            one_of("default_challenges", name, self.challenges)
        for name, arm in self.arms.items():
            for host in arm.hosts:
                one_of(f"arms.{name}.host", host, self.known_hosts)
            named_lacks(f"arms.{name}.without", arm.without)
            if arm.reference is not None:
                one_of(f"arms.{name}.reference", arm.reference, self.arms)

    def _check_diseases(self) -> None:
        """Refuse read-outs of a disease that the host cannot have, and a disease of the pancreas without them."""
        if Compartment.PANCREAS in self.tissues:
            if self.glycaemia is None:
                allowed = "a threshold, readings and every_days, for a disease of the pancreas is told by them"
                mend = "Add a table [glycaemia] (glycaemia=Glycaemia(...) in Python)."
                raise refuse("glycaemia", None, allowed, mend)
            self._check_age()
        elif self.glycaemia is not None:
            raise refuse("glycaemia", self.glycaemia, "none unless the tissue is the pancreas", "Leave it out.")
        elif self.snapshots:
            allowed = "none unless the tissue is the pancreas"
            raise refuse("snapshots", list(self.snapshots), allowed, "Leave them out.")
        if Compartment.CNS not in self.tissues and self.humane_endpoint is not None:
            allowed = "none beside glycaemia, for such animals have no score"
            raise refuse("humane_endpoint", self.humane_endpoint, allowed, "Leave one of the two out.")

    def _check_age(self) -> None:
        """Refuse islets whose age cannot be told: days must count from birth, and life begin after it."""
        if self.day_zero != "birth":
            mend = 'Set day_zero = "birth".'
            raise refuse("day_zero", self.day_zero, "birth, for islets change with age", mend)
        lead = self.parameters.world.lead
        if lead > 0:
            mend = "Set world.lead below zero: the hours after birth at which life begins."
            raise refuse("world.lead", lead, "-2400 to 0 h where days count from birth", mend)

    @cached_property
    def parameters(self) -> Parameters:
        """All numbers of the model: this scenario's own in place of defaults, and those that switch rules off."""
        return switched_off(load(self.overrides), self.off)

    @property
    def known_hosts(self) -> Mapping[str, HostVariant]:
        """The variants of the host that this scenario can be lived in, by name: those of all, then its own."""
        return {**shared_hosts(), **self.hosts}

    @property
    def lacking(self) -> frozenset[Epitope]:
        """Specificities of the repertoire that this host lacks."""
        return self.absent & self.repertoire

    @property
    def autoantigens(self) -> frozenset[str]:
        """Names of the epitopes that a disease was induced with, or else of the proteins of its tissue."""
        induced = {dose.epitope for dose in self.induction if isinstance(dose, ImmunisationDose)}
        return frozenset(EPITOPE_NAMES[member] for member in autoantigens(self.tissues, induced))

    @classmethod
    def named(cls, name: str) -> Self:
        """Fetch a scenario that comes with the package.

        Args:
            name: Its name, such as `"ms"`.

        Returns:
            The scenario.

        Raises:
            InputError: If there is no scenario of that name.
        """
        return cls.from_file(one_of("scenario", name, packaged_scenarios()))

    @classmethod
    def from_file(cls, path: str | Path) -> Self:
        """Read a scenario from a TOML file.

        Args:
            path: The file.

        Returns:
            The scenario, named after the file.

        Raises:
            InputError: If the file cannot be read, or anything in it cannot be used.
        """
        path = Path(path)
        return cls.declared(path.stem, read(path))

    @classmethod
    def declared(cls, name: str, entry: ScenarioFile) -> Self:
        """Make a scenario of what a file declares.

        Args:
            name: Name of the scenario.
            entry: What the file holds.

        Returns:
            The scenario.

        Raises:
            InputError: If anything in it cannot be used.
        """
        return cls(
            name=name,
            title=entry.title,
            description=" ".join(entry.description.split()),
            induction=parts.induction(entry),
            overrides=parts.parameters(entry),
            tissues=parts.tissues(entry),
            day_zero=entry.day_zero,
            repertoire=parts.repertoire(entry),
            absent=specificities("absent", entry.absent),
            off=tuple(mechanism("without", name) for name in entry.without),
            days=entry.days,
            challenge=parts.challenge(entry),
            challenges=parts.challenges(entry),
            default_challenges=tuple(entry.default_challenges),
            humane_endpoint=parts.humane_endpoint(entry),
            glycaemia=parts.glycaemia(entry),
            snapshots=parts.snapshots(entry),
            hosts=parts.hosts(entry),
            sources=parts.sources(entry),
            arms=parts.arms(entry),
            default_arms=tuple(entry.default_arms),
            notes=parts.notes(entry),
        )

    def with_parameters(self, overrides: Mapping[str, float | str]) -> Self:
        """Give the same scenario with other numbers, which a variant of its host leaves as they are.

        Args:
            overrides: Values by `group.name`, each a number in the parameter's unit or text with a unit.

        Returns:
            A new scenario.

        Raises:
            InputError: If a parameter is unknown, or a value is out of range or in a wrong unit.
        """
        checked = {name: check_override(name, given) for name, given in overrides.items()}
        return replace(self, overrides={**self.overrides, **checked}, settings={**self.settings, **checked})

    @property
    def posed(self) -> tuple[NamedChallenge, ...]:
        """The challenges that a trial puts to a copy of each host, beside the vaccination."""
        return tuple(self.challenges[name] for name in self.default_challenges)

    def with_challenges(self, *names: str) -> Self:
        """Give the same scenario with other challenges, of those that it declares.

        Args:
            names: Their names, each put once; none for no challenge beside the vaccination.

        Returns:
            A new scenario.

        Raises:
            InputError: If it declares no such challenge.
        """
        chosen = {name: one_of("challenges", name, self.challenges) for name in names}
        return replace(self, default_challenges=tuple(chosen))

    def host(self, name: str) -> Self:
        """Give the same disease in a variant of the host, such as males; variants of variants combine.

        Args:
            name: Name of a variant that the scenario declares, or that all scenarios have.

        Returns:
            A new scenario; parameters that the user set before stay as they were set.

        Raises:
            InputError: If there is no such variant, or it changes an induction where there is none.
        """
        return in_variant(self, one_of("host", name, self.known_hosts))

    def without(self, names: str | Epitope | Iterable[str | Epitope]) -> Self:
        """Give the same scenario in a host that lacks T cells of some specificities, or mechanisms.

        Args:
            names: One name or several: epitopes, `"CD4"` or `"CD8"` for all of that lineage, and rules of the rulebook,
                such as `"contact_suppression"`, which then return their neutral value.

        Returns:
            A new scenario.

        Raises:
            InputError: If a name is unknown, or a rule cannot be switched off.
        """
        return lacking(self, (names,) if isinstance(names, (str, Epitope)) else tuple(names))

    def __repr__(self) -> str:
        """Show name and title in one line."""
        return f"<Scenario {self.name!r}: {self.title}>"


def packaged_scenarios() -> Mapping[str, Path]:
    """List the scenario files that come with the package, by name."""
    folder = Path(str(files("nanoimmune") / "scenarios"))
    return MappingProxyType({path.stem: path for path in sorted(folder.glob("*.toml"))})
