"""Divisions: first they double an agent's weight, then they make agents.

A mother has at most one division a step, with the chance that gives the growth which divisions at a steady rate would.
"""

import math

from nanoimmune.biology.fate import effector_division_rate, primed_division_rate, treg_division_rate
from nanoimmune.biology.particles import tr1_division_rate
from nanoimmune.chance import chance, related_uid
from nanoimmune.rule import sweep
from nanoimmune.words import Compartment, Decision, Field, Phenotype


@sweep
def propose_divisions(cells, geometry, fields, felt, fates, binding, most, key, step, hours, mothers):
    """Double the weight of each agent that divides, and list those that are too heavy for it.

    Returns:
        How many mothers were listed.
    """
    listed = 0
    for i in range(cells.meta[0]):
        phenotype = cells.phenotype[i]
        if phenotype < Phenotype.PRIMED or phenotype == Phenotype.MEMORY or phenotype == Phenotype.ANERGIC:
            continue
        if phenotype == Phenotype.EXHAUSTED:
            continue
        il2 = fields[Field.IL2, geometry.voxel_of_site[cells.site[i]]]
        rate = 0.0
        if phenotype == Phenotype.PRIMED:
            if cells.programme[i] > 0:
                rate = primed_division_rate(il2, cells.help[i], (step - cells.changed[i]) * hours, fates)
        elif phenotype == Phenotype.EFFECTOR:
            rate = effector_division_rate(il2, cells.help[i], cells.programme[i], fates)
        elif phenotype == Phenotype.TR1:
            rate = tr1_division_rate(felt[i], binding)
        elif cells.place[i] != Compartment.BLOOD:
            rate = treg_division_rate(il2, cells.signal[i], fates)
        if rate == 0.0:
            continue
        draw = chance(key, step, cells.uid[i], Decision.DIVISION)
        if draw > math.expm1(rate * hours):
            continue
        cells.divisions[i] += 1
        cells.programme[i] -= 1
        if 2 * cells.weight[i] <= most:
            cells.weight[i] *= 2
        else:
            mothers[listed] = i
            listed += 1
    return listed


@sweep
def give_birth(cells, mothers, listed, step):
    """Make the daughter of each listed mother: same clonotype, phenotype and place, half of her particles."""
    for k in range(listed):
        i = mothers[k]
        if cells.meta[1] > 0:
            cells.meta[1] -= 1
            d = cells.vacant[cells.meta[1]]
        else:
            d = cells.meta[0]
            cells.meta[0] += 1
        cells.phenotype[d] = cells.phenotype[i]
        cells.uid[d] = related_uid(cells.uid[i], cells.divisions[i], Decision.DAUGHTER)
        cells.mother[d] = cells.uid[i]
        cells.site[d] = cells.site[i]
        cells.place[d] = cells.place[i]
        cells.epitope[d] = cells.epitope[i]
        cells.clone[d] = cells.clone[i]
        cells.affinity[d] = cells.affinity[i]
        cells.weight[d] = cells.weight[i]
        cells.divisions[d] = cells.divisions[i]
        cells.programme[d] = cells.programme[i]
        cells.signal[d] = cells.signal[i]
        cells.help[d] = cells.help[i]
        cells.engaged[d] = 0
        cells.changed[d] = cells.changed[i]
        cells.born[d] = step
        cells.held_by[d] = 0
        cells.partner[d] = -1
        for design in range(cells.bound.shape[1]):
            cells.bound[i, design] *= 0.5
            cells.inside[i, design] *= 0.5
            cells.bound[d, design] = cells.bound[i, design]
            cells.inside[d, design] = cells.inside[i, design]
