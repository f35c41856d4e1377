"""White matter: harm to myelin, oligodendrocytes, repair, axons, shedding of antigen."""

from nanoimmune.biology.kinetics import saturation
from nanoimmune.rule import rule
from nanoimmune.words import Oligodendrocyte


@rule
def demyelination_rate(licensed_phagocytes, armed_effectors, suppression_field, harm):
    """Licensed macrophages and microglia strip myelin; effector T cells do so only a little, and IL-10 restrains both.

    Source: Ajami2011.  Attackers: cells in the territory of one oligodendrocyte; suppression_field: nM.  Returns 1/h.
    """
    attack = harm.phagocyte_rate * licensed_phagocytes + harm.effector_rate * armed_effectors
    capped = harm.largest_rate * attack / (attack + harm.largest_rate)
    return capped / (1.0 + suppression_field / harm.half_suppression)


@rule
def sheath_loss_rate(condition, repair):
    """The sheaths of a dead oligodendrocyte fall apart within days.

    Source: assumption.  condition: Oligodendrocyte.  Returns 1/h.
    """
    if condition == Oligodendrocyte.DEAD:
        return repair.sheath_loss_rate
    return 0.0


@rule
def burden_decay_rate(repair):
    """An oligodendrocyte recovers from what it has suffered within days.

    Source: assumption.  Returns 1/h.
    """
    return 1.0 / repair.burden_memory


@rule
def oligodendrocyte_death_rate(burden, repair):
    """An oligodendrocyte that has lost too much of its myelin in too short a time dies.

    Source: assumption.  burden: recent myelin loss, share of the domain.  Returns 1/h.
    """
    return repair.death_rate * saturation(burden, repair.death_burden, 4.0)


@rule
def oligodendrocyte_condition(burden, repair):
    """Above a lower burden an oligodendrocyte lives but stops repairing.

    Source: assumption.  burden: recent myelin loss, share of the domain.  Returns Oligodendrocyte.
    """
    if burden > repair.stop_burden:
        return Oligodendrocyte.STOPPED
    return Oligodendrocyte.REPAIRING


@rule
def replacement_rate(inflammation, repair):
    """Precursors replace a dead oligodendrocyte in weeks, where inflammation allows.

    Source: Cuprizone2025.  inflammation: nM.  Returns 1/h.
    """
    return repair.replacement_rate * (1.0 - saturation(inflammation, repair.blocking_inflammation, 2.0))


@rule
def remyelination_rate(axons, repair):
    """A living oligodendrocyte rewraps bare axons in one to three weeks, and more slowly where axons are lost.

    Source: Jeffery1995.  axons: share left, 0 to 1.  Returns 1/h toward full myelin.
    """
    return repair.remyelination_rate * axons


@rule
def axon_loss_rate(bareness, harm):
    """Axons that stay bare for days are lost, and do not regrow.

    Source: Tsunoda2007.  bareness: share of bare myelin, averaged over recent days.  Returns 1/h.
    """
    return harm.axon_loss_rate * saturation(bareness, harm.axon_bareness, harm.axon_steepness)


@rule
def bareness_rate(harm):
    """An axon remembers bareness over some days.

    Source: assumption.  Returns 1/h.
    """
    return 1.0 / harm.bareness_memory


@rule
def shed_antigen(tissue_lost, content):
    """Harmed tissue sheds each of its proteins in proportion to what it held.

    Source: McMahon2005.  tissue_lost: share of a voxel; content: nM when all of a voxel is lost.  Returns nM.
    """
    return tissue_lost * content
