"""What a particle can be made of, and which parts contradict each other."""

from typing import Protocol

from nanoimmune.errors import InputError, refuse
from nanoimmune.words import Coat, Core, Drug, Nucleoside

CORES = {
    "iron oxide": Core.PARTICLE,
    "PLG": Core.PARTICLE,
    "gold": Core.PARTICLE,
    "silica": Core.PARTICLE,
    "liposome": Core.PARTICLE,
    "lipoplex": Core.PARTICLE,
    "dendrimer": Core.DENDRIMER,
    "red cell": Core.RED_CELL,
    "fixed cell": Core.FIXED_CELL,
}
"""Cores by name. Materials of particles are recorded and act through diameter, coat and cargo alone."""

COATS = {coat.name.lower().replace("_", " "): coat for coat in Coat}
"""Surface chemistries by the name that a user writes."""

DRUGS = {"rapamycin": Drug.RAPAMYCIN, "ITE": Drug.ITE}
"""Drugs by the name that a user writes."""

NUCLEOSIDES = {nucleoside.name.lower(): nucleoside for nucleoside in Nucleoside}
"""What may stand for uridine in mRNA, by the name that a user writes."""

SURFACES = {"dendrimer": "bare", "red cell": "red cell membrane", "fixed cell": "phosphatidylserine"}
"""Surface that a core has by nature, and that no coat can replace."""

DIAMETERS = {"dendrimer": (2.0, 20.0), "red cell": (3000.0, 15000.0), "fixed cell": (3000.0, 15000.0)}
"""Least and largest diameter of cores that are no particles, nm."""

USUAL_DIAMETERS = (2.0, 5000.0)
"""Least and largest diameter of a particle, nm."""

CARRIERS_OF_MRNA = ("lipoplex", "liposome")
"""Cores that bring mRNA into a cell intact."""

PEPTIDE_MOLAR_MASS = 2500.0
"""Molar mass of one copy of a peptide antigen with its linker, g/mol (assumed; MOG35-55 is 2.6 kDa)."""

AVOGADRO = 6.02214076e23
"""Molecules in a mole."""

FG_PER_G = 1e15
"""fg in a g."""


class Composition(Protocol):
    """The parts of a particle that can contradict each other."""

    @property
    def core(self) -> str: ...  # noqa: D102

    @property
    def coat(self) -> str: ...  # noqa: D102

    @property
    def ligand(self) -> str | None: ...  # noqa: D102

    @property
    def drug(self) -> str | None: ...  # noqa: D102

    @property
    def message(self) -> str | tuple[str, ...] | None: ...  # noqa: D102

    @property
    def nucleoside(self) -> str | None: ...  # noqa: D102


def mass_of_copies(copies: float) -> float:
    """Mass of so many copies of a peptide, fg."""
    return copies * PEPTIDE_MOLAR_MASS / AVOGADRO * FG_PER_G


def refuse_contradictions(particle: Composition) -> None:
    """Refuse parts that cannot be in one particle.

    Args:
        particle: What was declared.

    Raises:
        InputError: If the core has another surface by nature, cannot hold a part, or lacks the one that makes it.
    """
    for problem in (_wrong_surface(particle), _no_room(particle), _wrong_message(particle)):
        if problem is not None:
            raise problem


def _wrong_surface(particle: Composition) -> InputError | None:
    """A coat on what has a surface of its own, or none on what needs one."""
    natural = SURFACES.get(particle.core)
    if natural is not None and particle.coat != natural:
        return refuse("particle.coat", particle.coat, f"{natural!r} on a {particle.core}", f"Write coat = {natural!r}.")
    return None


def _no_room(particle: Composition) -> InputError | None:
    """A part on or in a core that has no place for it."""
    if particle.core not in SURFACES:
        return None
    if particle.ligand is not None:
        mend = "Give the antigen as cargo, or choose the core of a particle."
        return refuse("particle.ligand", particle.ligand, f"no pMHC on a {particle.core}", mend)
    if particle.drug is not None:
        mend = "Leave the drug out, or choose a core that can hold it."
        return refuse("particle.drug", particle.drug, f"no drug in a {particle.core}", mend)
    return None


def _wrong_message(particle: Composition) -> InputError | None:
    """Messenger RNA in a core that cannot bring it into a cell, a lipoplex without any, or a nucleoside of none."""
    if particle.message is None:
        if particle.core == "lipoplex":
            mend = "Name the antigen that the mRNA encodes, or choose another core."
            return refuse("particle.message", None, "an antigen, for a lipoplex is made of lipid and mRNA", mend)
        if particle.nucleoside is not None:
            mend = "Name the message, or leave nucleoside out."
            return refuse("particle.nucleoside", particle.nucleoside, "nothing without a message", mend)
        return None
    if particle.core not in CARRIERS_OF_MRNA:
        allowed = f"none in {particle.core}; mRNA reaches the cytosol from " + " or ".join(CARRIERS_OF_MRNA)
        return refuse("particle.message", particle.message, allowed, "Write core = 'lipoplex'.")
    return None
