"""Particles and cells: attachment to T cells, uptake by phagocytes, digestion. Sums are counted in quanta."""

import math

import numpy as np

from nanoimmune.biology.formulations import translated
from nanoimmune.biology.particles import (
    attachment_rate,
    cargo_shown,
    dissociation,
    particle_signal,
    receptors_bound,
)
from nanoimmune.chance import RUN, empty_flags, empty_rows, flagged
from nanoimmune.rule import inner, sweep
from nanoimmune.words import N_COMPARTMENTS, ApcKind, Compartment, Phenotype

AS_GOOD_AS_EMPTY = 0.001
"""Share of its particles below which a parcel is no longer followed; what is left of it counts as cleared."""


@inner
def strongest_signal(bound, i, weight, affinity, makeup, binding):
    """Signal of the particles on the surface of one T cell, of the design that gives it most."""
    felt = 0.0
    for design in range(makeup.valency.size):
        if bound[i, design] > 0.0 and makeup.valency[design] > 0.0:
            filled = min(1.0, bound[i, design] / (weight * binding.particles_per_cell))
            loose = dissociation(affinity, binding)
            most = receptors_bound(makeup.valency[design], loose, makeup.diameter[design], binding)
            felt = max(felt, particle_signal(most * filled, binding))
    return felt


@sweep
def gather_free(parcels, design, quanta, free_in, hours):
    """Free particles of one design in every compartment, in quanta; organs are perfused, so they mix within an hour.

    A parcel that left the blood within the step counts there for as much of the step as it was still there.
    """
    free_in[:] = 0
    for k in range(parcels.meta[0]):
        if parcels.alive[k] != 0 and parcels.design[k] == design:
            counted = round(parcels.free[k] * quanta)
            in_blood = round(parcels.free[k] * quanta * (parcels.bled[k] / hours))
            free_in[Compartment.BLOOD] += in_blood
            free_in[parcels.place[k]] += counted - in_blood


@inner
def swallowed_alike(inside, j, design, coats):
    """Particles of all designs with the coat of this one that a presenting agent holds inside."""
    held = 0.0
    for other in range(coats.size):
        if coats[other] == coats[design]:
            held += inside[j, other]
    return held


@inner
def share_attached(place, wanted_in, free_in):
    """Share of the free particles of a compartment that attaches to T cells within the step."""
    return min(1.0, wanted_in[place] / max(free_in[place], 1))


@sweep
def seek_attachment(
    cells, volumes, design, ligand, valency, binding, quanta, free_in, wanted, wanted_in, binders, hours
):
    """List the cognate experienced T cells, and what each would bind within the step if there were enough.

    Returns:
        How many binders were listed.
    """
    wanted_in[:] = 0
    filled = np.empty(N_COMPARTMENTS)
    for place in range(N_COMPARTMENTS):
        concentration = free_in[place] / quanta / volumes[place]
        filling = attachment_rate(valency, 1.0, binding) * concentration / binding.particles_per_cell
        filled[place] = -math.expm1(-filling * hours)
    listed, flags, cognate = 0, empty_flags(), empty_rows()
    for first in range(0, cells.meta[0], RUN):
        end = min(first + RUN, cells.meta[0])
        phenotypes, epitopes = cells.phenotype[first:end], cells.epitope[first:end]
        for k in range(end - first):
            flags[k] = (phenotypes[k] > Phenotype.NAIVE) & (epitopes[k] == ligand)
        for i in cognate[: flagged(flags, end - first, first, cognate)]:
            place = cells.place[i]
            room = cells.weight[i] * binding.particles_per_cell
            wanted[i] = max(room - cells.bound[i, design], 0.0) * filled[place]
            wanted_in[place] += round(wanted[i] * quanta)
            binders[listed] = i
            listed += wanted[i] > 0.0
    return listed


@sweep
def attach(cells, design, wanted, wanted_in, free_in, binders, listed):
    """Give each listed T cell its share of what it wanted, within what is free in its compartment."""
    share = np.empty(N_COMPARTMENTS)
    for place in range(N_COMPARTMENTS):
        share[place] = min(1.0, free_in[place] / max(wanted_in[place], 1))
    for i in binders[:listed]:
        cells.bound[i, design] += wanted[i] * share[cells.place[i]]


