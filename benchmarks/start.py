"""How long a first step takes in a fresh process, with kernels compiled before and without."""

import os
import resource
import subprocess
import sys
import tempfile

FIRST_STEP = """
from nanoimmune.host.declared import Declaration
from nanoimmune.host.model import Host
from nanoimmune.parameters.load import load
Host(Declaration(load({}))).step()
"""


def start_seconds(cold: bool) -> float:
    """CPU seconds of a process that imports, founds a standard host and lives one step.

    Args:
        cold: Whether it must compile every kernel first, into an empty cache; else it has done so before.
    """
    with tempfile.TemporaryDirectory() as folder:
        chosen = {"NANOIMMUNE_CACHE_DIR": folder} if cold else {}
        if not cold:
            _run(chosen)
        return _run(chosen)


def _run(environment: dict[str, str]) -> float:
    """CPU seconds of one such process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", FIRST_STEP], env=os.environ | environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
