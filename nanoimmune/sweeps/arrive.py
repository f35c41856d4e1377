"""Cells that come from outside the lattices take rows: carriers from the skin, monocytes, thymic emigrants."""

import math

from nanoimmune.biology.immunisation import carrier_arrival_rate, carrier_display
from nanoimmune.biology.repertoire import clonal_affinity
from nanoimmune.biology.supply import marrow_output, thymic_output, treg_output
from nanoimmune.biology.traffic import emigration_rate
from nanoimmune.chance import below, chance, chances, related_uid, rings_after, unit, words
from nanoimmune.rule import inner, sweep
from nanoimmune.words import ApcKind, ApcState, Compartment, Decision, Phenotype

LARGEST_PART = 100.0
"""Largest mean that one draw is asked for; beyond it the first share would fall below what a float can hold."""

BLOCK, BLOCK_SHIFT = 4, 36
"""Epitopes of one block of sources, and the bits that set blocks apart: a longer list of epitopes shifts no history."""

PART_SHIFT = 40
"""Bits that set the parts of a large mean apart from other sources of draws."""


@inner
def poisson(mean, draw):
    """Number of arrivals of a Poisson law of moderate mean that one uniform draw gives."""
    count, share = 0, math.exp(-mean)
    total = share
    while draw > total and share > 0.0:
        count += 1
        share *= mean / count
        total += share
    return count


@inner
def arrivals(mean, key, step, source, decision):
    """Number of arrivals of a Poisson law of any mean: a sum of as many moderate ones as it takes."""
    parts = 1 + int(mean / LARGEST_PART)
    count = 0
    for part in range(parts):
        count += poisson(mean / parts, chance(key, step, source + (part << PART_SHIFT), decision))
    return count


@inner
def claimed(meta, vacant):
    """Slot of a new row: the last one vacated, or the next unused one."""
    if meta[1] > 0:
        meta[1] -= 1
        return vacant[meta[1]]
    meta[0] += 1
    return meta[0] - 1


@inner
def place_presenting_cell(apcs, uid, kind, place, site, step):
    """Fill a new row with an immature presenting cell that shows and holds nothing; returns its slot."""
    j = claimed(apcs.meta, apcs.vacant)
    apcs.kind[j] = kind
    apcs.uid[j] = uid
    apcs.successions[j] = 0
    apcs.site[j] = site
    apcs.place[j] = place
    apcs.state[j] = ApcState.IMMATURE
    apcs.costimulation[j] = 0.0
    apcs.pmhc[j, :] = 0.0
    apcs.inside[j, :] = 0.0
    apcs.seekers[j] = 0
    apcs.helpers[j] = 0
    apcs.tregs[j] = 0
    apcs.tr1s[j] = 0
    apcs.changed[j] = step
    apcs.born[j] = step
    return j


@sweep
def send_monocytes(
    apcs, first_site, resting_number, permeability, immature_costimulation, recruitment, key, step, hours
):
    """Let the marrow send monocytes into the blood."""
    mean = marrow_output(resting_number, permeability, recruitment) * hours
    for k in range(arrivals(mean, key, step, 1, Decision.ARRIVAL)):
        uid = related_uid(step, k, Decision.RECRUITMENT)
        j = place_presenting_cell(apcs, uid, ApcKind.MONOCYTE, Compartment.BLOOD, first_site, step)
        apcs.costimulation[j] = immature_costimulation


@inner
def carried(depot, draw):
    """Epitope of the one depot that a carrier comes from: depots send in proportion to the antigen that they hold."""
    left = draw * depot.sum()
    for epitope in range(depot.size):
        left -= depot[epitope]
        if left <= 0.0:
            return epitope
    return depot.size - 1


@sweep
def send_carriers(apcs, first_site, sites, depot, adjuvant, size, immunisation, key, step, hours):
    """Let licensed dendritic cells carry antigen from the depot under the skin to the node."""
    mean = carrier_arrival_rate(adjuvant, immunisation) * size * hours
    for k in range(arrivals(mean, key, step, 0, Decision.ARRIVAL)):
        uid = related_uid(step, k, Decision.MIGRATION)
        a, b, c, _ = words(key, step, uid, Decision.MIGRATION)
        site = first_site + below(a, sites)
        j = place_presenting_cell(apcs, uid, ApcKind.MIGRATORY_DENDRITIC, Compartment.NODE, site, step)
        apcs.state[j] = ApcState.LICENSED
        apcs.costimulation[j] = 1.0
        epitope = carried(depot, unit(c))
        apcs.pmhc[j, epitope] = unit(b) * carrier_display(depot[epitope], immunisation)


