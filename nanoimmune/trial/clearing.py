"""The memory of a life that has ended, given back before the next one begins."""

import gc


def clear_away() -> None:
    """Free what is left of a life, and spare the next call whatever outlasts it.

    The parts of a host refer to each other, so that only the collector of cycles frees them. That counts objects and
    not bytes, and of the few large ones that a host is made of it would let hundreds of hosts gather. What outlasts a
    run, modules above all, is set aside, so that each later call looks at what came since and takes a millisecond.
    """
    gc.collect()
    gc.freeze()


def take_back() -> None:
    """Let Python look after everything again that was set aside."""
    gc.unfreeze()
