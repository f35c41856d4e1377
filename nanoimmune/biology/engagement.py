"""T cell meets antigen-presenting cell: occupancy, competition for contacts, integrated signals."""

from nanoimmune.biology.kinetics import saturation
from nanoimmune.rule import rule
from nanoimmune.words import Epitope


@rule
def receptor_occupancy(pmhc, affinity, engagement):
    """A T cell engages more of its receptors the more cognate pMHC is shown and the better they fit, up to all.

    Source: Henrickson2008.  pmhc: amount that half-fills a receptor of affinity 1; affinity: relative.  Returns 0 to 1.
    """
    bonds = pmhc * affinity
    return bonds / (bonds + engagement.half_occupancy)


@rule
def encounter_rate(cognate_cells, engagement):
    """A roaming T cell meets each of the presenting cells around it that show its epitope at one and the same rate.

    Source: Miller2002.  cognate_cells: presenting agents that show enough, in a square of the reach.  Returns 1/h.
    """
    return engagement.encounter_rate * cognate_cells


@rule
def detachment_rate(engagement):
    """A T cell lets go of a presenting cell after hours.

    Source: Mempel2004.  Returns 1/h.
    """
    return 1.0 / engagement.contact_duration


@rule
def contact_share(seekers, room):
    """T cells of all specificities share the finite room on one antigen-presenting cell equally.

    Source: Kedl2000.  seekers and room: cells.  Returns the share of its time that each seeker is in contact, 0 to 1.
    """
    if seekers <= room:
        return 1.0
    return room / seekers


@rule
def contact_suppression(treg_contacts, suppression):
    """Foxp3 Tregs on the same antigen-presenting cell damp its help to other T cells by surface TGF-beta.

    Source: Nakamura2001.  treg_contacts: Tregs per presenting cell.  Returns the factor left, 0 to 1.
    """
    return 1.0 / (1.0 + treg_contacts / suppression.tgfb_half_contacts)


@rule
def felt_costimulation(costimulation, is_experienced, engagement):
    """Antigen-experienced T cells need far less costimulation than naive ones.

    Source: Croft1994.  costimulation: relative to a licensed cell.  Returns the share of contact that is helped.
    """
    if is_experienced:
        half = engagement.experienced_costimulation
        return costimulation * (1.0 + half) / (costimulation + half)
    return costimulation


@rule
def is_armed(help_signal, engagement):
    """A T cell secretes cytokine only while it remembers a recent helped contact.

    Source: Read2012.  help_signal: h of full helped contact, decaying.  Returns True or False.
    """
    return help_signal > engagement.arming_threshold


@rule
def sees_class_i(epitope):
    """A T cell whose peptide is shown on MHC-I is a CD8 cell; one whose peptide is shown on MHC-II is a CD4 cell.

    Source: definition.  epitope: Epitope.  Returns True or False.
    """
    return (Epitope.INSB15_23 <= epitope) & (epitope <= Epitope.GP33_41)


@rule
def egress_factor(signal, engagement):
    """A T cell that is being signalled to stays in the organ.

    Source: Dustin1997.  signal: h of full contact.  Returns the factor on the rate of leaving, 0 to 1.
    """
    return 1.0 - saturation(signal, engagement.retention_signal, 2.0)
