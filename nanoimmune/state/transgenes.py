"""What sets the repertoire and the antigens of one host apart: frequent precursors, epitopes expressed elsewhere."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nanoimmune.parameters.hosts import Precursors, Transgenes
from nanoimmune.state.columns import Processed
from nanoimmune.words import N_COMPARTMENTS, N_EPITOPES, PROTEINS_OF, Compartment, Epitope


def frequencies(precursors: Precursors) -> NDArray[np.float64]:
    """Factor on the naive precursors of each epitope."""
    factors = np.ones(N_EPITOPES)
    factors[Epitope.MOG35_55] = precursors.mog35_55
    factors[Epitope.PLP178_191] = precursors.plp178_191
    factors[Epitope.OVA323_339] = precursors.ova323_339
    factors[Epitope.GP61_80] = precursors.gp61_80
    factors[Epitope.INSB9_23] = precursors.insb9_23
    factors[Epitope.CHGA_WE14] = precursors.chga_we14
    factors[Epitope.GAD65_206_220] = precursors.gad65_206_220
    factors[Epitope.INSB15_23] = precursors.insb15_23
    factors[Epitope.IGRP206_214] = precursors.igrp206_214
    factors[Epitope.TUM] = precursors.tum
    return factors


def expression(transgenes: Transgenes) -> NDArray[np.float64]:
    """How strongly each epitope is expressed where it is not a tissue's own, relative."""
    levels = np.zeros(N_EPITOPES)
    levels[Epitope.MOG35_55] = transgenes.mog35_55
    levels[Epitope.PLP178_191] = transgenes.plp178_191
    levels[Epitope.OVA323_339] = transgenes.ova323_339
    levels[Epitope.GP61_80] = transgenes.gp61_80
    levels[Epitope.INSB9_23] = transgenes.insb9_23
    levels[Epitope.CHGA_WE14] = transgenes.chga_we14
    levels[Epitope.GAD65_206_220] = transgenes.gad65_206_220
    levels[Epitope.INSB15_23] = transgenes.insb15_23
    levels[Epitope.IGRP206_214] = transgenes.igrp206_214
    levels[Epitope.TUM] = transgenes.tum
    return levels


def with_transgenes(processed: Sequence[Processed], transgenes: Transgenes, first: Compartment) -> None:
    """Let the first target tissue shed each transgene with the first of its proteins, as under its promoter.

    An epitope of any target tissue's own proteins stays as it is.
    """
    levels = expression(transgenes) * transgenes.target
    foreign = np.all([each.protein < 0 for each in processed], axis=0) & (levels > 0.0)
    processed[0].protein[foreign] = PROTEINS_OF[first][0]
    processed[0].share[foreign] = levels[foreign]


def shown_in_organs(transgenes: Transgenes) -> NDArray[np.float64]:
    """What presenting cells of each organ show of each epitope at rest; shape (compartments, epitopes), pMHC."""
    shown = np.zeros((N_COMPARTMENTS, N_EPITOPES))
    levels = expression(transgenes)
    shown[Compartment.SPLEEN] = levels * transgenes.spleen
    shown[Compartment.LIVER] = levels * transgenes.liver
    shown[Compartment.NODE] = levels * transgenes.node
    return shown
