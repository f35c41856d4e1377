"""A run: one subject in one arm."""

from dataclasses import dataclass, field

from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort


@dataclass(frozen=True, slots=True)
class Run:
    """One subject in one arm.

    Attributes:
        arm: What happens.
        cohort: Whom the subject belongs to.
        subject: Number of the subject in the cohort, from 0.
        days: Last day of the trial, counted from day zero.
        field_days: Days on which its target tissues are kept site by site.
        parting: Day until which the life is the same in other arms of the trial, so that it need be lived once; None
            where it is not. It changes no result.
    """

    arm: Arm
    cohort: Cohort
    subject: int
    days: int
    field_days: tuple[int, ...] = ()
    parting: int | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """Name of the run in its trial."""
        return f"{self.arm.name}-{self.subject:04d}"