@sweep
def count_phagocytes(apcs, eaters):
    """Phagocytes of every compartment, by kind; dendritic cells that came from the skin eat no particles."""
    eaters[:, :] = 0
    for j in range(apcs.meta[0]):
        if apcs.kind[j] != ApcKind.FREE and apcs.kind[j] != ApcKind.MIGRATORY_DENDRITIC:
            eaters[apcs.place[j], apcs.kind[j]] += 1


@sweep
def feed(parcels, design, rates, quanta, wanted_in, free_in, eaten_in, cleared, hours):
    """Take attached and eaten particles out of the parcels; a parcel that is as good as empty ends.

    `rates` holds the rate (1/h) at which all phagocytes of a compartment together empty it.
    """
    eaten_in[:] = 0
    for k in range(parcels.meta[0]):
        if parcels.alive[k] == 0 or parcels.design[k] != design:
            continue
        place = parcels.place[k]
        bled = parcels.bled[k] / hours
        attached = (1.0 - bled) * share_attached(place, wanted_in, free_in)
        attached += bled * share_attached(Compartment.BLOOD, wanted_in, free_in)
        free = parcels.free[k] * (1.0 - attached)
        in_blood = -math.expm1(-rates[Compartment.BLOOD] * parcels.bled[k]) * free
        eaten = -math.expm1(-rates[place] * (hours - parcels.bled[k])) * (free - in_blood)
        eaten_in[Compartment.BLOOD] += round(in_blood * quanta)
        eaten_in[place] += round(eaten * quanta)
        parcels.free[k] = free - in_blood - eaten
        if parcels.free[k] < AS_GOOD_AS_EMPTY * parcels.given[k]:
            cleared[design] += round(parcels.free[k] * quanta)
            parcels.free[k] = 0.0
            parcels.alive[k] = 0
            parcels.vacant[parcels.meta[1]] = k
            parcels.meta[1] += 1


@sweep
def swallow(apcs, design, quanta, shares, eaten_in):
    """Share what was eaten in a compartment among its phagocytes; `shares` holds the part of one cell of each kind."""
    for j in range(apcs.meta[0]):
        if apcs.kind[j] != ApcKind.FREE:
            place = apcs.place[j]
            if eaten_in[place] > 0:
                apcs.inside[j, design] += eaten_in[place] / quanta * shares[place, apcs.kind[j]]


@sweep
def digest(
    apcs, design, cargo, cargo_load, message, message_load, kept, phagocytes_per_apc, pharmacology, formulations,
    quanta, cleared, hours,
):  # fmt: skip
    """Digest swallowed particles; what is released of their cargo, or made of their mRNA, is shown on MHC."""
    for j in range(apcs.meta[0]):
        held = apcs.inside[j, design]
        if apcs.kind[j] == ApcKind.FREE or held == 0.0:
            continue
        digested = held * (1.0 - kept)
        apcs.inside[j, design] = held - digested
        cleared[design] += round(digested * quanta)
        released = digested / phagocytes_per_apc * cargo_load / hours
        for epitope in cargo:
            apcs.pmhc[j, epitope] += cargo_shown(released, pharmacology) * hours
        for epitope in message:
            made = translated(digested / phagocytes_per_apc * message_load, apcs.kind[j], formulations) / hours
            apcs.pmhc[j, epitope] += cargo_shown(made, pharmacology) * hours


@sweep
def internalise(cells, design, kept_outside, kept_inside, quanta, cleared):
    """Take bound particles into the T cell, and digest what is inside."""
    flags, laden = empty_flags(), empty_rows()
    for first in range(0, cells.meta[0], RUN):
        end = min(first + RUN, cells.meta[0])
        phenotypes, bound, inside = cells.phenotype[first:end], cells.bound[first:end], cells.inside[first:end]
        for k in range(end - first):
            flags[k] = (phenotypes[k] != Phenotype.FREE) & ((bound[k, design] != 0.0) | (inside[k, design] != 0.0))
        for i in laden[: flagged(flags, end - first, first, laden)]:
            held, swallowed = cells.bound[i, design], cells.inside[i, design]
            taken_in = held * (1.0 - kept_outside)
            digested = swallowed * (1.0 - kept_inside)
            cells.bound[i, design] = held - taken_in
            cells.inside[i, design] = swallowed + taken_in - digested
            cleared[design] += round(digested * quanta)
