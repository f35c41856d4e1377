"""Names of the numbers of particles: their fate in the body, and what they bind."""

from typing import NamedTuple


class Pharmacology(NamedTuple):
    """Fate of particles in the body, and what swallowed particles do to the cell."""

    filtration_rate: float
    spleen_share: float
    hepatobiliary_rate: float
    uptake_rate: float
    dendritic_appetite: float
    reference_diameter: float
    size_exponent: float
    carboxyl_factor: float
    peg_factor: float
    phosphatidylserine_factor: float
    red_cell_membrane_factor: float
    leukocyte_membrane_factor: float
    digestion_half_life: float
    tolerance_rate: float
    tolerance_load: float
    diversion_load: float
    pmhc_per_cargo: float
    half_drained: float


class Binding(NamedTuple):
    """Multivalent engagement of T-cell receptors by pMHC on particles."""

    strong_dissociation: float
    receptors_per_ligand: float
    clustered_receptors: float
    saturation_sharpness: float
    facing_area: float
    attachment_rate: float
    attachment_valency: float
    particles_per_cell: float
    internalisation_half_life: float
    reprogramming_receptors: float
    reprogramming_steepness: float
    conversion_rate: float
    help_block: float
    tr1_division_rate: float
    tr1_death_rate: float
    particle_deletion_rate: float
    autoregulatory_division_rate: float
    autoregulatory_death_rate: float
    autoregulatory_niche: float


class Formulations(NamedTuple):
    """Drugs, mRNA, apoptotic membrane, cells as carriers, and coats of membrane."""

    drug_tolerance_rate: float
    rapamycin_half_load: float
    ite_half_load: float
    efferocytosis_rate: float
    efferocytosis_area: float
    lipoplex_spleen_share: float
    message_half_life: float
    peptide_per_message: float
    macrophage_translation: float
    danger_rate: float
    danger_load: float
    senescence_rate: float
    red_cell_spleen_share: float
    cell_digestion_half_life: float
    renal_diameter: float
    renal_rate: float
    peptide_spread_rate: float
    peptide_node_share: float
    peptide_loading: float
    peptide_half_life: float
    homing_rate: float
    receptor_density: float
    receptor_binding: float
    tissue_phagocytes: float
