"""What a particle does because of the drug, the mRNA or the membrane that it is made of, or because it is a cell."""

import math

from nanoimmune.biology.kinetics import saturation
from nanoimmune.biology.particles import filtration_rate, uptake_rate
from nanoimmune.rule import rule
from nanoimmune.words import ApcKind, Coat, Core, Drug, Nucleoside

SQUARE_MICROMETRES = 1e-6
"""um2 in one nm2."""

MOLECULES_PER_NANOMOLAR = 6.02214076e23 * 1e-9 * 1e-6
"""Molecules that one mm3 holds at 1 nM."""


@rule
def drug_dose(drug_load, drug, formulations):
    """A cell needs less of the AhR ligand ITE than of rapamycin to turn tolerogenic.

    Source: assumption.  drug_load: fg in one cell; drug: Drug, or -1.  Returns the load relative to the half-maximal.
    """
    if drug == Drug.RAPAMYCIN:
        return drug_load / formulations.rapamycin_half_load
    if drug == Drug.ITE:
        return drug_load / formulations.ite_half_load
    return 0.0


@rule
def drug_tolerance_rate(dose, formulations):
    """A presenting cell that has swallowed rapamycin or an AhR ligand turns tolerogenic for all that it shows.

    Source: Maldonado2015; Kenison2020.  dose: load relative to the half-maximal one.  Returns 1/h.
    """
    return formulations.drug_tolerance_rate * saturation(dose, 1.0, 1.0)


@rule
def efferocytic_area(core, coat, diameter):
    """Phosphatidylserine makes a phagocyte take a liposome, a fixed cell or a senescent red cell for an apoptotic cell.

    Source: PujolAutonell2015; Getts2011.  core: Core; coat: Coat; diameter: nm.  Returns um2 of such membrane.
    """
    if coat == Coat.PHOSPHATIDYLSERINE or core == Core.RED_CELL:
        return math.pi * diameter * diameter * SQUARE_MICROMETRES
    return 0.0


@rule
def efferocytosis_rate(swallowed_area, formulations):
    """A phagocyte that swallows apoptotic membrane turns tolerogenic, sooner the more of it there is.

    Source: Getts2011.  swallowed_area: um2 per phagocyte.  Returns 1/h.
    """
    return formulations.efferocytosis_rate * saturation(swallowed_area, formulations.efferocytosis_area, 1.0)


@rule
def translated(message, kind, formulations):
    """Dendritic cells make antigen of the mRNA that they swallow, and macrophages break most of it down.

    Source: Kranz2016.  message: fg of mRNA used up in one cell; kind: ApcKind.  Returns fg of peptide.
    """
    made = message * formulations.peptide_per_message
    return made if kind == ApcKind.DENDRITIC else made * formulations.macrophage_translation


@rule
def danger_rate(message, nucleoside, formulations):
    """Unmodified mRNA is sensed and licenses the cell that swallowed it; with 1-methylpseudouridine it is not.

    Source: Krienke2021.  message: fg of mRNA in one cell; nucleoside: Nucleoside.  Returns 1/h.
    """
    if nucleoside == Nucleoside.M1PSI:
        return 0.0
    return formulations.danger_rate * saturation(message, formulations.danger_load, 1.0)


@rule
def leaving_blood_rate(core, diameter, coat, pharmacology, formulations):
    """Red cells leave the blood over weeks as they grow old, and dendrimers spread within the hour as peptides do.

    Source: Pishesha2017; DendrimerEAE2008.  core: Core; diameter: nm; coat: Coat.  Returns 1/h.
    """
    if core == Core.RED_CELL:
        return formulations.senescence_rate
    if core == Core.DENDRIMER:
        return formulations.peptide_spread_rate
    return filtration_rate(diameter, coat, pharmacology)


@rule
def renal_loss_rate(diameter, formulations):
    """Whatever is smaller than the pores of the kidney's filter is lost to urine within the hour.

    Source: Choi2007.  diameter: nm.  Returns 1/h.
    """
    return formulations.renal_rate if diameter < formulations.renal_diameter else 0.0


