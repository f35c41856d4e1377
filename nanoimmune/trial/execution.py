"""Many lives at once: worker processes under a supervisor that survives the death of any of them."""

import contextlib
import multiprocessing
import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

MOST_DEATHS = 3
"""Times that a run may take its worker down with it before it is recorded as failed."""

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


class Outcome[Result](NamedTuple):
    """What became of one job: its result, or the reason why there is none."""

    result: Result | None
    failure: str | None


def available_workers() -> int:
    """Count the processor cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def execute[Job, Result](
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    workers: int,
    on_done: Callable[[int, Outcome[Result]], None],
) -> None:
    """Do every job, in this process or in others, and report each as it ends.

    A job that raises has failed. A job whose worker dies is tried again alone, and has failed when it has taken
    three workers down. What a job returns depends on the job alone, so neither order nor workers matter.

    Args:
        work: A function of a module, so that a new process can find it.
        jobs: What to call it with.
        workers: How many processes; with 1 everything happens in this one.
        on_done: Called with the index of a job and its outcome, in the order in which jobs end.
    """
    if workers == 1:
        for index, job in enumerate(jobs):
            on_done(index, _attempt(work, job))
        return
    waiting = deque(range(len(jobs)))
    deaths: Counter[int] = Counter()
    while waiting:
        suspects = [index for index in waiting if deaths[index]]
        together = suspects[:1] or list(waiting)
        lost = _run_pool(work, jobs, together, 1 if suspects else workers, waiting, on_done)
        deaths.update(lost)
        for index in lost:
            if deaths[index] >= MOST_DEATHS:
                waiting.remove(index)
                on_done(index, Outcome(None, f"its worker process died {MOST_DEATHS} times"))


def _attempt[Job, Result](work: Callable[[Job], Result], job: Job) -> Outcome[Result]:
    """Do one job, and turn an error into a reason."""
    try:
        return Outcome(work(job), None)
    except Exception as problem:
        return Outcome(None, f"{type(problem).__name__}: {problem}")


def _run_pool[Job, Result](
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    chosen: Sequence[int],
    workers: int,
    waiting: deque[int],
    on_done: Callable[[int, Outcome[Result]], None],
) -> list[int]:
    """Do the chosen jobs until all are done or a worker dies.

    At most one job a worker is in flight, so that the death of a worker throws suspicion on few.

    Returns:
        The jobs that were in flight when a worker died.
    """
    pending: deque[int] = deque(chosen)
    flying: dict[Future[Outcome[Result]], int] = {}
    with _pool(min(workers, len(chosen))) as pool:
        while pending or flying:
            try:
                while pending and len(flying) < workers:
                    future = pool.submit(_attempt, work, jobs[pending[0]])
                    flying[future] = pending.popleft()
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    outcome = future.result()
                    index = flying.pop(future)
                    waiting.remove(index)
                    on_done(index, outcome)
            except BrokenProcessPool:
                return list(flying.values())
    return []


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Hold a pool of fresh processes; on an interruption they are ended at once."""
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_ignore_interruption
    )
    with _worker_surroundings():
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in set(multiprocessing.active_children()) - before:
                process.terminate()
            raise
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def _worker_surroundings() -> Iterator[None]:
    """Let workers start with one thread each, and without running the user's script again.

    A spawned process imports the file that the user started, which would begin the trial again where a script
    has no `if __name__ == "__main__"`. Workers need only this package, so the file is hidden from them.
    """
    main = sys.modules["__main__"]
    hidden: dict[str, object] = {
        name: main.__dict__[name] for name in ("__file__", "__spec__") if name in main.__dict__
    }
    surroundings = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    main.__dict__.update({"__spec__": None})
    main.__dict__.pop("__file__", None)
    try:
        yield
    finally:
        main.__dict__.update(hidden)
        for name, value in surroundings.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _ignore_interruption() -> None:
    """Leave Ctrl-C to the parent, which ends its workers itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
