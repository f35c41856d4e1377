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
    sees_class_i,
)
from nanoimmune.biology.kinetics import drawn_to, remaining
from nanoimmune.chance import (
    RUN,
    could_ring,
    draw_words_for,
    empty_flags,
    empty_rows,
    empty_words,
    flagged,
    highest_word,
    rings_after,
    unit,
    words,
)
from nanoimmune.rule import inner, sweep
from nanoimmune.sweeps.move import displaced
from nanoimmune.words import ApcKind, Compartment, Decision, Phenotype

FRESH = 2
"""Mark of a contact that began within the step, and so lasted for half of it on average."""

ON_TARGET = 3
"""Mark of a CTL that holds on to a cell of the tissue: it neither roams nor seeks a presenting cell."""

LET_GO = 4
"""Mark of a T cell that let go of its partner within the step, and looks around on its way away from there."""

LATE = 5
"""Mark of a contact that began within the step, but after the moment at which the crowd is counted."""


@inner
def neighbourhood(geometry, place, site):
    """Planes, lines and points of an organ and the place of a site on them; a flat organ is a single plane.

    So the sites of a line lie side by side, and are looked at in the same order either way.
    """
    planes, lines, points = geometry.extent[place, 0], geometry.extent[place, 1], geometry.extent[place, 2]
    x, y, z = geometry.position[site, 0], geometry.position[site, 1], geometry.position[site, 2]
    if points == 1:
        return 1, planes, lines, 0, x, y
    return planes, lines, points, x, y, z


@inner
def within_reach(geometry, start, place, site):
    """Count the presenting cells on the sites around one and on it, whatever they show."""
    planes, lines, points, x, y, z = neighbourhood(geometry, place, site)
    count, aside = 0, geometry.aside[place]
    for u in range(max(x - aside, 0), min(x + aside + 1, planes)):
        for v in range(max(y - aside, 0), min(y + aside + 1, lines)):
            line = geometry.first[place] + (u * lines + v) * points
            count += start[line + min(z + aside + 1, points)] - start[line + max(z - aside, 0)]
    return count


