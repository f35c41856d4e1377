"""The islets in one step: CTLs find beta cells, beta cells die, are cleared, divide, and lose or regain granules."""

from nanoimmune.biology.engagement import receptor_occupancy, sees_class_i
from nanoimmune.biology.glucose import mass_rate
from nanoimmune.biology.islets import (
    beta_cell_display,
    beta_division_rate,
    corpse_clearance_rate,
    cytokine_death_rate,
    debris_clearance_rate,
    granulation_aim,
    granulation_rate,
    killing_rate,
    necrosis_rate,
    remodelling_rate,
    target_finding_rate,
    target_leaving_rate,
)
from nanoimmune.biology.kinetics import drawn_to, mean_remaining, remaining
from nanoimmune.biology.tissue import shed_antigen
from nanoimmune.chance import RUN, chances, empty_flags, empty_rows, flagged, rings_after
from nanoimmune.rule import inner, sweep
from nanoimmune.sweeps.engage import ON_TARGET
from nanoimmune.words import Decision, Field, Phenotype

PARTS = 1024
"""Parts of a step that a contact is counted in: whole numbers add up alike in any order of rows."""


@inner
def time_on_target(is_held, finding, leaving, draws, hours):
    """Share of a step that a CTL spends on targets, and whether it holds one at the end of it.

    A contact that ends may be followed by a search, and a search by a contact that ends, within the same step.
    """
    if is_held:
        left = min(rings_after(leaving, draws[0], hours), hours)
        found = min(left + rings_after(finding, draws[1], hours), hours)
        return (left + hours - found) / hours, left >= hours or found < hours
    found = min(rings_after(finding, draws[0], hours), hours)
    left = min(found + rings_after(leaving, draws[1], hours), hours)
    return (left - found) / hours, found < hours and left >= hours


@sweep
def find_targets(cells, geometry, target, tissue, fields, processed, islets, engagement, signal_loss, key, step, hours):
    """Let each roaming CTL of the pancreas find beta cells that show its epitope, and hold on to them for a while.

    Contact with a target arms and signals as full contact with help does, and what it gave has faded by the end of the
    step as other signals have. A CTL lets go of what no longer shows enough.
    """
    tissue.attackers[:] = 0
    given = hours * mean_remaining(signal_loss, hours)
    first_site, leaving = geometry.first[target], target_leaving_rate(islets)
    flags, found = empty_flags(), empty_rows()
    for first in range(0, cells.meta[0], RUN):
        end = min(first + RUN, cells.meta[0])
        phenotypes, places, engaged = cells.phenotype[first:end], cells.place[first:end], cells.engaged[first:end]
        for k in range(end - first):
            seeks = (phenotypes[k] == Phenotype.EFFECTOR) & (places[k] == target) & (engaged[k] == 0)
            flags[k] = seeks | (engaged[k] == ON_TARGET)
        for i in found[: flagged(flags, end - first, first, found)]:
            epitope, site, is_held = cells.epitope[i], cells.site[i], cells.engaged[i] == ON_TARGET
            cells.engaged[i] = 0
            if cells.phenotype[i] != Phenotype.EFFECTOR or cells.place[i] != target:
                continue
            beta = tissue.beta[site - first_site]
            if not sees_class_i(epitope) or processed.protein[epitope] < 0 or beta <= 0.0:
                continue
            inflammation = fields[Field.INFLAMMATORY, geometry.voxel_of_site[site]]
            shown = beta_cell_display(processed.share[epitope], inflammation, islets)
            drive = receptor_occupancy(shown, cells.affinity[i], engagement)
            if drive < engagement.recognition_threshold:
                continue
            draws = chances(key, step, cells.uid[i], Decision.TARGET)
            spent, holds = time_on_target(is_held, target_finding_rate(beta, islets), leaving, draws, hours)
            parts = round(spent * PARTS)
            tissue.attackers[site - first_site] += cells.weight[i] * parts
            cells.signal[i] += drive * given * parts / PARTS
            cells.help[i] += drive * given * parts / PARTS
            cells.engaged[i] = ON_TARGET if holds else 0


@sweep
def kill(tissue, within, voxel_of_site, fields, cells_per_site, islets, age, hours):
    """Let beta cells die at the hands of CTLs, of cytokine, and in the remodelling of young islets.

    `within` lists the sites of islets, here and below, in rising order.
    """
    remodelled = remodelling_rate(age, islets)
    for site in within:
        beta = tissue.beta[site]
        tissue.dying[site] = 0.0
        if beta <= 0.0:
            continue
        voxel = voxel_of_site[site]
        ctls = tissue.attackers[site] / PARTS / (beta * cells_per_site)
        rate = killing_rate(ctls, fields[Field.SUPPRESSIVE, voxel], islets)
        rate += cytokine_death_rate(fields[Field.INFLAMMATORY, voxel], islets) + remodelled
        left = beta * remaining(rate, hours)
        tissue.dying[site] = beta - left
        tissue.beta[site] = left


@sweep
def clear_dead(
    tissue, within, first_voxel, voxel_of_site, sites_per_voxel, shed, contents, necrotic, cells_per_site, islets, hours
):
    """Let corpses be cleared or become necrotic; either way they shed their proteins, and necrotic cells alarm.

    Cells die evenly over the step, and so do corpses become necrotic, so that both pools are right at any step.
    `shed` holds the level of each protein by voxel, `necrotic` counts necrotic cells by voxel.
    """
    cleared, turned, removal = corpse_clearance_rate(islets), necrosis_rate(islets), debris_clearance_rate(islets)
    kept, fresh = remaining(cleared + turned, hours), mean_remaining(cleared + turned, hours)
    debris, settled = remaining(removal, hours), mean_remaining(removal, hours)
    necrotic[:] = 0.0
    for site in within:
        dead, dying = tissue.apoptotic[site], tissue.dying[site]
        if dead == 0.0 and dying == 0.0 and tissue.necrotic[site] == 0.0:
            continue
        voxel = voxel_of_site[site] - first_voxel
        tissue.apoptotic[site] = dead * kept + dying * fresh
        gone = dead + dying - tissue.apoptotic[site]
        tissue.necrotic[site] *= debris
        if gone > 0.0:
            tissue.necrotic[site] += settled * gone * turned / (cleared + turned)
        necrotic[voxel] += tissue.necrotic[site] * cells_per_site
        for protein in range(contents.size):
            shed[protein, voxel] += shed_antigen(gone / sites_per_voxel, contents[protein])


@sweep
def restore(tissue, within, voxel_of_site, fields, glucose_level, islets, glucose, age, hours):
    """Let beta cells divide into the room that death left, and lose or regain granules; give the working share."""
    division = beta_division_rate(age, mass_rate(glucose_level, glucose), islets)
    refilled = remaining(granulation_rate(islets), hours)
    working = 0.0
    for site in within:
        beta = tissue.beta[site]
        room = max(1.0 - beta - tissue.apoptotic[site] - tissue.necrotic[site], 0.0)
        tissue.beta[site] = min(1.0, beta + beta * room * division * hours)
        aim = granulation_aim(fields[Field.INFLAMMATORY, voxel_of_site[site]], glucose_level, islets)
        tissue.granules[site] = drawn_to(tissue.granules[site], aim, refilled)
        working += tissue.beta[site] * tissue.granules[site]
    return working / max(within.size, 1)
