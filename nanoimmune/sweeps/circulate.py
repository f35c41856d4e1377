"""Journeys between compartments: T cells, monocytes, particle parcels."""

import math

import numpy as np

from nanoimmune.biology.engagement import egress_factor
from nanoimmune.biology.particles import is_diverted
from nanoimmune.biology.supply import monocyte_loss_rate
from nanoimmune.biology.traffic import (
    is_retained,
    leaving_rate,
    liver_homing,
    monocyte_entry_rate,
    node_homing,
    spleen_homing,
    tissue_entry_rate,
    vessel_weight,
)
from nanoimmune.chance import (
    RUN,
    below,
    chance,
    chances,
    draw_words,
    draw_words_for,
    empty_flags,
    empty_rows,
    empty_words,
    flag_low_words,
    flagged,
    highest_word,
    rings_after,
    unit,
    words,
)
from nanoimmune.rule import inner, sweep
from nanoimmune.sweeps.particles import swallowed_alike
from nanoimmune.words import N_COMPARTMENTS, N_PHENOTYPES, ApcKind, Compartment, Decision, Phenotype


@sweep
def weigh_vessels(chemokine, recruitment, running):
    """Running sum, over the voxels of the tissue, of how much each attracts cells from its vessels."""
    total = 0.0
    for voxel in range(chemokine.size):
        total += vessel_weight(chemokine[voxel], recruitment)
        running[voxel] = total


