"""A sweep: one trial at many points of a design, in one folder, with the responses of every arm."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from nanoimmune.errors import InputError, refuse
from nanoimmune.study.design import GRID, points_of
from nanoimmune.study.factors import Factor, at_point
from nanoimmune.study.question import Question
from nanoimmune.study.sweep_results import DESIGN, Member, SweepResults
from nanoimmune.trial import provenance
from nanoimmune.trial.carry_out import CarryOut, Planned, Progress
from nanoimmune.trial.claims import Claims
from nanoimmune.trial.conduct import alone, compiled
from nanoimmune.trial.engines import Engine
from nanoimmune.trial.execution import stopping_when_full
from nanoimmune.trial.identity import Declared
from nanoimmune.trial.model_version import model_version
from nanoimmune.trial.observed import check_triggers
from nanoimmune.trial.progress_bar import told_of
from nanoimmune.trial.run import Run
from nanoimmune.trial.stem import parting_day
from nanoimmune.trial.store import LOCK, MANIFEST, Store, write_whole
from nanoimmune.trial.trial import Trial, usual_engine

if TYPE_CHECKING:
    import pandas as pd


class Sweep:
    """A trial that is run at every point of a design.

    Attributes:
        base: The trial.
        factors: What is varied.
        kind: How the points are chosen: grid, lhs or sobol.
        points: Values by name of the factor, a table a point.
        question: Of what the sensitivity is asked for, or None for a sweep that asks for responses alone.
    """

    def __init__(
        self, base: Trial, factors: Sequence[Factor], kind: str = "grid", count: int | None = None, seed: int = 1,
        question: Question | None = None,
    ) -> None:  # fmt: skip
        """Choose the points, and check the trial at the first and the last of them.

        Args:
            base: The trial.
            factors: What is varied.
            kind: How the points are chosen: grid, lhs or sobol; of a sensitivity analysis, the design of its method.
            count: How many points, where they are sampled; trajectories or base samples of a sensitivity analysis.
            seed: Seed of the samples.
            question: Of what the sensitivity is asked for.

        Raises:
            InputError: If the design cannot be made, or a value cannot be used at one of its points.
        """
        self.base, self.factors, self.kind, self.count, self.seed = base, tuple(factors), kind, count, seed
        self.question = question
        self.points = points_of(factors, kind, count, seed)
        option = "--vary" if question is None else "--parameters"
        for factor in factors:
            for value in (min(factor.values), max(factor.values)):
                self._declared({factor.name: factor.rounded(value)}, option)
        self._at = lru_cache(maxsize=4)(self._trial_at)

    def _trial_at(self, point: int) -> Trial:
        """Declare the trial at one point."""
        return self._declared(self.points[point], f"point {point + 1}")

    def _declared(self, values: Mapping[str, float], where: str) -> Trial:
        """Declare the trial with some values, and name them where they cannot be used."""
        try:
            return at_point(self.base, values)
        except InputError as problem:
            told = ", ".join(f"{name} = {value:g}" for name, value in values.items())
            raise InputError(f"{where} ({told}): {problem}") from None

    def trial_at(self, point: int) -> Trial:
        """Give the trial at one point.

        Args:
            point: Its number, from 0.

        Raises:
            InputError: If a value cannot be used there.
        """
        return self._at(point)

    @cached_property
    def members(self) -> list[Member]:
        """Every run of every point, subject by subject at each, so that an early end leaves whole pairs."""
        found = []
        for point in range(len(self.points)):
            trial = self.trial_at(point)
            declared = {arm.name: Declared(arm) for arm in trial.arms}
            for subject in range(trial.cohort.subjects):
                for arm in trial.arms:
                    run = Run(arm, trial.cohort, subject, trial.length)
                    found.append(Member(point, arm.name, subject, declared[arm.name].name_of(run)))
        return found

    def plan(self) -> list[Planned]:
        """Every run once, however many points need it."""
        first = {member.file: member for member in reversed(self.members)}
        chosen = sorted(first.values(), key=lambda member: (member.point, member.subject))
        return [
            Planned(
                each.file,
                f"point {each.point + 1}, {each.arm}-{each.subject:04d}",
                partial(self._declare, each),
                (each.point, each.subject),
            )
            for each in chosen
        ]

    def _declare(self, member: Member) -> tuple[Run, dict[str, Any]]:
        """Declare one run of one point."""
        trial = self.trial_at(member.point)
        arm = next(arm for arm in trial.arms if arm.name == member.arm)
        run = Run(arm, trial.cohort, member.subject, trial.length, parting=parting_day(tuple(trial.arms)))
        return run, Declared(arm).stamp(run)

    def run(
        self,
        out: str | Path,
        workers: int | None = None,
        progress: Callable[[Progress], object] | None = None,
        command: Sequence[str] | None = None,
        engine: Engine | None = None,
    ) -> SweepResults:
        """See to it that every run is in the folder, and write the responses.

        Args:
            out: The folder.
            workers: Processes at a time; by default one for each processor core.
            progress: Called whenever something happens; in a notebook a bar is shown by default.
            command: The command that asked for this, for the manifest.
            engine: Where the runs are lived, in place of `workers`.

        Returns:
            What was found.

        Raises:
            InputError: If the folder cannot be used, or a point of the design; nothing has been written then.
            StudyStoppedError: If the disk takes no more; what is finished is kept.
        """
        for arm in self.base.arms:
            check_triggers(arm)
        store, plan = Store(out), self.plan()
        store.make()
        with (
            stopping_when_full(store.folder),
            told_of(progress) as tell,
            Claims(store.folder / LOCK) as claims,
        ):
            manifest = self._manifest(command)
            with alone(claims):
                store.open()
                write_whole(store.folder / DESIGN, lambda path: self.design().to_parquet(path, index=False))
                store.write_text(MANIFEST, provenance.as_text(manifest))
            manifest["versions"]["kernels"] = compiled(tell, len(plan))
            CarryOut(plan, store, claims, tell).run(engine or usual_engine(workers, len(plan)))
            manifest["finished"] = provenance.now()
            with alone(claims):
                store.write_text(MANIFEST, provenance.as_text(manifest))
                tell(Progress(len(plan), len(plan), "drawing figures and writing the report", 0.0))
                results = SweepResults(self, store, manifest)
                results.save()
        return results

    def design(self) -> "pd.DataFrame":
        """Give the design as a table: a row a run and point, with the value of every factor."""
        import pandas as pd

        rows = [{**member._asdict(), **self.points[member.point]} for member in self.members]
        return pd.DataFrame(rows)

    def _manifest(self, command: Sequence[str] | None) -> dict[str, Any]:
        """Write out the sweep, so that it can be gone on with from its folder."""
        return {
            "format": provenance.FORMAT,
            "command": list(command) if command else None,
            "started": provenance.now(),
            "finished": None,
            "versions": {**provenance.versions(), "model": model_version()},
            "cohort": {"subjects": self.base.cohort.subjects, "seed": self.base.cohort.seed},
            "days": self.base.length,
            "field_days": [],
            "reference": self.base.reference,
            "sweep": {
                "factors": [
                    {
                        "name": each.name,
                        "values": list(each.values),
                        "logarithmic": each.logarithmic,
                        "count": each.count,
                    }
                    for each in self.factors
                ],
                "kind": self.kind,
                "count": self.count,
                "seed": self.seed,
                "question": self.question and self.question._asdict(),
            },
            **provenance.describe_arms(tuple(self.base.arms)),
        }

    @classmethod
    def from_manifest(cls, folder: str | Path) -> Self:
        """Declare a sweep again from the folder that it was begun in.

        Args:
            folder: The folder.

        Raises:
            InputError: If it holds no sweep.
        """
        manifest = provenance.read_manifest(folder)
        if "sweep" not in manifest:
            raise refuse("study", str(folder), "the folder of a sweep", "Check the path.")
        with provenance.complete():
            told: Mapping[str, Any] = manifest["sweep"]

            def usual(each: Mapping[str, Any]) -> int | None:
                return len(each["values"]) if told["kind"] == GRID else None

            factors = [
                Factor(each["name"], tuple(each["values"]), each["logarithmic"], each.get("count", usual(each)))
                for each in told["factors"]
            ]
            asked = told.get("question")
            question = asked and Question(**asked)
            return cls(Trial.from_manifest(folder), factors, told["kind"], told["count"], told["seed"], question)

    def __repr__(self) -> str:
        """Show size and factors in one line."""
        names = ", ".join(factor.name for factor in self.factors)
        kind = "Sweep" if self.question is None else "Sensitivity analysis"
        return f"<{kind} of {names} at {len(self.points)} points of {self.base!r}>"


def opened(folder: str | Path) -> SweepResults:
    """Open the sweep that lies in a folder, finished or not.

    Args:
        folder: The folder.

    Returns:
        What is there.

    Raises:
        InputError: If it holds no sweep of this version.
    """
    path = Path(folder)
    return SweepResults(Sweep.from_manifest(path), Store(path, to_read=True), provenance.read_manifest(path))
