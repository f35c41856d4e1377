"""The conduct of a trial: from its plan to the outcome of every run, with a manifest kept all along."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from nanoimmune.trial import provenance
from nanoimmune.trial.execution import Outcome, execute
from nanoimmune.trial.life import Lived, Run, live
from nanoimmune.trial.results import Results
from nanoimmune.trial.store import MANIFEST, Store

if TYPE_CHECKING:
    from nanoimmune.trial.trial import Trial


class Progress(NamedTuple):
    """How far a trial has come: runs that ended, runs in all, and what is happening."""

    done: int
    total: int
    message: str


class Conduct:
    """Runs one trial: compiles, executes, collects what became of each run, and keeps the manifest."""

    def __init__(self, trial: "Trial", workers: int, store: Store | None, command: Sequence[str] | None) -> None:
        """Plan the runs, subject by subject, so that an early end leaves whole pairs."""
        folder = None if store is None else store.runs
        self.trial, self.workers, self.store = trial, workers, store
        self.runs = [
            Run(arm, trial.cohort, subject, trial.length, folder)
            for subject in range(trial.cohort.subjects)
            for arm in trial.arms
        ]
        self.outcomes: dict[str, Outcome[Lived]] = {}
        self.manifest: dict[str, Any] = {
            "format": provenance.FORMAT,
            "command": list(command) if command else None,
            "started": provenance.now(),
            "finished": None,
            "wall_seconds": None,
            "versions": provenance.versions(),
            "workers": workers,
            "cohort": {"subjects": trial.cohort.subjects, "seed": trial.cohort.seed},
            "days": trial.length,
            "reference": trial.reference,
            **provenance.describe_arms(tuple(trial.arms)),
        }

    def run(self, progress: Callable[[Progress], object]) -> Results:
        """Run everything, write what is to be written, and give the results."""
        import pandas as pd

        self._compile(progress)
        self._write_manifest()
        begun = time.perf_counter()
        execute(live, self.runs, min(self.workers, len(self.runs)), lambda *end: self._take(progress, *end))
        failures = self._failures()
        self.manifest |= {
            "finished": provenance.now(),
            "wall_seconds": round(time.perf_counter() - begun, 1),
            "runs": [{"name": run.name, "failure": failures.get(run.name)} for run in self._in_order()],
        }
        lives = self._lives()
        tables = [life.record for _, life in lives]
        table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
        snapshots = {run.arm.name: life.snapshots for run, life in lives if life.snapshots}
        results = Results(self.trial, table, failures, self.manifest, snapshots)
        if self.store is not None:
            progress(Progress(len(self.runs), len(self.runs), "drawing figures and writing the report"))
            if tables:
                results.save(self.store.folder)
            self._write_manifest()
        return results

    def _compile(self, progress: Callable[[Progress], object]) -> None:
        """Compile the kernels here if they are not, so that workers find them in the cache."""
        from nanoimmune.host.compilation import compile_kernels
        from nanoimmune.rule import kernel_digest, kernels_are_compiled

        self.manifest["versions"]["kernels"] = kernel_digest()
        if not kernels_are_compiled():
            progress(Progress(0, len(self.runs), "compiling kernels (once)"))
            compile_kernels()
        progress(Progress(0, len(self.runs), "running"))

    def _take(self, progress: Callable[[Progress], object], index: int, outcome: Outcome[Lived]) -> None:
        """Keep the outcome of one run."""
        run = self.runs[index]
        self.outcomes[run.name] = outcome
        said = run.name if outcome.failure is None else f"{run.name} failed: {outcome.failure}"
        progress(Progress(len(self.outcomes), len(self.runs), said))

    def _in_order(self) -> list[Run]:
        """List the runs arm by arm."""
        places = {arm.name: place for place, arm in enumerate(self.trial.arms)}
        return sorted(self.runs, key=lambda run: (places[run.arm.name], run.subject))

    def _lives(self) -> list[tuple[Run, Lived]]:
        """Give every run that did not fail with what is kept of it, arm by arm."""
        outcomes = [(run, self.outcomes[run.name].result) for run in self._in_order()]
        return [(run, result) for run, result in outcomes if result is not None]

    def _failures(self) -> Mapping[str, str]:
        """Give the reasons of the runs that failed."""
        return {name: outcome.failure for name, outcome in self.outcomes.items() if outcome.failure is not None}

    def _write_manifest(self) -> None:
        """Write the manifest as it stands."""
        if self.store is not None:
            self.store.write_text(MANIFEST, provenance.as_text(self.manifest))
