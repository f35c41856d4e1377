"""A cohort: how many subjects, dealt from which seed. The same subjects live through every arm."""

from dataclasses import dataclass

from nanoimmune.parameters.names import Parameters
from nanoimmune.state.subject import Subject, draw_subject
from nanoimmune.trial.checks import whole_number

MOST_SUBJECTS = 100_000
LARGEST_SEED = 2**62


@dataclass(frozen=True, slots=True)
class Cohort:
    """Simulated subjects, each a function of the seed and its number alone.

    Attributes:
        subjects: How many.
        seed: Seed of the study.
    """

    subjects: int = 20
    seed: int = 1

    def __post_init__(self) -> None:
        """Check both numbers."""
        whole_number("subjects", self.subjects, 1, MOST_SUBJECTS)
        whole_number("seed", self.seed, 0, LARGEST_SEED)

    def subject(self, number: int, parameters: Parameters) -> Subject:
        """Deal one subject, the same in every arm whose parameters are the same.

        Args:
            number: Which subject, from 0.
            parameters: Numbers of the scenario.

        Returns:
            The subject.
        """
        return draw_subject(parameters, self.seed, number)

    def __repr__(self) -> str:
        """Show size and seed in one line."""
        return f"<Cohort of {self.subjects} subjects, seed {self.seed}>"
