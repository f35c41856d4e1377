"""Names of the numbers of B cells and their antibody, of an infection, of an assay, and of what is called unsafe."""

from typing import NamedTuple


class Humoral(NamedTuple):
    """B cells of one antigen, counted by organ: help, growth, antibody, regulation, presentation."""

    founders: float
    node_share: float
    renewal_half_life: float
    half_depot: float
    half_shed: float
    half_pathogen: float
    half_helpers: float
    activation_rate: float
    division_rate: float
    clone_limit: float
    activated_half_life: float
    plasma_rate: float
    plasma_half_life: float
    secretion: float
    distribution_volume: float
    antibody_half_life: float
    regulatory_rate: float
    tr1_regulatory_rate: float
    half_tr1: float
    regulatory_half_life: float
    regulatory_secretion: float
    presentation: float
    half_presenting: float
    display: float


class Infection(NamedTuple):
    """A pathogen of spleen and nodes: growth, display, alarm, and killing by CD8 effectors."""

    replication_rate: float
    kill_rate: float
    half_killers: float
    least_load: float
    display: float
    half_display: float
    licensing_rate: float
    half_alarm: float


class Assay(NamedTuple):
    """A sample of an organ that is brought together with antigen outside the body."""

    lymphoid_density: float


class Safety(NamedTuple):
    """From when on an intravenous antigen is a risk to an animal with antibody to it."""

    encapsulated_exposure: float
    coupled_exposure: float
    peptide_share: float
    sensitised_titre: float
    least_exposure: float
