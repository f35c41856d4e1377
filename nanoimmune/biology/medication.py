"""Dissolved medicines: absorption, distribution, elimination, occupancy of their targets, and what follows from it."""

import math

from nanoimmune.biology.kinetics import saturation
from nanoimmune.rule import rule

NANOMOLAR = 1e6
"""nM in one ug/mL over one g/mol."""


@rule
def absorbed_amount(waiting, absorption, hours):
    """A depot empties in proportion to what is left in it.

    Source: definition.  waiting: ug; absorption: 1/h.  Returns the amount that leaves it in `hours`, in the unit given.
    """
    return -waiting * math.expm1(-absorption * hours)


@rule
def circulating_gain(reaching, absorption, elimination, hours):
    """What a depot gives up is eliminated from the moment at which it reaches the blood.

    Source: definition.  reaching: ug; rates: 1/h.  Returns what circulates after `hours`, in the unit given.
    """
    slow, gap = min(absorption, elimination), abs(absorption - elimination)
    lag = hours if gap == 0.0 else -math.expm1(-gap * hours) / gap
    return reaching * absorption * math.exp(-slow * hours) * lag


@rule
def mean_concentration(eliminated, elimination, volume, molar_mass, span):
    """A medicine is eliminated in proportion to its concentration, so what was eliminated in a span tells its mean.

    Source: definition.  eliminated: ug; elimination: 1/h; volume: mL; molar_mass: g/mol; span: h.  Returns nM.
    """
    return NANOMOLAR * eliminated / (elimination * span) / volume / molar_mass


@rule
def target_occupancy(concentration, half, steepness):
    """A medicine occupies its targets as a ligand does: half of them at one concentration.

    Source: Hill1910.  concentration and half: nM; steepness is the Hill number.  Returns 0 to 1.
    """
    return saturation(concentration, half, steepness)


@rule
def pace_factor(strength, occupied):
    """A medicine speeds up or slows down a process in proportion to the targets that it occupies.

    Source: assumption.  strength: share by which full occupancy changes the pace.  Returns a factor, 0 or more.
    """
    return max(0.0, 1.0 + strength * occupied)


@rule
def depletion_rate(strength, occupied):
    """A depleting medicine kills cells at a rate in proportion to the targets that it occupies.

    Source: assumption.  strength: 1/h under full occupancy.  Returns 1/h.
    """
    return strength * occupied


@rule
def soluble_display_gain(concentration, display):
    """Presenting cells of lymphoid organs load dissolved peptide in proportion to its concentration, unlicensed by it.

    Source: assumption.  concentration: nM; display: pMHC per nM and h.  Returns pMHC per h.
    """
    return display * concentration


@rule
def surviving_cells(cells, engrafted):
    """Only a share of transferred cells survives and enters the circulation.

    Source: assumption.  engrafted: share, 0 to 1.  Returns cells, as a share of those given.
    """
    return cells * engrafted


@rule
def drained_share(diameter, pharmacology):
    """Small particles drain to the node from where they are injected, and large ones stay there for good.

    Source: assumption.  diameter: nm.  Returns the share that reaches the node, 0 to 1.
    """
    return 1.0 - saturation(diameter, pharmacology.half_drained, 2.0)
