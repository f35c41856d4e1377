"""The names of every number that the rules read, grouped as the rules read them.

The numbers themselves, with unit, range, source and status, stand in the TOML file of the same group.
"""

from typing import NamedTuple


class World(NamedTuple):
    """Extents, volumes, time step and scale of the simulated body."""

    step: float
    lead: float
    cells_per_agent: float
    cells_per_apc: float
    size: float
    spleen_extent: float
    liver_extent: float
    node_extent: float
    cns_extent: float
    depth: float
    lymphoid_spacing: float
    liver_spacing: float
    cns_spacing: float
    blood_volume: float
    spleen_volume: float
    liver_volume: float
    node_volume: float
    cns_volume: float
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


class Residents(NamedTuple):
    """Antigen-presenting cells that live in each compartment, and the polyclonal cells that stand beside the agents."""

    node_dendritic: float
    spleen_dendritic: float
    spleen_macrophages: float
    liver_sinusoidal: float
    cns_microglia: float
    blood_monocytes: float
    basal_display: float


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
    node_share: float
    spleen_share: float
    liver_share: float
    node_recruitment: float
    effector_node_homing: float
    entry_rate: float
    regulatory_entry: float
    memory_entry: float


class Barrier(NamedTuple):
    """The blood-brain barrier."""

    resting: float
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


class Engagement(NamedTuple):
    """Contacts between T cells and antigen-presenting cells, and the signals they leave."""

    half_occupancy: float
    recognition_threshold: float
    encounter_rate: float
    contact_duration: float
    contact_capacity: float
    signal_half_life: float
    retention_signal: float
    experienced_costimulation: float
    arming_threshold: float


class Fates(NamedTuple):
    """Rates at which T cells are activated, tolerised, divide, differentiate and die."""

    activation_rate: float
    activation_threshold: float
    activation_steepness: float
    memory_threshold: float
    anergy_rate: float
    anergy_threshold: float
    anergy_half_life: float
    experienced_resistance: float
    rescue_help: float
    deletion_rate: float
    deletion_threshold: float
    treg_rate: float
    treg_signal: float
    treg_affinity: float
    programme: float
    memory_programme: float
    restimulated_divisions: float
    division_lag: float
    division_rate: float
    division_floor: float
    effector_division_rate: float
    restimulation_help: float
    treg_division_rate: float
    differentiation_rate: float
    programme_end_rate: float
    memory_rate: float
    exhaustion_rate: float
    exhaustion_signal: float
    effector_death_rate: float
    overdrive_death_rate: float
    overdrive_signal: float
    resting_death_rate: float
    treg_death_rate: float
    il2_rescue: float
    il2_half_effector: float
    il2_half_treg: float


class Presentation(NamedTuple):
    """Processing, licensing and tolerance of antigen-presenting cells."""

    pmhc_half_life: float
    processing_rate: float
    half_antigen: float
    cytokine_licensing_rate: float
    half_inflammation: float
    helper_licensing_rate: float
    half_helpers: float
    half_suppression: float
    calming_rate: float
    soothing_rate: float
    tr1_tolerance_rate: float
    half_tr1: float
    forgetting_rate: float
    immature_costimulation: float
    tolerogenic_costimulation: float
    costimulation_rate: float


class Turnover(NamedTuple):
    """Lifetimes of antigen-presenting cells."""

    dendritic_rate: float
    licensed_dendritic_rate: float
    marginal_zone_rate: float
    macrophage_rate: float


class Suppression(NamedTuple):
    """What Foxp3 Tregs do to the presenting cell that they touch."""

    ctla4_rate: float
    resisting_inflammation: float
    tgfb_half_contacts: float


class Cytokines(NamedTuple):
    """Secretion, loss and diffusion of the fields."""

    il2_secretion: float
    il2_uptake: float
    il2_background: float
    il2_sink: float
    tissue_sink: float
    il2_diffusion: float
    inflammatory_secretion: float
    macrophage_secretion: float
    inflammatory_half_life: float
    suppressive_secretion: float
    treg_suppressive_secretion: float
    suppressive_half_life: float
    chemokine_secretion: float
    chemokine_half_life: float
    cytokine_diffusion: float
    antigen_half_life: float
    antigen_diffusion: float


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


class Repair(NamedTuple):
    """Repair of white matter by oligodendrocytes and their precursors."""

    remyelination_rate: float
    burden_memory: float
    stop_burden: float
    death_burden: float
    death_rate: float
    replacement_rate: float
    blocking_inflammation: float


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
    digestion_half_life: float
    tolerance_rate: float
    tolerance_load: float
    diversion_load: float
    pmhc_per_cargo: float


class Binding(NamedTuple):
    """Multivalent engagement of T-cell receptors by pMHC on particles."""

    strong_dissociation: float
    receptors_per_ligand: float
    clustered_receptors: float
    saturation_sharpness: float
    dense_spacing_area: float
    crowding_floor: float
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


class Parameters(NamedTuple):
    """All groups together: what one life is run with."""

    world: World
    repertoire: Repertoire
    residents: Residents
    motility: Motility
    traffic: Traffic
    barrier: Barrier
    recruitment: Recruitment
    engagement: Engagement
    fates: Fates
    presentation: Presentation
    turnover: Turnover
    suppression: Suppression
    cytokines: Cytokines
    immunisation: Immunisation
    harm: Harm
    repair: Repair
    pharmacology: Pharmacology
    binding: Binding
    clinical: Clinical
