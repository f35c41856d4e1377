"""Names of the numbers by which hosts differ: homeostasis of T cells, precursors of an epitope, transgenes."""

from typing import NamedTuple


class Homeostasis(NamedTuple):
    """Room for T cells, and how fast they divide into it without antigen."""

    own_cells: float
    normal_number: float
    naive_rate: float
    memory_rate: float
    treg_rate: float


class Precursors(NamedTuple):
    """Factor on the naive precursors of each epitope, as in hosts with a transgenic T-cell receptor."""

    mog35_55: float
    plp178_191: float
    ova323_339: float
    gp61_80: float
    insb9_23: float
    chga_we14: float
    gad65_206_220: float
    insb15_23: float
    igrp206_214: float
    tum: float


class Transgenes(NamedTuple):
    """Epitopes that a tissue expresses though they are not its own, and the organs that show them too."""

    mog35_55: float
    plp178_191: float
    ova323_339: float
    gp61_80: float
    insb9_23: float
    chga_we14: float
    gad65_206_220: float
    insb15_23: float
    igrp206_214: float
    tum: float
    target: float
    spleen: float
    liver: float
    node: float
