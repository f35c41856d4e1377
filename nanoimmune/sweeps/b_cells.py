"""B cells in one step: who helps them, what becomes of them, and what they show to their helpers."""

import numpy as np

from nanoimmune.biology.engagement import is_armed, receptor_occupancy
from nanoimmune.biology.humoral import (
    activated_loss_rate,
    antibody_gain,
    antibody_loss_rate,
    antigen_held,
    b_cell_activation_rate,
    b_cell_contact,
    b_cell_division_rate,
    cd40_regulatory_rate,
    linked_help,
    plasma_cell_rate,
    plasma_loss_rate,
    regulatory_loss_rate,
    renewal_rate,
    tr1_regulatory_rate,
)
from nanoimmune.biology.kinetics import relaxed, remaining
from nanoimmune.chance import RUN, empty_flags, empty_rows, flagged
from nanoimmune.rule import inner, sweep
from nanoimmune.words import BCell, Compartment, Phenotype


@inner
def follicle_of(place):
    """Column of the organ that B cells are counted in, or -1 elsewhere; in the order of `FOLLICLES`."""
    if place == Compartment.NODE:
        return 0
    return 1 if place == Compartment.SPLEEN else -1


@sweep
def count_help(cells, engagement, helpers, tr1s):
    """Count armed T cells and signalled Tr1 cells, by organ and epitope; B cells take help from CD4 cells alone."""
    helpers[:, :] = 0
    tr1s[:, :] = 0
    flags, counted = empty_flags(), empty_rows()
    for first in range(0, cells.meta[0], RUN):
        end = min(first + RUN, cells.meta[0])
        phenotypes, helped, signals = cells.phenotype[first:end], cells.help[first:end], cells.signal[first:end]
        for k in range(end - first):
            effective = (Phenotype.PRIMED <= phenotypes[k]) & (phenotypes[k] <= Phenotype.EFFECTOR)
            soothing = (phenotypes[k] == Phenotype.TR1) & is_armed(signals[k], engagement)
            flags[k] = (effective & is_armed(helped[k], engagement)) | soothing
        for i in counted[: flagged(flags, end - first, first, counted)]:
            organ, epitope = follicle_of(cells.place[i]), cells.epitope[i]
            if organ < 0:
                continue
            if cells.phenotype[i] == Phenotype.TR1:
                tr1s[organ, epitope] += cells.weight[i]
            else:
                helpers[organ, epitope] += cells.weight[i]


@sweep
def mature_b_cells(
    b_cells,
    antibody,
    helpers,
    tr1s,
    founders,
    depot,
    drained,
    processed,
    pathogen,
    shown_by_pathogen,
    humoral,
    size,
    hours,
):
    """Let the B cells of every antigen be activated, divide, become plasma or regulatory cells, die, and secrete.

    `founders` holds naive B cells by organ and epitope. The depot and the tissue drain to the node alone.
    """
    for epitope in range(antibody.size):
        plasma_cells = 0.0
        for organ in range(founders.shape[0]):
            drains = 1.0 if organ == 0 else 0.0
            shed = 0.0
            if processed.protein[epitope] >= 0:
                shed = drains * drained[processed.protein[epitope]] * processed.share[epitope]
            load = pathogen[organ] if epitope == shown_by_pathogen else 0.0
            held = antigen_held(drains * depot[epitope], shed, load, humoral)
            share = linked_help(helpers[organ, epitope] / size, humoral)
            by_tr1 = tr1_regulatory_rate(held, tr1s[organ, epitope] / size, humoral)

            naive, activated = b_cells[BCell.NAIVE, organ, epitope], b_cells[BCell.ACTIVATED, organ, epitope]
            by_help = b_cell_activation_rate(held, share, humoral)
            leaving = naive * (1.0 - remaining(by_help + by_tr1, hours))
            soothed = leaving * by_tr1 / max(by_help + by_tr1, np.finfo(np.float64).tiny)
            renewal = renewal_rate(humoral)
            b_cells[BCell.NAIVE, organ, epitope] = relaxed(
                naive - leaving, founders[organ, epitope] * renewal, renewal, hours
            )

            activated /= remaining(b_cell_division_rate(share, activated, humoral), hours)
            to_plasma, to_death = plasma_cell_rate(share, humoral), activated_loss_rate(humoral)
            to_regulation = cd40_regulatory_rate(held, share, humoral) + by_tr1
            out = to_plasma + to_death + to_regulation
            left = activated * remaining(out, hours)
            gone = activated - left
            b_cells[BCell.ACTIVATED, organ, epitope] = left + leaving - soothed

            plasma = b_cells[BCell.PLASMA, organ, epitope] * remaining(plasma_loss_rate(humoral), hours)
            b_cells[BCell.PLASMA, organ, epitope] = plasma + gone * to_plasma / out
            regulatory = b_cells[BCell.REGULATORY, organ, epitope] * remaining(regulatory_loss_rate(humoral), hours)
            b_cells[BCell.REGULATORY, organ, epitope] = regulatory + gone * to_regulation / out + soothed
            plasma_cells += b_cells[BCell.PLASMA, organ, epitope]
        antibody[epitope] = relaxed(
            antibody[epitope], antibody_gain(plasma_cells, humoral), antibody_loss_rate(humoral), hours
        )


@sweep
def present_to_helpers(cells, b_cells, humoral, engagement, signal_loss, hours):
    """Let activated B cells signal to the CD4 cells of their organ, and help the conventional ones."""
    given = (1.0 - remaining(signal_loss, hours)) / signal_loss
    for i in range(cells.meta[0]):
        phenotype, organ, epitope = cells.phenotype[i], follicle_of(cells.place[i]), cells.epitope[i]
        if phenotype == Phenotype.FREE or organ < 0:
            continue
        contact = b_cell_contact(b_cells[BCell.ACTIVATED, organ, epitope], humoral)
        drive = contact * receptor_occupancy(humoral.display, cells.affinity[i], engagement)
        cells.signal[i] += drive * given
        if phenotype < Phenotype.TREG:
            cells.help[i] += drive * given
