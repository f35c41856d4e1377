"""Where runs are lived: in this process, in processes of this machine, or on a cluster. One interface for all."""

import contextlib
import multiprocessing
import multiprocessing.process
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from nanoimmune.trial.clearing import cleared_here, take_back

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")

_PATIENCE = 5.0
"""Seconds that a worker is given to end before it is killed."""


class Engine(Protocol):
    """What does jobs, as an executor of `concurrent.futures` does.

    Attributes:
        capacity: Jobs that it can do at a time.
    """

    @property
    def capacity(self) -> int:
        """Jobs that it can do at a time."""

    def submit[Job, Result](self, work: Callable[[Job], Result], job: Job) -> Future[Result]:
        """Begin a job. Its future holds an exception only if whoever did the job is lost."""

    def close(self, *, at_once: bool) -> None:
        """End all workers, after their jobs or at once."""


class InProcess:
    """Does each job in this process, as it is submitted; a job that ends its process ends all."""

    capacity = 1

    def submit[Job, Result](self, work: Callable[[Job], Result], job: Job) -> Future[Result]:
        """Do a job."""
        future: Future[Result] = Future()
        future.set_result(cleared_here(work, job))
        return future

    def close(self, *, at_once: bool) -> None:
        """Nothing is to be ended; the process is its user's again."""
        take_back()


class Local:
    """Worker processes of this machine, each in a pool of its own, so that one that dies takes nobody with it."""

    def __init__(self, workers: int) -> None:
        """Plan the workers; each is started with its first job."""
        self._pools: list[ProcessPoolExecutor | None] = [None] * workers
        self._last: list[Future[Any] | None] = [None] * workers
        self._processes: set[multiprocessing.process.BaseProcess] = set()

    @property
    def capacity(self) -> int:
        """Jobs that can be done at a time."""
        return len(self._pools)

    def submit[Job, Result](self, work: Callable[[Job], Result], job: Job) -> Future[Result]:
        """Hand a job to a worker that has none; one that has died is replaced."""
        slot = next(place for place, last in enumerate(self._last) if last is None or last.done())
        try:
            future = self._begin(slot, work, job)
        except BrokenProcessPool:
            future = self._begin(slot, work, job)
        self._last[slot] = future
        return future

    def _begin[Job, Result](self, slot: int, work: Callable[[Job], Result], job: Job) -> Future[Result]:
        """Submit a job to the pool of one worker, made anew where it is broken."""
        pool, last = self._pools[slot], self._last[slot]
        if pool is None or (last is not None and isinstance(last.exception(), BrokenProcessPool)):
            context = multiprocessing.get_context("spawn")
            pool = ProcessPoolExecutor(1, mp_context=context, initializer=_stand_by)
            self._pools[slot], self._last[slot] = pool, None
        before = set(multiprocessing.active_children())
        try:
            with _worker_surroundings():
                return pool.submit(cleared_here, work, job)
        except BrokenProcessPool:
            self._pools[slot] = None
            raise
        finally:
            self._processes |= set(multiprocessing.active_children()) - before

    def close(self, *, at_once: bool) -> None:
        """End all workers."""
        for pool in self._pools:
            if pool is not None:
                pool.shutdown(wait=not at_once, cancel_futures=True)
        if at_once:
            for process in self._processes:
                process.terminate()
            for process in self._processes:
                process.join(_PATIENCE)
                if process.is_alive():
                    process.kill()


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


def _stand_by() -> None:
    """Leave Ctrl-C to the parent, which ends its workers itself, and end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the parent is gone, even if it was killed, and end this process then."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
