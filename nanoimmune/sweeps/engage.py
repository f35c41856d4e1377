"""T cells meet antigen-presenting cells: who finds whom, who shares whom, what signal it leaves."""

from nanoimmune.biology.engagement import (
    contact_share,
    contact_suppression,
    felt_costimulation,
    is_armed,
    receptor_occupancy,
)
from nanoimmune.biology.kinetics import relaxed
from nanoimmune.chance import below, words
from nanoimmune.rule import sweep
from nanoimmune.sweeps.move import walked
from nanoimmune.words import ApcKind, Compartment, Decision, Phenotype


@sweep
def locate_presenting_cells(apcs, start, order):
    """List the presenting cells of every site, by uid within a site, and forget their contacts."""
    start[:] = 0
    for j in range(apcs.meta[0]):
        if apcs.kind[j] != ApcKind.FREE:
            start[apcs.site[j] + 1] += 1
            apcs.seekers[j] = 0
            apcs.helpers[j] = 0
            apcs.tregs[j] = 0
            apcs.tr1s[j] = 0
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


@sweep
def seek(cells, apcs, geometry, start, order, engagement, key, step):
    """Let each T cell of an organ find one presenting cell, at its site or else next to it, and see whether it fits."""
    for i in range(cells.meta[0]):
        cells.partner[i] = -1
        place = cells.place[i]
        if cells.phenotype[i] == Phenotype.FREE or place == Compartment.BLOOD:
            continue
        site = cells.site[i]
        a, b, _, _ = words(key, step, cells.uid[i], Decision.ENCOUNTER)
        found = start[site + 1] - start[site]
        if found == 0:
            nx, ny, nz = geometry.extent[place, 0], geometry.extent[place, 1], geometry.extent[place, 2]
            first = geometry.first[place]
            side = below(b, 27)
            dx, dy, dz = side % 3 - 1, (side // 3) % 3 - 1, side // 9 - 1
            site = first + walked(site - first, nx, ny, nz, dx, dy, dz)
            found = start[site + 1] - start[site]
            if found == 0:
                continue
        j = order[start[site] + below(a, found)]
        occupancy = receptor_occupancy(apcs.pmhc[j, cells.epitope[i]], cells.affinity[i], engagement)
        if occupancy < engagement.recognition_threshold:
            continue
        cells.partner[i] = j
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
    for i in range(cells.meta[0]):
        if cells.phenotype[i] == Phenotype.FREE:
            continue
        j = cells.partner[i]
        drive, helped = 0.0, 0.0
        if j >= 0:
            share = contact_share(apcs.seekers[j], room)
            occupancy = receptor_occupancy(apcs.pmhc[j, cells.epitope[i]], cells.affinity[i], engagement)
            drive = occupancy * share
            damped = contact_suppression(share * apcs.tregs[j] / cells_per_apc, suppression)
            experienced = Phenotype.PRIMED <= cells.phenotype[i] <= Phenotype.MEMORY
            helped = drive * damped * felt_costimulation(apcs.costimulation[j], experienced, engagement)
        cells.engaged[i] = 1 if j >= 0 else 0
        if drive > 0.0 or cells.signal[i] > 0.0:
            cells.signal[i] = relaxed(cells.signal[i], drive, signal_loss, hours)
            cells.help[i] = relaxed(cells.help[i], helped, signal_loss, hours)
        if (
            j >= 0
            and Phenotype.PRIMED <= cells.phenotype[i] <= Phenotype.MEMORY
            and is_armed(cells.help[i], engagement)
        ):
            apcs.helpers[j] += cells.weight[i]
