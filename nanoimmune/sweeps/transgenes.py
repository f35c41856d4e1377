"""Epitopes that organs express of their own, so that their presenting cells show them without any harm."""

from nanoimmune.biology.kinetics import remaining
from nanoimmune.rule import sweep
from nanoimmune.words import ApcKind


@sweep
def show_transgenes(apcs, shown, pmhc_loss, hours):
    """Add what presenting cells take up from their organ in a step to what is left of what they showed.

    `shown` holds, by compartment and epitope, the pMHC at which that gain and the decay of pMHC are in balance.
    """
    gained = 1.0 - remaining(pmhc_loss, hours)
    for j in range(apcs.meta[0]):
        if apcs.kind[j] == ApcKind.FREE or apcs.kind[j] == ApcKind.MIGRATORY_DENDRITIC:
            continue
        for epitope in range(apcs.pmhc.shape[1]):
            if shown[apcs.place[j], epitope] > 0.0:
                apcs.pmhc[j, epitope] += gained * shown[apcs.place[j], epitope]
