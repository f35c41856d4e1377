"""What happens in each target tissue, told apart by its place, and what is felt of it elsewhere."""

import numpy as np
from numpy.typing import NDArray

from nanoimmune.host.life import Life
from nanoimmune.host.organ import TargetOrgan
from nanoimmune.host.pancreas import harm_islets, repair_islets, seek_beta_cells
from nanoimmune.host.white_matter import harm_white_matter, repair_white_matter
from nanoimmune.words import Compartment, Field


def seek_targets(life: Life, organ: TargetOrgan) -> None:
    """CTLs find cells of a target tissue where they kill them one by one."""
    if organ.place == Compartment.PANCREAS:
        seek_beta_cells(life, organ)


def harm_tissue(life: Life, organ: TargetOrgan) -> None:
    """Attackers harm a target tissue, which sheds antigen."""
    if organ.place == Compartment.PANCREAS:
        harm_islets(life, organ)
    else:
        harm_white_matter(life, organ)


def repair_tissue(life: Life, organ: TargetOrgan) -> None:
    """A target tissue repairs itself."""
    if organ.place == Compartment.PANCREAS:
        repair_islets(life, organ)
    else:
        repair_white_matter(life, organ)


def feel(life: Life, organ: TargetOrgan) -> NDArray[np.float64]:
    """Note the mean cytokine of a target tissue, and give the mean level of each protein that is shed there, nM."""
    # Sums and not `mean`, which takes longer to start than to add.
    tissue = life.fields[:, life.voxels_of(organ.place)]
    voxels = tissue.shape[1]
    organ.inflammation = float(np.add.reduce(tissue[Field.INFLAMMATORY]) / voxels)
    organ.chemokine = float(np.add.reduce(tissue[Field.CHEMOKINE]) / voxels)
    return np.asarray(np.add.reduce(tissue[Field.SHED_MOG :], axis=1) / voxels)
