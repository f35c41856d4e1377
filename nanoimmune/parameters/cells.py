"""Names of the numbers of cells: contacts, fates, presentation, suppression, cytokines."""

from typing import NamedTuple


class Engagement(NamedTuple):
    """Contacts between T cells and antigen-presenting cells, and the signals they leave."""

    half_occupancy: float
    recognition_threshold: float
    encounter_rate: float
    contact_duration: float
    walk_off: float
    crowd_moment: float
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
    natural_tr1_rate: float
    natural_tr1_suppression: float
    autoregulatory_rate: float
    autoregulatory_affinity: float
    effector_death_rate: float
    overdrive_death_rate: float
    overdrive_signal: float
    resting_death_rate: float
    treg_death_rate: float
    il2_rescue: float
    il2_half_effector: float
    il2_half_treg: float
    treg_unfitness: float


class Presentation(NamedTuple):
    """Processing, licensing and tolerance of antigen-presenting cells."""

    pmhc_half_life: float
    least_shown: float
    processing_rate: float
    half_antigen: float
    mature_uptake: float
    cytokine_licensing_rate: float
    half_inflammation: float
    helper_licensing_rate: float
    half_helpers: float
    half_suppression: float
    androgen: float
    calming_rate: float
    soothing_rate: float
    tr1_tolerance_rate: float
    half_tr1: float
    forgetting_rate: float
    immature_costimulation: float
    tolerogenic_costimulation: float
    costimulation_rate: float
    licensed_costimulation: float


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
