"""A further immunisation: antigen under the skin in adjuvant that licenses, or in adjuvant that does not."""

from dataclasses import dataclass
from typing import ClassVar

from nanoimmune.errors import refuse
from nanoimmune.state.dose import Dose, ImmunisationDose
from nanoimmune.trial.agents.agent import standard
from nanoimmune.trial.agents.peptide import Peptide
from nanoimmune.trial.checks import epitope, one_of, quantity
from nanoimmune.words import EPITOPE_NAMES

ADJUVANTS = ("complete", "incomplete")
"""Complete adjuvant licenses; in incomplete adjuvant peptide is shown without licensing."""


@dataclass(frozen=True, slots=True)
class Immunisation:
    """An immunisation; its amount is that of antigen, relative to the standard dose, in the standard adjuvant.

    Attributes:
        epitope: The antigen.
        adjuvant: `"complete"`, or `"incomplete"`, which licenses nothing and so tolerises.
        pertussis: Pertussis toxin with each dose, relative to the standard one; only with complete adjuvant.
    """

    kind: ClassVar[str] = "immunisation"
    routes: ClassVar[tuple[str, ...]] = ("sc",)

    epitope: str
    adjuvant: str = "complete"
    pertussis: float = 0.0

    def __post_init__(self) -> None:
        """Check antigen, adjuvant and toxin."""
        object.__setattr__(self, "epitope", EPITOPE_NAMES[epitope("immunisation.epitope", self.epitope)])
        one_of("immunisation.adjuvant", self.adjuvant, {name: name for name in ADJUVANTS})
        object.__setattr__(self, "pertussis", quantity("immunisation.pertussis", self.pertussis, "1", 0, 100))
        if self.adjuvant == "incomplete" and self.pertussis:
            raise refuse("immunisation.pertussis", self.pertussis, "0 in incomplete adjuvant", "Leave the toxin out.")

    def amount(self, given: object) -> float:
        """Accept an amount relative to the standard dose."""
        return quantity("regimen.amount", given, "1", 0, 100)

    def dose(self, day: float, amount: float, route: str) -> Dose:
        """One dose, as a host receives it."""
        if self.adjuvant == "incomplete":
            peptide = Peptide(self.epitope, vehicle="incomplete adjuvant")
            return peptide.dose(day, amount * standard("immunisation", "standard_amount"), route)
        return ImmunisationDose(day, epitope("immunisation.epitope", self.epitope), amount, self.pertussis)

    def epitopes(self) -> frozenset[str]:
        """The antigen."""
        return frozenset({self.epitope})

    def told(self, amount: float) -> str:
        """One amount of it, as a methods section writes it."""
        toxin = f" with {_times(self.pertussis)} dose of pertussis toxin" if self.pertussis else ""
        return f"{_times(amount)} dose of {self}{toxin}"

    def __str__(self) -> str:
        """The antigen, and what it is in."""
        return f"{self.epitope} in {self.adjuvant} adjuvant"


def _times(share: float) -> str:
    """Say how a dose compares with the standard one."""
    return "the standard" if share == 1 else f"{share:g} times the standard"
