"""A soluble peptide, without adjuvant or in incomplete adjuvant."""

from dataclasses import dataclass
from typing import ClassVar

from nanoimmune.medicine_words import Route
from nanoimmune.state.medicine import Medicine, MedicineDose
from nanoimmune.trial.agents.agent import ROUTES, mass, standard
from nanoimmune.trial.checks import epitope, one_of, quantity
from nanoimmune.words import EPITOPE_NAMES

VEHICLES = ("saline", "incomplete adjuvant")
"""What a peptide is given in; neither licenses presenting cells."""


@dataclass(frozen=True, slots=True)
class Peptide:
    """A soluble peptide, which presenting cells of lymphoid organs show as they are, licensed or not.

    Attributes:
        epitope: The peptide, by the name that papers give it.
        vehicle: `"saline"`, or `"incomplete adjuvant"`, from which it is absorbed over days and which licenses nothing.
        molar_mass: g/mol; that of a usual peptide by default, as are the numbers below.
        volume: Volume of distribution in a mouse, mL.
        half_life: Half-life in the body, h.
        absorption_half_life: Half-life where it is injected, h.
        bioavailability: Share that reaches the blood from there.
        display: pMHC that one presenting cell gains in an hour at 1 nM.
    """

    kind: ClassVar[str] = "peptide"
    routes: ClassVar[tuple[str, ...]] = ("iv", "sc", "ip")

    epitope: str
    vehicle: str = "saline"
    molar_mass: float | None = None
    volume: float | None = None
    half_life: float | None = None
    absorption_half_life: float | None = None
    bioavailability: float | None = None
    display: float | None = None

    def __post_init__(self) -> None:
        """Fill in what is left out, and check every number."""
        object.__setattr__(self, "epitope", EPITOPE_NAMES[epitope("peptide.epitope", self.epitope)])
        one_of("peptide.vehicle", self.vehicle, {name: name for name in VEHICLES})
        absorbed = "emulsion_half_life" if self.in_emulsion else "absorption_half_life"
        for field, unit, low, high, default in (
            ("molar_mass", "g/mol", 50, 1e6, "molar_mass"),
            ("volume", "mL", 0.1, 1e5, "volume"),
            ("half_life", "h", 0.005, 2000, "half_life"),
            ("absorption_half_life", "h", 0.01, 2000, absorbed),
            ("bioavailability", "1", 0, 1, "bioavailability"),
            ("display", "pMHC/nM/h", 0, 1e4, "display"),
        ):
            given = getattr(self, field)
            given = standard("peptide", default) if given is None else given
            object.__setattr__(self, field, quantity(f"peptide.{field}", given, unit, low, high))

    @property
    def in_emulsion(self) -> bool:
        """Whether it is given in incomplete adjuvant."""
        return self.vehicle == "incomplete adjuvant"

    def amount(self, given: object) -> float:
        """Accept an amount in ug, with a unit, or in mg/kg."""
        return mass("regimen.amount", given)

    def dose(self, day: float, amount: float, route: str) -> MedicineDose:
        """One dose, as a host receives it; an emulsion is a depot by whatever route."""
        assert self.molar_mass is not None
        assert self.volume is not None
        assert self.half_life is not None
        assert self.display is not None
        shown = epitope("peptide.epitope", self.epitope)
        medicine = Medicine(self.molar_mass, self.volume, self.half_life, shown=shown, display=self.display)
        if route == "iv":
            return MedicineDose(day, medicine, amount)
        assert self.absorption_half_life is not None
        assert self.bioavailability is not None
        by: Route = ROUTES[route]
        return MedicineDose(day, medicine, amount, by, self.absorption_half_life, self.bioavailability)

    def epitopes(self) -> frozenset[str]:
        """The epitope that it is."""
        return frozenset({self.epitope})

    def told(self, amount: float) -> str:
        """One amount of it, as a methods section writes it."""
        return f"{amount:g} µg {self}"

    def __str__(self) -> str:
        """The peptide, and what it is in."""
        return f"{self.epitope} peptide in {self.vehicle}" if self.in_emulsion else f"soluble {self.epitope} peptide"
