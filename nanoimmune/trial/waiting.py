"""The line of jobs that wait for a worker, and who comes next."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


class Waiting:
    """Jobs in line. A worker that has ended a job goes on with its kin, and else with a kin that nobody is at."""

    def __init__(self, kin: Sequence[Hashable]) -> None:
        """Put all jobs in line.

        Args:
            kin: To what each job is akin.
        """
        self._kin = kin
        self._line: dict[Hashable, list[int]] = {}
        for job in reversed(range(len(kin))):
            self._line.setdefault(kin[job], []).append(job)
        self._line = dict(reversed(self._line.items()))
        self._count = len(kin)
        self._free: list[Hashable] = []

    def __len__(self) -> int:
        """Count the jobs in line."""
        return self._count

    def next_one(self, busy: Iterable[int]) -> int:
        """Take the next job out of the line.

        Args:
            busy: Jobs that are being done.

        Returns:
            Its index.
        """
        chosen = self._choose(Counter(self._kin[job] for job in busy))
        jobs = self._line[chosen]
        job = jobs.pop()
        if not jobs:
            del self._line[chosen]
        self._count -= 1
        return job

    def _choose(self, busy: Counter[Hashable]) -> Hashable:
        """Choose a kin: that of a worker just set free, else the first that nobody is at, else the first."""
        while self._free:
            ended = self._free.pop()
            if ended in self._line:
                return ended
        return next((kin for kin in self._line if not busy[kin]), next(iter(self._line)))

    def put_back(self, job: int) -> None:
        """Let a job wait once more, behind all others."""
        kin = self._kin[job]
        jobs = self._line.pop(kin, [])
        self._line[kin] = [job, *jobs]
        self._count += 1

    def note_ended(self, job: int) -> None:
        """Note that whoever did a job is free."""
        self._free.append(self._kin[job])