@rule
def spleen_share(core, coat, pharmacology, formulations):
    """Anionic lipid particles go to the spleen, old red cells there as much as to the liver, and the rest to the liver.

    Source: Kranz2016; Pishesha2017.  core: Core; coat: Coat.  Returns the spleen's share of what organs take.
    """
    if core == Core.RED_CELL:
        return formulations.red_cell_spleen_share
    if coat == Coat.ANIONIC_LIPID:
        return formulations.lipoplex_spleen_share
    return pharmacology.spleen_share


@rule
def node_share(core, formulations):
    """Only what is as small as a dendrimer of peptide comes from the blood to the lymph nodes.

    Source: assumption.  core: Core.  Returns the node's share of what organs take.
    """
    return formulations.peptide_node_share if core == Core.DENDRIMER else 0.0


@rule
def swallowing_rate(kind, core, diameter, coat, pharmacology, formulations):
    """Phagocytes of organs eat old red cells for their phosphatidylserine; peptides load the MHC of every kind alike.

    Source: Pishesha2017; DendrimerEAE2008.  kind: ApcKind; core: Core; diameter: nm; coat: Coat.  Returns mm3/h a cell.
    """
    if core == Core.DENDRIMER:
        is_there = kind != ApcKind.FREE and kind != ApcKind.MIGRATORY_DENDRITIC
        return formulations.peptide_loading if is_there else 0.0
    if core == Core.RED_CELL:
        if kind == ApcKind.MONOCYTE:
            return 0.0
        return uptake_rate(kind, diameter, Coat.PHOSPHATIDYLSERINE.value, pharmacology)
    return uptake_rate(kind, diameter, coat, pharmacology)


@rule
def carrier_half_life(core, message_load, pharmacology, formulations):
    """Polymer is digested over days, a swallowed cell and mRNA within a day, and peptide is shown within hours.

    Source: assumption.  core: Core; message_load: fg of mRNA per particle.  Returns h.
    """
    if core == Core.DENDRIMER:
        return formulations.peptide_half_life
    if core != Core.PARTICLE:
        return formulations.cell_digestion_half_life
    if message_load > 0.0:
        return formulations.message_half_life
    return pharmacology.digestion_half_life


@rule
def leukocyte_membrane(coat, diameter):
    """A coat of neutrophil or macrophage membrane brings along the receptors and adhesion molecules of the cell.

    Source: Zhang2018.  coat: Coat; diameter: nm.  Returns um2 of such membrane on one particle.
    """
    if coat == Coat.NEUTROPHIL_MEMBRANE or coat == Coat.MACROPHAGE_MEMBRANE:
        return math.pi * diameter * diameter * SQUARE_MICROMETRES
    return 0.0


@rule
def membrane_homing_rate(coat, chemokine, permeability, recruitment, formulations):
    """Particles in leukocyte membrane stick to inflamed vessels and enter the tissue, as the cells themselves would.

    Source: Zhang2018.  coat: Coat; chemokine: nM, mean of the tissue; permeability: 0 to 1.  Returns 1/h.
    """
    if coat != Coat.NEUTROPHIL_MEMBRANE and coat != Coat.MACROPHAGE_MEMBRANE:
        return 0.0
    return formulations.homing_rate * permeability * saturation(chemokine, recruitment.half_chemokine, 1.0)


@rule
def capture_rate(membrane, volume, formulations):
    """Receptors on leukocyte membrane bind inflammatory cytokine, so that less of it reaches the cells around.

    Source: Zhang2018.  membrane: um2 on free particles in the volume; volume: mm3.  Returns the loss that it adds, 1/h.
    """
    receptors = formulations.receptor_density * membrane
    return formulations.receptor_binding * receptors / (volume * MOLECULES_PER_NANOMOLAR)


@rule
def filling_rate(coat, inflammation, formulations):
    """Each receptor on leukocyte membrane binds once, and the more cytokine there is the sooner a particle is spent.

    Source: definition.  coat: Coat; inflammation: nM, mean of the tissue.  Returns 1/h.
    """
    if coat != Coat.NEUTROPHIL_MEMBRANE and coat != Coat.MACROPHAGE_MEMBRANE:
        return 0.0
    return formulations.receptor_binding * inflammation
