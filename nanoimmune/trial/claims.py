"""Claims on runs: several processes may work on one folder, and no run is lived by two of them at a time.

A claim is a lock on one byte of one file. The system itself gives it up when the process ends, however that happens.
"""

import contextlib
import errno
import hashlib
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

_PLACES = 2**62


class Claims:
    """The claims of this process on the runs of a folder."""

    def __init__(self, path: Path) -> None:
        """Open the file of the locks; it is made if it is not there, and stays empty."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)

    def take(self, name: str) -> bool:
        """Claim a run.

        Args:
            name: Name of the run.

        Returns:
            Whether it is ours now; False where another process has it.
        """
        return _lock(self._file, _place(name))

    def give_back(self, name: str) -> None:
        """Give up a claim."""
        _unlock(self._file, _place(name))

    def close(self) -> None:
        """Give up every claim."""
        os.close(self._file)

    def __enter__(self) -> Self:
        """Hand out the claims."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give up every claim."""
        self.close()


def _place(name: str) -> int:
    """The byte that stands for a run."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) % _PLACES


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int, place: int) -> bool:
        """Lock one byte, or say that it is locked."""
        os.lseek(file, place % 2**31, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: int, place: int) -> None:
        """Unlock one byte."""
        os.lseek(file, place % 2**31, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    _WITHOUT_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)
    """What a file system says that knows no locks."""

    def _lock(file: int, place: int) -> bool:
        """Lock one byte, or say that it is locked."""
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except OSError as problem:
            # Where the file system knows no locks, one process at a time works in a folder.
            return problem.errno in _WITHOUT_LOCKS
        return True

    def _unlock(file: int, place: int) -> None:
        """Unlock one byte."""
        with contextlib.suppress(OSError):
            fcntl.lockf(file, fcntl.LOCK_UN, 1, place)
