"""Names of the numbers of disease: immunisation, harm, repair, the clinical score."""

from typing import NamedTuple


class Immunisation(NamedTuple):
    """Antigen in adjuvant: the depot, the dendritic cells that carry it to the node, the inflammation of the node."""

    depot_half_life: float
    carrier_rate: float
    carrier_antigen: float
    half_antigen: float
    node_inflammation: float
    tissue_drainage: float


class Harm(NamedTuple):
    """Harm to white matter."""

    phagocyte_rate: float
    effector_rate: float
    largest_rate: float
    half_suppression: float
    axon_loss_rate: float
    axon_bareness: float
    axon_steepness: float
    bareness_memory: float
    mog_content: float
    plp_content: float
    mbp_content: float


class Repair(NamedTuple):
    """Repair of white matter by oligodendrocytes and their precursors."""

    remyelination_rate: float
    burden_memory: float
    stop_burden: float
    death_burden: float
    death_rate: float
    replacement_rate: float
    sheath_loss_rate: float
    blocking_inflammation: float


class Clinical(NamedTuple):
    """Mapping from the state of the CNS to the clinical score of 0 to 5."""

    inflammation_weight: float
    half_inflammation: float
    demyelination_weight: float
    half_demyelination: float
    axon_weight: float
    half_axon_loss: float
    steepness: float
    scale: float
    observation_step: float
    lethal_score: float
