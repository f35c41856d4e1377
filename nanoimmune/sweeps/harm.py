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
from nanoimmune.words import ApcKind, ApcState, Decision, Field, Oligodendrocyte, Phenotype


@inner
def is_tissue_macrophage(kind):
    """Whether a presenting cell is a macrophage of a tissue, resident or recruited."""
    return kind == ApcKind.MICROGLIA or kind == ApcKind.MONOCYTE or kind == ApcKind.ISLET_MACROPHAGE


@sweep
def take_census(cells, apcs, geometry, crowd, engagement, cells_per_apc):
    """Count, in every voxel, the cells that secrete or consume, and in every oligodendrocyte domain those that harm."""
    crowd.producers[:] = 0
    crowd.armed[:] = 0
    crowd.licensed[:] = 0
    crowd.suppressors[:] = 0
    crowd.tregs[:] = 0
    crowd.signalled_tregs[:] = 0
    crowd.armed_by_domain[:] = 0
    crowd.licensed_by_domain[:] = 0
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
                armed = weight * int(phenotype == Phenotype.EFFECTOR)
                crowd.armed[voxel] += armed
                domain = geometry.domain_of_site[cells.site[i]]
                if domain >= 0:
                    crowd.armed_by_domain[domain] += armed
    for j in range(apcs.meta[0]):
        if apcs.kind[j] != ApcKind.FREE and apcs.state[j] == ApcState.LICENSED:
            if is_tissue_macrophage(apcs.kind[j]):
                crowd.licensed[geometry.voxel_of_site[apcs.site[j]]] += int(cells_per_apc)
                domain = geometry.domain_of_site[apcs.site[j]]
                if domain >= 0:
                    crowd.licensed_by_domain[domain] += int(cells_per_apc)


@inner
def means_of_domains(levels, voxel_of_site, domain_of_site, domains):
    """Mean of a field over the sites of every domain; it runs, so that equal levels give themselves to the bit."""
    means, met = np.zeros(domains), np.zeros(domains)
    for site in range(domain_of_site.size):
        domain = domain_of_site[site]
        met[domain] += 1.0
        means[domain] += (levels[voxel_of_site[site]] - means[domain]) / met[domain]
    return means


@sweep
def strip_myelin(tissue, crowd, geometry, fields, place, harm, repair_numbers, hours):
    """Strip myelin in every domain, let that of dead oligodendrocytes fall apart, and shed its antigens.

    Attackers are counted in whole domains, and told by the territory of one oligodendrocyte, so that nothing hangs on
    how many sites a domain holds. Antigen is shed where the site lies.
    """
    first, end = geometry.first[place], geometry.first[place + 1]
    voxel_of_site, domain_of_site = geometry.voxel_of_site[first:end], geometry.domain_of_site[first:end]
    domains = tissue.burden.size
    soothing = means_of_domains(fields[Field.SUPPRESSIVE], voxel_of_site, domain_of_site, domains)
    for domain in range(domains):
        territory = geometry.sites_in_territory / geometry.domain_sites[domain]
        licensed, armed = crowd.licensed_by_domain[domain] * territory, crowd.armed_by_domain[domain] * territory
        attack = demyelination_rate(licensed, armed, soothing[domain], harm)
        falling_apart = sheath_loss_rate(tissue.oligodendrocyte[domain], repair_numbers)
        tissue.kept[domain] = remaining(attack + falling_apart, hours)
    share_of_voxel = (geometry.first_voxel[place + 1] - geometry.first_voxel[place]) / (end - first)
    for site in range(tissue.myelin.size):
        domain = domain_of_site[site]
        if tissue.kept[domain] < 1.0:
            gone = tissue.myelin[site] * (1.0 - tissue.kept[domain])
            tissue.myelin[site] -= gone
            tissue.burden[domain] += gone / geometry.domain_sites[domain]
            voxel = voxel_of_site[site]
            fields[Field.SHED_MOG, voxel] += shed_antigen(gone * share_of_voxel, harm.mog_content)
            fields[Field.SHED_PLP, voxel] += shed_antigen(gone * share_of_voxel, harm.plp_content)
            fields[Field.SHED_MBP, voxel] += shed_antigen(gone * share_of_voxel, harm.mbp_content)


@sweep
def repair(tissue, geometry, fields, place, harm, repair_numbers, key, step, hours):
    """Let oligodendrocytes stop, die, be replaced and repair, and let lasting bareness cost axons.

    Sites of one domain share their past, so rates are worked out anew only where a site differs from the last one of
    its domain.
    """
    first, end = geometry.first[place], geometry.first[place + 1]
    domain_of_site, domains = geometry.domain_of_site[first:end], tissue.burden.size
    inflammation = means_of_domains(
        fields[Field.INFLAMMATORY], geometry.voxel_of_site[first:end], domain_of_site, domains
    )
    forgotten = remaining(burden_decay_rate(repair_numbers), hours)
    for domain in range(domains):
        burden = tissue.burden[domain]
        if burden == 0.0 and tissue.oligodendrocyte[domain] == Oligodendrocyte.REPAIRING:
            continue
        # Counted from the first voxel, as when each oligodendrocyte had one of its own: draws stay what they were.
        draw = chance(key, step, geometry.first_voxel[place] + domain, Decision.OLIGODENDROCYTE)
        if tissue.oligodendrocyte[domain] == Oligodendrocyte.DEAD:
            if rings_after(replacement_rate(inflammation[domain], repair_numbers), draw, hours) <= hours:
                tissue.oligodendrocyte[domain] = Oligodendrocyte.REPAIRING
        elif rings_after(oligodendrocyte_death_rate(burden, repair_numbers), draw, hours) <= hours:
            tissue.oligodendrocyte[domain] = Oligodendrocyte.DEAD
        else:
            tissue.oligodendrocyte[domain] = oligodendrocyte_condition(burden, repair_numbers)
        tissue.burden[domain] = burden * forgotten
    remembered = remaining(bareness_rate(harm), hours)
    bareness_before, axons_before = np.full(domains, -1.0), np.full(domains, -1.0)
    kept_axons, still_bare = np.empty(domains), np.empty(domains)
    for site in range(tissue.myelin.size):
        myelin, bareness, axons = tissue.myelin[site], tissue.bareness[site], tissue.axons[site]
        if myelin == 1.0 and bareness == 0.0:
            continue
        domain = domain_of_site[site]
        if bareness != bareness_before[domain] or axons != axons_before[domain]:
            kept_axons[domain] = remaining(axon_loss_rate(bareness, harm), hours)
            still_bare[domain] = remaining(remyelination_rate(axons, repair_numbers), hours)
            bareness_before[domain], axons_before[domain] = bareness, axons
        tissue.bareness[site] = drawn_to(bareness, 1.0 - myelin, remembered)
        tissue.axons[site] = axons * kept_axons[domain]
        if tissue.oligodendrocyte[domain] == Oligodendrocyte.REPAIRING:
            tissue.myelin[site] = 1.0 - (1.0 - myelin) * still_bare[domain]
