"""The memory of a life that has ended, given back before the next one begins.

The parts of a host refer to each other, so that only Python's collector of cycles frees them. That counts objects and
not bytes, and of the few large ones that a host is made of it would let hundreds of hosts gather: a megabyte a run.
"""

import gc
from collections.abc import Callable

_MODULES = 10_000
"""Objects set aside, below which it was only the interpreter at its own start that did so."""


def cleared[Job, Result](work: Callable[[Job], Result], job: Job) -> Result:
    """Do a job in a process of somebody else's, and free what is left of it.

    Args:
        work: What is done.
        job: What it is done with.

    Returns:
        What it returned.
    """
    try:
        return work(job)
    finally:
        gc.collect()


def cleared_here[Job, Result](work: Callable[[Job], Result], job: Job) -> Result:
    """Do a job in a process of ours, and free what is left of it.

    Whatever outlasts the first job, modules above all, is set aside, so that later calls look only at what came since
    and take a millisecond. It is done once, for what is set aside is never freed, and a later job may leave something
    that is kept for a while only. `take_back` ends that.

    Args:
        work: What is done.
        job: What it is done with.

    Returns:
        What it returned.
    """
    try:
        return work(job)
    finally:
        gc.collect()
        if gc.get_freeze_count() < _MODULES:
            gc.freeze()


def take_back() -> None:
    """Let Python look after everything again that was set aside."""
    gc.unfreeze()
