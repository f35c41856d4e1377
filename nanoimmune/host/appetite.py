"""How much of a particle design cells eat, and how fast they digest it: the same in every step of a life."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nanoimmune.biology.formulations import carrier_half_life, swallowing_rate
from nanoimmune.biology.kinetics import decay_rate
from nanoimmune.parameters.particles import Formulations, Pharmacology
from nanoimmune.state.dose import Design
from nanoimmune.words import ApcKind


@lru_cache(maxsize=64)
def appetite_for(
    design: Design, phagocytes_per_apc: float, pharmacology: Pharmacology, formulations: Formulations
) -> NDArray[np.float64]:
    """Volume that a presenting agent of each kind clears of a design, mm3/h; not to be written to."""
    core, coat, diameter = int(design.core), int(design.coat), design.diameter
    rates = [swallowing_rate(int(kind), core, diameter, coat, pharmacology, formulations) for kind in ApcKind]
    appetite = np.array(rates) * phagocytes_per_apc
    appetite.setflags(write=False)
    return appetite


@lru_cache(maxsize=64)
def digestion_of(design: Design, pharmacology: Pharmacology, formulations: Formulations) -> float:
    """Rate at which a swallowed particle of a design is digested, 1/h."""
    half_life = carrier_half_life(int(design.core), design.message_load, pharmacology, formulations)
    return float(decay_rate(half_life))
