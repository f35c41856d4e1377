"""The stem of several arms: until the first of them is treated, a subject lives the same life in all."""

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from nanoimmune.trial.arm import Arm
from nanoimmune.trial.diary import Diary
from nanoimmune.trial.observed import ObservedLife
from nanoimmune.trial.run import Run


def parting_day(arms: Sequence[Arm]) -> int | None:
    """Find the last whole day of a trial on which no arm has been treated or challenged yet.

    Arms that wait for a sign do not count: their life is lived from the beginning.

    Args:
        arms: All arms of the trial.

    Returns:
        The day, counted from day zero; None where nothing is worth sharing.
    """
    first_doses = [arm.doses[0].day for arm in arms if arm.doses]
    if not first_doses or len(arms) < 2:
        return None
    scenarios = [arm.scenario for arm in arms]
    challenges = [challenge for scenario in scenarios for challenge in (scenario.challenge, *scenario.posed)]
    last = min([math.floor(min(first_doses)), *(each.day - 1 for each in challenges if each is not None)])
    lives_begin = max(-scenario.parameters.world.lead / 24.0 for scenario in scenarios)
    return last if last > lives_begin + 1 else None


@dataclass(frozen=True, slots=True)
class Stem:
    """One life as it stood on the parting day.

    Attributes:
        run: Whose it was.
        life: The life, in the arm of that run, which nobody had treated yet.
        diary: What was noted of it.
    """

    run: Run
    life: ObservedLife
    diary: Diary

    def serves(self, run: Run) -> bool:
        """Tell whether another run is the same life until then."""
        mine = self.run
        return (
            (run.parting, run.subject, run.cohort.seed, run.field_days)
            == (mine.parting, mine.subject, mine.cohort.seed, mine.field_days)
            and not run.arm.triggered
            and run.arm.scenario == mine.arm.scenario
        )


@dataclass(slots=True)
class Stems:
    """What a process remembers: the stems of the subject that it lived last, one for each variant of the host."""

    kept: list[Stem] = field(default_factory=list)

    def keep(self, run: Run, life: ObservedLife, diary: Diary) -> None:
        """Remember a life on the parting day of its run, and forget other subjects.

        Args:
            run: The run.
            life: The life, on that day.
            diary: What is noted of it so far.
        """
        if run.arm.triggered or any(stem.serves(run) for stem in self.kept):
            return
        of_subject = [stem for stem in self.kept if stem.run.cohort == run.cohort and stem.run.subject == run.subject]
        self.kept = [*of_subject, Stem(run, life.branch(), copy.deepcopy(diary))]

    def recall(self, run: Run) -> tuple[ObservedLife, Diary] | None:
        """Give a life that has come to the parting day of a run, to go on in its arm.

        Args:
            run: The run.

        Returns:
            The life and its diary; None if none is remembered.
        """
        if run.parting is None:
            return None
        for stem in self.kept:
            if stem.serves(run):
                life = stem.life.branch()
                life.turn_to(run.arm)
                return life, copy.deepcopy(stem.diary)
        return None
