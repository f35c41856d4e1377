"""A calibration of a scenario in a folder: declared, lived as far as it is not there yet, and written."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nanoimmune.calibration.found import Calibrated
from nanoimmune.calibration.fresh import FRESH_SUBJECTS, Fresh, candidates, challenged, fresh_cohort, judged
from nanoimmune.calibration.history import METHOD as HISTORY
from nanoimmune.calibration.history import HistoryMatching, Plan
from nanoimmune.calibration.report import save
from nanoimmune.calibration.simulator import LivedDesigns
from nanoimmune.calibration.smc import METHOD as SMC
from nanoimmune.calibration.smc import Populations, SequentialMonteCarlo
from nanoimmune.calibration.targets import Goal
from nanoimmune.errors import refuse
from nanoimmune.study.factors import Factor
from nanoimmune.trial.carry_out import Progress
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.engines import Engine
from nanoimmune.trial.store import Store

METHODS: dict[str, type[Plan] | type[Populations]] = {HISTORY: Plan, SMC: Populations}
"""Methods by name, each with the kind of plan that it takes."""

DISCREPANCY = 0.1
"""What the model may be off beside the observation, as a share of the published value, where nothing else is said."""


class Calibration:
    """Numbers that are moved, and the published numbers that they are fitted to.

    Attributes:
        goals: Experiments, and which of their numbers count.
        factors: The numbers that are moved, with their priors.
        plan: How much is lived, by which method.
        cohort: The subjects of every design.
        fresh: Fresh subjects that live the nearest designs again before one is proposed; 0 for none.
    """

    def __init__(
        self,
        goals: Sequence[Goal],
        factors: Sequence[Factor],
        plan: Plan | Populations,
        cohort: Cohort,
        discrepancy: float = DISCREPANCY,
        fresh: int = FRESH_SUBJECTS,
    ) -> None:
        """Declare a calibration, and check it at the ends of every range.

        Args:
            goals: Experiments of one scenario; `targets.goals_of` gives them.
            factors: What is moved; `numbers.moved_numbers` gives it.
            plan: How much is lived: a `Plan` for history matching, `Populations` for sequential Monte Carlo.
            cohort: The subjects of every design.
            discrepancy: What the model may be off beside the observation, as a share of the published value.
            fresh: Fresh subjects that live the nearest designs again before one is proposed; 0 for none.

        Raises:
            InputError: If the plan is too small, a package is missing, or a value cannot be used.
        """
        self.goals, self.factors, self.plan, self.cohort = tuple(goals), tuple(factors), plan, cohort
        if fresh == 1:
            raise refuse("fresh", fresh, "0 for none, or 2 and more", "One subject says nothing of a spread.")
        self.fresh = fresh
        self.targets = tuple(target for goal in goals for target in goal.targets(discrepancy))
        plan.check(len(self.factors))
        for factor in self.factors:
            for value in (factor.values[0], factor.values[-1]):
                goals[0].trial({factor.name: value}, cohort)

    @property
    def scenario(self) -> str:
        """Name of the scenario."""
        return self.goals[0].experiment.entry.scenario

    @property
    def present(self) -> dict[str, float]:
        """The values that the numbers have now."""
        return self._values([factor.name for factor in self.factors])

    @property
    def unmoved(self) -> dict[str, float]:
        """The values that every design has in place of those that ship, though they are not moved."""
        moved = {factor.name for factor in self.factors}
        return self._values([name for name in self.goals[0].begun if name not in moved])

    def _values(self, names: Sequence[str]) -> dict[str, float]:
        """Look up numbers of the scenario."""
        parameters: Any = self.goals[0].experiment.scenario.parameters
        found = {}
        for whole_name in names:
            group, _, name = whole_name.partition(".")
            found[whole_name] = float(getattr(getattr(parameters, group), name))
        return found

    def run(
        self,
        out: str | Path,
        workers: int | None = None,
        progress: Callable[[Progress], object] | None = None,
        command: Sequence[str] | None = None,
        engine: Engine | None = None,
    ) -> tuple[Calibrated, LivedDesigns]:
        """See to it that every run is in the folder, and write what was found; the same call again repeats no run.

        Args:
            out: The folder.
            workers: Processes at a time; by default one for each processor core.
            progress: Called whenever something happens.
            command: The command that asked for this, for the manifest.
            engine: Where the runs are lived, in place of `workers`.

        Returns:
            What was found, and what was lived.

        Raises:
            InputError: If the folder cannot be used.
            StudyStoppedError: If the disk takes no more; what is finished is kept.
        """
        store = Store(out)
        store.make()
        lived = LivedDesigns(self.goals, self.cohort, out, workers, engine, progress, command)
        given = (self.factors, self.targets, lived)
        try:
            if isinstance(self.plan, Populations):
                found = SequentialMonteCarlo(*given, self.plan, self.present).run()
            else:
                found = HistoryMatching(*given, self.plan, self.present).run()
            if self.fresh:
                found = self._by_fresh_subjects(found, lived)
            lived.finish()
        finally:
            lived.end()
        unmoved = self.unmoved
        found = replace(found, unmoved=unmoved, posterior=found.posterior.assign(**unmoved))
        save(found, store, self.scenario, self.cohort.subjects, len(lived.failures))
        return found, lived

    def _by_fresh_subjects(self, found: Calibrated, lived: LivedDesigns) -> Calibrated:
        """Live the nearest designs again by subjects that none was chosen by, and say which is proposed.

        Another than the present values is proposed where it leads twice: by the fresh subjects of two seeds.
        """

        def by(designs: Sequence[int], cohort: Cohort) -> Fresh:
            return judged(found, designs, lived.again({each: found.points[each] for each in designs}, cohort), cohort)

        cohort = fresh_cohort(self.cohort, self.fresh)
        fresh = by(candidates(found), cohort)
        pair = challenged(found, fresh)
        if pair is not None:
            second = by(pair, fresh_cohort(cohort, self.fresh))
            fresh = fresh._replace(second=second, proposed=second.proposed)
        return replace(found, fresh=fresh, verdict=(*found.verdict, fresh.sentence))

    def __repr__(self) -> str:
        """Show size and scenario in one line."""
        return f"<Calibration of {self.scenario}: {len(self.factors)} numbers to {len(self.targets)} targets>"
