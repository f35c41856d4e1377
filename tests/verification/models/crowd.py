"""A well-mixed crowd: rows of our population of T cells, whose kind stands in the column `clone`."""

import numpy as np

from nanoimmune.rule import inner
from nanoimmune.state.columns import TCells
from nanoimmune.state.population import Population
from nanoimmune.sweeps.arrive import claimed
from nanoimmune.words import Phenotype

ALIVE = int(Phenotype.EFFECTOR)
WIDTHS = {"bound": 1, "inside": 1}


def crowd(most: int) -> Population[TCells]:
    """Make room for so many cells."""
    return Population(TCells, most, WIDTHS)


BORN = 1 << 40
"""First identity of cells that are born; those that are put there have smaller ones."""

BATCH = 1 << 32


def settle(cells: Population[TCells], kind: int, count: int, batch: int) -> None:
    """Put so many cells of one kind there, with identities that no other batch (0 to 255) has."""
    first = batch * BATCH
    cells.add(count, phenotype=ALIVE, clone=kind, uid=np.arange(first, first + count), weight=1)


@inner
def bear(cells, kind, uid):
    """Add one cell of a kind, under an identity that no other cell has."""
    row = claimed(cells.meta, cells.vacant)
    cells.phenotype[row] = ALIVE
    cells.clone[row] = kind
    cells.uid[row] = uid
    cells.weight[row] = 1


@inner
def bury(cells, row):
    """Take one cell away."""
    cells.phenotype[row] = 0
    cells.vacant[cells.meta[1]] = row
    cells.meta[1] += 1
