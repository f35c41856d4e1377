"""Names of the numbers of the endocrine pancreas: islets, beta cells, the antigens they shed, blood glucose."""

from typing import NamedTuple


class Islets(NamedTuple):
    """Islets, and how beta cells die, are cleared, divide and fill with insulin."""

    number: float
    median_diameter: float
    diameter_spread: float
    beta_cells: float
    wave_peak: float
    wave_width: float
    wave_rate: float
    kill_rate: float
    cooperation: float
    cooperative_crowd: float
    search_duration: float
    contact_duration: float
    cytokine_rate: float
    half_inflammation: float
    half_suppression: float
    display: float
    resting_mhc: float
    half_mhc: float
    clearance_rate: float
    necrosis_rate: float
    necrotic_clearance_rate: float
    alarm_secretion: float
    young_division_rate: float
    adult_division_rate: float
    maturity: float
    granulation_rate: float
    half_degranulation: float
    half_glucotoxicity: float
    glucotoxic_steepness: float
    bystanders: float


class Antigens(NamedTuple):
    """What a tissue sheds of each protein, and how much of it each epitope is shown by."""

    mog35_55: float
    plp178_191: float
    insb9_23: float
    chga_we14: float
    gad65_206_220: float
    insb15_23: float
    igrp206_214: float
    insulin_content: float
    igrp_content: float
    chromogranin_content: float
    gad65_content: float
    plp139_151: float
    mbp84_104: float
    mbp_ac1_11: float
    mbp_ac1_11_half_life: float


class Glucose(NamedTuple):
    """The minimal model of glucose, insulin and beta-cell mass."""

    production: float
    effectiveness: float
    insulin_sensitivity: float
    largest_secretion: float
    half_secretion: float
    insulin_clearance: float
    healthy_mass: float
    mass_loss: float
    mass_gain: float
    mass_toxicity: float
