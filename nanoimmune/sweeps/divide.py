"""Divisions: first they double an agent's weight, then they make agents.

A mother may divide twice in a step, and then both daughters of the first division do.
"""

import numpy as np

from nanoimmune.biology.fate import (
    effector_division_rate,
    primed_division_rate,
    treg_division_rate,
    treg_felt_il2,
)
from nanoimmune.biology.homeostasis import homeostatic_division_rate
from nanoimmune.biology.particles import autoregulatory_division_rate, tr1_division_rate
from nanoimmune.chance import (
    RUN,
    draw_words,
    empty_flags,
    empty_rows,
    empty_words,
    flag_low_words,
    flagged,
    highest_word,
    related_uid,
    rings_within,
    unit,
)
from nanoimmune.rule import inner, sweep
from nanoimmune.sweeps.arrive import claimed
from nanoimmune.sweeps.particles import strongest_signal
from nanoimmune.words import N_PHENOTYPES, Compartment, Decision, Field, Phenotype


@inner
def highest_words(fates, binding, homeostasis, room, hours):
    """Words above which a cell of each phenotype cannot divide; every rate is its parameter times shares of one."""
    highest = np.zeros(N_PHENOTYPES, np.uint32)
    highest[Phenotype.NAIVE] = highest_word(homeostasis.naive_rate * room, hours)
    highest[Phenotype.MEMORY] = highest_word(homeostasis.memory_rate * room, hours)
    highest[Phenotype.PRIMED] = highest_word(fates.division_rate, hours)
    highest[Phenotype.EFFECTOR] = highest_word(fates.effector_division_rate, hours)
    highest[Phenotype.TREG] = highest_word(fates.treg_division_rate + homeostasis.treg_rate * room, hours)
    highest[Phenotype.PERIPHERAL_TREG] = highest[Phenotype.TREG]
    highest[Phenotype.TR1] = highest_word(binding.tr1_division_rate, hours)
    highest[Phenotype.AUTOREGULATORY] = highest_word(binding.autoregulatory_division_rate, hours)
    return highest


@sweep
def propose_divisions(
    cells, geometry, fields, makeup, pool, room, fates, binding, homeostasis, most, finer, key, step, hours, births,
    mothers,
):  # fmt: skip
    """Double the weight of each agent that divides, and list those too heavy for it, with their `births` by row.

    No agent grows beyond `most` cells, and a regulatory one not beyond a part of that, so many times `finer`. `pool` is
    the number of autoregulatory cells of the whole body, which share one niche; `room` is what T cells leave
    of the normal number of a body.

    Returns:
        How many mothers were listed.
    """
    listed = 0
    highest = highest_words(fates, binding, homeostasis, room, hours)
    drawn, flags, fertile = empty_words(), empty_flags(), empty_rows()
    for first in range(0, cells.meta[0], RUN):
        end = min(first + RUN, cells.meta[0])
        draw_words(key, step, cells.uid, first, end, Decision.DIVISION, drawn)
        flags[:] = 0
        flag_low_words(cells.phenotype, first, end - first, drawn[0], highest, flags)
        for i in fertile[: flagged(flags, end - first, first, fertile)]:
            phenotype = cells.phenotype[i]
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
            elif phenotype == Phenotype.AUTOREGULATORY:
                felt = strongest_signal(cells.bound, i, cells.weight[i], cells.affinity[i], makeup, binding)
                rate = autoregulatory_division_rate(felt, pool, binding)
            elif phenotype >= Phenotype.TREG and cells.place[i] != Compartment.BLOOD:
                inflammation = fields[Field.INFLAMMATORY, geometry.voxel_of_site[cells.site[i]]]
                rate = treg_division_rate(treg_felt_il2(il2, inflammation, fates), cells.help[i], fates)
            if room > 0.0:
                rate += homeostatic_division_rate(phenotype, cells.place[i], room, homeostasis)
            times = rings_within(rate, unit(drawn[0, i - first]), hours)
            if phenotype == Phenotype.PRIMED:
                times = min(times, cells.programme[i])
            elif phenotype == Phenotype.EFFECTOR:
                times = min(times, cells.programme[i] + int(fates.restimulated_divisions))
            if times == 0:
                continue
            cells.divisions[i] += times
            cells.programme[i] -= times
            ceiling = most // finer if phenotype >= Phenotype.TREG else most
            while times > 0 and 2 * cells.weight[i] <= ceiling:
                cells.weight[i] *= 2
                times -= 1
            if times > 0:
                births[i] = 2**times - 1
                mothers[listed] = i
                listed += 1
    return listed


@sweep
def propose_splits(cells, most, births, mothers):
    """List the regulatory agents of more than `most` cells, which became so heavy as effectors, with `births` by row.

    Returns:
        How many were listed.
    """
    listed = 0
    flags, heavy = empty_flags(), empty_rows()
    for first in range(0, cells.meta[0], RUN):
        end = min(first + RUN, cells.meta[0])
        phenotypes, weights = cells.phenotype[first:end], cells.weight[first:end]
        for k in range(end - first):
            flags[k] = (phenotypes[k] >= Phenotype.TREG) & (weights[k] > most)
        for i in heavy[: flagged(flags, end - first, first, heavy)]:
            parts, weight = 1, cells.weight[i]
            while weight > most:
                parts, weight = parts * 2, weight // 2
            births[i] = parts - 1
            mothers[listed] = i
            listed += 1
    return listed


@inner
def bear(cells, i, number, decision, step):
    """Make one daughter just like her mother, told from the other daughters by a number."""
    d = claimed(cells.meta, cells.vacant)
    cells.phenotype[d] = cells.phenotype[i]
    cells.uid[d] = related_uid(cells.uid[i], number, decision)
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
        cells.bound[d, design] = cells.bound[i, design]
        cells.inside[d, design] = cells.inside[i, design]


@sweep
def give_birth(cells, mothers, births, listed, step):
    """Make the daughters of each listed mother: same clonotype, phenotype and place, an equal part of her particles."""
    for k in range(listed):
        i = mothers[k]
        for design in range(cells.bound.shape[1]):
            cells.bound[i, design] /= births[i] + 1
            cells.inside[i, design] /= births[i] + 1
        for order in range(births[i]):
            bear(cells, i, 4 * cells.divisions[i] + order, Decision.DAUGHTER, step)


@sweep
def split(cells, mothers, births, listed, step):
    """Follow each listed agent as several of equal weight from now on; no cell is gained or lost by it."""
    for k in range(listed):
        i = mothers[k]
        cells.weight[i] //= births[i] + 1
        for design in range(cells.bound.shape[1]):
            cells.bound[i, design] /= births[i] + 1
            cells.inside[i, design] /= births[i] + 1
        for order in range(births[i]):
            bear(cells, i, order, Decision.SPLIT, step)
