"""An infection in one step: killers are counted, the pathogen grows or shrinks, is shown, and licenses."""

from nanoimmune.biology.infection import (
    pathogen_clearance_rate,
    pathogen_left,
    pathogen_licensing_rate,
    pathogen_shown,
)
from nanoimmune.biology.kinetics import remaining
from nanoimmune.chance import chance, rings_after
from nanoimmune.rule import sweep
from nanoimmune.sweeps.b_cells import follicle_of
from nanoimmune.words import ApcKind, ApcState, Decision, Phenotype


@sweep
def multiply(cells, pathogen, killers_know, killers, infection, size, hours):
    """Let the pathogen of each organ multiply, and the CD8 effectors that know it clear it."""
    killers[:] = 0
    for i in range(cells.meta[0]):
        if cells.phenotype[i] == Phenotype.EFFECTOR and cells.epitope[i] == killers_know:
            organ = follicle_of(cells.place[i])
            if organ >= 0:
                killers[organ] += cells.weight[i]
    for organ in range(pathogen.size):
        clearance = pathogen_clearance_rate(killers[organ] / size, infection)
        pathogen[organ] = pathogen_left(pathogen[organ], clearance, hours, infection)


@sweep
def show_pathogen(apcs, pathogen, epitopes, pmhc_loss, infection, key, step, hours):
    """Let presenting cells of infected organs show the pathogen and be licensed by it; carriers of the skin do not."""
    lost = 1.0 - remaining(pmhc_loss, hours)
    for j in range(apcs.meta[0]):
        kind = apcs.kind[j]
        if kind == ApcKind.FREE or kind == ApcKind.MIGRATORY_DENDRITIC:
            continue
        organ = follicle_of(apcs.place[j])
        if organ < 0 or pathogen[organ] <= 0.0:
            continue
        for epitope in epitopes:
            apcs.pmhc[j, epitope] += pathogen_shown(pathogen[organ], infection) * lost
        if apcs.state[j] == ApcState.IMMATURE:
            rate = pathogen_licensing_rate(pathogen[organ], infection)
            if rings_after(rate, chance(key, step, apcs.uid[j], Decision.INFECTION), hours) <= hours:
                apcs.state[j] = ApcState.LICENSED
                apcs.changed[j] = step