@sweep
def send_emigrants(apcs, first_site, sites, target, immature_costimulation, traffic, key, step, hours):
    """Let dendritic cells of the tissue leave for its node as they are; a fresh one takes the place of each."""
    rate = emigration_rate(traffic)
    for j in range(apcs.meta[0]):
        if apcs.kind[j] != ApcKind.DENDRITIC or apcs.place[j] != target:
            continue
        draw, spot, _, _ = words(key, step, apcs.uid[j], Decision.EMIGRATION)
        if rings_after(rate, unit(draw), hours) > hours:
            continue
        uid, site = related_uid(apcs.uid[j], apcs.successions[j], Decision.EMIGRATION), first_site + below(spot, sites)
        k = place_presenting_cell(apcs, uid, ApcKind.MIGRATORY_DENDRITIC, Compartment.NODE, site, step)
        apcs.state[k] = apcs.state[j]
        apcs.costimulation[k] = apcs.costimulation[j]
        apcs.pmhc[k, :] = apcs.pmhc[j, :]
        apcs.inside[k, :] = apcs.inside[j, :]
        apcs.inside[j, :] = 0.0
        apcs.pmhc[j, :] = 0.0
        apcs.state[j] = ApcState.IMMATURE
        apcs.costimulation[j] = immature_costimulation
        apcs.seekers[j] = 0
        apcs.helpers[j] = 0
        apcs.tregs[j] = 0
        apcs.tr1s[j] = 0
        apcs.successions[j] += 1
        apcs.uid[j] = related_uid(apcs.uid[j], apcs.successions[j], Decision.DAUGHTER)
        apcs.born[j] = step
        apcs.changed[j] = step


@inner
def place_t_cell(cells, uid, phenotype, epitope, affinity, place, site, step):
    """Fill a new row with the founder cell of a new clonotype; returns its slot."""
    i = claimed(cells.meta, cells.vacant)
    cells.phenotype[i] = phenotype
    cells.uid[i] = uid
    cells.mother[i] = uid
    cells.site[i] = site
    cells.place[i] = place
    cells.epitope[i] = epitope
    cells.clone[i] = uid & 0x7FFFFFFF
    cells.affinity[i] = affinity
    cells.weight[i] = 1
    cells.divisions[i] = 0
    cells.programme[i] = 0
    cells.signal[i] = 0.0
    cells.help[i] = 0.0
    cells.engaged[i] = 0
    cells.changed[i] = step
    cells.born[i] = step
    cells.held_by[i] = 0
    cells.partner[i] = -1
    cells.bound[i, :] = 0.0
    cells.inside[i, :] = 0.0
    return i


@inner
def found_clonotype(cells, uid, phenotype, epitope, first, affinity_factor, repertoire, key, step):
    """Add the founder of a new clonotype in blood, spleen or node, with an affinity of its own."""
    a, b, _, _ = words(key, 1, uid, Decision.FOUNDER)
    choice = below(a, 3)
    place = Compartment.BLOOD
    if choice == 1:
        place = Compartment.SPLEEN
    elif choice == 2:
        place = Compartment.NODE
    site = first[place] + below(b, first[place + 1] - first[place])
    c, d, _, _ = chances(key, 0, uid, Decision.FOUNDER)
    affinity = clonal_affinity(c, d, affinity_factor, repertoire)
    place_t_cell(cells, uid, phenotype, epitope, affinity, place, site, step)


@sweep
def found_clonotypes(cells, count, source, phenotype, epitope, first, affinity_factor, repertoire, key, step):
    """Add the founders of so many new clonotypes of one epitope."""
    for k in range(count):
        uid = related_uid(source + k, 0, Decision.FOUNDER)
        found_clonotype(cells, uid, phenotype, epitope, first, affinity_factor, repertoire, key, step)


@sweep
def send_thymic_emigrants(cells, stock, first, affinity_factor, resting_il2, repertoire, fates, key, step, hours):
    """Let the thymus send new clonotypes; `stock` holds founders by epitope, naive and Foxp3-positive."""
    for epitope in range(stock.shape[0]):
        for order in range(2):
            source = (step * BLOCK + epitope % BLOCK) * 2 + order + ((epitope // BLOCK) << BLOCK_SHIFT)
            output = thymic_output(stock[epitope, 0], repertoire)
            phenotype = Phenotype.NAIVE
            if order == 1:
                output = treg_output(stock[epitope, 1], resting_il2, repertoire, fates)
                phenotype = Phenotype.TREG
            for k in range(arrivals(output * hours, key, 0, source, Decision.THYMUS)):
                uid = related_uid(source, k, Decision.THYMUS)
                found_clonotype(cells, uid, phenotype, epitope, first, affinity_factor, repertoire, key, step)
