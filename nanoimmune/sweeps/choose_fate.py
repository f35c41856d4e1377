"""Fates of T cells: each possible fate has its clock, and the first to ring within the step wins."""

import math

import numpy as np

from nanoimmune.biology.engagement import sees_class_i
from nanoimmune.biology.fate import (
    activation_rate,
    anergy_rate,
    anergy_reversal_rate,
    deletion_rate,
    differentiation_rate,
    effector_death_rate,
    exhaustion_rate,
    low_avidity,
    memory_rate,
    natural_autoregulatory_rate,
    natural_tr1_rate,
    peripheral_treg_rate,
    treg_death_rate,
    treg_felt_il2,
)
from nanoimmune.biology.particles import (
    autoregulatory_conversion_rate,
    autoregulatory_death_rate,
    particle_deletion_rate,
    tr1_conversion_rate,
    tr1_death_rate,
)
from nanoimmune.biology.supply import naive_death_rate
from nanoimmune.chance import (
    RUN,
    draw_words,
    empty_flags,
    empty_rows,
    empty_words,
    flag_low_words,
    flagged,
    highest_word,
    rings_after,
    unit,
)
from nanoimmune.rule import inner, sweep
from nanoimmune.sweeps.particles import strongest_signal
from nanoimmune.words import N_PHENOTYPES, Decision, Field, Phenotype

NEVER = math.inf
EARLY, LATE = 4, 3
"""Clocks of a cell that the first and the second four of its draws are for."""

FELT = 5
"""What a cell feels, and is fetched before its fate is chosen: signal, help and three cytokines."""


@inner
def highest_words(fates, repertoire, binding, hours):
    """Words above which the clocks of each phenotype cannot ring, whatever state a cell is in, by draw and phenotype.

    Every rate is its parameter times shares of one, so the parameter is the largest that it can be.
    """
    tolerance = 1.0 / fates.experienced_resistance
    largest = np.zeros((EARLY + LATE, N_PHENOTYPES))
    for phenotype in range(N_PHENOTYPES):
        if Phenotype.PRIMED <= phenotype <= Phenotype.EXHAUSTED:
            largest[0, phenotype] = binding.conversion_rate
            largest[1, phenotype] = tolerance * fates.anergy_rate
            largest[2, phenotype] = tolerance * fates.deletion_rate + binding.particle_deletion_rate
            largest[3, phenotype] = fates.resting_death_rate
    largest[0, Phenotype.NAIVE] = fates.activation_rate
    largest[1, Phenotype.NAIVE] = fates.anergy_rate
    largest[2, Phenotype.NAIVE] = fates.deletion_rate
    largest[3, Phenotype.NAIVE] = fates.treg_rate
    largest[EARLY, Phenotype.NAIVE] = naive_death_rate(repertoire)
    largest[3, Phenotype.PRIMED] = max(fates.differentiation_rate, fates.programme_end_rate)
    largest[3, Phenotype.EFFECTOR] = fates.effector_death_rate + fates.overdrive_death_rate
    largest[EARLY, Phenotype.EFFECTOR] = memory_rate(fates)
    largest[EARLY + 1, Phenotype.EFFECTOR] = fates.exhaustion_rate
    largest[EARLY + 2, Phenotype.EFFECTOR] = max(fates.natural_tr1_rate, fates.autoregulatory_rate)
    largest[3, Phenotype.MEMORY] = fates.activation_rate
    largest[EARLY, Phenotype.MEMORY] = fates.resting_death_rate
    largest[0, Phenotype.ANERGIC] = anergy_reversal_rate(0.0, fates)
    largest[1, Phenotype.ANERGIC] = fates.deletion_rate
    largest[2, Phenotype.ANERGIC] = fates.resting_death_rate
    largest[3, Phenotype.ANERGIC] = 0.0
    largest[0, Phenotype.TREG] = fates.treg_death_rate
    largest[0, Phenotype.PERIPHERAL_TREG] = fates.treg_death_rate
    largest[0, Phenotype.TR1] = tr1_death_rate(binding)
    largest[0, Phenotype.AUTOREGULATORY] = autoregulatory_death_rate(binding)
    highest = np.empty(largest.shape, np.uint32)
    for clock in range(EARLY + LATE):
        for phenotype in range(N_PHENOTYPES):
            highest[clock, phenotype] = highest_word(largest[clock, phenotype], hours)
    return highest


