"""Runs survive the death of a worker, and what they return does not depend on how many work.

Workers are fresh processes that cannot see this file, so the jobs are expressions for `eval`.
"""

import pytest

from nanoimmune.trial.engines import InProcess, Local
from nanoimmune.trial.execution import Outcome, execute

POISON = "__import__('os')._exit(1)"


def outcomes(jobs: list[str], workers: int) -> dict[int, Outcome[int]]:
    """Do the jobs and collect what became of each."""
    found: dict[int, Outcome[int]] = {}

    def on_done(index: int, outcome: Outcome[int]) -> None:
        assert index not in found, "a job was reported twice"
        found[index] = outcome

    execute(eval, jobs, InProcess() if workers == 1 else Local(workers), on_done)
    return found


@pytest.mark.parametrize("workers", [1, 2])
def test_every_job_is_done_once(workers: int) -> None:
    found = outcomes([f"{number} ** 2" for number in range(7)], workers)
    assert {index: outcome.result for index, outcome in found.items()} == {number: number**2 for number in range(7)}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_job_that_raises_fails_alone(workers: int) -> None:
    found = outcomes(["1", "1 / 0", "3"], workers)
    assert found[1][:3] == Outcome(None, "ZeroDivisionError: division by zero")[:3]
    assert "in _attempt" in str(found[1].trace), "who has to mend it is told where it failed"
    assert (found[0].result, found[2].result) == (1, 3)


def test_a_job_that_kills_its_worker_is_isolated() -> None:
    found = outcomes(["1", "2", POISON, "4", "5", "6"], 2)
    assert "died 3 times" in str(found[2].failure)
    assert [found[index].result for index in (0, 1, 3, 4, 5)] == [1, 2, 4, 5, 6]


def test_workers_run_with_one_thread_and_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    jobs = ["__import__('os').environ['OMP_NUM_THREADS']", "__import__('os').environ['NUMBA_NUM_THREADS']"]
    assert {outcome.result for outcome in outcomes(jobs, 2).values()} == {"1"}
    assert os.environ["OMP_NUM_THREADS"] == "7"
