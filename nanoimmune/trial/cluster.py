"""Runs that are lived on a cluster, through a Dask scheduler. The workers see the folder of the study."""

from collections.abc import Callable
from concurrent.futures import Future
from importlib import import_module
from typing import Any

from nanoimmune.errors import EngineGoneError, refuse
from nanoimmune.trial.clearing import cleared
from nanoimmune.trial.model_version import model_version

_PATIENCE = 20.0
"""Seconds in which a scheduler must answer."""


class OnDask:
    """Does jobs on the workers of a Dask scheduler, as an executor of `concurrent.futures` does."""

    def __init__(self, address: str) -> None:
        """Connect to a scheduler.

        Args:
            address: Where it is, such as `"tcp://node1:8786"`.

        Raises:
            InputError: If Dask is not installed, nobody answers there, or a worker has other sources than this process.
        """
        try:
            distributed: Any = import_module("distributed")
        except ImportError as problem:
            mend = "Install it with `pip install distributed dask-jobqueue`."
            raise refuse("--engine", "dask", "local, for the package distributed is not installed", mend) from problem
        try:
            self._client: Any = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as problem:
            mend = "Start a scheduler, and give the address that it prints."
            raise refuse("--scheduler", address, "the address of a Dask scheduler that answers", mend) from problem
        self._refuse_other_models()
        self._executor: Any = self._client.get_executor(pure=False, retries=0)

    def _refuse_other_models(self) -> None:
        """Ask every worker that is there for its version of the model. One that comes later refuses its first run."""
        ours = model_version()
        try:
            found: dict[str, Any] = self._client.run(model_version, on_error="return")
        except Exception as problem:  # whatever a worker raises that does not know the package
            found = {"a worker": problem}
        other = {worker: version for worker, version in found.items() if version != ours}
        if other:
            self._client.close()
            worker, version = next(iter(other.items()))
            has = f"no model ({version})" if isinstance(version, Exception) else f"model {version}"
            allowed = f"workers with model {ours}, as here ({len(other)} of {len(found)} have another)"
            raise refuse("--scheduler", f"{worker} with {has}", allowed, "Install the same sources everywhere.")

    @property
    def capacity(self) -> int:
        """Jobs that can be done at a time: as many as the workers have threads, now."""
        try:
            threads: dict[str, int] = self._client.nthreads()
        except Exception as problem:  # whatever a connection that breaks raises
            raise EngineGoneError(f"stopped: the scheduler is gone ({problem}). The same command goes on.") from problem
        return max(1, sum(threads.values()))

    def submit[Job, Result](self, work: Callable[[Job], Result], job: Job) -> Future[Result]:
        """Hand a job to the scheduler."""
        try:
            future: Future[Result] = self._executor.submit(cleared, work, job)
        except Exception as problem:  # likewise
            raise EngineGoneError(f"stopped: the scheduler is gone ({problem}). The same command goes on.") from problem
        return future

    def close(self, *, at_once: bool) -> None:
        """Leave the scheduler; jobs that it has not begun are withdrawn. Its workers go on for others."""
        self._executor.shutdown(wait=not at_once)
        self._client.close()
