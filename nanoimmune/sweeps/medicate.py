"""What medicines do to cells beyond changing the pace of their processes: depletion, and peptide to show."""

from nanoimmune.biology.medication import soluble_display_gain
from nanoimmune.chance import chance, rings_after
from nanoimmune.rule import sweep
from nanoimmune.words import ApcKind, Compartment, Decision, Phenotype


@sweep
def deplete(cells, rates, quanta, cleared, key, step, hours):
    """End the lives of T cells that a medicine kills; `rates` holds one rate a phenotype."""
    for i in range(cells.meta[0]):
        phenotype = cells.phenotype[i]
        if phenotype == Phenotype.FREE or rates[phenotype] == 0.0:
            continue
        draw = chance(key, step, cells.uid[i], Decision.DEPLETION)
        if rings_after(rates[phenotype], draw, hours) > hours:
            continue
        for design in range(cells.bound.shape[1]):
            cleared[design] += round((cells.bound[i, design] + cells.inside[i, design]) * quanta[design])
            cells.bound[i, design] = 0.0
            cells.inside[i, design] = 0.0
        cells.phenotype[i] = Phenotype.FREE
        cells.changed[i] = step
        cells.vacant[cells.meta[1]] = i
        cells.meta[1] += 1


@sweep
def load_peptide(apcs, epitope, concentration, display, hours):
    """Let the presenting cells of blood, spleen, liver and node load dissolved peptide; their state stays as it is."""
    gain = soluble_display_gain(concentration, display) * hours
    for j in range(apcs.meta[0]):
        if apcs.kind[j] != ApcKind.FREE and apcs.place[j] < Compartment.CNS:
            apcs.pmhc[j, epitope] += gain
