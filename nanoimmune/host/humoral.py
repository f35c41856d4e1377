"""Phases of what is counted by organ and has no lattice of its own: B cells with their antibody, and a pathogen."""

import numpy as np

from nanoimmune.biology.cytokine import suppressive_loss
from nanoimmune.biology.humoral import regulatory_b_cell_gain
from nanoimmune.biology.kinetics import decay_rate, remaining
from nanoimmune.host.life import Life
from nanoimmune.sweeps import b_cells as lymphocytes
from nanoimmune.sweeps import infect as infecting
from nanoimmune.words import FOLLICLES, N_EPITOPES, PATHOGEN_EPITOPES, BCell, Field


def help_b_cells(life: Life) -> None:
    """Armed CD4 cells help cognate B cells, which make antibody or become regulatory, as Tr1 cells make them, too."""
    parameters, body, humoral = life.parameters, life.body, life.parameters.humoral
    helpers, tr1s = (np.zeros((len(FOLLICLES), N_EPITOPES), np.int64) for _ in range(2))
    life.sweep(lymphocytes.count_help, life.cells.columns, parameters.engagement, helpers, tr1s)
    life.sweep(lymphocytes.mature_b_cells,
        body.b_cells, body.antibody, helpers, tr1s, life.naive_b_cells, body.depot, body.drained, life.processed,
        body.pathogen, int(PATHOGEN_EPITOPES[0]), humoral, parameters.world.size, life.hours,
    )  # fmt: skip
    if humoral.presentation > 0.0:
        life.sweep(lymphocytes.present_to_helpers,
            life.cells.columns, body.b_cells, humoral, parameters.engagement,
            decay_rate(parameters.engagement.signal_half_life), life.hours,
        )  # fmt: skip


def soothe_organs(life: Life) -> None:
    """Let regulatory B cells add their IL-10 to the field of their organ, evenly, where that is switched on."""
    humoral, cytokines = life.parameters.humoral, life.parameters.cytokines
    if humoral.regulatory_secretion == 0.0:
        return
    loss = suppressive_loss(cytokines)
    for organ, place in enumerate(FOLLICLES):
        count = life.body.b_cells[BCell.REGULATORY, organ].sum() * life.parameters.world.size
        gain = regulatory_b_cell_gain(float(count), float(life.volumes[place]), humoral)
        life.fields[Field.SUPPRESSIVE, life.voxels_of(place)] += gain / loss * (1.0 - remaining(loss, life.hours))


def infect(life: Life) -> None:
    """A pathogen multiplies in spleen and nodes, is shown there and licenses; its CD8 effectors clear it."""
    parameters, body = life.parameters, life.body
    if not body.pathogen.any():
        return
    killers = np.zeros(len(FOLLICLES), np.int64)
    life.sweep(infecting.multiply,
        life.cells.columns, body.pathogen, int(PATHOGEN_EPITOPES[1]), killers, parameters.infection,
        parameters.world.size, life.hours,
    )  # fmt: skip
    life.sweep(infecting.show_pathogen,
        life.apcs.columns, body.pathogen, np.array(PATHOGEN_EPITOPES, np.int64),
        decay_rate(parameters.presentation.pmhc_half_life), parameters.infection, life.subject.key, body.step,
        life.hours,
    )  # fmt: skip
    if not body.pathogen.any():
        body.pathogen_gone = life.time + life.hours
