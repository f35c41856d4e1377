"""What a dose exposes a body to: particles, pMHC, and antigen that antibody of the blood can reach."""

from collections.abc import Mapping
from typing import NamedTuple

from nanoimmune.medicine_words import Route
from nanoimmune.parameters.humoral import Safety
from nanoimmune.readouts.humoral import antigen_of
from nanoimmune.state.dose import Dose, ParticleDose
from nanoimmune.state.medicine import MedicineDose
from nanoimmune.trial.regimen import AVOGADRO, PMHC_MOLAR_MASS
from nanoimmune.words import is_class_i

UG_PER_FG = 1e-9
UG_PER_G = 1e6


class Exposure(NamedTuple):
    """What one dose into a vein exposes a body to.

    Attributes:
        day: Day of the dose.
        particles: Particles.
        ligand_ug: pMHC on them, ug.
        reachable_ug: Antigen that antibody can reach, ug by antigen, as columns `antibody_<antigen>` name it.
    """

    day: float
    particles: float
    ligand_ug: float
    reachable_ug: Mapping[str, float]


def is_sensitised(titre: float, safety: Safety) -> bool:
    """Tell whether an animal with this antibody to an antigen, in nM, counts as sensitised to it."""
    return titre >= safety.sensitised_titre


def is_at_risk(reachable_ug: float, titre: float, safety: Safety) -> bool:
    """Tell whether an intravenous dose is a risk: enough antigen within reach, in ug, of an animal sensitised to it."""
    return is_sensitised(titre, safety) and reachable_ug >= safety.least_exposure


def exposure(dose: Dose, safety: Safety) -> Exposure | None:
    """Work out what one dose exposes a body to.

    Encapsulated antigen is within reach of antibody as far as the particle leaks or shows it, and a peptide in the
    groove of MHC as far as antibody to the whole antigen knows it there. Dissolved antigen is within reach as a whole.

    Args:
        dose: Any dose.
        safety: The shares that are within reach.

    Returns:
        The exposure, or None for a dose that is not given into a vein.
    """
    if isinstance(dose, MedicineDose) and dose.medicine.shown is not None and dose.route == Route.IV:
        return Exposure(dose.day, 0.0, 0.0, {antigen_of(dose.medicine.shown): dose.amount})
    if not isinstance(dose, ParticleDose) or dose.route != Route.IV:
        return None
    design = dose.design
    reachable: dict[str, float] = {}
    for epitope in design.cargoes:
        within = dose.particles * design.cargo_load * UG_PER_FG * safety.encapsulated_exposure
        name = antigen_of(epitope)
        reachable[name] = reachable.get(name, 0.0) + within
    ligand = 0.0
    if design.ligand is not None:
        molar_mass = PMHC_MOLAR_MASS["I" if is_class_i(design.ligand) else "II"]
        ligand = dose.particles * design.valency / AVOGADRO * molar_mass * UG_PER_G
        name = antigen_of(design.ligand)
        reachable[name] = reachable.get(name, 0.0) + ligand * safety.peptide_share * safety.coupled_exposure
    return Exposure(dose.day, dose.particles, ligand, reachable)
