"""T cells meet antigen-presenting cells: who finds whom, who shares whom, what signal it leaves."""

import numpy as np

from nanoimmune.biology.engagement import (
    contact_share,
    contact_suppression,
    detachment_rate,
    encounter_rate,
    felt_costimulation,
    is_armed,
    receptor_occupancy,
)
from nanoimmune.biology.kinetics import drawn_to, remaining
from nanoimmune.chance import RUN, could_ring, draw_words_for, empty_rows, empty_words, rings_after, unit
from nanoimmune.rule import inner, sweep
from nanoimmune.words import ApcKind, Compartment, Decision, Phenotype

FRESH = 2
"""Mark of a contact that began within the step, and so lasted for half of it on average."""


@sweep
def locate_presenting_cells(apcs, geometry, start, order, showing):
    """List the presenting cells of every site, by uid within it, forget their contacts, and note what is shown where.

    `showing` counts, by epitope and site, the presenting cells within reach that show any of it.
    """
    start[:] = 0
    showing[:, :] = 0
    for j in range(apcs.meta[0]):
        if apcs.kind[j] == ApcKind.FREE:
            continue
        place, site = apcs.place[j], apcs.site[j]
        start[site + 1] += 1
        apcs.seekers[j] = 0
        apcs.helpers[j] = 0
        apcs.tregs[j] = 0
        apcs.tr1s[j] = 0
        if place == Compartment.BLOOD:
            continue
        first = geometry.first[place]
        planes, lines, points = geometry.extent[place, 0], geometry.extent[place, 1], geometry.extent[place, 2]
        x, y, z = geometry.position[site, 0], geometry.position[site, 1], geometry.position[site, 2]
        for epitope in range(apcs.pmhc.shape[1]):
            if apcs.pmhc[j, epitope] > 0.0:
                for u in range(max(x - 1, 0), min(x + 2, planes)):
                    for v in range(max(y - 1, 0), min(y + 2, lines)):
                        for w in range(max(z - 1, 0), min(z + 2, points)):
                            showing[epitope, first + (u * lines + v) * points + w] += 1
    for site in range(start.size - 1):
        start[site + 1] += start[site]
    order[: start[start.size - 1]] = -1
    for j in range(apcs.meta[0]):
        if apcs.kind[j] == ApcKind.FREE:
            continue
        first = start[apcs.site[j]]
        at = first
        while order[at] >= 0:
            at += 1
        while at > first and apcs.uid[order[at - 1]] > apcs.uid[j]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = j


@inner
def shows_enough(pmhc, affinity, engagement):
    """Whether a T cell of this affinity stops at what is shown."""
    return pmhc > 0.0 and receptor_occupancy(pmhc, affinity, engagement) >= engagement.recognition_threshold


@sweep
def hold_on(cells, apcs, start, order, engagement, key, step, hours):
    """Keep each contact whose partner is still there and still shows enough, until the T cell lets go."""
    drawn, holders = empty_words(), empty_rows()
    for first in range(0, cells.meta[0], RUN):
        end, holding = min(first + RUN, cells.meta[0]), 0
        for i in range(first, end):
            is_held = (cells.held_by[i] != 0) & (cells.phenotype[i] != Phenotype.FREE)
            cells.partner[i] = cells.partner[i] if is_held else -1
            holders[holding] = i
            holding += is_held
        draw_words_for(key, step, cells.uid, holders, holding, Decision.DETACHMENT, drawn)
        for k in range(holding):
            i = holders[k]
            site, held_by, partner = cells.site[i], cells.held_by[i], cells.partner[i]
            cells.held_by[i] = 0
            cells.partner[i] = -1
            if rings_after(detachment_rate(engagement), unit(drawn[0, k]), hours) <= hours:
                continue
            # The partner mostly stands in the row where it stood before; if not, it is sought on the site.
            if partner < 0 or partner >= apcs.meta[0] or apcs.uid[partner] != held_by:
                for at in range(start[site], start[site + 1]):
                    if apcs.uid[order[at]] == held_by:
                        partner = order[at]
            is_there = 0 <= partner < apcs.meta[0] and apcs.uid[partner] == held_by
            if not is_there or apcs.kind[partner] == ApcKind.FREE or apcs.site[partner] != site:
                continue
            if shows_enough(apcs.pmhc[partner, cells.epitope[i]], cells.affinity[i], engagement):
                cells.held_by[i] = held_by
                cells.partner[i] = partner


