"""T cells meet antigen-presenting cells: who finds whom, who shares whom, what signal it leaves."""

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
from nanoimmune.chance import chance, rings_after, unit, words
from nanoimmune.rule import inner, sweep
from nanoimmune.words import ApcKind, Compartment, Decision, Phenotype

FRESH = 2
"""Mark of a contact that began within the step, and so lasted for half of it on average."""


@sweep
def locate_presenting_cells(apcs, start, order, shown):
    """List the presenting cells of every site, by uid within it, forget their contacts, and note what is shown where.

    `shown` counts, by compartment and epitope, the presenting cells that show any of it.
    """
    start[:] = 0
    shown[:, :] = 0
    for j in range(apcs.meta[0]):
        if apcs.kind[j] != ApcKind.FREE:
            start[apcs.site[j] + 1] += 1
            apcs.seekers[j] = 0
            apcs.helpers[j] = 0
            apcs.tregs[j] = 0
            apcs.tr1s[j] = 0
            for epitope in range(apcs.pmhc.shape[1]):
                if apcs.pmhc[j, epitope] > 0.0:
                    shown[apcs.place[j], epitope] += 1
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
    return receptor_occupancy(pmhc, affinity, engagement) >= engagement.recognition_threshold


@sweep
def hold_on(cells, apcs, start, order, engagement, key, step, hours):
    """Keep each contact whose partner is still there and still shows enough, until the T cell lets go."""
    for i in range(cells.meta[0]):
        cells.partner[i] = -1
        if cells.phenotype[i] == Phenotype.FREE or cells.held_by[i] == 0:
            continue
        site, held_by = cells.site[i], cells.held_by[i]
        cells.held_by[i] = 0
        draw = chance(key, step, cells.uid[i], Decision.DETACHMENT)
        if rings_after(detachment_rate(engagement), draw, hours) <= hours:
            continue
        for at in range(start[site], start[site + 1]):
            j = order[at]
            if apcs.uid[j] == held_by and shows_enough(apcs.pmhc[j, cells.epitope[i]], cells.affinity[i], engagement):
                cells.held_by[i] = held_by
                cells.partner[i] = j


@sweep
def seek(cells, apcs, geometry, start, order, shown, engagement, key, step, hours):
    """Let each roaming T cell of an organ meet, at a rate, one of the presenting cells around it that show its epitope.

    `shown` holds the sites where each epitope is shown at all, so that the many others are passed over.
    """
    for i in range(cells.meta[0]):
        place = cells.place[i]
        if cells.phenotype[i] == Phenotype.FREE or place == Compartment.BLOOD or cells.partner[i] >= 0:
            continue
        epitope, affinity = cells.epitope[i], cells.affinity[i]
        if shown[place, epitope] == 0:
            continue
        first, site = geometry.first[place], cells.site[i]
        nx, ny, nz = geometry.extent[place, 0], geometry.extent[place, 1], geometry.extent[place, 2]
        local = site - first
        x, rest = local // (ny * nz), local % (ny * nz)
        y, z = rest // nz, rest % nz
        cognate, chosen, chosen_site = 0, -1, site
        a, b, _, _ = words(key, step, cells.uid[i], Decision.ENCOUNTER)
        pick = unit(b)
        for u in range(max(x - 1, 0), min(x + 2, nx)):
            for v in range(max(y - 1, 0), min(y + 2, ny)):
                for w in range(max(z - 1, 0), min(z + 2, nz)):
                    here = first + (u * ny + v) * nz + w
                    for at in range(start[here], start[here + 1]):
                        j = order[at]
                        if shows_enough(apcs.pmhc[j, epitope], affinity, engagement):
                            cognate += 1
                            if pick * cognate < 1.0:
                                chosen, chosen_site = j, here
                                pick = pick * cognate
                            else:
                                pick = (pick * cognate - 1.0) / (cognate - 1.0)
        if cognate == 0:
            continue
        if rings_after(encounter_rate(cognate, engagement), unit(a), hours) <= hours:
            cells.partner[i] = chosen
            cells.held_by[i] = apcs.uid[chosen]
            cells.engaged[i] = FRESH
            cells.site[i] = chosen_site


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
    for i in range(cells.meta[0]):
        phenotype = cells.phenotype[i]
        if phenotype == Phenotype.FREE:
            continue
        j = cells.partner[i]
        is_fresh = cells.engaged[i] == FRESH
        cells.engaged[i] = 1 if j >= 0 else 0
        if j < 0:
            cells.signal[i] *= kept
            cells.help[i] *= kept
            continue
        share = contact_share(apcs.seekers[j], room)
        drive = share * receptor_occupancy(apcs.pmhc[j, cells.epitope[i]], cells.affinity[i], engagement)
        if is_fresh:
            drive /= 2
        damped = contact_suppression(share * apcs.tregs[j] / cells_per_apc, suppression)
        experienced = Phenotype.PRIMED <= phenotype <= Phenotype.MEMORY
        helped = drive * damped * felt_costimulation(apcs.costimulation[j], experienced, engagement)
        cells.signal[i] = drawn_to(cells.signal[i], drive / signal_loss, kept)
        cells.help[i] = drawn_to(cells.help[i], helped / signal_loss, kept)
        if experienced and is_armed(cells.help[i], engagement):
            apcs.helpers[j] += cells.weight[i]