@sweep
def locate_presenting_cells(apcs, geometry, start, order, showing):
    """List the presenting cells of every site of an organ, by uid within it, and forget the contacts of all.

    A bit of `showing` says, for every site, whether any presenting cell within reach shows an epitope.
    """
    start[:] = 0
    showing[:] = 0
    for j in range(apcs.meta[0]):
        if apcs.kind[j] == ApcKind.FREE:
            continue
        place, site = apcs.place[j], apcs.site[j]
        apcs.seekers[j] = 0
        apcs.helpers[j] = 0
        apcs.tregs[j] = 0
        apcs.tr1s[j] = 0
        if place == Compartment.BLOOD:
            continue
        start[site + 1] += 1
        shown = 0
        for epitope in range(apcs.pmhc.shape[1]):
            shown |= int(apcs.pmhc[j, epitope] > 0.0) << epitope
        if shown == 0:
            continue
        planes, lines, points, x, y, z = neighbourhood(geometry, place, site)
        aside = geometry.aside[place]
        for u in range(max(x - aside, 0), min(x + aside + 1, planes)):
            for v in range(max(y - aside, 0), min(y + aside + 1, lines)):
                line = geometry.first[place] + (u * lines + v) * points
                for at in range(line + max(z - aside, 0), line + min(z + aside + 1, points)):
                    showing[at] |= shown
    standing = 0
    for site in range(1, start.size):
        standing += start[site]
        start[site] = standing
    order[: start[start.size - 1]] = -1
    for j in range(apcs.meta[0]):
        if apcs.kind[j] == ApcKind.FREE or apcs.place[j] == Compartment.BLOOD:
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
def meet(cells, apcs, geometry, start, order, showing, engagement, walks, key, step, hours):
    """Let T cells hold on to their partners, seek new ones, and count as a crowd on them.

    Each contact is kept whose partner is still there and still shows enough, until the T cell lets go. Each roaming T
    cell of an organ meets, at a rate, one of the presenting cells around it that show its epitope; a cell whose clock
    could not ring even if all of these showed enough does not look. A cell that has just let go looks around where it
    walks off to, by the displacements `walks`, or it would find the same partner more often the longer a step is. On
    every presenting cell the T cells in contact are counted, and the regulatory ones among them, as they are at one
    moment of the step: at its end, a crowd is the larger the longer a step is, by contacts that have hardly begun.
    """
    drawn, flags, rows, seekers, looking = empty_words(), empty_flags(), empty_rows(), empty_rows(), empty_rows()
    around = empty_rows()
    highest = highest_word(detachment_rate(engagement), hours)
    for first in range(0, cells.meta[0], RUN):
        end = min(first + RUN, cells.meta[0])
        phenotypes, places, engaged = cells.phenotype[first:end], cells.place[first:end], cells.engaged[first:end]
        partners, identities = cells.partner[first:end], cells.held_by[first:end]
        for k in range(end - first):
            flags[k] = (identities[k] != 0) & (phenotypes[k] != Phenotype.FREE)
        for k in range(end - first):
            partners[k] = partners[k] if flags[k] != 0 else -1
        holders = flagged(flags, end - first, first, rows)
        draw_words_for(key, step, cells.uid, rows, holders, Decision.DETACHMENT, drawn)
        for k in range(holders):
            i = rows[k]
            site, held_by, partner, is_kept = cells.site[i], cells.held_by[i], cells.partner[i], False
            if drawn[0, k] > highest or rings_after(detachment_rate(engagement), unit(drawn[0, k]), hours) > hours:
                # The partner mostly stands in the row where it stood before; if not, it is sought on the site.
                if partner < 0 or partner >= apcs.meta[0] or apcs.uid[partner] != held_by:
                    for at in range(start[site], start[site + 1]):
                        if apcs.uid[order[at]] == held_by:
                            partner = order[at]
                is_there = 0 <= partner < apcs.meta[0] and apcs.uid[partner] == held_by
                if is_there and apcs.kind[partner] != ApcKind.FREE and apcs.site[partner] == site:
                    is_kept = shows_enough(apcs.pmhc[partner, cells.epitope[i]], cells.affinity[i], engagement)
            cells.held_by[i] = held_by if is_kept else 0
            cells.partner[i] = partner if is_kept else -1
            cells.engaged[i] = cells.engaged[i] if is_kept else LET_GO
        for k in range(end - first):
            alive = (phenotypes[k] != Phenotype.FREE) & (places[k] != Compartment.BLOOD)
            flags[k] = (partners[k] < 0) & alive & (engaged[k] != ON_TARGET)
        roaming, seeking, ringing = flagged(flags, end - first, first, rows), 0, 0
        for i in rows[:roaming]:
            site = cells.site[i]
            if cells.engaged[i] == LET_GO:
                a, b, _, _ = words(key, step, cells.uid[i], Decision.DEPARTURE)
                site = displaced(site, cells.place[i], a, b, geometry, walks)
            seekers[seeking] = i
            around[seeking] = site
            seeking += (showing[site] >> cells.epitope[i]) & 1
        draw_words_for(key, step, cells.uid, seekers, seeking, Decision.ENCOUNTER, drawn)
        for k in range(seeking):
            i = seekers[k]
            place = cells.place[i]
            most = encounter_rate(
                geometry.nearness[place] * within_reach(geometry, start, place, around[k]), engagement
            )
            looking[ringing] = k
            ringing += could_ring(unit(drawn[0, k]), most, hours)
        for k in looking[:ringing]:
            i = seekers[k]
            place, site, epitope, affinity = cells.place[i], around[k], cells.epitope[i], cells.affinity[i]
            draw, pick = unit(drawn[0, k]), unit(drawn[1, k])
            planes, lines, points, x, y, z = neighbourhood(geometry, place, site)
            cognate, chosen, aside = 0, -1, geometry.aside[place]
            for u in range(max(x - aside, 0), min(x + aside + 1, planes)):
                for v in range(max(y - aside, 0), min(y + aside + 1, lines)):
                    line = geometry.first[place] + (u * lines + v) * points
                    for at in range(start[line + max(z - aside, 0)], start[line + min(z + aside + 1, points)]):
                        j = order[at]
                        if shows_enough(apcs.pmhc[j, epitope], affinity, engagement):
                            cognate += 1
                            if pick * cognate < 1.0:
                                chosen = j
                                pick = pick * cognate
                            else:
                                pick = (pick * cognate - 1.0) / (cognate - 1.0)
            rate = encounter_rate(geometry.nearness[place] * cognate, engagement)
            begins = rings_after(rate, draw, hours) if cognate > 0 else np.inf
            if begins <= hours:
                cells.partner[i] = chosen
                cells.held_by[i] = apcs.uid[chosen]
                cells.engaged[i] = FRESH if begins <= engagement.crowd_moment * hours else LATE
                cells.site[i] = apcs.site[chosen]
        for k in range(end - first):
            flags[k] = (partners[k] >= 0) & (engaged[k] != LATE)
        for i in rows[: flagged(flags, end - first, first, rows)]:
            j, weight, phenotype = cells.partner[i], cells.weight[i], cells.phenotype[i]
            apcs.seekers[j] += weight
            if phenotype == Phenotype.TR1 or phenotype == Phenotype.AUTOREGULATORY:
                apcs.tr1s[j] += weight
            elif phenotype >= Phenotype.TREG:
                apcs.tregs[j] += weight


