"""How cells travel: residence, homing, the barrier of the target tissue, recruitment of monocytes."""

from nanoimmune.biology.kinetics import decay_rate, saturation
from nanoimmune.rule import rule
from nanoimmune.words import Compartment, Phenotype


@rule
def leaving_rate(place, traffic):
    """A lymphocyte leaves an organ at random after hours: blood and spleen five, lymph node twelve, tissue twenty.

    Source: ARTIMMUS.  place: Compartment.  Returns 1/h.
    """
    if place == Compartment.SPLEEN:
        return 1.0 / traffic.spleen_residence
    if place == Compartment.NODE:
        return 1.0 / traffic.node_residence
    if place == Compartment.LIVER:
        return 1.0 / traffic.liver_residence
    if place == Compartment.CNS:
        return 1.0 / traffic.cns_residence
    if place == Compartment.PANCREAS:
        return 1.0 / traffic.pancreas_residence
    return 1.0 / traffic.blood_residence


@rule
def is_retained(phenotype):
    """A primed T cell stays in its organ until it becomes an effector, for lack of the receptor that leads out.

    Source: Matloubian2004.  phenotype: Phenotype.  Returns True or False.
    """
    return phenotype == Phenotype.PRIMED


@rule
def node_homing(phenotype, node_inflammation, traffic):
    """T cells home from the blood to lymph nodes, more to an inflamed one; effectors have largely lost the address.

    Source: Ley2007.  phenotype: Phenotype; node_inflammation: 0 to 1.  Returns 1/h from the blood.
    """
    rate = traffic.node_share / traffic.blood_residence
    rate *= 1.0 + traffic.node_recruitment * node_inflammation
    if phenotype == Phenotype.EFFECTOR or phenotype == Phenotype.EXHAUSTED:
        return rate * traffic.effector_node_homing
    return rate


@rule
def spleen_homing(traffic):
    """T cells of every kind pass through the spleen.

    Source: ARTIMMUS.  Returns 1/h from the blood.
    """
    return traffic.spleen_share / traffic.blood_residence


@rule
def liver_homing(traffic):
    """A tenth of the T cells that leave the blood linger in the sinusoids of the liver.

    Source: Crispe2009.  Returns 1/h from the blood.
    """
    return traffic.liver_share / traffic.blood_residence


@rule
def tissue_entry_rate(phenotype, permeability, traffic):
    """Only activated, memory and regulatory T cells cross the barrier, in proportion to how open it is.

    Source: Ley2007.  phenotype: Phenotype; permeability: 0 to 1.  Returns 1/h from the blood.
    """
    if phenotype == Phenotype.EFFECTOR:
        return traffic.entry_rate * permeability
    if phenotype >= Phenotype.TREG:
        return traffic.entry_rate * traffic.regulatory_entry * permeability
    if phenotype == Phenotype.MEMORY:
        return traffic.entry_rate * traffic.memory_entry * permeability
    return 0.0


@rule
def emigration_rate(traffic):
    """Dendritic cells of a tissue leave it for its lymph node within days, and carry what they have eaten there.

    Source: Turley2003.  Returns 1/h.
    """
    return traffic.dendritic_emigration


@rule
def barrier_opening(place, inflammation, pertussis, barrier):
    """Inflammation of a tissue, and pertussis toxin, open its barrier; at rest that of the brain is almost closed.

    Source: Kerfoot2004.  place: Compartment; inflammation: nM; pertussis: 0 to 1.  Returns the permeability aimed at.
    """
    resting = barrier.resting
    if place == Compartment.PANCREAS:
        resting = max(resting, barrier.fenestration)
    opened = saturation(inflammation, barrier.half_inflammation, barrier.steepness)
    toxin = barrier.pertussis_opening * pertussis
    return resting + (1.0 - resting) * (1.0 - (1.0 - opened) * (1.0 - toxin))


@rule
def barrier_rate(barrier):
    """The barrier opens and closes within about a day.

    Source: Kerfoot2004.  Returns 1/h.
    """
    return decay_rate(barrier.half_life)


@rule
def monocyte_entry_rate(chemokine, permeability, recruitment):
    """Chemokine of the inflamed tissue calls monocytes from the blood across the open barrier.

    Source: Ajami2011.  chemokine: nM, mean of the tissue; permeability: 0 to 1.  Returns 1/h.
    """
    return recruitment.entry_rate * permeability * saturation(chemokine, recruitment.half_chemokine, 1.0)


@rule
def vessel_weight(chemokine, recruitment):
    """Cells enter the tissue preferentially where chemokine is.

    Source: Ajami2011.  chemokine: nM, local.  Returns a relative weight.
    """
    return 1.0 + recruitment.local_preference * saturation(chemokine, recruitment.half_chemokine, 1.0)