@inner
def naive_fate(signal, helped, affinity, fates, repertoire, could, draws, late, hours):
    """Phenotype that a naive cell takes, or its own; only the rates of clocks that could ring are worked out."""
    activated, anergised, deleted, converted = NEVER, NEVER, NEVER, NEVER
    if could[0]:
        activated = rings_after(activation_rate(helped, fates.activation_threshold, fates), draws[0], hours)
    if could[1]:
        anergised = rings_after(anergy_rate(signal, helped, fates), draws[1], hours)
    if could[2]:
        deleted = rings_after(deletion_rate(signal, helped, fates), draws[2], hours)
    if could[3]:
        converted = rings_after(peripheral_treg_rate(signal, helped, affinity, fates), draws[3], hours)
    died = rings_after(naive_death_rate(repertoire), late[0], hours)
    first = min(activated, anergised, deleted, converted, died)
    if first > hours:
        return Phenotype.NAIVE.value
    if first == activated:
        return Phenotype.PRIMED.value
    if first == anergised:
        return Phenotype.ANERGIC.value
    return Phenotype.PERIPHERAL_TREG.value if first == converted else Phenotype.FREE.value


@inner
def experienced_fate(
    phenotype, is_cd8, signal, helped, il2, soothing, felt, affinity, divisions_left, fates, binding, could, draws,
    late, hours,
):  # fmt: skip
    """Phenotype that an antigen-experienced conventional cell takes, or its own; as for naive ones."""
    converted, anergised, deleted = NEVER, NEVER, NEVER
    tolerance, weakness = 1.0 / fates.experienced_resistance, low_avidity(affinity, fates) if is_cd8 else 0.0
    regulatory = Phenotype.AUTOREGULATORY.value if is_cd8 else Phenotype.TR1.value
    if could[0]:
        rate = tr1_conversion_rate(felt, helped, binding)
        if is_cd8:
            rate = autoregulatory_conversion_rate(felt, weakness, helped, binding)
        converted = rings_after(rate, draws[0], hours)
    if could[1]:
        anergised = rings_after(tolerance * anergy_rate(signal, helped, fates), draws[1], hours)
    if could[2]:
        rate = tolerance * deletion_rate(signal, helped, fates)
        if is_cd8:
            rate += particle_deletion_rate(felt, weakness, binding)
        deleted = rings_after(rate, draws[2], hours)
    died, matured, other = NEVER, NEVER, int(phenotype)
    remembered, exhausted = NEVER, NEVER
    if phenotype == Phenotype.PRIMED:
        matured = rings_after(differentiation_rate(divisions_left, fates), draws[3], hours)
        other = Phenotype.EFFECTOR.value
    elif phenotype == Phenotype.EFFECTOR:
        if could[3]:
            died = rings_after(effector_death_rate(il2, signal, fates), draws[3], hours)
        remembered = rings_after(memory_rate(fates), late[0], hours)
        if could[EARLY + 1]:
            exhausted = rings_after(exhaustion_rate(signal, fates), late[1], hours)
        if could[EARLY + 2]:
            rate = natural_tr1_rate(signal, soothing, fates)
            if is_cd8:
                rate = natural_autoregulatory_rate(signal, affinity, fates)
            converted = min(converted, rings_after(rate, late[2], hours))
    elif phenotype == Phenotype.MEMORY:
        if could[3]:
            matured = rings_after(activation_rate(helped, fates.memory_threshold, fates), draws[3], hours)
        died = rings_after(fates.resting_death_rate, late[0], hours)
        other = Phenotype.PRIMED.value
    else:
        died = rings_after(fates.resting_death_rate, draws[3], hours)
    first = min(converted, anergised, deleted, died, matured, remembered, exhausted)
    if first > hours:
        return int(phenotype)
    if first == converted:
        return regulatory
    if first == anergised:
        return Phenotype.ANERGIC.value
    if first == matured:
        return other
    if first == remembered:
        return Phenotype.MEMORY.value
    return Phenotype.EXHAUSTED.value if first == exhausted else Phenotype.FREE.value