@inner
def is_experienced(phenotype):
    """Whether a T cell has met its antigen before; Foxp3 Tregs left the thymus so."""
    return (phenotype >= Phenotype.TREG) | ((Phenotype.PRIMED <= phenotype) & (phenotype <= Phenotype.MEMORY))


@sweep
def engage(cells, apcs, engagement, suppression, signal_loss, cells_per_apc, hours):
    """Add what each contact gives to the integrated signals, which decay.

    Regulatory cells are helped as antigen-experienced cells are, and hush others, not themselves.
    """
    room = engagement.contact_capacity * cells_per_apc
    kept = remaining(signal_loss, hours)
    # The entry after the last, at which -1 points, is that of no partner: it gives nothing.
    offered = np.zeros((apcs.meta[0] + 1, 4))
    for j in range(apcs.meta[0]):
        share = contact_share(apcs.seekers[j], room)
        offered[j, 0] = share
        offered[j, 1] = contact_suppression(share * apcs.tregs[j] / cells_per_apc, suppression)
        offered[j, 2] = felt_costimulation(apcs.costimulation[j], False, engagement)
        offered[j, 3] = felt_costimulation(apcs.costimulation[j], True, engagement)
    flags, rows = empty_flags(), empty_rows()
    shown, drive, helped, felt = np.empty(RUN), np.empty(RUN), np.empty(RUN), np.empty(RUN)
    for first in range(0, cells.meta[0], RUN):
        end = min(first + RUN, cells.meta[0])
        phenotypes, partners, engaged = cells.phenotype[first:end], cells.partner[first:end], cells.engaged[first:end]
        epitopes, affinities = cells.epitope[first:end], cells.affinity[first:end]
        signals, helps = cells.signal[first:end], cells.help[first:end]
        for k in range(end - first):
            j, phenotype = partners[k], phenotypes[k]
            shown[k] = apcs.pmhc[j, epitopes[k]]
            drive[k] = offered[j, 0]
            helped[k] = 1.0 if phenotype >= Phenotype.TREG else offered[j, 1]
            felt[k] = offered[j, 2 + int(is_experienced(phenotype))]
        # One array is written to in each loop, so that the compiler can work on many rows at a time.
        for k in range(end - first):
            drive[k] *= receptor_occupancy(shown[k], affinities[k], engagement)
        for k in range(end - first):
            drive[k] *= 0.5 if (engaged[k] == FRESH) | (engaged[k] == LATE) else 1.0
        for k in range(end - first):
            helped[k] = drive[k] * helped[k] * felt[k]
        for k in range(end - first):
            signals[k] = drawn_to(signals[k], drive[k] / signal_loss, kept)
        for k in range(end - first):
            helps[k] = drawn_to(helps[k], helped[k] / signal_loss, kept)
        for k in range(end - first):
            responds = (Phenotype.PRIMED <= phenotypes[k]) & (phenotypes[k] <= Phenotype.MEMORY)
            is_helper = not sees_class_i(epitopes[k])
            is_counted = (partners[k] >= 0) & (engaged[k] != LATE)
            flags[k] = responds & is_helper & is_counted & is_armed(helps[k], engagement)
        for i in rows[: flagged(flags, end - first, first, rows)]:
            apcs.helpers[cells.partner[i]] += cells.weight[i]
        for k in range(end - first):
            engaged[k] = ON_TARGET if engaged[k] == ON_TARGET else partners[k] >= 0
