"""What is asked of the model: at some points, the numbers that it is fitted to, each with its standard error."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from nanoimmune.calibration.targets import NORMAL_REACH, Goal
from nanoimmune.errors import InputError
from nanoimmune.study.bundle import Bundle
from nanoimmune.trial.carry_out import Progress
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.engines import Engine
from nanoimmune.trial.execution import stopping_when_full
from nanoimmune.trial.trial import Trial, usual_engine
from nanoimmune.validation.measured import measure

Array = NDArray[np.float64]
Point = Mapping[str, float]


class Outputs(NamedTuple):
    """What the model answered.

    Attributes:
        values: A row a point and a column a target; NaN where no subject has a value.
        errors: Standard errors of these, from cohorts of the size that was lived; NaN where there is none.
    """

    values: Array
    errors: Array


class Simulator(Protocol):
    """Answers at points, the same at the same point whenever it is asked."""

    def answers(self, points: Sequence[Point], said: str) -> Outputs:
        """Answer at some points.

        Args:
            points: Numbers of the model by name, a table a point.
            said: What they are, for whoever waits.
        """


class LastingEngine:
    """An engine that outlasts several bundles, so that its workers are begun once; `end` takes it down."""

    def __init__(self, engine: Engine) -> None:
        """Take the engine."""
        self._engine = engine
        self.submit = engine.submit

    @property
    def capacity(self) -> int:
        """Jobs that can be done at a time."""
        return self._engine.capacity

    def close(self, *, at_once: bool) -> None:
        """Keep the workers for the next bundle, unless all is to end at once."""
        if at_once:
            self._engine.close(at_once=True)

    def end(self) -> None:
        """End the workers after their jobs."""
        self._engine.close(at_once=False)


class LivedDesigns:
    """Lives the subjects of every point in one folder, each run named after what it depends on.

    Attributes:
        goals: What is lived, and which numbers are read.
        cohort: The subjects, the same at every point.
        failures: Reasons of runs that failed, by name.
    """

    def __init__(
        self,
        goals: Sequence[Goal],
        cohort: Cohort,
        out: str | Path,
        workers: int | None = None,
        engine: Engine | None = None,
        progress: Callable[[Progress], object] | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """Take what is lived, and where.

        Args:
            goals: Experiments, and the numbers that are read of them.
            cohort: The subjects of every point.
            out: The folder.
            workers: Processes at a time; by default one for each processor core.
            engine: Where the runs are lived, in place of `workers`.
            progress: Called whenever something happens.
            command: The command that asked for this, for the manifest.
        """
        self.goals, self.cohort, self.folder = tuple(goals), cohort, Path(out)
        self.failures: dict[str, str] = {}
        self.runs = 0
        self._designs = 0
        self._engine = LastingEngine(engine or usual_engine(workers, len(goals) * cohort.subjects))
        self._tell = progress or (lambda _: None)
        self._command = command
        self._trials: dict[str, Trial] = {}

    def answers(self, points: Sequence[Point], said: str) -> Outputs:
        """Live what is missing of some points, and read the numbers."""
        names = [f"design {self._designs + place}" for place in range(len(points))]
        self._designs += len(points)
        return self._answers(points, names, said, self.cohort)

    def again(self, points: Mapping[int, Point], cohort: Cohort) -> Outputs:
        """Live some points by other subjects, and read the numbers.

        Args:
            points: Numbers of the model, a table a point, by the number of its design.
            cohort: The subjects.
        """
        names = [f"design {design} again, seed {cohort.seed}" for design in points]
        return self._answers(list(points.values()), names, "nearest designs by fresh subjects", cohort)

    def _answers(self, points: Sequence[Point], names: Sequence[str], said: str, cohort: Cohort) -> Outputs:
        """Live what is missing of some points, each under a name, and read the numbers."""
        trials = {
            _name(name, goal): goal.trial(values, cohort)
            for name, values in zip(names, points, strict=True)
            for goal in self.goals
        }
        self._trials |= trials
        bundle = Bundle(trials, "calibration")

        def tell(progress: Progress) -> None:
            self._tell(progress._replace(message=f"{said}: {progress.message}"))

        with stopping_when_full(self.folder):
            bundled = bundle.run(self.folder, progress=tell, command=self._command, engine=self._engine)
        self.failures |= bundled.failures
        rows = []
        for name in names:
            row = []
            for goal in self.goals:
                results = bundled.results(_name(name, goal))
                for number in goal.numbers:
                    try:
                        row.append(measure(results, number).interval)
                    except InputError as problem:
                        raise InputError(f"{goal.experiment.entry.id}, number {number.name!r}: {problem}") from None
            rows.append(row)
        values = np.array([[each.estimate for each in row] for row in rows], dtype=float)
        reach = np.array([[each.high - each.low for each in row] for row in rows], dtype=float)
        errors = reach / (2 * NORMAL_REACH)
        return Outputs(values, np.where(np.isfinite(errors), errors, np.nan))

    def finish(self) -> None:
        """Leave a manifest that names every run of every point."""
        bundle = Bundle(self._trials, "calibration")
        self.runs = len({member.file for member in bundle.members})
        with stopping_when_full(self.folder):
            bundle.run(self.folder, command=self._command, engine=self._engine)

    def end(self) -> None:
        """End the workers after their jobs."""
        self._engine.end()


def _name(point: str, goal: Goal) -> str:
    """Name the trial of one experiment at one point."""
    return f"{point}, {goal.experiment.entry.id}"
