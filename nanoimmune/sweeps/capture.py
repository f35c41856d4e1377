"""Leukocyte membrane on particles, where it binds cytokine."""

from nanoimmune.biology.formulations import leukocyte_membrane
from nanoimmune.rule import sweep


@sweep
def lay_out_membrane(parcels, target, makeup, running, captors):
    """Share the leukocyte membrane on free particles of the tissue among its voxels, as cells come by its vessels.

    The particles of an organ mix, so membrane is summed in whole um2 first; `running` is the sum of vessel weights.
    """
    total = 0
    for k in range(parcels.meta[0]):
        if parcels.alive[k] != 0 and parcels.place[k] == target:
            design = parcels.design[k]
            each = leukocyte_membrane(makeup.coat[design], makeup.diameter[design])
            total += round(parcels.free[k] * each)
    before, whole = 0.0, running[running.size - 1]
    for voxel in range(captors.size):
        captors[voxel] = total * (running[voxel] - before) / whole
        before = running[voxel]
