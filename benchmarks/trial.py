"""The default trial as a user meets it: its wall time with kernels that must be compiled, and without."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORKERS = 2
COMMAND = ("run", "ms", "--workers", str(WORKERS), "--out", "results")


def trial_seconds(arguments: tuple[str, ...] = COMMAND) -> dict[str, float]:
    """Wall seconds of a whole trial in processes of its own.

    Args:
        arguments: Of the command line, which works in an empty folder.

    Returns:
        The first time, with an empty cache of kernels, and the second.
    """
    with tempfile.TemporaryDirectory() as folder:
        cache = os.environ | {"NANOIMMUNE_CACHE_DIR": str(Path(folder, "kernels"))}
        found = {}
        for when in ("first", "second"):
            work = Path(folder, when)
            work.mkdir()
            command = [sys.executable, "-m", "nanoimmune.cli", *arguments]
            began = time.perf_counter()
            subprocess.run(command, cwd=work, env=cache, check=True, capture_output=True)
            found[when] = time.perf_counter() - began
        return found
