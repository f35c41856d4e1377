"""Random walks: a displacement with the right mean square for the step, reflected at the walls."""

import numpy as np
from numpy.typing import NDArray

from nanoimmune.chance import words
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
    period = 2 * extent
    position %= period
    if position >= extent:
        return period - 1 - position
    return position


@inner
def walked(local, nx, ny, nz, dx, dy, dz):
    """Site reached from a site by a displacement, both as indices within one compartment."""
    x, rest = local // (ny * nz), local % (ny * nz)
    y, z = rest // nz, rest % nz
    return (reflected(x + dx, nx) * ny + reflected(y + dy, ny)) * nz + reflected(z + dz, nz)


@sweep
def move_cells(cells, geometry, tables, key, step):
    """Move every T cell that no contact holds; cells of the blood are well mixed."""
    for i in range(cells.meta[0]):
        place = cells.place[i]
        if cells.phenotype[i] == Phenotype.FREE or place == Compartment.BLOOD or cells.engaged[i] != 0:
            continue
        a, b, _, _ = words(key, step, cells.uid[i], Decision.STEP)
        nx, ny, nz = geometry.extent[place, 0], geometry.extent[place, 1], geometry.extent[place, 2]
        dx, dy, dz = tables[place, a & _MASK], tables[place, (a >> _SHIFT) & _MASK], tables[place, b & _MASK]
        first = geometry.first[place]
        cells.site[i] = first + walked(cells.site[i] - first, nx, ny, nz, dx, dy, dz)


@sweep
def move_presenting_cells(apcs, geometry, tables, key, step):
    """Move every presenting cell except the sessile ones of liver and spleen sinuses."""
    for j in range(apcs.meta[0]):
        place, kind = apcs.place[j], apcs.kind[j]
        if kind == ApcKind.FREE or place == Compartment.BLOOD:
            continue
        if kind == ApcKind.SINUSOIDAL or kind == ApcKind.MARGINAL_ZONE_MACROPHAGE:
            continue
        a, b, _, _ = words(key, step, apcs.uid[j], Decision.STEP)
        nx, ny, nz = geometry.extent[place, 0], geometry.extent[place, 1], geometry.extent[place, 2]
        dx, dy, dz = tables[place, a & _MASK], tables[place, (a >> _SHIFT) & _MASK], tables[place, b & _MASK]
        first = geometry.first[place]
        apcs.site[j] = first + walked(apcs.site[j] - first, nx, ny, nz, dx, dy, dz)


@sweep
def move_parcels(parcels, geometry, tables, key, step):
    """Let the free particles of the organs diffuse."""
    for k in range(parcels.meta[0]):
        place = parcels.place[k]
        if parcels.alive[k] == 0 or place == Compartment.BLOOD:
            continue
        a, b, _, _ = words(key, step, parcels.uid[k], Decision.PARCEL_STEP)
        nx, ny, nz = geometry.extent[place, 0], geometry.extent[place, 1], geometry.extent[place, 2]
        dx, dy, dz = tables[place, a & _MASK], tables[place, (a >> _SHIFT) & _MASK], tables[place, b & _MASK]
        first = geometry.first[place]
        parcels.site[k] = first + walked(parcels.site[k] - first, nx, ny, nz, dx, dy, dz)
