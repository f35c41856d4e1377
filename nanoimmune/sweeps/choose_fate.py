"""Fates of T cells: each possible fate has its clock, and the first to ring within the step wins."""

import math

from nanoimmune.biology.fate import (
    activation_rate,
    anergy_rate,
    anergy_reversal_rate,
    deletion_rate,
    differentiation_rate,
    effector_death_rate,
    exhaustion_rate,
    memory_rate,
    natural_tr1_rate,
    peripheral_treg_rate,
    treg_death_rate,
)
from nanoimmune.biology.particles import (
    dissociation,
    particle_signal,
    receptors_bound,
    tr1_conversion_rate,
    tr1_death_rate,
)
from nanoimmune.biology.supply import naive_death_rate
from nanoimmune.chance import chances, rings_after
from nanoimmune.rule import inner, sweep
from nanoimmune.words import Decision, Field, Phenotype

NEVER = math.inf
IDLE = (1.0, 1.0, 1.0, 1.0)
"""Draws that let no clock ring."""


@sweep
def feel_particles(cells, design, valency, diameter, binding, felt):
    """Signal of the particles of one design on the surface of each T cell, if stronger than that of another design."""
    for i in range(cells.meta[0]):
        if cells.phenotype[i] <= Phenotype.NAIVE or cells.bound[i, design] <= 0.0:
            continue
        filled = min(1.0, cells.bound[i, design] / (cells.weight[i] * binding.particles_per_cell))
        most = receptors_bound(valency, dissociation(cells.affinity[i], binding), diameter, binding)
        felt[i] = max(felt[i], particle_signal(most * filled, binding))


@inner
def naive_fate(signal, helped, affinity, fates, repertoire, draws, late, hours):
    """Phenotype that a naive cell takes, or its own."""
    activated = rings_after(activation_rate(helped, fates.activation_threshold, fates), draws[0], hours)
    anergised = rings_after(anergy_rate(signal, helped, fates), draws[1], hours)
    deleted = rings_after(deletion_rate(signal, helped, fates), draws[2], hours)
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
    phenotype, signal, helped, il2, soothing, felt, divisions_left, fates, binding, draws, late, hours
):
    """Phenotype that an antigen-experienced conventional cell takes, or its own."""
    converted = rings_after(tr1_conversion_rate(felt, helped, binding), draws[0], hours)
    tolerance = 1.0 / fates.experienced_resistance
    anergised = rings_after(tolerance * anergy_rate(signal, helped, fates), draws[1], hours)
    deleted = rings_after(tolerance * deletion_rate(signal, helped, fates), draws[2], hours)
    died, matured, other = NEVER, NEVER, int(phenotype)
    remembered, exhausted = NEVER, NEVER
    if phenotype == Phenotype.PRIMED:
        matured = rings_after(differentiation_rate(divisions_left, fates), draws[3], hours)
        other = Phenotype.EFFECTOR.value
    elif phenotype == Phenotype.EFFECTOR:
        died = rings_after(effector_death_rate(il2, signal, fates), draws[3], hours)
        remembered = rings_after(memory_rate(fates), late[0], hours)
        exhausted = rings_after(exhaustion_rate(signal, fates), late[1], hours)
        converted = min(converted, rings_after(natural_tr1_rate(signal, soothing, fates), late[2], hours))
    elif phenotype == Phenotype.MEMORY:
        matured = rings_after(activation_rate(helped, fates.memory_threshold, fates), draws[3], hours)
        died = rings_after(fates.resting_death_rate, late[0], hours)
        other = Phenotype.PRIMED.value
    else:
        died = rings_after(fates.resting_death_rate, draws[3], hours)
    first = min(converted, anergised, deleted, died, matured, remembered, exhausted)
    if first > hours:
        return int(phenotype)
    if first == converted:
        return Phenotype.TR1.value
    if first == anergised:
        return Phenotype.ANERGIC.value
    if first == matured:
        return other
    if first == remembered:
        return Phenotype.MEMORY.value
    return Phenotype.EXHAUSTED.value if first == exhausted else Phenotype.FREE.value


@sweep
def choose_fate(cells, geometry, fields, felt, fates, repertoire, binding, quanta, cleared, key, step, hours):
    """Give each T cell the first fate whose clock rings within the step, if any does."""
    for i in range(cells.meta[0]):
        phenotype = int(cells.phenotype[i])
        if phenotype == Phenotype.FREE:
            continue
        signal, helped, uid = cells.signal[i], cells.help[i], cells.uid[i]
        draws, late = chances(key, step, uid, Decision.FATE), IDLE
        if phenotype <= Phenotype.MEMORY and phenotype != Phenotype.PRIMED:
            late = chances(key, step, uid, Decision.TOLERANCE)
        voxel = geometry.voxel_of_site[cells.site[i]]
        il2, soothing = fields[Field.IL2, voxel], fields[Field.SUPPRESSIVE, voxel]
        fate = phenotype
        if phenotype == Phenotype.NAIVE:
            fate = naive_fate(signal, helped, cells.affinity[i], fates, repertoire, draws, late, hours)
        elif phenotype == Phenotype.ANERGIC:
            reversed_after = rings_after(anergy_reversal_rate(signal, fates), draws[0], hours)
            deleted = rings_after(deletion_rate(signal, helped, fates), draws[1], hours)
            died = rings_after(fates.resting_death_rate, draws[2], hours)
            if reversed_after <= hours and reversed_after < min(deleted, died):
                fate = Phenotype.NAIVE.value if cells.divisions[i] == 0 else Phenotype.MEMORY.value
            elif min(deleted, died) <= hours:
                fate = Phenotype.FREE.value
        elif phenotype < Phenotype.TREG:
            fate = experienced_fate(
                phenotype,
                signal,
                helped,
                il2,
                soothing,
                felt[i],
                cells.programme[i],
                fates,
                binding,
                draws,
                late,
                hours,
            )
        else:
            rate = tr1_death_rate(binding) if phenotype == Phenotype.TR1 else treg_death_rate(il2, fates)
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
