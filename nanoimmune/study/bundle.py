"""Several trials in one folder, carried out as one study: a run that two of them need is lived once."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nanoimmune.errors import refuse
from nanoimmune.trial import provenance
from nanoimmune.trial.carry_out import CarryOut, Planned, Progress, failures_of
from nanoimmune.trial.claims import Claims
from nanoimmune.trial.conduct import alone, compiled
from nanoimmune.trial.engines import Engine
from nanoimmune.trial.identity import Declared
from nanoimmune.trial.model_version import model_version
from nanoimmune.trial.observed import check_triggers
from nanoimmune.trial.results import Results
from nanoimmune.trial.run import Run
from nanoimmune.trial.run_file import is_sound, read_record
from nanoimmune.trial.stem import parting_day
from nanoimmune.trial.store import LOCK, MANIFEST, Store
from nanoimmune.trial.trial import Trial, usual_engine

if TYPE_CHECKING:
    import pandas as pd


UNTRIED = "it has not been lived yet"
"""Reason of a run that is neither there nor has failed."""


class Member(NamedTuple):
    """One run as one trial of a bundle needs it; several may need the same.

    Attributes:
        trial: Name of the trial in the bundle.
        arm: Name of the arm.
        subject: Number of the subject.
        file: Name of the run.
    """

    trial: str
    arm: str
    subject: int
    file: str


class Bundle:
    """Trials by name, all of whose runs go into one folder.

    Attributes:
        trials: The trials.
        purpose: What they are for, in one word, for the manifest.
        members: Every run of every trial.
    """

    def __init__(self, trials: Mapping[str, Trial], purpose: str) -> None:
        """Name every run of every trial.

        Args:
            trials: The trials, by the name that results are asked for.
            purpose: What they are for, in one word.

        Raises:
            InputError: If an arm waits for a column that no record has.
        """
        self.trials, self.purpose = dict(trials), purpose
        self._declared: dict[tuple[str, str], Declared] = {}
        self.members: list[Member] = []
        for name, trial in self.trials.items():
            for arm in trial.arms:
                check_triggers(arm)
                self._declared[name, arm.name] = Declared(arm)
            for subject in range(trial.cohort.subjects):
                self.members += [
                    Member(
                        name, arm.name, subject, self._declared[name, arm.name].name_of(self._run(name, arm, subject))
                    )
                    for arm in trial.arms
                ]

    def _run(self, name: str, arm: Any, subject: int) -> Run:
        """Declare one run of one trial."""
        trial = self.trials[name]
        return Run(arm, trial.cohort, subject, trial.length, parting=parting_day(tuple(trial.arms)))

    def plan(self) -> list[Planned]:
        """Every run once, all trials side by side, so that an early end leaves each of them about as far."""
        first: dict[str, Member] = {}
        for member in self.members:
            first.setdefault(member.file, member)
        share = {name: 1.0 / trial.cohort.subjects for name, trial in self.trials.items()}
        chosen = sorted(first.values(), key=lambda member: member.subject * share[member.trial])
        return [
            Planned(
                each.file,
                f"{each.trial}: {each.arm}-{each.subject:04d}",
                partial(self._declare, each),
                (each.trial, each.subject),
            )
            for each in chosen
        ]

    def _declare(self, member: Member) -> tuple[Run, dict[str, Any]]:
        """Declare one run, with what its file says of itself."""
        declared = self._declared[member.trial, member.arm]
        return declared.planned(self._run(member.trial, declared.arm, member.subject))

    def run(
        self,
        out: str | Path,
        workers: int | None = None,
        progress: Callable[[Progress], object] | None = None,
        command: Sequence[str] | None = None,
        engine: Engine | None = None,
    ) -> "Bundled":
        """See to it that every run is in the folder.

        Args:
            out: The folder.
            workers: Processes at a time; by default one for each processor core.
            progress: Called whenever something happens.
            command: The command that asked for this, for the manifest.
            engine: Where the runs are lived, in place of `workers`.

        Returns:
            What was found.

        Raises:
            InputError: If the folder cannot be used.
            StudyStoppedError: If the disk takes no more; what is finished is kept.
        """
        tell = progress or (lambda _: None)
        store, plan = Store(out), self.plan()
        store.make()
        with Claims(store.folder / LOCK) as claims:
            manifest = self._manifest(command)
            with alone(claims):
                store.open()
                store.write_text(MANIFEST, provenance.as_text(manifest))
            manifest["versions"]["kernels"] = compiled(tell, len(plan))
            CarryOut(plan, store, claims, tell).run(engine or usual_engine(workers, len(plan)))
            manifest["finished"] = provenance.now()
            with alone(claims):
                store.write_text(MANIFEST, provenance.as_text(manifest))
        return Bundled(self, store)

    def found(self, out: str | Path) -> "Bundled":
        """Look at what is in a folder already, and live nothing.

        Args:
            out: The folder.

        Raises:
            InputError: If it cannot be used, or none of these runs was tried there by this version of the model.
        """
        there = Bundled(self, Store(out))
        if all(there.failures.get(member.file) == UNTRIED for member in self.members):
            allowed = "a folder with runs of these arms, subjects, days and seed, by this version of the model"
            raise refuse("out", str(out), allowed, "Live them first, without --told.")
        return there

    def _manifest(self, command: Sequence[str] | None) -> dict[str, Any]:
        """Write out what the folder holds; each run file says by itself how it was lived."""
        return {
            "format": provenance.FORMAT,
            "command": list(command) if command else None,
            "started": provenance.now(),
            "finished": None,
            "versions": {**provenance.versions(), "model": model_version()},
            "bundle": self.purpose,
            "trials": {
                name: {
                    "scenario": trial.arms[0].scenario.name,
                    "arms": [arm.name for arm in trial.arms],
                    "subjects": trial.cohort.subjects,
                    "seed": trial.cohort.seed,
                    "days": trial.length,
                }
                for name, trial in self.trials.items()
            },
            "runs": [member._asdict() for member in self.members],
        }

    def __repr__(self) -> str:
        """Show size and purpose in one line."""
        return f"<Bundle of {len(self.trials)} trials for {self.purpose}>"


class Bundled:
    """What a bundle found, read from its folder one trial at a time.

    Attributes:
        bundle: The bundle.
        store: Its folder.
        failures: Reasons of the runs that are not there, by name.
    """

    def __init__(self, bundle: Bundle, store: Store) -> None:
        """Look which runs are there."""
        self.bundle, self.store = bundle, store
        files = list(dict.fromkeys(member.file for member in bundle.members))
        missing = [file for file in files if not is_sound(store.runs, file)]
        reasons = failures_of(store, missing)
        self.failures = {file: reasons.get(file, UNTRIED) for file in missing}
        self._members: dict[str, list[Member]] = {name: [] for name in bundle.trials}
        for member in bundle.members:
            self._members[member.trial].append(member)

    def results(self, trial: str) -> Results:
        """Give the results of one trial from the runs that are there, perhaps none.

        Args:
            trial: Its name.
        """
        import pandas as pd

        there = [member for member in self._members[trial] if member.file not in self.failures]
        records = [self._record(member) for member in there]
        table = pd.concat(records, ignore_index=True) if records else pd.DataFrame({"arm": []})
        return Results(self.bundle.trials[trial], table)

    def _record(self, member: Member) -> "pd.DataFrame":
        """Read one record."""
        return read_record(self.store.runs / f"{member.file}.parquet")

    def __repr__(self) -> str:
        """Show size in one line."""
        return f"<Bundled of {self.bundle!r}, {len(self.failures)} runs missing>"
