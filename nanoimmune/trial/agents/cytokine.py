"""A cytokine."""

from dataclasses import dataclass
from typing import ClassVar

from nanoimmune.trial.agents.agent import mass, standard
from nanoimmune.trial.agents.pharmaceutical import Pharmaceutical
from nanoimmune.trial.checks import quantity

UNITS_SUFFIX = " IU"


@dataclass(frozen=True, slots=True, repr=False)
class Cytokine(Pharmaceutical):
    """A cytokine, such as `Cytokine("IL-2")`; its amount is stated in ug, or as text in IU.

    Attributes:
        activity: International units of a microgram.
    """

    kind: ClassVar[str] = "cytokine"
    routes: ClassVar[tuple[str, ...]] = ("ip", "sc", "iv")

    activity: float | None = None

    def __post_init__(self) -> None:
        """Fill in what is left out, and check every number."""
        Pharmaceutical.__post_init__(self)
        given = standard("cytokine", "activity") if self.activity is None else self.activity
        object.__setattr__(self, "activity", quantity("cytokine.activity", given, "IU/ug", 1, 1e6))

    def amount(self, given: object) -> float:
        """Accept an amount in ug, with a unit, in mg/kg, or in IU."""
        if isinstance(given, str) and given.endswith(UNITS_SUFFIX):
            assert self.activity is not None
            return quantity("regimen.amount", given.removesuffix(UNITS_SUFFIX), "1", 1, 1e9) / self.activity
        return mass("regimen.amount", given)

    def told(self, amount: float) -> str:
        """One amount of it, as a methods section writes it."""
        assert self.activity is not None
        return f"{amount:.3g} µg {self.name} ({amount * self.activity:,.0f} IU)"
