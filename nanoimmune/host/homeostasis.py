"""The room that the T cells of a host leave for others to divide into."""

import numpy as np

from nanoimmune.biology.homeostasis import homeostatic_room
from nanoimmune.host.life import Life
from nanoimmune.words import Phenotype

SHARING = (Phenotype.NAIVE, Phenotype.MEMORY, Phenotype.TREG, Phenotype.PERIPHERAL_TREG)
"""Phenotypes that live on the same survival signals, and so share the room."""


def room_for_t_cells(life: Life) -> float:
    """Share of a normal body's T cells that this one lacks, 0 to 1; nothing is counted where it lacks none."""
    homeostasis = life.parameters.homeostasis
    if homeostasis.own_cells >= 1.0:
        return 0.0
    cells, used = life.cells.columns, life.cells.used
    shares = np.isin(cells.phenotype[:used], SHARING)
    followed = float(cells.weight[:used][shares].sum()) / life.parameters.world.size
    return float(homeostatic_room(followed, homeostasis))
