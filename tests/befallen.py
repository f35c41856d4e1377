"""What tests of faults share: a study of many short runs, and ways to look at it from outside while it goes on."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nanoimmune.trial.journal import read_journal

RUNS = 24
PATIENCE = 300.0
"""Seconds that a busy machine is given."""

MANY = ["run", "ms", "--arms", "untreated", "--days", "1", "--subjects", str(RUNS), "--workers", "2", "--quick"]


def lived(folder: Path) -> Counter[str]:
    """How often each run was lived to its end, by the journal."""
    return Counter(event["run"] for event in read_journal(folder) if event["event"] == "run")


def workers_seen(folder: Path) -> set[int]:
    """Process ids of the workers that have ended a run."""
    return {int(event["by"].rpartition(":")[2]) for event in read_journal(folder) if event["event"] == "run"}


def wait_for(condition: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def contents(folder: Path) -> dict[str, bytes]:
    """Bytes of every run file."""
    return {path.name: path.read_bytes() for path in (folder / "runs").iterdir()}
