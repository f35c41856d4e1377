"""Formulations of every kind for the tests, and what they find in a small world."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from worlds import found, live

from nanoimmune.host.life import Life
from nanoimmune.state.dose import Design, Dose, ParticleDose
from nanoimmune.words import ApcKind, ApcState, Coat, Compartment, Core, Drug, Epitope, Nucleoside, Phenotype

MOG, OVA = Epitope.MOG35_55, Epitope.OVA323_339
TOLERISED = (Phenotype.ANERGIC, Phenotype.PERIPHERAL_TREG)


def rapamycin(cargo: Epitope | None = MOG, drug_load: float = 0.5) -> Design:
    """200-nm particles under PEG, with or without antigen and rapamycin."""
    drug, load = (Drug.RAPAMYCIN, drug_load) if drug_load else (None, 0.0)
    return Design(200.0, Coat.PEG, cargo=cargo, cargo_load=0.1, drug=drug, drug_load=load)


def lipoplex(message: Epitope = MOG, nucleoside: Nucleoside = Nucleoside.M1PSI) -> Design:
    """300-nm lipoplexes."""
    return Design(300.0, Coat.ANIONIC_LIPID, message=message, message_load=1.5, nucleoside=nucleoside)


def liposome(cargo: Epitope = MOG, coat: Coat = Coat.PHOSPHATIDYLSERINE) -> Design:
    """800-nm liposomes."""
    return Design(800.0, coat, cargo=cargo, cargo_load=0.5)


def dendrimer(cargo: Epitope = MOG) -> Design:
    """5-nm dendrimers with eight copies of a peptide."""
    return Design(5.0, Coat.BARE, cargo=cargo, cargo_load=3.3e-5, core=Core.DENDRIMER)


def red_cell(cargo: Epitope = MOG) -> Design:
    """Red cells with peptide on them."""
    return Design(6000.0, Coat.RED_CELL_MEMBRANE, cargo=cargo, cargo_load=0.4, core=Core.RED_CELL)


def fixed_cell(cargo: Epitope = MOG) -> Design:
    """Fixed splenocytes coupled to peptide."""
    return Design(6000.0, Coat.PHOSPHATIDYLSERINE, cargo=cargo, cargo_load=4.0, core=Core.FIXED_CELL)


def membrane(coat: Coat = Coat.NEUTROPHIL_MEMBRANE) -> Design:
    """120-nm particles in the membrane of a cell, without antigen."""
    return Design(120.0, coat)


NUMBERS = {"rapamycin": 3e10, "lipoplex": 2e9, "liposome": 2e9, "dendrimer": 3e15, "red_cell": 1e8, "fixed_cell": 2e7}
"""Particles of a dose for the small world, which has a tenth of the phagocytes of a mouse."""


def dosed(design: Design, particles: float, days: float, others: Sequence[Dose] = (), **overrides: float) -> Life:
    """Live so many days of a small life after one dose."""
    numbers = {name.replace("__", "."): value for name, value in overrides.items()}
    life = found([ParticleDose(0.0, design, particles), *others], numbers)
    return live(life, round(24 * days))


def presenting(life: Life, place: Compartment, kind: ApcKind | None = None) -> NDArray[np.int64]:
    """Rows of the presenting cells of a compartment, all or of one kind."""
    rows = life.apcs.rows()
    rows = rows[life.apcs.column("place")[rows] == place]
    return rows if kind is None else rows[life.apcs.column("kind")[rows] == kind]


def share_in(life: Life, state: ApcState, place: Compartment = Compartment.SPLEEN) -> float:
    """Share of the presenting cells of a compartment that are in a state."""
    return float((life.apcs.column("state")[presenting(life, place)] == state).mean())


def shown(life: Life, place: Compartment, kind: ApcKind | None = None, epitope: Epitope = MOG) -> float:
    """What presenting cells of a compartment show of an epitope on average."""
    return float(life.apcs.column("pmhc")[presenting(life, place, kind), epitope].mean())


def cells(life: Life, *phenotypes: Phenotype, epitope: Epitope = MOG) -> int:
    """T cells (not agents) of an epitope with any of these phenotypes."""
    rows, columns = life.cells.rows(), life.cells.columns
    mine = (columns.epitope[rows] == epitope) & np.isin(columns.phenotype[rows], phenotypes)
    return int(columns.weight[rows][mine].sum())


def free_in(life: Life, place: Compartment) -> float:
    """Particles of all designs that are free in a compartment."""
    rows = life.parcels.rows()
    return float(life.parcels.column("free")[rows][life.parcels.column("place")[rows] == place].sum())
