"""How much of a particle design each kind of presenting cell eats: the same in every step of a life."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nanoimmune.biology.particles import uptake_rate
from nanoimmune.parameters.particles import Pharmacology
from nanoimmune.state.dose import Design
from nanoimmune.words import ApcKind


@lru_cache(maxsize=64)
def appetite_for(design: Design, phagocytes_per_apc: float, pharmacology: Pharmacology) -> NDArray[np.float64]:
    """Volume that a presenting agent of each kind clears of a design, mm3/h; not to be written to."""
    rates = [uptake_rate(int(kind), design.diameter, int(design.coat), pharmacology) for kind in ApcKind]
    appetite = np.array(rates) * phagocytes_per_apc
    appetite.setflags(write=False)
    return appetite
