"""The lattices of all compartments as kernels read them, and what is counted on them in each step."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nanoimmune.state.columns import Floats, Ints


class Geometry(NamedTuple):
    """Lattices of all compartments under one global site index.

    Attributes:
        first: First site of each compartment, and the number of sites at the end.
        extent: Sites along each of three axes, a compartment.
        first_voxel: First field voxel of each compartment, and the number of voxels at the end.
        voxels: Voxels along each of three axes, a compartment.
        voxel_of_site: Field voxel of every site.
        domain_of_site: Domain of the oligodendrocyte that serves each site of white matter; -1 elsewhere.
        domain_sites: Sites of each domain.
        sites_in_territory: Sites of white matter that lie in the territory of one oligodendrocyte; domains are of whole
            sites, and need not hold as many.
        position: Place of every site along each of three axes of its lattice.
        aside: Sites to each side of its own on which a T cell meets presenting cells, a compartment.
        nearness: How much oftener it meets one there than the rate of encounters says, for they are nearer, or farther,
            than its reach; a compartment.
        site_volume: Volume that one site stands for, mm3, a compartment.
        voxel_volume: Volume that one voxel stands for, mm3, a compartment.
    """

    first: NDArray[np.int32]
    extent: NDArray[np.int32]
    first_voxel: NDArray[np.int32]
    voxels: NDArray[np.int32]
    voxel_of_site: NDArray[np.int32]
    domain_of_site: NDArray[np.int32]
    domain_sites: NDArray[np.int32]
    sites_in_territory: float
    position: NDArray[np.int16]
    aside: Ints
    nearness: Floats
    site_volume: Floats
    voxel_volume: Floats


class Crowd(NamedTuple):
    """Counts that every rule of a phase reads, made afresh in each step.

    Attributes:
        apc_start: First entry of each site in `apc_order`, and the end.
        apc_order: Rows of presenting cells by site, by uid within a site.
        showing: A bit an epitope that any presenting cell within reach shows, a site.
        producers: Helped conventional T cells, a voxel.
        armed: Armed effectors, a voxel.
        licensed: Licensed phagocytes, a voxel.
        necrotic: Necrotic tissue cells, a voxel.
        suppressors: Signalled Tr1 cells, a voxel.
        tregs, signalled_tregs: Foxp3 Tregs, and those that are signalled to, a voxel.
        armed_by_domain, licensed_by_domain: Armed effectors and licensed phagocytes, an oligodendrocyte domain.
        captors: Leukocyte membrane on free particles of the tissue, um2, a voxel.
    """

    apc_start: NDArray[np.int32]
    apc_order: NDArray[np.int32]
    showing: Ints
    producers: Ints
    armed: Ints
    licensed: Ints
    necrotic: Floats
    suppressors: Ints
    tregs: Ints
    signalled_tregs: Ints
    armed_by_domain: Ints
    licensed_by_domain: Ints
    captors: Floats
