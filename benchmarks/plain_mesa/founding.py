"""The first cells of a plain host: the same numbers of each kind, at random places and with random affinities."""

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.agents import TCell
from benchmarks.plain_mesa.presenting import SHED_AS, AntigenPresentingCell
from benchmarks.plain_mesa.rules import rules
from benchmarks.plain_mesa.tissue import Oligodendrocyte, TissueSite
from nanoimmune.words import ApcKind, Compartment, Phenotype

if TYPE_CHECKING:
    from benchmarks.plain_mesa.model import PlainHost

BIRTHPLACES = (Compartment.BLOOD, Compartment.SPLEEN, Compartment.NODE)


def found_clonotype(host: "PlainHost", phenotype: Phenotype, epitope: int) -> None:
    """Add the founder of a new clonotype in blood, spleen or node."""
    # One minus the draw: the rule takes a logarithm, and a draw may be 0.
    first, second = 1.0 - host.random.random(), host.random.random()
    affinity = rules.clonal_affinity(first, second, host.subject.affinity_factor, host.parameters.repertoire)
    TCell(host, host.random_site(host.random.choice(BIRTHPLACES)), phenotype, epitope, affinity)


def found_repertoire(host: "PlainHost") -> None:
    """Add the founders of the repertoire."""
    for epitope, (naive, foxp3) in enumerate(host.stock):
        for _ in range(naive):
            found_clonotype(host, Phenotype.NAIVE, epitope)
        for _ in range(foxp3):
            found_clonotype(host, Phenotype.TREG, epitope)


def supply_clonotypes(host: "PlainHost") -> None:
    """Let the thymus send founders of new clonotypes, naive and Foxp3-positive."""
    numbers = host.parameters
    resting_il2 = numbers.cytokines.il2_background
    for epitope, (naive, foxp3) in enumerate(host.stock):
        outputs = {
            Phenotype.NAIVE: rules.thymic_output(naive, numbers.repertoire),
            Phenotype.TREG: rules.treg_output(foxp3, resting_il2, numbers.repertoire, numbers.fates),
        }
        for phenotype, output in outputs.items():
            for _ in range(host.rng.poisson(output * host.hours)):
                found_clonotype(host, phenotype, epitope)


def found_residents(host: "PlainHost") -> None:
    """Add the resident presenting cells of every compartment."""
    residents = host.parameters.residents
    stock = (
        (ApcKind.DENDRITIC, Compartment.NODE, residents.node_dendritic),
        (ApcKind.DENDRITIC, Compartment.SPLEEN, residents.spleen_dendritic),
        (ApcKind.MARGINAL_ZONE_MACROPHAGE, Compartment.SPLEEN, residents.spleen_macrophages),
        (ApcKind.SINUSOIDAL, Compartment.LIVER, residents.liver_sinusoidal),
        (ApcKind.MICROGLIA, Compartment.CNS, residents.cns_microglia),
        (ApcKind.MONOCYTE, Compartment.BLOOD, residents.blood_monocytes),
    )
    for kind, place, number in stock:
        for _ in range(round(number * host.parameters.world.size)):
            apc = AntigenPresentingCell(host, host.random_site(place), kind)
            if place is Compartment.CNS:
                for epitope in SHED_AS:
                    stability, share = host.processed.stability[epitope], host.processed.share[epitope]
                    apc.pmhc[epitope] = float(residents.basal_display * stability * share)


def found_tissue(host: "PlainHost") -> None:
    """Cover the target tissue with intact sites, and every field voxel of it with an oligodendrocyte."""
    if (host.geometry.domain_sites != host.geometry.sites_in_territory).any():
        raise NotImplementedError("in the plain model an oligodendrocyte serves its whole territory")
    domains: dict[int, Oligodendrocyte] = {}
    for site in host.organs[Compartment.CNS].sites:
        if site.voxel not in domains:
            domains[site.voxel] = Oligodendrocyte(host, site.voxel)
        TissueSite(host, site, domains[site.voxel])
