"""A drug: a small molecule."""

from dataclasses import dataclass
from typing import ClassVar

from nanoimmune.trial.agents.pharmaceutical import Pharmaceutical


@dataclass(frozen=True, slots=True, repr=False)
class Drug(Pharmaceutical):
    """A small molecule, such as `Drug("dexamethasone")`; a drug of your own needs its numbers and effects.

    Attributes:
        oral_absorption_half_life: Half-life in the gut, h.
        oral_bioavailability: Share that reaches the blood by mouth.
    """

    kind: ClassVar[str] = "drug"
    routes: ClassVar[tuple[str, ...]] = ("iv", "sc", "ip", "oral")

    oral_absorption_half_life: float | None = None
    oral_bioavailability: float | None = None

    def told(self, amount: float) -> str:
        """One amount of it, as a methods section writes it."""
        return f"{amount:g} µg {self.name}"
