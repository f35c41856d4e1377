"""How much memory this process has had."""

import contextlib
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_memory() -> int:
    """Tell the most memory that this process has held at a time.

    Returns:
        Bytes; 0 where the system does not say.
    """
    with contextlib.suppress(OSError, StopIteration):
        # What `getrusage` says of a new process begins at what its parent had, so it is asked only where this is not.
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
