"""Transferred T cells enter the blood."""

from nanoimmune.biology.repertoire import clonal_affinity
from nanoimmune.chance import below, chances, related_uid, words
from nanoimmune.rule import sweep
from nanoimmune.sweeps.arrive import place_t_cell
from nanoimmune.words import Compartment, Decision


@sweep
def transfer(
    cells, count, most, total, source, phenotype, epitope, affinity, first, affinity_factor, repertoire, key, step
):
    """Add so many agents to the blood, of `most` cells each but for the last, which make `total` cells together.

    An affinity above zero is that of one clonotype, which all of them are; otherwise each agent is one of its own.
    """
    clone = related_uid(source, step, Decision.TRANSFER) & 0x7FFFFFFF
    sites = first[Compartment.BLOOD + 1] - first[Compartment.BLOOD]
    for k in range(count):
        uid = related_uid(source + k, step, Decision.TRANSFER)
        a, _, _, _ = words(key, step, uid, Decision.TRANSFER)
        own = affinity
        if affinity == 0.0:
            c, d, _, _ = chances(key, step, uid, Decision.FOUNDER)
            own = clonal_affinity(c, d, affinity_factor, repertoire)
        site = first[Compartment.BLOOD] + below(a, sites)
        i = place_t_cell(cells, uid, phenotype, epitope, own, Compartment.BLOOD, site, step)
        cells.weight[i] = most if k < count - 1 else total - most * (count - 1)
        if affinity > 0.0:
            cells.clone[i] = clone
