"""Divisions: first they double an agent's weight, then they make agents.

A mother has at most one division a step, with the chance that gives the growth which divisions at a steady rate would.
"""

import math

import numpy as np

from nanoimmune.biology.fate import effector_division_rate, primed_division_rate, treg_division_rate
from nanoimmune.biology.particles import tr1_division_rate
from nanoimmune.chance import RUN, draw_words, empty_words, highest_word, related_uid, unit
from nanoimmune.rule import inner, sweep
from nanoimmune.sweeps.particles import strongest_signal
from nanoimmune.words import N_PHENOTYPES, Compartment, Decision, Field, Phenotype


@inner
def chance_of_division(rate, hours):
    """Chance of a division within a step that gives the growth of divisions at this rate."""
    return math.expm1(rate * hours)


@inner
def highest_words(fates, binding, hours):
    """Words above which a cell of each phenotype cannot divide; every rate is its parameter times shares of one."""
    highest = np.zeros(N_PHENOTYPES, np.uint32)
    highest[Phenotype.PRIMED] = highest_word(chance_of_division(fates.division_rate, hours), 1.0)
    highest[Phenotype.EFFECTOR] = highest_word(chance_of_division(fates.effector_division_rate, hours), 1.0)
    highest[Phenotype.TREG] = highest_word(chance_of_division(fates.treg_division_rate, hours), 1.0)
    highest[Phenotype.PERIPHERAL_TREG] = highest[Phenotype.TREG]
    highest[Phenotype.TR1] = highest_word(chance_of_division(binding.tr1_division_rate, hours), 1.0)
    return highest


@sweep
def propose_divisions(cells, geometry, fields, makeup, fates, binding, most, key, step, hours, mothers):
    """Double the weight of each agent that divides, and list those that are too heavy for it.

    Returns:
        How many mothers were listed.
    """
    listed = 0
    highest = highest_words(fates, binding, hours)
    drawn = empty_words()
    for i in range(cells.meta[0]):
        k = i % RUN
        if k == 0:
            draw_words(key, step, cells.uid, i, min(i + RUN, cells.meta[0]), Decision.DIVISION, drawn)
        phenotype = cells.phenotype[i]
        if drawn[0, k] > highest[phenotype]:
            continue
        il2 = fields[Field.IL2, geometry.voxel_of_site[cells.site[i]]]
        rate = 0.0
        if phenotype == Phenotype.PRIMED:
            if cells.programme[i] > 0:
                rate = primed_division_rate(il2, cells.help[i], (step - cells.changed[i]) * hours, fates)
        elif phenotype == Phenotype.EFFECTOR:
            rate = effector_division_rate(il2, cells.help[i], cells.programme[i], fates)
        elif phenotype == Phenotype.TR1:
            felt = strongest_signal(cells.bound, i, cells.weight[i], cells.affinity[i], makeup, binding)
            rate = tr1_division_rate(felt, binding)
        elif phenotype >= Phenotype.TREG and cells.place[i] != Compartment.BLOOD:
            rate = treg_division_rate(il2, cells.signal[i], fates)
        if rate == 0.0 or unit(drawn[0, k]) > chance_of_division(rate, hours):
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
