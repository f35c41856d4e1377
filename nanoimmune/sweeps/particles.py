"""Particles and cells: attachment to T cells, uptake by phagocytes, digestion. Sums are counted in quanta."""

import math

from nanoimmune.biology.particles import attachment_rate, cargo_shown
from nanoimmune.rule import sweep
from nanoimmune.words import ApcKind, Phenotype

MOST_ATTACHED = 0.5
"""Share of the free particles of a site that may attach to T cells in one step, so that phagocytes find some too."""

AS_GOOD_AS_EMPTY = 0.001
"""Share of its particles below which a parcel is no longer followed; what is left of it counts as cleared."""


@sweep
def gather_free(parcels, design, quanta, free_at):
    """Free particles of one design at every site, in quanta."""
    free_at[:] = 0
    for k in range(parcels.meta[0]):
        if parcels.alive[k] != 0 and parcels.design[k] == design:
            free_at[parcels.site[k]] += round(parcels.free[k] * quanta)


@sweep
def seek_attachment(cells, geometry, design, ligand, valency, binding, quanta, free_at, wanted, wanted_at, hours):
    """Particles that each cognate experienced T cell would take up on its surface within the step, if there were enough."""
    wanted_at[:] = 0
    for i in range(cells.meta[0]):
        wanted[i] = 0.0
        phenotype = cells.phenotype[i]
        if phenotype <= Phenotype.NAIVE or cells.epitope[i] != ligand:
            continue
        free = free_at[cells.site[i]]
        if free == 0:
            continue
        room = cells.weight[i] * binding.particles_per_cell
        concentration = free / quanta / geometry.site_volume[cells.place[i]]
        filling = attachment_rate(valency, 1.0, binding) * concentration / binding.particles_per_cell
        taken = max(room - cells.bound[i, design], 0.0) * -math.expm1(-filling * hours)
        wanted[i] = taken
        wanted_at[cells.site[i]] += round(taken * quanta)


@sweep
def attach(cells, design, wanted, wanted_at, free_at):
    """Give each T cell its share of what it wanted, within what may attach at its site in a step."""
    for i in range(cells.meta[0]):
        if wanted[i] > 0.0:
            site = cells.site[i]
            share = min(1.0, MOST_ATTACHED * free_at[site] / max(wanted_at[site], 1))
            cells.bound[i, design] += wanted[i] * share


@sweep
def count_phagocytes(apcs, eaters_at):
    """Phagocytes at every site; T-cell zone dendritic cells that came from the skin eat no particles."""
    eaters_at[:] = 0
    for j in range(apcs.meta[0]):
        if apcs.kind[j] != ApcKind.FREE and apcs.kind[j] != ApcKind.MIGRATORY_DENDRITIC:
            eaters_at[apcs.site[j]] += 1


@sweep
def feed(parcels, geometry, design, appetite, quanta, wanted_at, free_at, eaters_at, eaten_at, cleared, hours):
    """Take attached and eaten particles out of the parcels; a parcel that is as good as empty ends."""
    eaten_at[:] = 0
    for k in range(parcels.meta[0]):
        if parcels.alive[k] == 0 or parcels.design[k] != design:
            continue
        site = parcels.site[k]
        attached = min(MOST_ATTACHED, wanted_at[site] / max(free_at[site], 1))
        free = parcels.free[k] * (1.0 - attached)
        rate = appetite * eaters_at[site] / geometry.site_volume[parcels.place[k]]
        eaten = -math.expm1(-rate * hours) * free
        eaten_at[site] += round(eaten * quanta)
        parcels.free[k] = free - eaten
        if parcels.free[k] < AS_GOOD_AS_EMPTY * parcels.given[k]:
            cleared[design] += round(parcels.free[k] * quanta)
            parcels.free[k] = 0.0
            parcels.alive[k] = 0
            parcels.vacant[parcels.meta[1]] = k
            parcels.meta[1] += 1


@sweep
def swallow(apcs, design, quanta, eaters_at, eaten_at):
    """Share what was eaten at a site equally among its phagocytes."""
    for j in range(apcs.meta[0]):
        if apcs.kind[j] != ApcKind.FREE and apcs.kind[j] != ApcKind.MIGRATORY_DENDRITIC:
            eaten = eaten_at[apcs.site[j]]
            if eaten > 0:
                apcs.inside[j, design] += eaten / quanta / eaters_at[apcs.site[j]]


@sweep
def digest(apcs, design, cargo, cargo_load, kept, cells_per_apc, pharmacology, quanta, cleared, hours):
    """Digest swallowed particles; what is released of their cargo is shown on MHC."""
    for j in range(apcs.meta[0]):
        held = apcs.inside[j, design]
        if apcs.kind[j] == ApcKind.FREE or held == 0.0:
            continue
        digested = held * (1.0 - kept)
        apcs.inside[j, design] = held - digested
        cleared[design] += round(digested * quanta)
        if cargo >= 0:
            released = digested / cells_per_apc * cargo_load / hours
            apcs.pmhc[j, cargo] += cargo_shown(released, pharmacology) * hours


@sweep
def internalise(cells, design, kept_outside, kept_inside, quanta, cleared):
    """Take bound particles into the T cell, and digest what is inside."""
    for i in range(cells.meta[0]):
        if cells.phenotype[i] == Phenotype.FREE:
            continue
        bound, inside = cells.bound[i, design], cells.inside[i, design]
        if bound == 0.0 and inside == 0.0:
            continue
        taken_in = bound * (1.0 - kept_outside)
        digested = inside * (1.0 - kept_inside)
        cells.bound[i, design] = bound - taken_in
        cells.inside[i, design] = inside + taken_in - digested
        cleared[design] += round(digested * quanta)
