"""The first cells of a life: founders of the repertoire, resident presenting cells, intact tissue."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nanoimmune.chance import chance, related_uids
from nanoimmune.parameters.humoral import Humoral
from nanoimmune.parameters.islets import Antigens
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.columns import Floats, PresentingCells, Processed, Tissue
from nanoimmune.state.layout import Geometry
from nanoimmune.state.population import Population
from nanoimmune.state.subject import Subject
from nanoimmune.state.transgenes import frequencies
from nanoimmune.words import (
    EPITOPES_OF,
    N_EPITOPES,
    PROTEINS_OF,
    TARGETS,
    ApcKind,
    Compartment,
    Decision,
    Epitope,
    Oligodendrocyte,
    is_class_i,
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
    """Naive and Foxp3-positive founders of an epitope in this subject, cells; Foxp3 Tregs are CD4 cells."""
    naive = subject.precursors[epitope]
    share = parameters.repertoire.treg_share
    return naive, 0 if is_class_i(epitope) else round(naive * share / (1.0 - share))


def founder_stock(subject: Subject, parameters: Parameters, absent: frozenset[Epitope]) -> NDArray[np.int64]:
    """Naive and Foxp3-positive founders of every epitope; none of those in `absent`.

    A transgenic receptor makes naive precursors frequent, and leaves their Foxp3 Tregs as few as the thymus makes them.

    Returns:
        Array of shape (epitopes, 2).
    """
    stock = np.array([founders(subject, epitope, parameters) for epitope in range(N_EPITOPES)], np.int64)
    stock[:, 0] = np.rint(stock[:, 0] * frequencies(parameters.precursors)).astype(np.int64)
    stock[[int(epitope) for epitope in absent]] = 0
    return stock


def processing(antigens: Antigens, target: Compartment, usual_half_life: float) -> Processed:
    """From which protein of the target tissue each epitope comes, which share of it is shown, and for how long."""
    protein, share = np.full(N_EPITOPES, -1, np.int64), np.zeros(N_EPITOPES)
    shares = {
        Epitope.MOG35_55: antigens.mog35_55,
        Epitope.PLP178_191: antigens.plp178_191,
        Epitope.INSB9_23: antigens.insb9_23,
        Epitope.CHGA_WE14: antigens.chga_we14,
        Epitope.GAD65_206_220: antigens.gad65_206_220,
        Epitope.INSB15_23: antigens.insb15_23,
        Epitope.IGRP206_214: antigens.igrp206_214,
        Epitope.PLP139_151: antigens.plp139_151,
        Epitope.MBP84_104: antigens.mbp84_104,
        Epitope.MBP_AC1_11: antigens.mbp_ac1_11,
    }
    half_life = np.full(N_EPITOPES, usual_half_life)
    half_life[Epitope.MBP_AC1_11] = antigens.mbp_ac1_11_half_life
    for each in PROTEINS_OF[target]:
        for epitope in EPITOPES_OF[each]:
            protein[epitope], share[epitope] = each, shares[epitope]
    return Processed(protein, share, half_life, half_life / usual_half_life)


def found_presenting_cells(
    subject: Subject, parameters: Parameters, geometry: Geometry, shown_at_rest: Mapping[Compartment, Floats],
    islet_sites: NDArray[np.int64],
) -> Population[PresentingCells]:  # fmt: skip
    """Resident presenting cells of every compartment, immature, at random sites; those of islets within islets.

    Args:
        subject: Whose key the draws depend on.
        parameters: Whose `residents` are used.
        geometry: The lattices.
        shown_at_rest: What those of each target tissue show of each epitope; a tissue that is no target has none.
        islet_sites: Sites that lie in an islet.

    Returns:
        The population.
    """
    residents, size = parameters.residents, parameters.world.size
    apcs: Population[PresentingCells] = Population(PresentingCells, 4096, {"pmhc": N_EPITOPES, "inside": 1})
    stock = (
        (ApcKind.DENDRITIC, Compartment.NODE, residents.node_dendritic),
        (ApcKind.DENDRITIC, Compartment.SPLEEN, residents.spleen_dendritic),
        (ApcKind.MARGINAL_ZONE_MACROPHAGE, Compartment.SPLEEN, residents.spleen_macrophages),
        (ApcKind.SINUSOIDAL, Compartment.LIVER, residents.liver_sinusoidal),
        (ApcKind.MICROGLIA, Compartment.CNS, residents.cns_microglia),
        (ApcKind.MONOCYTE, Compartment.BLOOD, residents.blood_monocytes),
        (ApcKind.ISLET_MACROPHAGE, Compartment.PANCREAS, residents.islet_macrophages),
        (ApcKind.DENDRITIC, Compartment.PANCREAS, residents.islet_dendritic),
    )
    for row, (kind, place, number) in enumerate(stock):
        if place in TARGETS and place not in shown_at_rest:
            continue
        count = round(number * size)
        uids = related_uids(10_000_000 * (row + 1), count, 1, int(Decision.FOUNDER))
        pmhc = np.zeros((count, N_EPITOPES))
        if place in shown_at_rest:
            pmhc[:] = shown_at_rest[place]
        sites = random_sites(uids, place, subject, geometry)
        if place == Compartment.PANCREAS:
            first, end = int(geometry.first[place]), int(geometry.first[place + 1])
            sites = islet_sites[(sites - first) * len(islet_sites) // (end - first)]
        apcs.add(
            count,
            kind=kind,
            uid=uids,
            site=sites,
            place=place,
            costimulation=parameters.presentation.immature_costimulation,
            pmhc=pmhc,
        )
    return apcs


def intact_tissue(geometry: Geometry) -> Tissue:
    """White matter in full health."""
    first, end = int(geometry.first[Compartment.CNS]), int(geometry.first[Compartment.CNS + 1])
    sites = end - first
    domains = geometry.domain_sites.size
    return Tissue(
        uid=related_uids(900_000_000, sites, 2, int(Decision.FOUNDER)),
        myelin=np.ones(sites),
        bareness=np.zeros(sites),
        axons=np.ones(sites),
        oligodendrocyte=np.full(domains, Oligodendrocyte.REPAIRING, np.int8),
        burden=np.zeros(domains),
        kept=np.ones(domains),
    )


def naive_b_cells(humoral: Humoral) -> NDArray[np.float64]:
    """Naive B cells of a healthy body of standard size, by organ and epitope; none knows an epitope of CD8 cells.

    Returns:
        Array of shape (organs, epitopes).
    """
    helped = np.array([not is_class_i(epitope) for epitope in range(N_EPITOPES)])
    return humoral.founders * np.outer([humoral.node_share, 1.0 - humoral.node_share], helped)
