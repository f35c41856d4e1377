"""The digests that must not depend on anything: `python tests/one_digest.py [HOURS]` lives small lives, one a tissue.

Run it under another interpreter, another processor name or another number of threads, and compare.
"""

import sys
from typing import Any

import islet_worlds
import numpy as np
from worlds import DOSED, HASTE, SMALL_WORLD

from nanoimmune.host import Host
from nanoimmune.host.declared import Declaration
from nanoimmune.parameters.load import load
from nanoimmune.words import ApcState, Compartment

HOURS = 72


def inflamed_host(**settings: Any) -> Host:
    """A small dosed host whose tissue is inflamed from the start, so that every phase soon has work to do."""
    host = Host(Declaration(load(SMALL_WORLD | HASTE)), doses=DOSED, rng=7, **settings)
    cns = host.life.apcs.column("place") == Compartment.CNS
    host.life.apcs.column("state")[cns] = ApcState.LICENSED
    return host


def one_digest(hours: int = HOURS, **settings: Any) -> str:
    """Live, and give the digest of the whole state."""
    host = inflamed_host(**settings)
    host.run_for(hours)
    return host.digest()


if __name__ == "__main__":
    np.seterr(over="ignore")
    hours = int(sys.argv[1]) if len(sys.argv) > 1 else HOURS
    print(one_digest(hours), islet_worlds.one_digest(hours))
