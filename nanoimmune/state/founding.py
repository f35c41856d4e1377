"""The first cells of a life: founders of the repertoire, resident presenting cells, intact tissue."""

import math

import numpy as np

from nanoimmune.chance import chance, chances, related_uid
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.columns import Geometry, PresentingCells, TCells, Tissue
from nanoimmune.state.population import Population
from nanoimmune.state.subject import Subject, standard_normal
from nanoimmune.words import (
    N_EPITOPES,
    N_PROTEINS,
    ApcKind,
    Compartment,
    Decision,
    Epitope,
    Oligodendrocyte,
    Phenotype,
)

LYMPHOID = (Compartment.BLOOD, Compartment.SPLEEN, Compartment.NODE)


def affinity_of(uid: int, key: int, subject: Subject, parameters: Parameters) -> float:
    """Affinity of a new clonotype, lognormal about the subject's median."""
    repertoire = parameters.repertoire
    a, b, _, _ = chances(key, 0, uid, Decision.FOUNDER)
    median = repertoire.median_affinity * subject.affinity_factor
    return median * math.exp(repertoire.affinity_spread * standard_normal(a, b))


def random_site(draw: float, place: Compartment, geometry: Geometry) -> int:
    """Site of a compartment that a uniform draw points to."""
    first, end = int(geometry.first[place]), int(geometry.first[place + 1])
    return first + min(int(draw * (end - first)), end - first - 1)


def found_t_cells(
    cells: Population[TCells],
    epitope: int,
    phenotype: Phenotype,
    uids: list[int],
    subject: Subject,
    parameters: Parameters,
    geometry: Geometry,
    step: int,
) -> None:
    """Add new clonotypes of one cell each, spread over blood, spleen and node."""
    draws = [chances(subject.key, 1, uid, Decision.FOUNDER) for uid in uids]
    places = [LYMPHOID[min(int(3.0 * draw[0]), 2)] for draw in draws]
    cells.add(
        len(uids),
        phenotype=phenotype,
        uid=uids,
        mother=uids,
        site=[random_site(draw[1], place, geometry) for draw, place in zip(draws, places, strict=True)],
        place=places,
        epitope=epitope,
        clone=[uid & 0x7FFFFFFF for uid in uids],
        affinity=[affinity_of(uid, subject.key, subject, parameters) for uid in uids],
        weight=1,
        changed=step,
        born=step,
        partner=-1,
    )


def founders(subject: Subject, epitope: int, parameters: Parameters) -> tuple[int, int]:
    """Naive and Foxp3-positive founders of an epitope in this subject, cells."""
    naive = subject.precursors[epitope]
    share = parameters.repertoire.treg_share
    return naive, round(naive * share / (1.0 - share))


def found_repertoire(
    subject: Subject, parameters: Parameters, geometry: Geometry, absent: frozenset[Epitope]
) -> Population[TCells]:
    """All founder T cells of a subject; specificities in `absent` are left out."""
    cells: Population[TCells] = Population(TCells, 4096, {"bound": 1, "inside": 1})
    for epitope in range(N_EPITOPES):
        if epitope in absent:
            continue
        naive, tregs = founders(subject, epitope, parameters)
        base = epitope * 1_000_000
        for phenotype, first, count in ((Phenotype.NAIVE, base, naive), (Phenotype.TREG, base + 500_000, tregs)):
            uids = [related_uid(first + k, 0, Decision.FOUNDER) for k in range(count)]
            found_t_cells(cells, epitope, phenotype, uids, subject, parameters, geometry, 0)
    return cells


def found_presenting_cells(
    subject: Subject, parameters: Parameters, geometry: Geometry
) -> Population[PresentingCells]:
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
        uids = [related_uid(10_000_000 * (row + 1) + k, 1, Decision.FOUNDER) for k in range(count)]
        pmhc = np.zeros((count, N_EPITOPES))
        if place == Compartment.CNS:
            pmhc[:, :N_PROTEINS] = residents.basal_display
        apcs.add(
            count,
            kind=kind,
            uid=uids,
            site=[random_site(chance(subject.key, 0, uid, Decision.ARRIVAL), place, geometry) for uid in uids],
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
        uid=np.array([related_uid(900_000_000 + k, 2, Decision.FOUNDER) for k in range(sites)], np.int64),
        myelin=np.ones(sites),
        bareness=np.zeros(sites),
        axons=np.ones(sites),
        oligodendrocyte=np.full(domains, Oligodendrocyte.REPAIRING, np.int8),
        burden=np.zeros(domains),
        kept=np.ones(domains),
    )
