"""What a host needs to know of a scenario, whatever class declares it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from nanoimmune.parameters.names import Parameters
from nanoimmune.state.dose import Dose
from nanoimmune.words import Compartment, Epitope


class Declared(Protocol):
    """A declared host and disease.

    Attributes:
        parameters: Numbers of the life.
        induction: Doses that make the disease.
        absent: Specificities that the host's T cells lack.
        tissues: The target tissues.
    """

    @property
    def parameters(self) -> Parameters: ...  # noqa: D102

    @property
    def induction(self) -> Sequence[Dose]: ...  # noqa: D102

    @property
    def absent(self) -> frozenset[Epitope]: ...  # noqa: D102

    @property
    def tissues(self) -> tuple[Compartment, ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Declaration:
    """The bare minimum of a scenario: what a checkpoint remembers of it, and enough for a test.

    Attributes:
        parameters: Numbers of the life.
        induction: Doses that make the disease.
        absent: Specificities that the host's T cells lack.
        tissues: The target tissues.
    """

    parameters: Parameters
    induction: tuple[Dose, ...] = ()
    absent: frozenset[Epitope] = frozenset()
    tissues: tuple[Compartment, ...] = (Compartment.CNS,)
