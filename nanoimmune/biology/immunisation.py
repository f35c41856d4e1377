"""Antigen in adjuvant: the depot under the skin and the dendritic cells that carry it to the node."""

from nanoimmune.biology.kinetics import decay_rate, saturation
from nanoimmune.rule import rule


@rule
def depot_loss_rate(immunisation):
    """An emulsion under the skin gives up antigen and adjuvant over days to weeks.

    Source: Read2012.  Returns 1/h.
    """
    return decay_rate(immunisation.depot_half_life)


@rule
def carrier_arrival_rate(adjuvant, immunisation):
    """Licensed dendritic cells arrive in the node as long as adjuvant is left.

    Source: Read2012.  adjuvant: relative to the standard dose.  Returns agents/h for a body of standard size.
    """
    return immunisation.carrier_rate * min(1.0, adjuvant)


@rule
def carrier_display(antigen, immunisation):
    """A carrier shows more of an epitope the more of its antigen the depot held, up to a limit.

    Source: Henrickson2008.  antigen: relative to the standard dose.  Returns pMHC.
    """
    return 2.0 * immunisation.carrier_antigen * saturation(antigen, immunisation.half_antigen, 1.0)


@rule
def pertussis_loss_rate(barrier):
    """The effect of pertussis toxin on the barrier wears off within days.

    Source: Kerfoot2004.  Returns 1/h.
    """
    return decay_rate(barrier.pertussis_half_life)
