"""Read-out of clonotypes: how many cells descend from each founder."""

from typing import TYPE_CHECKING

import numpy as np

from nanoimmune.readouts.record import PHENOTYPES
from nanoimmune.words import Epitope

if TYPE_CHECKING:
    from nanoimmune.host import Host


def clonotype_sizes(host: "Host", epitope: Epitope, *kinds: str) -> dict[int, int]:
    """Count the cells of each clonotype of one specificity.

    Args:
        host: The life; it is only read.
        epitope: What the clonotypes recognise.
        kinds: Kinds of cells that count, such as `"effector"`, names of `nanoimmune.readouts.record.PHENOTYPES`; all of
            them where none is named.

    Returns:
        Cells (not agents) by number of the clonotype, over all compartments, for clonotypes that are there.
    """
    chosen = [phenotype for kind in kinds or PHENOTYPES for phenotype in PHENOTYPES[kind]]
    cells, rows = host.life.cells.columns, host.life.cells.rows()
    rows = rows[(cells.epitope[rows] == epitope) & np.isin(cells.phenotype[rows], chosen)]
    clones, place = np.unique(cells.clone[rows], return_inverse=True)
    counts = np.bincount(place, weights=cells.weight[rows], minlength=clones.size)
    return {int(clone): int(count) for clone, count in zip(clones, counts, strict=True)}
