"""What a nanoparticle does because of its size, coat, ligand, valency and cargo."""

import math

from nanoimmune.biology.kinetics import saturation
from nanoimmune.rule import rule
from nanoimmune.words import ApcKind, Coat


@rule
def dissociation(affinity, binding):
    """A pMHC lets go of a receptor in proportion to how badly it fits.

    Source: Richez2026.  affinity: relative, 1 for a strong receptor.  Returns koff over kon, 1 is weak and 0.1 strong.
    """
    return binding.strong_dissociation / affinity


@rule
def receptors_bound(valency, dissociation_constant, diameter, binding):
    """Only ligands that face the cell bind, and hold more receptors with number and fit, up to what clusters give.

    Source: Richez2026.  valency: pMHC per particle; diameter: nm.  Returns receptors of 300 in a contact.
    """
    per_ligand = binding.receptors_per_ligand / (1.0 + dissociation_constant)
    facing = min(1.0, binding.facing_area / (math.pi * diameter * diameter))
    sought = per_ligand * valency * facing
    share = sought / binding.clustered_receptors
    return sought / (1.0 + share**binding.saturation_sharpness) ** (1.0 / binding.saturation_sharpness)


@rule
def particle_signal(bound_receptors, binding):
    """Sustained co-clustering above a threshold number of receptors, and not dose, triggers reprogramming.

    Source: Singha2017.  bound_receptors: of 300 in the contact.  Returns 0 to 1.
    """
    return saturation(bound_receptors, binding.reprogramming_receptors, binding.reprogramming_steepness)


@rule
def tr1_conversion_rate(signal_share, help_signal, binding):
    """An antigen-experienced CD4 cell held by a particle without help becomes a Tr1 cell.

    Source: ClementeCasares2016.  signal_share: 0 to 1; help_signal: h of full contact.  Returns 1/h.
    """
    return binding.conversion_rate * signal_share * (1.0 - saturation(help_signal, binding.help_block, 2.0))


@rule
def tr1_division_rate(signal_share, binding):
    """Tr1 cells divide while the particle that made them still holds their receptors.

    Source: ClementeCasares2016.  signal_share: 0 to 1.  Returns 1/h.
    """
    return binding.tr1_division_rate * signal_share


@rule
def tr1_death_rate(binding):
    """Tr1 cells last for weeks without further particles.

    Source: Umeshappa2019.  Returns 1/h.
    """
    return binding.tr1_death_rate


@rule
def autoregulatory_conversion_rate(signal_share, avidity_share, help_signal, binding):
    """An antigen-experienced low-avidity CD8 cell held by a particle without help becomes autoregulatory.

    Source: Tsai2010.  signal_share, avidity_share: 0 to 1; help_signal: h of full contact.  Returns 1/h.
    """
    return avidity_share * tr1_conversion_rate(signal_share, help_signal, binding)


@rule
def particle_deletion_rate(signal_share, avidity_share, binding):
    """A high-avidity CD8 cell that a particle holds dies of the signal.

    Source: Tsai2010.  signal_share: 0 to 1; avidity_share: 1 for the lowest avidity.  Returns 1/h.
    """
    return binding.particle_deletion_rate * signal_share * (1.0 - avidity_share)


@rule
def autoregulatory_division_rate(signal_share, pool, binding):
    """Autoregulatory CD8 cells divide while particles hold their receptors, and share the finite niche of memory cells.

    Source: Tsai2010.  signal_share: 0 to 1; pool: autoregulatory cells of a body of standard size.  Returns 1/h.
    """
    return binding.autoregulatory_division_rate * signal_share / (1.0 + pool / binding.autoregulatory_niche)


@rule
def autoregulatory_death_rate(binding):
    """Autoregulatory CD8 cells last for weeks, as memory cells do.

    Source: Tsai2010.  Returns 1/h.
    """
    return binding.autoregulatory_death_rate


@rule
def attachment_rate(valency, free_share, binding):
    """A cognate T cell takes particles from the fluid until its contact is full.

    Source: Richez2026.  valency: pMHC per particle; free_share: room left on the cell, 0 to 1.  Returns mm3/h per cell.
    """
    return binding.attachment_rate * min(valency, binding.attachment_valency) * free_share


@rule
def coat_factor(coat, pharmacology):
    """Scavenger receptors and phosphatidylserine speed up filtration and uptake; PEG and membranes of cells slow them.

    Source: Getts2012; Hu2011.  coat: Coat.  Returns the factor on both, 1 for dextran.
    """
    if coat == Coat.CARBOXYLATED:
        return pharmacology.carboxyl_factor
    if coat == Coat.PEG:
        return pharmacology.peg_factor
    if coat == Coat.PHOSPHATIDYLSERINE:
        return pharmacology.phosphatidylserine_factor
    if coat == Coat.RED_CELL_MEMBRANE:
        return pharmacology.red_cell_membrane_factor
    if coat == Coat.NEUTROPHIL_MEMBRANE or coat == Coat.MACROPHAGE_MEMBRANE:
        return pharmacology.leukocyte_membrane_factor
    return 1.0


@rule
def filtration_rate(diameter, coat, pharmacology):
    """Liver and spleen take large and carboxylated particles from the blood in minutes, small dextran ones in hours.

    Source: He2011.  diameter: nm; coat: Coat.  Returns 1/h.
    """
    size = (diameter / pharmacology.reference_diameter) ** pharmacology.size_exponent
    rate = pharmacology.filtration_rate * size
    return rate * coat_factor(coat, pharmacology)


@rule
def uptake_rate(kind, diameter, coat, pharmacology):
    """Macrophages eat carboxylated and large particles fastest; dendritic cells eat less, but of anionic lipid as much.

    Source: Getts2012; Kranz2016.  kind: ApcKind; diameter: nm; coat: Coat.  Returns mm3/h that one phagocyte clears.
    """
    if kind == ApcKind.MIGRATORY_DENDRITIC or kind == ApcKind.FREE:
        return 0.0
    rate = pharmacology.uptake_rate * (diameter / pharmacology.reference_diameter) ** pharmacology.size_exponent
    if kind == ApcKind.DENDRITIC and coat != Coat.ANIONIC_LIPID:
        rate *= pharmacology.dendritic_appetite
    return rate * coat_factor(coat, pharmacology)


@rule
def scavenging_tolerance_rate(swallowed, coat, pharmacology):
    """A phagocyte full of carboxylated particles, and of nothing dangerous, turns tolerogenic.

    Source: Getts2012.  swallowed: particles per phagocyte; coat: Coat.  Returns 1/h.
    """
    if coat != Coat.CARBOXYLATED:
        return 0.0
    return pharmacology.tolerance_rate * saturation(swallowed, pharmacology.tolerance_load, 1.0)


@rule
def is_diverted(swallowed, coat, pharmacology):
    """An inflammatory monocyte that has eaten carboxylated particles goes to the spleen and not to the inflamed tissue.

    Source: Getts2014.  swallowed: particles per monocyte; coat: Coat.  Returns True or False.
    """
    return coat == Coat.CARBOXYLATED and swallowed > pharmacology.diversion_load


@rule
def cargo_shown(released, pharmacology):
    """Antigen released from a swallowed particle is shown on MHC by the cell that ate it.

    Source: Getts2012.  released: fg of peptide per cell per h.  Returns pMHC per h.
    """
    return released * pharmacology.pmhc_per_cargo
