"""The first cells of a life: founders of the repertoire, resident presenting cells, intact tissue."""

import numpy as np
from numpy.typing import NDArray

from nanoimmune.chance import chance, related_uids
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.columns import Geometry, PresentingCells, Tissue
from nanoimmune.state.population import Population
from nanoimmune.state.subject import Subject
from nanoimmune.words import (
    N_EPITOPES,
    N_PROTEINS,
    ApcKind,
    Compartment,
    Decision,
    Epitope,
    Oligodendrocyte,
)


def random_sites(
    uids: NDArray[np.int64], place: Compartment, subject: Subject, geometry: Geometry
) -> NDArray[np.int64]:
    """Sites of a compartment, one drawn for each cell."""
    first, end = int(geometry.first[place]), int(geometry.first[place + 1])
    decision = int(Decision.ARRIVAL)
    draws = np.array([chance(subject.key, 0, uid, decision) for uid in uids.tolist()])
    return first + np.minimum((draws * (end - first)).astype(np.int64), end - first - 1)


def founders(subject: Subject, epitope: int, parameters: Parameters) -> tuple[int, int]:
    """Naive and Foxp3-positive founders of an epitope in this subject, cells."""
    naive = subject.precursors[epitope]
    share = parameters.repertoire.treg_share
    return naive, round(naive * share / (1.0 - share))


def founder_stock(subject: Subject, parameters: Parameters, absent: frozenset[Epitope]) -> NDArray[np.int64]:
    """Naive and Foxp3-positive founders of every epitope; none of those in `absent`.

    Returns:
        Array of shape (epitopes, 2).
    """
    stock = np.array([founders(subject, epitope, parameters) for epitope in range(N_EPITOPES)], np.int64)
    stock[[int(epitope) for epitope in absent]] = 0
    return stock


def found_presenting_cells(subject: Subject, parameters: Parameters, geometry: Geometry) -> Population[PresentingCells]:
    """Resident presenting cells of every compartment, immature, at random sites."""
    residents, size = parameters.residents, parameters.world.size
    apcs: Population[PresentingCells] = Population(PresentingCells, 4096, {"pmhc": N_EPITOPES, "inside": 1})
    stock = (
        (ApcKind.DENDRITIC, Compartment.NODE, residents.node_dendritic),
        (ApcKind.DENDRITIC, Compartment.SPLEEN, residents.spleen_dendritic),
        (ApcKind.MARGINAL_ZONE_MACROPHAGE, Compartment.SPLEEN, residents.spleen_macrophages),
        (ApcKind.SINUSOIDAL, Compartment.LIVER, residents.liver_sinusoidal),
        (ApcKind.MICROGLIA, Compartment.CNS, residents.cns_microglia),
        (ApcKind.MONOCYTE, Compartment.BLOOD, residents.blood_monocytes),
    )
    for row, (kind, place, number) in enumerate(stock):
        count = round(number * size)
        uids = related_uids(10_000_000 * (row + 1), count, 1, int(Decision.FOUNDER))
        pmhc = np.zeros((count, N_EPITOPES))
        if place == Compartment.CNS:
            pmhc[:, :N_PROTEINS] = residents.basal_display
        apcs.add(
            count,
            kind=kind,
            uid=uids,
            site=random_sites(uids, place, subject, geometry),
            place=place,
            costimulation=parameters.presentation.immature_costimulation,
            pmhc=pmhc,
        )
    return apcs


def intact_tissue(geometry: Geometry) -> Tissue:
    """White matter in full health."""
    first, end = int(geometry.first[Compartment.CNS]), int(geometry.first[Compartment.CNS + 1])
    sites = end - first
    domains = int(geometry.first_voxel[Compartment.CNS + 1] - geometry.first_voxel[Compartment.CNS])
    return Tissue(
        uid=related_uids(900_000_000, sites, 2, int(Decision.FOUNDER)),
        myelin=np.ones(sites),
        bareness=np.zeros(sites),
        axons=np.ones(sites),
        oligodendrocyte=np.full(domains, Oligodendrocyte.REPAIRING, np.int8),
        burden=np.zeros(domains),
        kept=np.ones(domains),
    )
