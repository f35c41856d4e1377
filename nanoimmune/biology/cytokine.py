"""Secretion and loss of the fields."""

from nanoimmune.biology.kinetics import decay_rate
from nanoimmune.rule import rule

NANOMOLAR_PER_MOLECULE_RATE = 3600.0 * 1e9 * 1e6 / 6.02214076e23
"""nM/h that one molecule/s adds to one mm3."""


@rule
def secreted(molecules, cells, volume):
    """Cells that each secrete so many molecules raise the concentration in proportion to their density.

    Source: definition.  molecules: per s and cell; cells: in the volume; volume: mm3.  Returns nM/h.
    """
    return NANOMOLAR_PER_MOLECULE_RATE * molecules * cells / volume


@rule
def il2_gain(helped_cells, volume, in_tissue, cytokines):
    """Helped CD4 cells secrete IL-2 above the low level that the polyclonal cells of lymphoid organs keep up.

    Source: HelikarCD4.  helped_cells in the volume; volume: mm3; in_tissue: outside lymphoid organs.  Returns nM/h.
    """
    gain = secreted(cytokines.il2_secretion, helped_cells, volume)
    if in_tissue:
        return gain
    return gain + cytokines.il2_background * cytokines.il2_sink


@rule
def il2_loss(tregs, volume, in_tissue, cytokines):
    """Foxp3 Tregs consume IL-2, agents by number and the polyclonal ones of lymphoid organs as a constant sink.

    Source: Busse2010.  tregs: cells in the volume; volume: mm3; in_tissue: True outside lymphoid organs.  Returns 1/h.
    """
    consumed = cytokines.il2_uptake * tregs / volume
    if in_tissue:
        return consumed + cytokines.il2_sink * cytokines.tissue_sink
    return consumed + cytokines.il2_sink


@rule
def inflammatory_gain(armed_effectors, licensed_phagocytes, volume, cytokines):
    """Armed effectors, and the macrophages that they license, secrete inflammatory cytokine.

    Source: Read2012.  Cells in the volume; volume: mm3.  Returns nM/h.
    """
    by_effectors = secreted(cytokines.inflammatory_secretion, armed_effectors, volume)
    by_macrophages = secreted(cytokines.macrophage_secretion, licensed_phagocytes, volume)
    return by_effectors + by_macrophages


@rule
def alarm_gain(necrotic_cells, molecules, volume):
    """Necrotic cells raise inflammatory cytokine around them, through macrophages that are not followed one by one.

    Source: Turley2003.  necrotic_cells: in the volume; molecules: per s and cell; volume: mm3.  Returns nM/h.
    """
    return secreted(molecules, necrotic_cells, volume)


@rule
def suppressive_gain(signalled_tr1, signalled_tregs, volume, cytokines):
    """Tr1 cells, and less so Foxp3 Tregs, secrete suppressive cytokine where they see antigen.

    Source: ClementeCasares2016.  Cells in the volume; volume: mm3.  Returns nM/h.
    """
    by_tr1 = secreted(cytokines.suppressive_secretion, signalled_tr1, volume)
    by_tregs = secreted(cytokines.treg_suppressive_secretion, signalled_tregs, volume)
    return by_tr1 + by_tregs


@rule
def inflammatory_loss(cytokines):
    """Inflammatory cytokine is lost within about an hour.

    Source: pc4covid19.  Returns 1/h.
    """
    return decay_rate(cytokines.inflammatory_half_life)


@rule
def suppressive_loss(cytokines):
    """Suppressive cytokine is lost within about an hour.

    Source: pc4covid19.  Returns 1/h.
    """
    return decay_rate(cytokines.suppressive_half_life)


@rule
def chemokine_loss(cytokines):
    """Chemokine is lost within hours.

    Source: assumption.  Returns 1/h.
    """
    return decay_rate(cytokines.chemokine_half_life)


@rule
def shed_antigen_loss(cytokines):
    """Shed tissue antigen is cleared within days.

    Source: assumption.  Returns 1/h.
    """
    return decay_rate(cytokines.antigen_half_life)


@rule
def node_inflammatory_gain(adjuvant, tissue_inflammation, immunisation, cytokines):
    """Adjuvant under the skin, and inflammation of the tissue that it drains, inflame a lymph node.

    Source: assumption.  adjuvant: relative; tissue_inflammation: nM.  Returns nM/h.
    """
    level = immunisation.node_inflammation * adjuvant + immunisation.tissue_drainage * tissue_inflammation
    return level * decay_rate(cytokines.inflammatory_half_life)
