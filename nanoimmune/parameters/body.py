"""Names of the numbers of the body: extents, founders, residents, motion and traffic."""

from typing import NamedTuple


class World(NamedTuple):
    """Extents, volumes, time step and scale of the simulated body."""

    step: float
    lead: float
    cells_per_agent: float
    regulator_fineness: float
    exact_fields: float
    phase_order: float
    cells_per_apc: float
    phagocytes_per_apc: float
    size: float
    elongation: float
    spleen_extent: float
    liver_extent: float
    node_extent: float
    cns_extent: float
    pancreas_extent: float
    depth: float
    lymphoid_spacing: float
    liver_spacing: float
    cns_spacing: float
    oligodendrocyte_spacing: float
    pancreas_spacing: float
    lymphoid_reach: float
    liver_reach: float
    cns_reach: float
    pancreas_reach: float
    blood_volume: float
    spleen_volume: float
    liver_volume: float
    node_volume: float
    cns_volume: float
    pancreas_volume: float
    sites_per_voxel: float
    parcels_per_dose: float


class Repertoire(NamedTuple):
    """Founders of a subject: precursors an epitope, their affinities, and how subjects differ."""

    fewest_precursors: float
    most_precursors: float
    median_precursors: float
    precursor_spread: float
    treg_share: float
    median_affinity: float
    affinity_spread: float
    subject_affinity_spread: float
    antigen_spread: float
    barrier_spread: float
    thymic_half_life: float
    thymic_share: float
    plp139_151_abundance: float
    mbp_ac1_11_abundance: float


class Residents(NamedTuple):
    """Antigen-presenting cells that live in each compartment, and the polyclonal cells that stand beside the agents."""

    node_dendritic: float
    spleen_dendritic: float
    spleen_macrophages: float
    liver_sinusoidal: float
    cns_microglia: float
    islet_macrophages: float
    islet_dendritic: float
    blood_monocytes: float
    basal_display: float
    islet_display: float


class Motility(NamedTuple):
    """Random walks: motility coefficients of cells and particles."""

    lymphoid: float
    tissue: float
    presenting: float
    particle: float


class Traffic(NamedTuple):
    """Residence times and homing of T cells."""

    blood_residence: float
    spleen_residence: float
    liver_residence: float
    node_residence: float
    cns_residence: float
    pancreas_residence: float
    dendritic_emigration: float
    node_share: float
    spleen_share: float
    liver_share: float
    node_recruitment: float
    effector_node_homing: float
    entry_rate: float
    regulatory_entry: float
    memory_entry: float


class Barrier(NamedTuple):
    """The barrier between blood and target tissue."""

    resting: float
    fenestration: float
    half_inflammation: float
    steepness: float
    half_life: float
    pertussis_opening: float
    pertussis_half_life: float


class Recruitment(NamedTuple):
    """Monocytes: supply by the marrow, and entry into inflamed tissue."""

    marrow_half_life: float
    emergency: float
    entry_rate: float
    half_chemokine: float
    local_preference: float
