"""The conduct of a trial: from its plan to the outcome of every run, with a manifest kept all along."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from nanoimmune.trial import provenance
from nanoimmune.trial.carry_out import CarryOut, Planned, Progress
from nanoimmune.trial.claims import Claims
from nanoimmune.trial.engines import Engine
from nanoimmune.trial.execution import Outcome, execute, stopping_when_full
from nanoimmune.trial.identity import Declared
from nanoimmune.trial.kept_results import kept_results
from nanoimmune.trial.life import Lived, live
from nanoimmune.trial.model_version import model_version
from nanoimmune.trial.posterior import arms_of_subjects
from nanoimmune.trial.results import Results
from nanoimmune.trial.run import Run
from nanoimmune.trial.stem import parting_day
from nanoimmune.trial.store import LOCK, MANIFEST, Store

if TYPE_CHECKING:
    from nanoimmune.trial.trial import Trial

_OUTPUT = "tables, figures, report and manifest"
"""What one process at a time writes, as a claim."""

_POLL = 0.2


class Conduct:
    """Runs one trial: compiles, executes, collects what became of each run, and keeps the manifest."""

    def __init__(self, trial: "Trial", engine: Engine, store: Store | None, command: Sequence[str] | None) -> None:
        """Plan the runs, subject by subject, so that an early end leaves whole pairs."""
        self.trial, self.engine, self.store = trial, engine, store
        parting = parting_day(tuple(trial.arms))
        self.runs = [
            Run(arm, trial.cohort, subject, trial.length, tuple(trial.field_days), parting)
            for subject, arms in enumerate(arms_of_subjects(trial))
            for arm in arms
        ]
        self.manifest: dict[str, Any] = {
            "format": provenance.FORMAT,
            "command": list(command) if command else None,
            "started": provenance.now(),
            "finished": None,
            "wall_seconds": None,
            "versions": {**provenance.versions(), "model": model_version()},
            "workers": engine.capacity,
            "cohort": {"subjects": trial.cohort.subjects, "seed": trial.cohort.seed},
            "days": trial.length,
            "field_days": list(trial.field_days),
            "reference": trial.reference,
            **({} if trial.posterior is None else {"posterior": trial.posterior.told()}),
            **provenance.describe_arms(tuple(trial.arms)),
        }

    def run(self, progress: Callable[[Progress], object]) -> Results:
        """Run everything, write what is to be written, and give the results."""
        if self.store is None:
            return self._run_in_memory(progress)
        return self._run_in_folder(self.store, progress)

    def planned(self) -> list[Planned]:
        """Name every run as it is kept in a folder, and write the names into the manifest."""
        arms = {id(run.arm): run.arm for run in self.runs}
        declared = {place: Declared(arm) for place, arm in arms.items()}
        plan = [
            Planned(
                declared[id(run.arm)].name_of(run), run.name, partial(declared[id(run.arm)].planned, run), run.subject
            )
            for run in self.runs
        ]
        files = {each.label: each.name for each in plan}
        names = [run.name for run in self._in_order()]
        self.manifest["runs"] = [{"name": name, "file": files[name], "failure": None} for name in names]
        return plan

    def _run_in_folder(self, store: Store, progress: Callable[[Progress], object]) -> Results:
        """See to it that every run is in the folder, and rebuild the results from there."""
        plan = self.planned()
        store.make()
        with stopping_when_full(store.folder), Claims(store.folder / LOCK) as claims:
            with alone(claims):
                store.open()
                store.write_text(MANIFEST, provenance.as_text(self.manifest))
            self._compile(progress)
            begun = time.perf_counter()
            CarryOut(plan, store, claims, progress).run(self.engine)
            self._finish(begun)
            with alone(claims):
                results = kept_results(self.trial, store, self.manifest)
                total = len(self.runs)
                progress(Progress(total, total, "drawing figures and writing the report", 0.0))
                if not results.table.empty:
                    results.save(store.folder)
                store.write_text(MANIFEST, provenance.as_text(results.provenance))
        return results

    def _run_in_memory(self, progress: Callable[[Progress], object]) -> Results:
        """Run everything, and keep it here."""
        import pandas as pd

        self._compile(progress)
        begun = time.perf_counter()
        outcomes: dict[str, Outcome[Lived]] = {}

        def take(index: int, outcome: Outcome[Lived]) -> None:
            run, failure = self.runs[index], outcome.failure
            outcomes[run.name] = outcome
            done, total = len(outcomes), len(self.runs)
            left = (time.perf_counter() - begun) / done * (total - done)
            said = run.name if failure is None else f"{run.name} failed: {failure}"
            progress(Progress(done, total, said, left))

        execute(live, self.runs, self.engine, take, kin=[run.subject for run in self.runs])
        failures = {name: outcome.failure for name, outcome in outcomes.items() if outcome.failure is not None}
        self._finish(begun)
        self.manifest["runs"] = [
            {"name": run.name, "file": None, "failure": failures.get(run.name)} for run in self._in_order()
        ]
        found = [(run, outcomes[run.name].result) for run in self._in_order()]
        lives = [(run, result) for run, result in found if result is not None]
        tables = [life.record for _, life in lives]
        table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
        snapshots = {run.arm.name: life.snapshots for run, life in lives if life.snapshots}
        return Results(self.trial, table, failures, self.manifest, snapshots)

    def _compile(self, progress: Callable[[Progress], object]) -> None:
        """Compile the kernels, and note which they are."""
        self.manifest["versions"]["kernels"] = compiled(progress, len(self.runs))

    def _finish(self, begun: float) -> None:
        """Note when the last run ended, and how long all of them took."""
        self.manifest |= {"finished": provenance.now(), "wall_seconds": round(time.perf_counter() - begun, 1)}

    def _in_order(self) -> list[Run]:
        """List the runs arm by arm."""
        places: Mapping[str, int] = {arm.name: place for place, arm in enumerate(self.trial.arms)}
        return sorted(self.runs, key=lambda run: (places[run.arm.name], run.subject))


def compiled(progress: Callable[[Progress], object], runs: int) -> str:
    """Compile the kernels here if they are not, so that workers find them in the cache.

    Args:
        progress: Told of it.
        runs: How many runs there will be.

    Returns:
        The hash of their sources.
    """
    from nanoimmune.host.compilation import compile_kernels
    from nanoimmune.rule import kernel_digest, kernels_are_compiled

    if not kernels_are_compiled():
        progress(Progress(0, runs, "compiling kernels (once)"))
        compile_kernels()
    progress(Progress(0, runs, "running"))
    return kernel_digest()


@contextmanager
def alone(claims: Claims) -> Iterator[None]:
    """Wait until no other process writes tables, figures, report or manifest, and keep others from it meanwhile.

    Args:
        claims: The claims of this process on the folder.
    """
    while not claims.take(_OUTPUT):
        time.sleep(_POLL)
    try:
        yield
    finally:
        claims.give_back(_OUTPUT)
