"""Particles in leukocyte membrane, counted where they bind cytokine."""

from nanoimmune.biology.formulations import leukocyte_membrane
from nanoimmune.rule import sweep


@sweep
def count_captors(parcels, geometry, makeup, captors):
    """Add up, in every voxel, the leukocyte membrane on free particles, in whole um2."""
    captors[:] = 0
    for k in range(parcels.meta[0]):
        if parcels.alive[k] != 0:
            design = parcels.design[k]
            each = leukocyte_membrane(makeup.coat[design], makeup.diameter[design])
            captors[geometry.voxel_of_site[parcels.site[k]]] += round(parcels.free[k] * each)