@sweep
def seek(cells, apcs, geometry, start, order, showing, engagement, key, step, hours):
    """Let each roaming T cell of an organ meet, at a rate, one of the presenting cells around it that show its epitope.

    A cell whose clock could not ring even if all that show its epitope within reach showed enough does not look.
    """
    drawn, seekers = empty_words(), empty_rows()
    for first in range(0, cells.meta[0], RUN):
        end, seeking = min(first + RUN, cells.meta[0]), 0
        for i in range(first, end):
            seekers[seeking] = i
            seeking += (
                (cells.partner[i] < 0)
                & (cells.phenotype[i] != Phenotype.FREE)
                & (showing[cells.epitope[i], cells.site[i]] > 0)
            )
        draw_words_for(key, step, cells.uid, seekers, seeking, Decision.ENCOUNTER, drawn)
        for k in range(seeking):
            i = seekers[k]
            place, site, epitope, affinity = cells.place[i], cells.site[i], cells.epitope[i], cells.affinity[i]
            draw, pick = unit(drawn[0, k]), unit(drawn[1, k])
            if not could_ring(draw, encounter_rate(showing[epitope, site], engagement), hours):
                continue
            planes, lines, points = geometry.extent[place, 0], geometry.extent[place, 1], geometry.extent[place, 2]
            x, y, z = geometry.position[site, 0], geometry.position[site, 1], geometry.position[site, 2]
            cognate, chosen = 0, -1
            for u in range(max(x - 1, 0), min(x + 2, planes)):
                for v in range(max(y - 1, 0), min(y + 2, lines)):
                    line = geometry.first[place] + (u * lines + v) * points
                    for at in range(start[line + max(z - 1, 0)], start[line + min(z + 2, points)]):
                        j = order[at]
                        if shows_enough(apcs.pmhc[j, epitope], affinity, engagement):
                            cognate += 1
                            if pick * cognate < 1.0:
                                chosen = j
                                pick = pick * cognate
                            else:
                                pick = (pick * cognate - 1.0) / (cognate - 1.0)
            if cognate > 0 and rings_after(encounter_rate(cognate, engagement), draw, hours) <= hours:
                cells.partner[i] = chosen
                cells.held_by[i] = apcs.uid[chosen]
                cells.engaged[i] = FRESH
                cells.site[i] = apcs.site[chosen]


@sweep
def crowd_partners(cells, apcs):
    """Count, on every presenting cell, the T cells in contact, and the regulatory ones among them."""
    for i in range(cells.meta[0]):
        j = cells.partner[i]
        if j < 0:
            continue
        apcs.seekers[j] += cells.weight[i]
        phenotype = cells.phenotype[i]
        if phenotype == Phenotype.TR1:
            apcs.tr1s[j] += cells.weight[i]
        elif phenotype >= Phenotype.TREG:
            apcs.tregs[j] += cells.weight[i]


@sweep
def engage(cells, apcs, engagement, suppression, signal_loss, cells_per_apc, hours):
    """Add what each contact gives to the integrated signals, which decay."""
    room = engagement.contact_capacity * cells_per_apc
    kept = remaining(signal_loss, hours)
    # The entry after the last, at which -1 points, is that of no partner: it gives nothing.
    share, damped = np.zeros(apcs.meta[0] + 1), np.zeros(apcs.meta[0] + 1)
    costimulation = np.zeros((2, apcs.meta[0] + 1))
    for j in range(apcs.meta[0]):
        share[j] = contact_share(apcs.seekers[j], room)
        damped[j] = contact_suppression(share[j] * apcs.tregs[j] / cells_per_apc, suppression)
        costimulation[0, j] = felt_costimulation(apcs.costimulation[j], False, engagement)
        costimulation[1, j] = felt_costimulation(apcs.costimulation[j], True, engagement)
    for i in range(cells.meta[0]):
        j, phenotype = cells.partner[i], cells.phenotype[i]
        drive = share[j] * receptor_occupancy(apcs.pmhc[j, cells.epitope[i]], cells.affinity[i], engagement)
        drive *= 0.5 if cells.engaged[i] == FRESH else 1.0
        experienced = (Phenotype.PRIMED <= phenotype) & (phenotype <= Phenotype.MEMORY)
        helped = drive * damped[j] * costimulation[int(experienced), j]
        cells.engaged[i] = j >= 0
        cells.signal[i] = drawn_to(cells.signal[i], drive / signal_loss, kept)
        cells.help[i] = drawn_to(cells.help[i], helped / signal_loss, kept)
        if experienced & (j >= 0) & is_armed(cells.help[i], engagement):
            apcs.helpers[j] += cells.weight[i]