@sweep
def choose_fate(cells, geometry, fields, makeup, fates, repertoire, binding, quanta, cleared, key, step, hours):
    """Give each T cell the first fate whose clock rings within the step, if any does.

    Words are drawn for runs of cells; a cell of which no word is low enough for any clock of its phenotype is passed
    over before anything else about it is looked at.
    """
    highest = highest_words(fates, repertoire, binding, hours)
    early, later, flags, restless = empty_words(), empty_words(), empty_flags(), empty_rows()
    found = np.empty((FELT, RUN))
    for first in range(0, cells.meta[0], RUN):
        end = min(first + RUN, cells.meta[0])
        draw_words(key, step, cells.uid, first, end, Decision.FATE, early)
        draw_words(key, step, cells.uid, first, end, Decision.TOLERANCE, later)
        flags[:] = 0
        for clock in range(EARLY):
            flag_low_words(cells.phenotype, first, end - first, early[clock], highest[clock], flags)
        for clock in range(LATE):
            flag_low_words(cells.phenotype, first, end - first, later[clock], highest[EARLY + clock], flags)
        ringing = flagged(flags, end - first, first, restless)
        # What lies far apart is fetched before anything is decided, so that one fetch need not wait for another.
        for n in range(ringing):
            i = restless[n]
            voxel = geometry.voxel_of_site[cells.site[i]]
            found[0, n], found[1, n] = cells.signal[i], cells.help[i]
            found[2, n], found[3, n] = fields[Field.IL2, voxel], fields[Field.SUPPRESSIVE, voxel]
            found[4, n] = fields[Field.INFLAMMATORY, voxel]
        for n in range(ringing):
            i = restless[n]
            phenotype, k = int(cells.phenotype[i]), i - first
            draws = unit(early[0, k]), unit(early[1, k]), unit(early[2, k]), unit(early[3, k])
            late = unit(later[0, k]), unit(later[1, k]), unit(later[2, k])
            most, is_cd8 = highest[:, phenotype], sees_class_i(cells.epitope[i])
            converts = not (is_cd8 and phenotype == Phenotype.NAIVE)
            could = (
                early[0, k] <= most[0], early[1, k] <= most[1], early[2, k] <= most[2],
                early[3, k] <= most[3] and converts,
                later[0, k] <= most[EARLY], later[1, k] <= most[EARLY + 1], later[2, k] <= most[EARLY + 2],
            )  # fmt: skip
            signal, helped, il2, soothing = found[0, n], found[1, n], found[2, n], found[3, n]
            fate, affinity = phenotype, cells.affinity[i]
            if phenotype == Phenotype.NAIVE:
                fate = naive_fate(signal, helped, affinity, fates, repertoire, could, draws, late, hours)
            elif phenotype == Phenotype.ANERGIC:
                reversed_after = rings_after(anergy_reversal_rate(signal, fates), draws[0], hours)
                deleted = rings_after(deletion_rate(signal, helped, fates), draws[1], hours)
                died = rings_after(fates.resting_death_rate, draws[2], hours)
                if reversed_after <= hours and reversed_after < min(deleted, died):
                    fate = Phenotype.NAIVE.value if cells.divisions[i] == 0 else Phenotype.MEMORY.value
                elif min(deleted, died) <= hours:
                    fate = Phenotype.FREE.value
            elif phenotype < Phenotype.TREG:
                felt = 0.0
                if could[0] or (is_cd8 and could[2]):
                    felt = strongest_signal(cells.bound, i, cells.weight[i], affinity, makeup, binding)
                fate = experienced_fate(
                    phenotype, is_cd8, signal, helped, il2, soothing, felt, affinity, cells.programme[i], fates,
                    binding, could, draws, late, hours,
                )  # fmt: skip
            else:
                rate = treg_death_rate(treg_felt_il2(il2, found[4, n], fates), fates)
                if phenotype == Phenotype.TR1:
                    rate = tr1_death_rate(binding)
                elif phenotype == Phenotype.AUTOREGULATORY:
                    rate = autoregulatory_death_rate(binding)
                if rings_after(rate, draws[0], hours) <= hours:
                    fate = Phenotype.FREE.value
            if fate == phenotype:
                continue
            cells.phenotype[i] = fate
            cells.changed[i] = step
            if fate == Phenotype.PRIMED:
                renewed = phenotype == Phenotype.MEMORY
                cells.programme[i] = int(fates.memory_programme) if renewed else int(fates.programme)
            elif fate == Phenotype.EFFECTOR:
                cells.programme[i] = min(cells.programme[i], 0)
            elif fate == Phenotype.FREE:
                for design in range(cells.bound.shape[1]):
                    cleared[design] += round((cells.bound[i, design] + cells.inside[i, design]) * quanta[design])
                    cells.bound[i, design] = 0.0
                    cells.inside[i, design] = 0.0
                cells.vacant[cells.meta[1]] = i
                cells.meta[1] += 1
