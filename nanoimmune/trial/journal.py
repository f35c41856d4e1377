"""The journal of a folder: what happened, a line of JSON an event, each line written at once."""

import errno
import json
import os
import socket
from pathlib import Path
from typing import Any

from nanoimmune.trial import provenance

JOURNAL = "log.jsonl"


class Journal:
    """Adds to the journal of a folder. Several processes may write to one."""

    def __init__(self, folder: Path) -> None:
        """Name the file; it is made with the first event."""
        self._path = folder / JOURNAL
        self._who = f"{socket.gethostname()}:{os.getpid()}"

    def note(self, event: str, **facts: Any) -> None:
        """Write down one event.

        Args:
            event: What happened: began, run, failed, died, interrupted, stopped, ended.
            facts: What belongs to it.

        Raises:
            OSError: If the disk takes no whole line more.
        """
        line = json.dumps({"time": provenance.now(), "event": event, "process": self._who, **facts}) + "\n"
        file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            text = (b"" if _ends_well(file) else b"\n") + line.encode()
            if os.write(file, text) < len(text):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
        finally:
            os.close(file)


def _ends_well(file: int) -> bool:
    """Tell whether the last line has its end; one that a full disk cut short must not take the next one with it."""
    length = os.fstat(file).st_size
    if length == 0:
        return True
    os.lseek(file, length - 1, os.SEEK_SET)
    return os.read(file, 1) == b"\n"


def read_journal(folder: Path) -> list[dict[str, Any]]:
    """Read the events of a folder; a line that was cut short is passed over.

    Args:
        folder: Folder of the study.

    Returns:
        The events, in the order in which they were written.
    """
    try:
        lines = (folder / JOURNAL).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    events = []
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            events.append(event)
    return events