@inner
def vessel_site(running, first, end, draw, word, vx, vy, vz, nx, ny, nz, coarse):
    """Site, within a tissue, next to a vessel that is drawn by its weight; its voxels run from first to end."""
    aim = draw * running[end - 1]
    low, high = first, end - 1
    while low < high:
        middle = (low + high) // 2
        if running[middle] < aim:
            low = middle + 1
        else:
            high = middle
    low -= first
    a, rest = low // (vy * vz), low % (vy * vz)
    b, c = rest // vz, rest % vz
    offset = below(word, coarse * coarse * coarse)
    x = min(a * coarse + offset % coarse, nx - 1)
    y = min(b * coarse + (offset // coarse) % coarse, ny - 1)
    z = min(c * coarse + offset // (coarse * coarse), nz - 1)
    return (x * ny + y) * nz + z


@inner
def site_within(geometry, place, running, draw, word, coarse):
    """Global site of a tissue next to a vessel that is drawn by its weight."""
    first, end = geometry.first_voxel[place], geometry.first_voxel[place + 1]
    nx, ny, nz = geometry.extent[place, 0], geometry.extent[place, 1], geometry.extent[place, 2]
    vx, vy, vz = geometry.voxels[place, 0], geometry.voxels[place, 1], geometry.voxels[place, 2]
    return geometry.first[place] + vessel_site(running, first, end, draw, word, vx, vy, vz, nx, ny, nz, coarse)


@sweep
def circulate(
    cells,
    geometry,
    doors,
    traffic,
    engagement,
    running,
    coarse,
    node_inflammation,
    entry_factor,
    key,
    step,
    hours,
):
    """Move each T cell to another compartment with the chance rate x step, one journey a step at most.

    So the mean stay is exactly what the rates say, whatever the step, as long as the step is shorter. One draw, on a
    scale of rates, is laid along the ways out of the blood; the ways into the target tissues, which treatments change,
    lie at the end.
    """
    node, tissues = Compartment.NODE, doors.place.size
    to_spleen = spleen_homing(traffic)
    to_liver = to_spleen + liver_homing(traffic)
    to_node, away = np.empty(N_PHENOTYPES), np.empty(N_PHENOTYPES)
    into = np.empty((N_PHENOTYPES, tissues))
    for phenotype in range(N_PHENOTYPES):
        to_node[phenotype] = to_liver + node_homing(phenotype, node_inflammation, traffic)
        away[phenotype] = to_node[phenotype]
        for tissue in range(tissues):
            away[phenotype] += tissue_entry_rate(phenotype, doors.permeability[tissue], traffic) * entry_factor
            into[phenotype, tissue] = away[phenotype]
    highest = np.empty(N_COMPARTMENTS, np.uint32)
    for place in range(N_COMPARTMENTS):
        highest[place] = highest_word(away.max() if place == Compartment.BLOOD else leaving_rate(place, traffic), hours)
    drawn, going, flags, restless = empty_words(), empty_words(), empty_flags(), empty_rows()
    for first in range(0, cells.meta[0], RUN):
        end = min(first + RUN, cells.meta[0])
        draw_words(key, step, cells.uid, first, end, Decision.CIRCULATION, drawn)
        flags[:] = 0
        flag_low_words(cells.place, first, end - first, drawn[0], highest, flags)
        phenotypes = cells.phenotype[first:end]
        for k in range(end - first):
            flags[k] &= phenotypes[k] != Phenotype.FREE
        leaving = flagged(flags, end - first, first, restless)
        draw_words_for(key, step, cells.uid, restless, leaving, Decision.DESTINATION, going)
        for k in range(leaving):
            i = restless[k]
            phenotype, uid, draw = cells.phenotype[i], cells.uid[i], unit(drawn[0, i - first])
            if cells.place[i] != Compartment.BLOOD:
                rate = leaving_rate(cells.place[i], traffic) * egress_factor(cells.signal[i], engagement)
                if draw < rate * hours and not is_retained(phenotype):
                    cells.place[i] = Compartment.BLOOD
                    cells.held_by[i] = 0
                    cells.site[i] = geometry.first[Compartment.BLOOD]
                continue
            pace = draw * max(1.0 / hours, away[phenotype])
            if pace >= away[phenotype]:
                continue
            w, v = going[0, k], going[1, k]
            if pace >= to_node[phenotype]:
                tissue = 0
                while pace >= into[phenotype, tissue]:
                    tissue += 1
                there = doors.place[tissue]
                entry = chance(key, step, uid, Decision.ENTRY)
                cells.site[i] = site_within(geometry, there, running, entry, v, coarse)
            else:
                there = node.value
                if pace < to_spleen:
                    there = Compartment.SPLEEN.value
                elif pace < to_liver:
                    there = Compartment.LIVER.value
                cells.site[i] = geometry.first[there] + below(w, geometry.first[there + 1] - geometry.first[there])
            cells.place[i] = there


@inner
def chosen_by_rate(sums, draw):
    """Which of several ways is taken, of whose rates these are the running sums."""
    aim, way = draw * sums[-1], 0
    while way < sums.size - 1 and aim >= sums[way]:
        way += 1
    return way


@sweep
def recruit_monocytes(
    apcs,
    geometry,
    doors,
    coats,
    recruitment,
    pharmacology,
    running,
    coarse,
    phagocytes_per_apc,
    quanta,
    cleared,
    key,
    step,
    hours,
):
    """Let blood monocytes enter a target tissue, die, or be diverted to the spleen by what they have eaten."""
    spleen, tissues = Compartment.SPLEEN, doors.place.size
    entry, into = 0.0, np.empty(tissues)
    for tissue in range(tissues):
        entry += monocyte_entry_rate(doors.chemokine[tissue], doors.permeability[tissue], recruitment)
        into[tissue] = entry
    for j in range(apcs.meta[0]):
        if apcs.kind[j] != ApcKind.MONOCYTE or apcs.place[j] != Compartment.BLOOD:
            continue
        uid = apcs.uid[j]
        a, b, c, d = chances(key, step, uid, Decision.RECRUITMENT)
        gone = rings_after(monocyte_loss_rate(recruitment), a, hours)
        called = rings_after(entry, b, hours)
        diverted = False
        for design in range(coats.size):
            swallowed = swallowed_alike(apcs.inside, j, design, coats) / phagocytes_per_apc
            if is_diverted(swallowed, coats[design], pharmacology):
                diverted = True
        if not diverted and min(gone, called) > hours:
            continue
        w, v, _, _ = words(key, step, uid, Decision.DESTINATION)
        if diverted:
            apcs.place[j] = spleen
            apcs.site[j] = geometry.first[spleen] + below(w, geometry.first[spleen + 1] - geometry.first[spleen])
        elif called < gone:
            there = doors.place[chosen_by_rate(into, d)]
            apcs.place[j] = there
            apcs.site[j] = site_within(geometry, there, running, c, v, coarse)
        elif gone <= hours:
            for design in range(apcs.inside.shape[1]):
                cleared[design] += round(apcs.inside[j, design] * quanta[design])
                apcs.inside[j, design] = 0.0
            apcs.kind[j] = ApcKind.FREE
            apcs.vacant[apcs.meta[1]] = j
            apcs.meta[1] += 1


@sweep
def clear_particles(parcels, geometry, ways, doors, running, coarse, quanta, cleared, key, step, hours):
    """Let parcels go from the blood to organs and target tissues, and lose particles to urine, bile and cytokine.

    `ways` holds the rates of each design; `cleared` counts losses in `quanta`, so that order cannot matter. A parcel
    remembers for the step how long it was still in the blood, where phagocytes eat from it too.
    """
    tissues = doors.place.size
    into = np.empty(tissues)
    for k in range(parcels.meta[0]):
        if parcels.alive[k] == 0:
            continue
        design, uid = parcels.design[k], parcels.uid[k]
        parcels.bled[k] = 0.0
        if parcels.place[k] == Compartment.BLOOD:
            a, b, c, d = chances(key, step, uid, Decision.CLEARANCE)
            filtered = rings_after(ways.filtration[design], a, hours)
            homing = 0.0
            for tissue in range(tissues):
                homing += ways.homing[design, tissue]
                into[tissue] = homing
            homed = rings_after(homing, c, hours)
            left = min(filtered, homed)
            passed = -math.expm1(-ways.urine[design] * min(left, hours)) * parcels.free[k]
            parcels.free[k] -= passed
            cleared[design] += round(passed * quanta[design])
            if left <= hours:
                parcels.bled[k] = left
                w, v, which, _ = words(key, step, uid, Decision.DESTINATION)
                if homed < filtered:
                    entered = doors.place[chosen_by_rate(into, unit(which))]
                    parcels.place[k] = entered
                    parcels.site[k] = site_within(geometry, entered, running, d, v, coarse)
                    continue
                there = Compartment.SPLEEN.value if b < ways.spleen[design] else Compartment.LIVER.value
                if b >= 1.0 - ways.node[design]:
                    there = Compartment.NODE.value
                parcels.place[k] = there
                parcels.site[k] = geometry.first[there] + below(w, geometry.first[there + 1] - geometry.first[there])
            continue
        spent = 0.0
        for tissue in range(tissues):
            if parcels.place[k] == doors.place[tissue]:
                spent = ways.filling[design, tissue]
        lost = -math.expm1(-(ways.loss[design] + spent) * hours) * parcels.free[k]
        parcels.free[k] -= lost
        cleared[design] += round(lost * quanta[design])
