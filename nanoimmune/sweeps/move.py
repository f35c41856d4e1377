"""Random walks: a displacement with the right mean square for the step, reflected at the walls."""

import numpy as np
from numpy.typing import NDArray

from nanoimmune.chance import RUN, draw_words, draw_words_for, empty_flags, empty_rows, empty_words, flagged
from nanoimmune.rule import inner, sweep
from nanoimmune.words import ApcKind, Compartment, Decision, Phenotype

ENTRIES = 4096
_MASK = np.uint32(ENTRIES - 1)
_SHIFT = np.uint32(16)


def displacement_table(variance: float) -> NDArray[np.int16]:
    """Displacements along one axis, in sites, of which every entry is equally likely.

    A Gaussian that is rounded at random to a neighbouring site keeps its mean; its variance rises by at most a
    sixth, which is taken off beforehand. A variance too small for that is met by single hops.

    Args:
        variance: Mean square displacement along the axis in one step, sites squared.

    Returns:
        `ENTRIES` offsets, symmetric about zero.
    """
    reach = int(np.ceil(6.0 * np.sqrt(variance))) + 1
    offsets = np.arange(-reach, reach + 1)
    sixth = 1.0 / 6.0
    if variance <= 2.0 * sixth:
        share = np.where(np.abs(offsets) == 1, variance / 2.0, 0.0)
        share[reach] = 1.0 - variance
    else:
        sigma = np.sqrt(variance - sixth)
        fine = np.linspace(-1.0, 1.0, 41)
        hat = 1.0 - np.abs(fine)
        share = np.array([(np.exp(-0.5 * ((k + fine) / sigma) ** 2) * hat).sum() for k in offsets])
        share /= share.sum()
    edges = np.round(np.cumsum(share) * ENTRIES).astype(int)
    table = np.repeat(offsets, np.diff(np.concatenate(([0], edges))))
    return table.astype(np.int16)


@inner
def reflected(position, extent):
    """Fold a position that has left the lattice back over its walls."""
    if 0 <= position < extent:
        return position
    period = 2 * extent
    position %= period
    if position >= extent:
        return period - 1 - position
    return position


@inner
def displaced(site, place, a, b, geometry, tables):
    """Site that a walker of a compartment reaches by the displacement which two words give."""
    nx, ny, nz = geometry.extent[place, 0], geometry.extent[place, 1], geometry.extent[place, 2]
    x = reflected(geometry.position[site, 0] + tables[place, a & _MASK], nx)
    y = reflected(geometry.position[site, 1] + tables[place, (a >> _SHIFT) & _MASK], ny)
    z = reflected(geometry.position[site, 2] + tables[place, b & _MASK], nz) if nz > 1 else 0
    return geometry.first[place] + (x * ny + y) * nz + z


@sweep
def move_cells(cells, geometry, tables, key, step):
    """Move every T cell that no contact holds; cells of the blood are well mixed."""
    drawn, flags, movers = empty_words(), empty_flags(), empty_rows()
    for first in range(0, cells.meta[0], RUN):
        end = min(first + RUN, cells.meta[0])
        phenotypes, places, engaged = cells.phenotype[first:end], cells.place[first:end], cells.engaged[first:end]
        for k in range(end - first):
            flags[k] = (phenotypes[k] != Phenotype.FREE) & (places[k] != Compartment.BLOOD) & (engaged[k] == 0)
        moving = flagged(flags, end - first, first, movers)
        draw_words_for(key, step, cells.uid, movers, moving, Decision.STEP, drawn)
        for k in range(moving):
            i = movers[k]
            cells.site[i] = displaced(cells.site[i], cells.place[i], drawn[0, k], drawn[1, k], geometry, tables)


@sweep
def move_presenting_cells(apcs, geometry, tables, key, step):
    """Move every presenting cell except the sessile ones of islets and of the sinuses of liver and spleen."""
    drawn = empty_words()
    for j in range(apcs.meta[0]):
        k = j % RUN
        if k == 0:
            draw_words(key, step, apcs.uid, j, min(j + RUN, apcs.meta[0]), Decision.STEP, drawn)
        place, kind = apcs.place[j], apcs.kind[j]
        if kind == ApcKind.FREE or place == Compartment.BLOOD:
            continue
        if kind == ApcKind.SINUSOIDAL or kind == ApcKind.MARGINAL_ZONE_MACROPHAGE or kind == ApcKind.ISLET_MACROPHAGE:
            continue
        if kind == ApcKind.DENDRITIC and place == Compartment.PANCREAS:
            continue
        apcs.site[j] = displaced(apcs.site[j], place, drawn[0, k], drawn[1, k], geometry, tables)


@sweep
def keep_up(cells, apcs):
    """Let every T cell that holds on to a presenting cell go where that cell has gone."""
    for i in range(cells.meta[0]):
        j = cells.partner[i]
        if cells.held_by[i] != 0 and 0 <= j < apcs.meta[0] and apcs.uid[j] == cells.held_by[i]:
            if apcs.kind[j] != ApcKind.FREE and apcs.place[j] == cells.place[i]:
                cells.site[i] = apcs.site[j]


@sweep
def move_parcels(parcels, geometry, tables, key, step):
    """Let the free particles of the organs diffuse."""
    drawn = empty_words()
    for p in range(parcels.meta[0]):
        k = p % RUN
        if k == 0:
            draw_words(key, step, parcels.uid, p, min(p + RUN, parcels.meta[0]), Decision.PARCEL_STEP, drawn)
        place = parcels.place[p]
        if parcels.alive[p] == 0 or place == Compartment.BLOOD:
            continue
        parcels.site[p] = displaced(parcels.site[p], place, drawn[0, k], drawn[1, k], geometry, tables)
