"""What drugs, antibodies and cytokines have in common: kinetics, a target, and effects on processes of cells."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from nanoimmune.errors import refuse
from nanoimmune.medicine_words import Process
from nanoimmune.parameters.load import Passport
from nanoimmune.parameters.medicines import Known, library
from nanoimmune.state.medicine import Effect, Medicine, MedicineDose
from nanoimmune.trial.agents.agent import ROUTES, mass
from nanoimmune.trial.checks import one_of, quantity

PROCESSES = {process.name.lower(): process for process in Process}
"""Processes of cells by the name that a user writes."""

LIMITS = {
    "molar_mass": ("g/mol", 50, 1e6),
    "volume": ("mL", 0.1, 1e5),
    "half_life": ("h", 0.005, 2000),
    "half_concentration": ("nM", 1e-5, 1e6),
    "steepness": ("1", 0.5, 4),
    "absorption_half_life": ("h", 0.01, 2000),
    "bioavailability": ("1", 0, 1),
    "oral_absorption_half_life": ("h", 0.01, 2000),
    "oral_bioavailability": ("1", 0, 1),
}
"""Unit and limits of each number."""


@dataclass(frozen=True, slots=True)
class Pharmaceutical(ABC):
    """A dissolved medicine. Numbers that are left out are those of the packaged medicine of this name, or of its kind.

    Attributes:
        name: Its name: a packaged one, or any other.
        effects: Change of each process under full occupancy of the target, by the name of the process: of a pace the
            rise as a share (-1 stops it), of a depletion a death rate in 1/h, of an added cytokine the share felt.
        molar_mass: g/mol.
        volume: Volume of distribution in a mouse, mL.
        half_life: Half-life in the body, h.
        half_concentration: Concentration that occupies half of the target, nM.
        steepness: Hill number.
        absorption_half_life: Half-life where it is injected, h.
        bioavailability: Share that reaches the blood from there.
    """

    kind: ClassVar[str]
    routes: ClassVar[tuple[str, ...]]

    name: str
    effects: Mapping[str, float] | Iterable[tuple[str, float]] | None = None
    molar_mass: float | None = None
    volume: float | None = None
    half_life: float | None = None
    half_concentration: float | None = None
    steepness: float | None = None
    absorption_half_life: float | None = None
    bioavailability: float | None = None

    def __post_init__(self) -> None:
        """Fill in what is left out, and check every number."""
        if not isinstance(self.name, str) or not self.name.strip():
            raise refuse(f"{self.kind}.name", self.name, "text", "Name the medicine.")
        known = library().medicines.get(self.name)
        if known is not None and known.kind != self.kind:
            raise refuse(f"{self.kind}.name", self.name, f"a name other than that of {_article(known.kind)}",
                         f"Declare it as {_article(known.kind)}.")  # fmt: skip
        own = known.numbers if known else {}
        for field in (name for name in LIMITS if hasattr(self, name)):
            given = getattr(self, field)
            if given is None:
                given = self._found(field, own, library().kinds[self.kind])
            unit, low, high = LIMITS[field]
            object.__setattr__(self, field, quantity(f"{self.kind}.{field}", given, unit, low, high))
        object.__setattr__(self, "effects", self._checked_effects(known))

    def _found(self, field: str, own: Mapping[str, Passport], of_kind: Mapping[str, Passport]) -> float:
        """Find a number that was left out."""
        if field in own:
            return own[field].value
        if field in of_kind:
            return of_kind[field].value
        packaged = ", ".join(name for name, known in library().medicines.items() if known.kind == self.kind)
        allowed = f"a number in {LIMITS[field][0]}, for {self.name!r} is none of the packaged ones ({packaged})"
        raise refuse(f"{self.kind}.{field}", None, allowed, "State it, or use a packaged name.")

    def _checked_effects(self, known: Known | None) -> tuple[tuple[str, float], ...]:
        """Check the effects, or take those of the packaged medicine."""
        if self.effects is None:
            if known is None:
                allowed = f"at least one of {', '.join(PROCESSES)}"
                raise refuse(f"{self.kind}.effects", None, allowed, "Say which processes it changes, and how much.")
            return tuple((name, passport.value) for name, passport in known.effects.items())
        given = dict(self.effects)
        for name, strength in given.items():
            process = one_of(f"{self.kind}.effects", name, PROCESSES)
            low, high = (-1, 100) if process < Process.NAIVE_DEPLETION else (0, 10)
            given[name] = quantity(f"{self.kind}.effects.{name}", strength, "1", low, high)
        return tuple(given.items())

    def amount(self, given: object) -> float:
        """Accept an amount in ug, with a unit, or in mg/kg."""
        return mass("regimen.amount", given)

    def medicine(self) -> Medicine:
        """Give the medicine as the rules see it."""
        assert self.molar_mass is not None
        assert self.volume is not None
        assert self.half_life is not None
        assert self.half_concentration is not None
        assert self.steepness is not None
        effects = tuple(Effect(PROCESSES[name], strength) for name, strength in dict(self.effects or ()).items())
        return Medicine(self.molar_mass, self.volume, self.half_life, self.half_concentration, self.steepness, effects)

    def dose(self, day: float, amount: float, route: str) -> MedicineDose:
        """One dose, as a host receives it."""
        if route == "iv":
            return MedicineDose(day, self.medicine(), amount)
        half_life, share = self._absorbed(route)
        return MedicineDose(day, self.medicine(), amount, ROUTES[route], half_life, share)

    def _absorbed(self, route: str) -> tuple[float, float]:
        """Half-life of the depot of a route, h, and the share that reaches the blood from it."""
        prefix = "oral_" if route == "oral" else ""
        return getattr(self, f"{prefix}absorption_half_life"), getattr(self, f"{prefix}bioavailability")

    def epitopes(self) -> frozenset[str]:
        """None: it carries no antigen."""
        return frozenset()

    @abstractmethod
    def told(self, amount: float) -> str:
        """One amount of it, as a methods section writes it."""

    def __str__(self) -> str:
        """Its name."""
        return self.name

    def __repr__(self) -> str:
        """Show kind and name."""
        return f"<{type(self).__name__}: {self.name}>"


def _article(kind: str) -> str:
    """Write a kind with its article."""
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
