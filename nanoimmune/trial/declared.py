"""Parts of a scenario as its file declares them: the vaccination, the arms, and the notes on numbers."""

from dataclasses import dataclass

from nanoimmune.state.dose import ImmunisationDose
from nanoimmune.trial.regimen import Regimen
from nanoimmune.words import Epitope


@dataclass(frozen=True, slots=True)
class Challenge:
    """Vaccination of a copy of each host with an unrelated antigen.

    Attributes:
        day: Day of the vaccination, counted from immunisation.
        epitope: Epitope of the vaccine.
        amount: Antigen relative to the standard encephalitogenic dose.
        watch_days: Days for which the copy lives on.
    """

    day: int
    epitope: Epitope
    amount: float = 1.0
    watch_days: int = 14

    def dose(self) -> ImmunisationDose:
        """Give the vaccination as a dose."""
        return ImmunisationDose(day=self.day, epitope=self.epitope, amount=self.amount)


@dataclass(frozen=True, slots=True)
class DeclaredArm:
    """An arm as a scenario file declares it.

    Attributes:
        name: Name of the arm.
        says: What it means.
        source: On whose authority.
        regimens: What is given.
        hosts: Names of the variants of the host that it lives in; none for the scenario's own.
        without: Epitopes, lineages and rules that its host lacks besides.
        reference: Name of the arm that it is compared with, or None for the trial's.
    """

    name: str
    says: str
    source: str
    regimens: tuple[Regimen, ...] = ()
    hosts: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What a scenario file says of a group of its numbers: their meaning, source and status."""

    subject: str
    says: str
    source: str
    status: str
