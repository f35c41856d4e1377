"""The tissue in one step: census of attackers, harm, repair, axons."""

import numpy as np

from nanoimmune.biology.engagement import is_armed, sees_class_i
from nanoimmune.biology.kinetics import drawn_to, remaining
from nanoimmune.biology.tissue import (
    axon_loss_rate,
    bareness_rate,
    burden_decay_rate,
    demyelination_rate,
    oligodendrocyte_condition,
    oligodendrocyte_death_rate,
    remyelination_rate,
    replacement_rate,
    sheath_loss_rate,
    shed_antigen,
)
from nanoimmune.chance import RUN, chance, empty_flags, empty_rows, flagged, rings_after
from nanoimmune.rule import inner, sweep
from nanoimmune.words import ApcKind, ApcState, Decision, Oligodendrocyte, Phenotype


@inner
def is_tissue_macrophage(kind):
    """Whether a presenting cell is a macrophage of a tissue, resident or recruited."""
    return kind == ApcKind.MICROGLIA or kind == ApcKind.MONOCYTE or kind == ApcKind.ISLET_MACROPHAGE


@sweep
def take_census(cells, apcs, geometry, crowd, engagement, cells_per_apc):
    """Count, in every voxel, the cells that secrete, consume or harm."""
    crowd.producers[:] = 0
    crowd.armed[:] = 0
    crowd.licensed[:] = 0
    crowd.suppressors[:] = 0
    crowd.tregs[:] = 0
    crowd.signalled_tregs[:] = 0
    flags, counted = empty_flags(), empty_rows()
    for first in range(0, cells.meta[0], RUN):
        end = min(first + RUN, cells.meta[0])
        phenotypes, helped = cells.phenotype[first:end], cells.help[first:end]
        for k in range(end - first):
            effective = (Phenotype.PRIMED <= phenotypes[k]) & (phenotypes[k] <= Phenotype.EFFECTOR)
            flags[k] = (phenotypes[k] >= Phenotype.TREG) | (effective & is_armed(helped[k], engagement))
        for i in counted[: flagged(flags, end - first, first, counted)]:
            phenotype, weight = cells.phenotype[i], cells.weight[i]
            voxel = geometry.voxel_of_site[cells.site[i]]
            if phenotype == Phenotype.TR1:
                crowd.suppressors[voxel] += weight * int(is_armed(cells.signal[i], engagement))
            elif phenotype == Phenotype.TREG or phenotype == Phenotype.PERIPHERAL_TREG:
                crowd.tregs[voxel] += weight
                crowd.signalled_tregs[voxel] += weight * int(is_armed(cells.signal[i], engagement))
            elif phenotype < Phenotype.TREG:
                crowd.producers[voxel] += weight * int(not sees_class_i(cells.epitope[i]))
                crowd.armed[voxel] += weight * int(phenotype == Phenotype.EFFECTOR)
    for j in range(apcs.meta[0]):
        if apcs.kind[j] != ApcKind.FREE and apcs.state[j] == ApcState.LICENSED:
            if is_tissue_macrophage(apcs.kind[j]):
                crowd.licensed[geometry.voxel_of_site[apcs.site[j]]] += int(cells_per_apc)


@sweep
def strip_myelin(
    tissue,
    first,
    domain_of_site,
    licensed,
    armed,
    suppressive,
    mog,
    plp,
    mbp,
    harm,
    repair_numbers,
    shed_mog,
    shed_plp,
    shed_mbp,
    hours,
):
    """Strip myelin in every domain, let that of dead oligodendrocytes fall apart, and shed its antigens.

    Site and domain arrays are those of the tissue.
    """
    share_of_domain = tissue.burden.size / tissue.myelin.size
    for domain in range(tissue.burden.size):
        attack = demyelination_rate(licensed[domain], armed[domain], suppressive[domain], harm)
        falling_apart = sheath_loss_rate(tissue.oligodendrocyte[domain], repair_numbers)
        tissue.kept[domain] = remaining(attack + falling_apart, hours)
    for site in range(tissue.myelin.size):
        domain = domain_of_site[site] - first
        if tissue.kept[domain] < 1.0:
            gone = tissue.myelin[site] * (1.0 - tissue.kept[domain])
            tissue.myelin[site] -= gone
            tissue.burden[domain] += gone * share_of_domain
            shed_mog[domain] += shed_antigen(gone * share_of_domain, mog)
            shed_plp[domain] += shed_antigen(gone * share_of_domain, plp)
            shed_mbp[domain] += shed_antigen(gone * share_of_domain, mbp)


@sweep
def repair(tissue, first, domain_of_site, inflammatory, harm, repair_numbers, key, step, hours):
    """Let oligodendrocytes stop, die, be replaced and repair, and let lasting bareness cost axons.

    Sites of one domain share their past, so rates are worked out anew only where a site differs from the last one of
    its domain.
    """
    forgotten = remaining(burden_decay_rate(repair_numbers), hours)
    for domain in range(tissue.burden.size):
        burden = tissue.burden[domain]
        if burden == 0.0 and tissue.oligodendrocyte[domain] == Oligodendrocyte.REPAIRING:
            continue
        draw = chance(key, step, first + domain, Decision.OLIGODENDROCYTE)
        if tissue.oligodendrocyte[domain] == Oligodendrocyte.DEAD:
            if rings_after(replacement_rate(inflammatory[domain], repair_numbers), draw, hours) <= hours:
                tissue.oligodendrocyte[domain] = Oligodendrocyte.REPAIRING
        elif rings_after(oligodendrocyte_death_rate(burden, repair_numbers), draw, hours) <= hours:
            tissue.oligodendrocyte[domain] = Oligodendrocyte.DEAD
        else:
            tissue.oligodendrocyte[domain] = oligodendrocyte_condition(burden, repair_numbers)
        tissue.burden[domain] = burden * forgotten
    remembered = remaining(bareness_rate(harm), hours)
    domains = tissue.burden.size
    bareness_before, axons_before = np.full(domains, -1.0), np.full(domains, -1.0)
    kept_axons, still_bare = np.empty(domains), np.empty(domains)
    for site in range(tissue.myelin.size):
        myelin, bareness, axons = tissue.myelin[site], tissue.bareness[site], tissue.axons[site]
        if myelin == 1.0 and bareness == 0.0:
            continue
        domain = domain_of_site[site] - first
        if bareness != bareness_before[domain] or axons != axons_before[domain]:
            kept_axons[domain] = remaining(axon_loss_rate(bareness, harm), hours)
            still_bare[domain] = remaining(remyelination_rate(axons, repair_numbers), hours)
            bareness_before[domain], axons_before[domain] = bareness, axons
        tissue.bareness[site] = drawn_to(bareness, 1.0 - myelin, remembered)
        tissue.axons[site] = axons * kept_axons[domain]
        if tissue.oligodendrocyte[domain] == Oligodendrocyte.REPAIRING:
            tissue.myelin[site] = 1.0 - (1.0 - myelin) * still_bare[domain]
