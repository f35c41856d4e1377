"""A monoclonal antibody, or a protein with the tail of one."""

from dataclasses import dataclass
from typing import ClassVar

from nanoimmune.trial.agents.pharmaceutical import Pharmaceutical


@dataclass(frozen=True, slots=True, repr=False)
class Antibody(Pharmaceutical):
    """A monoclonal antibody, such as `Antibody("anti-CD3")`; one of your own needs its effects."""

    kind: ClassVar[str] = "antibody"
    routes: ClassVar[tuple[str, ...]] = ("iv", "sc", "ip")

    def told(self, amount: float) -> str:
        """One amount of it, as a methods section writes it."""
        return f"{amount:g} µg {self.name}"
