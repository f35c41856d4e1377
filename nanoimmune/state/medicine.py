"""Medicines as the rules see them: where they go in the body, and which processes of cells they change."""

from dataclasses import dataclass

from nanoimmune.medicine_words import Process, Route
from nanoimmune.words import Epitope, Phenotype


def _as_floats(record: object, *names: str) -> None:
    """Turn some fields of a frozen record into floats."""
    for name in names:
        object.__setattr__(record, name, float(getattr(record, name)))


@dataclass(frozen=True, slots=True)
class Effect:
    """One process that a medicine changes, and how much.

    Attributes:
        process: What is changed.
        strength: Change under full occupancy. Of a pace: its rise as a share, so -1 stops it and 1 doubles it. Of a
            depletion: the death rate that is added, 1/h. Of a cytokine: the share of the concentration that cells feel.
    """

    process: Process
    strength: float

    def __post_init__(self) -> None:
        """Keep the strength as a float."""
        _as_floats(self, "strength")


@dataclass(frozen=True, slots=True)
class Medicine:
    """A dissolved substance: a drug, an antibody, a cytokine or a peptide. It has no name.

    Attributes:
        molar_mass: g/mol.
        volume: Volume of distribution, mL.
        half_life: Half-life in the body, h.
        half_concentration: Concentration at which half of its targets are occupied, nM.
        steepness: Hill number of its binding.
        effects: What it does to cells.
        shown: Epitope that presenting cells show of it, or None.
        display: pMHC that one presenting cell gains of it in an hour at 1 nM.
    """

    molar_mass: float
    volume: float
    half_life: float
    half_concentration: float = 1.0
    steepness: float = 1.0
    effects: tuple[Effect, ...] = ()
    shown: Epitope | None = None
    display: float = 0.0

    def __post_init__(self) -> None:
        """Keep quantities as floats."""
        _as_floats(self, "molar_mass", "volume", "half_life", "half_concentration", "steepness", "display")


@dataclass(frozen=True, slots=True)
class MedicineDose:
    """A medicine that is given once.

    Attributes:
        day: Day of the dose, counted as the doses of particles are.
        medicine: What is given.
        amount: ug.
        route: How it is given; what is not given into a vein waits in a depot.
        absorption_half_life: Half-life of that depot, h; unused for a vein.
        bioavailability: Share of the dose that reaches the blood, 0 to 1.
    """

    day: float
    medicine: Medicine
    amount: float
    route: Route = Route.IV
    absorption_half_life: float = 0.0
    bioavailability: float = 1.0

    def __post_init__(self) -> None:
        """Keep quantities as floats."""
        _as_floats(self, "day", "amount", "absorption_half_life", "bioavailability")


@dataclass(frozen=True, slots=True)
class CellDose:
    """T cells of one kind that are transferred.

    Attributes:
        day: Day of the dose.
        phenotype: What they are.
        epitope: What they recognise.
        cells: How many.
        affinity: Affinity of the one clonotype that they are; zero for many clonotypes, each with its own.
        engrafted: Share that survives the transfer, 0 to 1.
        arrival_half_life: Half-life of the depot that they come from, h; zero for a vein.
    """

    day: float
    phenotype: Phenotype
    epitope: Epitope
    cells: float
    affinity: float = 0.0
    engrafted: float = 1.0
    arrival_half_life: float = 0.0

    def __post_init__(self) -> None:
        """Keep quantities as floats."""
        _as_floats(self, "day", "cells", "affinity", "engrafted", "arrival_half_life")
