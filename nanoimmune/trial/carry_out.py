"""Sees to it that every run of a plan lies in its folder: what is there is kept, what is missing is lived."""

import contextlib
import json
import os
import socket
import time
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nanoimmune.errors import EngineGoneError, OtherModelError, StudyStoppedError
from nanoimmune.trial import provenance
from nanoimmune.trial.claims import Claims
from nanoimmune.trial.engines import Engine
from nanoimmune.trial.execution import Claim, Outcome, execute, mend_of
from nanoimmune.trial.journal import Journal
from nanoimmune.trial.life import live
from nanoimmune.trial.memory import peak_memory
from nanoimmune.trial.model_version import model_version
from nanoimmune.trial.run import Run
from nanoimmune.trial.run_file import is_sound, is_whole, surroundings, write_run
from nanoimmune.trial.store import PASSING, Store

_MEGABYTE = 1_000_000


class Progress(NamedTuple):
    """How far a trial has come.

    Attributes:
        done: Runs that ended, or were there before.
        total: Runs in all.
        message: What is happening.
        left: Seconds that the rest will take at the pace so far; None before the first run has ended.
    """

    done: int
    total: int
    message: str
    left: float | None = None


class Planned(NamedTuple):
    """A run that is to be in a folder.

    Attributes:
        name: Its name, by which it is known whoever lives it and when.
        label: How a person is told of it.
        declare: Gives the run, and what its file says of itself; asked only when it is lived, so that a plan is small.
        kin: Runs of the same kin share the beginning of their lives, and are best lived by the same worker.
    """

    name: str
    label: str
    declare: Callable[[], tuple[Run, dict[str, Any]]]
    kin: Hashable


class Task(NamedTuple):
    """What a worker is given: a run, where it is kept, and what its file says of itself."""

    run: Run
    folder: Path
    stamp: dict[str, Any]


class _Tasks(Sequence[Task]):
    """The tasks of a plan, each declared when it is asked for."""

    def __init__(self, plan: Sequence[Planned], folder: Path) -> None:
        """Take the plan, and the folder of the runs."""
        self._plan, self._folder = plan, folder

    def __len__(self) -> int:
        """Count the tasks."""
        return len(self._plan)

    def __getitem__(self, place: Any) -> Any:
        """Declare one task."""
        run, stamp = self._plan[place].declare()
        return Task(run, self._folder, stamp)


class Kept(NamedTuple):
    """What a worker answers. The record lies in its file.

    Attributes:
        seconds: How long the run took, and the writing of its file, s.
        process: Who lived it.
        memory: The most memory that this process has had so far, bytes.
    """

    seconds: float
    process: str
    memory: int


def live_and_keep(task: Task) -> Kept:
    """Live one run and write it down.

    Args:
        task: The run.

    Returns:
        How long it took, in which process, and in how much memory.

    Raises:
        OtherModelError: If the sources here are not those that the run was planned with.
    """
    if task.stamp["model"] != model_version():
        raise OtherModelError(
            f"the model of this worker is {model_version()}, and the run is of {task.stamp['model']}: "
            "its sources were changed, or another version is installed there"
        )
    begun = time.perf_counter()
    lived = live(task.run)
    write_run(task.folder, lived.record, lived.snapshots, task.stamp, lived.fields)
    return Kept(time.perf_counter() - begun, f"{socket.gethostname()}:{os.getpid()}", peak_memory())


