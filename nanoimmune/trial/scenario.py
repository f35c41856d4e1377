"""A host and its disease before anyone treats, with the arms that its file declares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Self

from nanoimmune.parameters.load import check_override, load
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.dose import Dose
from nanoimmune.trial.checks import epitope, one_of, whole_number
from nanoimmune.trial.course import HumaneEndpoint
from nanoimmune.trial.declared import Challenge, DeclaredArm, Note
from nanoimmune.trial.scenario_file import read
from nanoimmune.trial.scenario_parts import arms, challenge, humane_endpoint, induction, notes
from nanoimmune.words import Epitope

LONGEST_TRIAL = 730
"""Days that a trial may last at most."""


@dataclass(frozen=True)
class Scenario:
    """Host and disease. Everything that can be changed is a field, and a changed scenario is a new one.

    Attributes:
        name: Short name.
        title: Name in words.
        description: What is modelled, in a paragraph.
        induction: Doses that make the disease.
        overrides: Parameters that differ from their defaults, by `group.name`.
        absent: T-cell specificities that the host lacks.
        days: Days from immunisation that a trial lasts where nothing else is said.
        challenge: The vaccination that asks whether the rest of immunity is intact, or None.
        humane_endpoint: When a sick animal is killed, or None for never.
        sources: Works that the scenario rests on, as keys of the bibliography.
        arms: Arms that the file declares, by name.
        default_arms: Names of the arms that a trial compares where nothing else is said.
        notes: Meaning, source and status of the numbers of the file.
    """

    name: str
    title: str
    description: str
    induction: tuple[Dose, ...]
    overrides: Mapping[str, float] = field(default_factory=dict)
    absent: frozenset[Epitope] = frozenset()
    days: int = 60
    challenge: Challenge | None = None
    humane_endpoint: HumaneEndpoint | None = None
    sources: tuple[str, ...] = ()
    arms: Mapping[str, DeclaredArm] = field(default_factory=dict)
    default_arms: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        """Check parameters, days and names of arms."""
        whole_number("days", self.days, 1, LONGEST_TRIAL)
        checked = {name: check_override(name, given) for name, given in self.overrides.items()}
        object.__setattr__(self, "overrides", checked)
        for name in self.default_arms:
            one_of("default_arms", name, self.arms)

    @cached_property
    def parameters(self) -> Parameters:
        """All numbers of the model, with this scenario's own in place of the defaults."""
        return load(self.overrides)

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
        entry = read(path)
        return cls(
            name=path.stem,
            title=entry.title,
            description=" ".join(entry.description.split()),
            induction=induction(entry),
            overrides=entry.parameters,  # type: ignore[arg-type]
            absent=frozenset(epitope("absent", name) for name in entry.absent),
            days=entry.days,
            challenge=challenge(entry),
            humane_endpoint=humane_endpoint(entry),
            sources=tuple(entry.sources),
            arms=arms(entry),
            default_arms=tuple(entry.default_arms),
            notes=notes(entry),
        )

    def with_parameters(self, overrides: Mapping[str, float | str]) -> Self:
        """Give the same scenario with other numbers.

        Args:
            overrides: Values by `group.name`, each a number in the parameter's unit or text with a unit.

        Returns:
            A new scenario.

        Raises:
            InputError: If a parameter is unknown, or a value is out of range or in a wrong unit.
        """
        checked = {name: check_override(name, given) for name, given in overrides.items()}
        return replace(self, overrides={**self.overrides, **checked})

    def without(self, epitopes: str | Epitope | Iterable[str | Epitope]) -> Self:
        """Give the same scenario in a host that lacks T cells of some specificities.

        Args:
            epitopes: One epitope or several, by name.

        Returns:
            A new scenario.

        Raises:
            InputError: If an epitope is unknown.
        """
        named = (epitopes,) if isinstance(epitopes, (str, Epitope)) else tuple(epitopes)
        return replace(self, absent=self.absent | {epitope("epitopes", name) for name in named})

    def __repr__(self) -> str:
        """Show name and title in one line."""
        return f"<Scenario {self.name!r}: {self.title}>"


def packaged_scenarios() -> Mapping[str, Path]:
    """List the scenario files that come with the package, by name."""
    folder = Path(str(files("nanoimmune") / "scenarios"))
    return MappingProxyType({path.stem: path for path in sorted(folder.glob("*.toml"))})
