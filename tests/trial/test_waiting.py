"""Workers go on with the kin of their last job, and no job waits for ever."""

from collections.abc import Callable
from itertools import chain, pairwise

import pytest

from nanoimmune.trial.waiting import Waiting


def order(kin: list[int], workers: int, hours: Callable[[int], int]) -> list[list[int]]:
    """Let workers take jobs of some hours each, and give what each did, in order."""
    waiting, done = Waiting(kin), [[] for _ in range(workers)]
    doing: dict[int, tuple[int, int]] = {}
    hour = 0
    while waiting or doing:
        for worker in range(workers):
            if worker not in doing and waiting:
                job = waiting.next_one(job for job, _ in doing.values())
                doing[worker] = (job, hour + hours(job))
                done[worker].append(job)
        hour = min(end for _, end in doing.values())
        for worker in [worker for worker, (_, end) in doing.items() if end == hour]:
            waiting.note_ended(doing.pop(worker)[0])
    return done


def test_a_worker_stays_with_a_kin_while_others_are_left() -> None:
    kin = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    by_worker = order(kin, 2, lambda job: 3 if job % 2 else 4)
    assert sorted(chain(*by_worker)) == list(range(12))
    changes = [sum(kin[a] != kin[b] for a, b in pairwise(jobs)) for jobs in by_worker]
    assert sum(changes) <= 3, "each kin was begun by one worker, and at most one was helped with at the end"


@pytest.mark.parametrize("workers", [1, 3])
def test_without_kin_jobs_come_in_order(workers: int) -> None:
    by_worker = order(list(range(7)), workers, lambda job: 1)
    assert sorted(chain(*by_worker)) == list(range(7))
    assert by_worker[0] == list(range(0, 7, workers))


def test_a_job_that_is_put_back_comes_after_all_others() -> None:
    waiting = Waiting([0, 0, 1, 1])
    first = waiting.next_one([])
    waiting.put_back(first)
    assert [waiting.next_one([]) for _ in range(4)] == [2, 3, 1, 0]
    assert len(waiting) == 0
