"""Antigen-presenting cells: processing, licensing, tolerance, turnover."""

from nanoimmune.biology.kinetics import saturation
from nanoimmune.rule import rule
from nanoimmune.words import ApcKind, ApcState


@rule
def processing_gain(shed_antigen, kind, state, presentation):
    """Local presenting cells show what the tissue sheds; licensed ones eat less, and those from the skin nothing.

    Source: ARTIMMUS.  shed_antigen: nM; kind: ApcKind; state: ApcState.  Returns pMHC per h.
    """
    if kind == ApcKind.MIGRATORY_DENDRITIC:
        return 0.0
    gain = presentation.processing_rate * saturation(shed_antigen, presentation.half_antigen, 1.0)
    if state == ApcState.LICENSED:
        return gain * presentation.mature_uptake
    return gain


@rule
def licensing_rate(inflammation, helper_contacts, suppression_field, presentation):
    """Inflammation, or CD40L of helped T cells, licenses a presenting cell; IL-10 and male hormones hold it back.

    Source: Riggs2010.  inflammation, suppression_field: nM; helper_contacts: T cells per presenting cell.  Returns 1/h.
    """
    by_cytokine = presentation.cytokine_licensing_rate * saturation(inflammation, presentation.half_inflammation, 2.0)
    by_help = presentation.helper_licensing_rate * saturation(helper_contacts, presentation.half_helpers, 1.0)
    held = 1.0 / (1.0 + suppression_field / presentation.half_suppression)
    return (by_cytokine + by_help) * held / (1.0 + presentation.androgen)


@rule
def calming_rate(kind, inflammation, suppression_field, presentation):
    """A licensed macrophage calms down in days once inflammation is gone, sooner under IL-10.

    Source: Read2012.  kind: ApcKind; inflammation and suppression_field: nM.  Returns 1/h, zero for dendritic cells.
    """
    if kind == ApcKind.DENDRITIC or kind == ApcKind.MIGRATORY_DENDRITIC:
        return 0.0
    quiet = 1.0 - saturation(inflammation, presentation.half_inflammation, 2.0)
    soothed = saturation(suppression_field, presentation.half_suppression, 2.0)
    return presentation.calming_rate * quiet + presentation.soothing_rate * soothed


@rule
def regulatory_tolerance_rate(tr1_contacts, presentation):
    """Tr1 and autoregulatory CD8 cells that find their pMHC make the cell tolerogenic for every antigen that it shows.

    Source: ClementeCasares2016.  tr1_contacts: such cells per presenting cell.  Returns 1/h.
    """
    return presentation.tr1_tolerance_rate * saturation(tr1_contacts, presentation.half_tr1, 1.0)


@rule
def forgetting_rate(presentation):
    """A tolerogenic presenting cell is an ordinary one again after some days.

    Source: Getts2012.  Returns 1/h.
    """
    return presentation.forgetting_rate


@rule
def costimulation_target(state, presentation):
    """A licensed cell shows CD80/86 in full, an immature one little, a tolerogenic one hides it behind PD-L1.

    Source: Getts2012.  state: ApcState.  Returns 0 to 1.
    """
    if state == ApcState.LICENSED:
        return presentation.licensed_costimulation
    if state == ApcState.TOLEROGENIC:
        return presentation.tolerogenic_costimulation
    return presentation.immature_costimulation


@rule
def costimulation_loss(treg_contacts, inflammation, suppression):
    """CTLA-4 of Foxp3 Tregs strips CD80/86 from the cell they touch, less so where it is inflamed.

    Source: Onishi2008.  treg_contacts: Tregs per presenting cell; inflammation: nM.  Returns 1/h.
    """
    resisted = 1.0 / (1.0 + inflammation / suppression.resisting_inflammation)
    return suppression.ctla4_rate * treg_contacts * resisted


@rule
def turnover_rate(kind, state, turnover):
    """Dendritic cells live days, licensed ones shorter; microglia and sinusoidal cells stay.

    Source: Kamath2002.  kind: ApcKind; state: ApcState.  Returns 1/h.
    """
    if kind == ApcKind.MIGRATORY_DENDRITIC:
        return turnover.licensed_dendritic_rate
    if kind == ApcKind.DENDRITIC:
        if state == ApcState.LICENSED:
            return turnover.licensed_dendritic_rate
        return turnover.dendritic_rate
    if kind == ApcKind.MONOCYTE:
        return turnover.macrophage_rate
    if kind == ApcKind.MARGINAL_ZONE_MACROPHAGE:
        return turnover.marginal_zone_rate
    return 0.0
