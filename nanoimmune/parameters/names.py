"""All groups of numbers together, as the kernels read them.

Each group is named in the module of its subject; the numbers themselves, with unit, range, source and status, stand
in the TOML file of the same group.
"""

from typing import NamedTuple

from nanoimmune.parameters.body import Barrier, Motility, Recruitment, Repertoire, Residents, Traffic, World
from nanoimmune.parameters.cells import Cytokines, Engagement, Fates, Presentation, Suppression, Turnover
from nanoimmune.parameters.disease import Clinical, Harm, Immunisation, Repair
from nanoimmune.parameters.hosts import Homeostasis, Precursors, Transgenes
from nanoimmune.parameters.humoral import Assay, Humoral, Infection, Safety
from nanoimmune.parameters.islets import Antigens, Glucose, Islets
from nanoimmune.parameters.particles import Binding, Formulations, Pharmacology


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
    islets: Islets
    antigens: Antigens
    glucose: Glucose
    pharmacology: Pharmacology
    formulations: Formulations
    binding: Binding
    clinical: Clinical
    humoral: Humoral
    infection: Infection
    assay: Assay
    safety: Safety
    homeostasis: Homeostasis
    precursors: Precursors
    transgenes: Transgenes
