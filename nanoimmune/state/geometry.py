"""Building the lattices of all compartments under one global site index."""

import math

import numpy as np
from numpy.typing import NDArray

from nanoimmune.parameters.body import World
from nanoimmune.state.layout import Geometry
from nanoimmune.words import N_COMPARTMENTS, TARGETS, Compartment


def spacing_of(place: int, world: World) -> float:
    """Distance between sites of a compartment, um."""
    if place == Compartment.CNS:
        return world.cns_spacing
    if place == Compartment.PANCREAS:
        return world.pancreas_spacing
    return world.liver_spacing if place == Compartment.LIVER else world.lymphoid_spacing


def reach_of(place: int, world: World) -> float:
    """Width of the square in which a T cell of a compartment meets presenting cells, um."""
    if place == Compartment.CNS:
        return world.cns_reach
    if place == Compartment.PANCREAS:
        return world.pancreas_reach
    return world.liver_reach if place == Compartment.LIVER else world.lymphoid_reach


def axes_of(world: World) -> int:
    """Axes of an organ, two or three."""
    return 3 if round(world.depth) > 1 else 2


def reaches(world: World) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find the sites within which T cells of every compartment meet presenting cells.

    Args:
        world: Reaches, and spacings of sites.

    Returns:
        How many sites to each side of its own come nearest to the reach, one at least; and the size of the reach over
        that of these sites, by which a presenting cell on them is met so much oftener.
    """
    sites_across = np.array([reach_of(place, world) / spacing_of(place, world) for place in range(N_COMPARTMENTS)])
    aside = np.maximum(1, np.rint((sites_across - 1.0) / 2.0)).astype(np.int64)
    return aside, np.asarray((sites_across / (2.0 * aside + 1.0)) ** axes_of(world))


def oligodendrocyte_domains(
    world: World, first: NDArray[np.int32], extent: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Divide white matter into domains of oligodendrocytes, as many whole sites wide as come nearest to their spacing.

    Args:
        world: Spacings of sites and oligodendrocytes.
        first: First site of each compartment, and the number of sites at the end.
        extent: Sites along each axis, a compartment.

    Returns:
        Domain of every site, -1 outside white matter; and the sites of each domain, fewer at the ends of a lattice.
    """
    sites = slice(int(first[Compartment.CNS]), int(first[Compartment.CNS + 1]))
    wide = max(1, round(world.oligodendrocyte_spacing / world.cns_spacing))
    place = np.unravel_index(np.arange(sites.stop - sites.start), tuple(extent[Compartment.CNS]))
    domains = tuple(-(-extent[Compartment.CNS] // wide))
    domain_of_site = np.full(first[-1], -1, np.int32)
    domain_of_site[sites] = np.ravel_multi_index(tuple(axis // wide for axis in place), domains)
    return domain_of_site, np.bincount(domain_of_site[sites]).astype(np.int32)


def build_geometry(world: World, targets: tuple[Compartment, ...] = (Compartment.CNS,)) -> Geometry:
    """Lay out every compartment: blood is one well-mixed site, the others are lattices, tissues out of play one site.

    A body of size k has k times the sites along the first axis, and k times the volume. Organs are square, but for
    `world.elongation`, which makes them longer and narrower, or the other way round.

    Args:
        world: Extents, volumes and size.
        targets: The target tissues of the host.

    Returns:
        The lattices and their volumes.
    """
    lymphoid = (1.0, world.spleen_extent, world.liver_extent, world.node_extent)
    sides = (*lymphoid, world.cns_extent, world.pancreas_extent)
    volumes = (
        world.blood_volume, world.spleen_volume, world.liver_volume, world.node_volume, world.cns_volume,
        world.pancreas_volume,
    )  # fmt: skip
    size, depth, coarse = round(world.size), round(world.depth), round(world.sites_per_voxel)
    longer = math.sqrt(world.elongation)
    extent = np.array([[round(side * longer) * size, round(side / longer), depth] for side in sides], np.int32)
    extent[[Compartment.BLOOD, *(tissue for tissue in TARGETS if tissue not in targets)]] = 1
    voxels = -(-extent // coarse)
    first = np.concatenate(([0], np.cumsum(extent.prod(axis=1)))).astype(np.int32)
    first_voxel = np.concatenate(([0], np.cumsum(voxels.prod(axis=1)))).astype(np.int32)
    voxel_of_site, position = np.empty(first[-1], np.int32), np.empty((first[-1], 3), np.int16)
    for place in range(N_COMPARTMENTS):
        x, y, z = np.unravel_index(np.arange(extent[place].prod()), tuple(extent[place]))
        coarse_index = np.ravel_multi_index((x // coarse, y // coarse, z // coarse), tuple(voxels[place]))
        voxel_of_site[first[place] : first[place + 1]] = first_voxel[place] + coarse_index
        position[first[place] : first[place + 1]] = np.column_stack((x, y, z))
    domain_of_site, domain_sites = oligodendrocyte_domains(world, first, extent)
    aside, nearness = reaches(world)
    total = np.array(volumes) * world.size
    return Geometry(
        first=first,
        extent=extent,
        first_voxel=first_voxel,
        voxels=voxels.astype(np.int32),
        voxel_of_site=voxel_of_site,
        domain_of_site=domain_of_site,
        domain_sites=domain_sites,
        sites_in_territory=(world.oligodendrocyte_spacing / world.cns_spacing) ** axes_of(world),
        position=position,
        aside=aside,
        nearness=nearness,
        site_volume=total / np.diff(first),
        voxel_volume=total / np.diff(first_voxel),
    )