class CarryOut:
    """Carries out one plan in one folder, beside other processes that may do the same."""

    def __init__(
        self, plan: Sequence[Planned], store: Store, claims: Claims, progress: Callable[[Progress], object]
    ) -> None:
        """Look which runs are there already."""
        self._store, self._claims, self._progress = store, claims, progress
        self._journal = Journal(store.folder)
        self._missing = [each for each in plan if not is_sound(store.runs, each.name)]
        self._total = len(plan)
        self._done = self._found = len(plan) - len(self._missing)
        self._here = 0
        self._begun = time.perf_counter()
        self._earlier = {each.name: self._failure_text(each.name) for each in self._missing}
        self._left_behind = [path for path in store.runs.glob(f".*{PASSING}")]

    def run(self, engine: Engine) -> None:
        """Live what is missing.

        Args:
            engine: Where.

        Raises:
            StudyStoppedError: If the disk takes no more, the engine is gone, or a worker has other sources of the
                model; everything that is finished is kept.
        """
        self._tell("running")
        if not self._missing:
            engine.close(at_once=False)
            return
        self._journal.note(
            "began", runs=self._total, found=self._found, model=model_version(), workers=engine.capacity,
            versions=surroundings(),
        )  # fmt: skip
        tasks = _Tasks(self._missing, self._store.runs.resolve())
        try:
            kin = [each.kin for each in self._missing]
            execute(live_and_keep, tasks, engine, self._take, self._claim, self._mourn, kin)
        except KeyboardInterrupt:
            self._last_words("interrupted")
            raise
        except EngineGoneError as problem:
            self._last_words("stopped", error=str(problem))
            raise
        except OSError as problem:
            mend = mend_of(problem)
            if mend is None:
                raise
            raise self._stopped(f"{type(problem).__name__}: {problem}", mend) from problem
        self._journal.note("ended", runs=self._total, lived=self._here)

    def _claim(self, index: int) -> Claim:
        """Claim a missing run, unless another process has it, or has ended it since we looked."""
        planned = self._missing[index]
        if not self._claims.take(planned.name):
            self._tell("waiting for runs of another process")
            return Claim.ELSEWHERE
        if is_sound(self._store.runs, planned.name) or self._failed_since(planned.name):
            self._claims.give_back(planned.name)
            self._done += 1
            self._tell(f"{planned.label}, by another process")
            return Claim.DONE
        for path in self._left_behind:
            if path.name.startswith(f".{planned.name}"):
                path.unlink(missing_ok=True)
        return Claim.OURS

    def _take(self, index: int, outcome: Outcome[Kept]) -> None:
        """Keep the outcome of one run."""
        planned, failure = self._missing[index], outcome.failure
        if outcome.mend is not None and failure is not None:
            raise self._stopped(failure, outcome.mend)
        failed = self._store.failed / f"{planned.name}.json"
        if outcome.result is not None:
            failed.unlink(missing_ok=True)
            kept = outcome.result
            facts = {"seconds": round(kept.seconds, 3), "by": kept.process, "megabytes": kept.memory // _MEGABYTE}
            self._journal.note("run", run=planned.name, **facts, own_megabytes=peak_memory() // _MEGABYTE)
        else:
            told = {"error": failure, "time": provenance.now(), "trace": outcome.trace}
            self._store.write_failure(planned.name, {**told, **planned.declare()[1]})
            self._journal.note("failed", run=planned.name, error=failure)
        self._claims.give_back(planned.name)
        self._done += 1
        self._here += 1
        self._tell(planned.label if failure is None else f"{planned.label} failed: {failure}")

    def _mourn(self, index: int, deaths: int) -> None:
        """Note that a run took its worker down; its claim is kept."""
        self._journal.note("died", run=self._missing[index].name, deaths=deaths)

    def _tell(self, message: str) -> None:
        """Say how far it has come, and how long the rest will take."""
        elapsed = time.perf_counter() - self._begun
        left = elapsed / self._here * (self._total - self._done) if self._here else None
        self._progress(Progress(self._done, self._total, message, left))

    def _stopped(self, reason: str, mend: str) -> StudyStoppedError:
        """Word why nothing more can be done, and note it where that is possible."""
        self._last_words("stopped", error=reason)
        return StudyStoppedError(
            f"stopped: {reason}. {self._done} of {self._total} runs are in {self._store.folder}; "
            f"{mend} and give the same command again for the rest."
        )

    def _last_words(self, event: str, **facts: str) -> None:
        """Note an event if the disk lets us."""
        with contextlib.suppress(OSError):
            self._journal.note(event, done=self._done, runs=self._total, **facts)

    def _failure_text(self, name: str) -> str | None:
        """Read the failure of a run as it stands, or None."""
        try:
            return (self._store.failed / f"{name}.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def _failed_since(self, name: str) -> bool:
        """Tell whether another process has recorded a failure since we began; an earlier one is tried again."""
        now = self._failure_text(name)
        return now is not None and now != self._earlier[name]


def failures_of(store: Store, names: Sequence[str]) -> dict[str, str]:
    """Give the reasons of failed runs.

    Args:
        store: The folder.
        names: Names of the runs in question.

    Returns:
        Reason by name of the run, of those that failed and are not there.
    """
    found = {}
    for name in names:
        path = store.failed / f"{name}.json"
        if path.is_file() and not is_whole(store.runs, name):
            found[name] = str(json.loads(path.read_text(encoding="utf-8"))["error"])
    return found
