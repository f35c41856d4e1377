"""Many jobs under a supervisor that survives the death of any worker."""

import errno
import os
import time
import traceback
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from nanoimmune.errors import EngineGoneError, OtherModelError, StudyStoppedError
from nanoimmune.trial.engines import Engine
from nanoimmune.trial.waiting import Waiting

MOST_DEATHS = 3
"""Times that a run may take its worker down with it before it is recorded as failed."""

_POLL = 1.0
"""Seconds after which jobs that others do are looked at again."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
"""Errors of a disk that takes nothing more, from which no other job would be spared."""


class Outcome[Result](NamedTuple):
    """What became of one job: its result, or the reason why there is none.

    Attributes:
        result: What it returned.
        failure: Why it returned nothing.
        mend: What must be done first, where every other job would fail for the same reason; else None.
        trace: Where in the code it failed, for who has to mend it.
    """

    result: Result | None
    failure: str | None
    mend: str | None = None
    trace: str | None = None


class Claim(Enum):
    """Whose a job is: ours to do, done already, or another process's."""

    OURS = auto()
    DONE = auto()
    ELSEWHERE = auto()


def available_workers() -> int:
    """Count the processor cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _ours(_: int) -> Claim:
    """Claim every job, where nobody else is at work."""
    return Claim.OURS


def _unnoted(_index: int, _deaths: int) -> None:
    """Note no death."""


def execute[Job, Result](
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    engine: Engine,
    on_done: Callable[[int, Outcome[Result]], None],
    claim: Callable[[int], Claim] = _ours,
    on_death: Callable[[int, int], None] = _unnoted,
    kin: Sequence[Hashable] | None = None,
) -> None:
    """Do every job, and report each as it ends; the engine is closed at the end.

    A job that raises has failed. A job whose worker dies is tried again after all others, and has failed when it has
    taken three workers down. What a job returns depends on the job alone, so neither order nor engine matter.

    Args:
        work: A function of a module, so that a new process can find it.
        jobs: What to call it with.
        engine: Where they are done.
        on_done: Called with the index of a job and its outcome, in the order in which jobs end.
        claim: Asked before a job is begun; it is done if it is ours, and asked for again later if it is elsewhere.
        on_death: Called with the index of a job that took a worker down, and how many it has taken.
        kin: To what each job is akin: a worker goes on with the kin of its last job, where it may remember something
            that saves time. By default no job is akin to another.

    Raises:
        EngineGoneError: If the engine gave its jobs up.
    """
    waiting = Waiting(range(len(jobs)) if kin is None else kin)
    flying: dict[Future[Outcome[Result]], int] = {}
    deaths: Counter[int] = Counter()
    at_once = True
    try:
        while waiting or flying:
            for _ in range(len(waiting)):
                if len(flying) >= engine.capacity:
                    break
                index = waiting.next_one(flying.values())
                match claim(index):
                    case Claim.OURS:
                        flying[engine.submit(_attempt, (work, jobs[index]))] = index
                    case Claim.ELSEWHERE:
                        waiting.put_back(index)
            if not flying:
                time.sleep(_POLL if waiting else 0.0)
                continue
            has_room = waiting and len(flying) < engine.capacity
            for future in wait(flying, _POLL if has_room else None, FIRST_COMPLETED).done:
                index = flying.pop(future)
                waiting.note_ended(index)
                if future.cancelled():
                    raise EngineGoneError("stopped: whoever lived the runs is gone. The same command goes on.")
                if future.exception() is None:
                    on_done(index, future.result())
                    continue
                deaths[index] += 1
                on_death(index, deaths[index])
                if deaths[index] < MOST_DEATHS:
                    waiting.put_back(index)
                else:
                    on_done(index, Outcome(None, f"its worker process died {MOST_DEATHS} times"))
        at_once = False
    finally:
        engine.close(at_once=at_once)


def _attempt[Job, Result](task: tuple[Callable[[Job], Result], Job]) -> Outcome[Result]:
    """Do one job, and turn an error into a reason."""
    work, job = task
    try:
        return Outcome(work(job), None)
    except Exception as problem:
        return Outcome(None, f"{type(problem).__name__}: {problem}", mend_of(problem), traceback.format_exc())


def mend_of(problem: BaseException) -> str | None:
    """Say what must be done before anything can go on, where a problem is not of one job alone.

    Args:
        problem: What was raised.

    Returns:
        The mend in the words of a command, or None where the next job may well succeed.
    """
    if isinstance(problem, OSError) and problem.errno in NO_ROOM:
        return "make room"
    return "install the same sources everywhere" if isinstance(problem, OtherModelError) else None


@contextmanager
def stopping_when_full(folder: Path) -> Iterator[None]:
    """Turn the error of a disk that takes nothing more into the end of a study, in one line.

    Args:
        folder: Folder of the study.

    Raises:
        StudyStoppedError: If the disk takes no more.
    """
    try:
        yield
    except OSError as problem:
        mend = mend_of(problem)
        if mend is None:
            raise
        kept = f"what is finished is kept in {folder}; {mend} and give the same command again"
        raise StudyStoppedError(f"stopped: {type(problem).__name__}: {problem}; {kept}.") from problem
