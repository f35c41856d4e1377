"""The closed vocabularies of the model: every name that kernels, files and figures share.

Contents: compartments, antigens (proteins and their epitopes), phenotypes of T cells, kinds and states of
antigen-presenting cells, fields, decisions that chance is keyed by, routes and coats of particles.
"""

from enum import IntEnum


class Compartment(IntEnum):
    """A body compartment; `CNS` and `PANCREAS` are target tissues, of which a host has those that are diseased."""

    BLOOD = 0
    SPLEEN = 1
    LIVER = 2
    NODE = 3
    CNS = 4
    PANCREAS = 5


class Epitope(IntEnum):
    """A peptide that a clonotype recognises when a cell or a particle shows it.

    Peptides from `INSB15_23` to `TUM` are shown on MHC-I to CD8 cells, all others on MHC-II to CD4 cells.
    """

    MOG35_55 = 0
    PLP178_191 = 1
    OVA323_339 = 2
    GP61_80 = 3
    INSB9_23 = 4
    CHGA_WE14 = 5
    GAD65_206_220 = 6
    INSB15_23 = 7
    IGRP206_214 = 8
    TUM = 9
    GP33_41 = 10
    PLP139_151 = 11
    MBP84_104 = 12
    MBP_AC1_11 = 13


class Protein(IntEnum):
    """A tissue protein that is shed by harm and processed into epitopes."""

    MOG = 0
    PLP = 1
    INSULIN = 2
    IGRP = 3
    CHROMOGRANIN = 4
    GAD65 = 5
    MBP = 6


class Phenotype(IntEnum):
    """What a T cell is; zero marks a free row, and phenotypes from `TREG` on are regulatory."""

    FREE = 0
    NAIVE = 1
    PRIMED = 2
    EFFECTOR = 3
    MEMORY = 4
    ANERGIC = 5
    EXHAUSTED = 6
    TREG = 7
    PERIPHERAL_TREG = 8
    TR1 = 9
    AUTOREGULATORY = 10


class ApcKind(IntEnum):
    """Lineage of an antigen-presenting cell; zero marks a free row."""

    FREE = 0
    DENDRITIC = 1
    MARGINAL_ZONE_MACROPHAGE = 2
    SINUSOIDAL = 3
    MICROGLIA = 4
    MONOCYTE = 5
    MIGRATORY_DENDRITIC = 6
    ISLET_MACROPHAGE = 7


class ApcState(IntEnum):
    """Whether an antigen-presenting cell shows antigen without help, with help, or with inhibition."""

    IMMATURE = 0
    LICENSED = 1
    TOLEROGENIC = 2


class Field(IntEnum):
    """A diffusing substance; antigens shed by the tissue have one field a protein, in the order of `Protein`."""

    IL2 = 0
    INFLAMMATORY = 1
    SUPPRESSIVE = 2
    CHEMOKINE = 3
    SHED_MOG = 4
    SHED_PLP = 5
    SHED_INSULIN = 6
    SHED_IGRP = 7
    SHED_CHROMOGRANIN = 8
    SHED_GAD65 = 9
    SHED_MBP = 10


class BCell(IntEnum):
    """What a B cell is; cells of one antigen and one organ are counted, not followed one by one."""

    NAIVE = 0
    ACTIVATED = 1
    PLASMA = 2
    REGULATORY = 3


class Coat(IntEnum):
    """Surface chemistry of a particle core, which decides who eats it and how fast."""

    DEXTRAN = 0
    CARBOXYLATED = 1
    PEG = 2
    PHOSPHATIDYLSERINE = 3
    ANIONIC_LIPID = 4
    RED_CELL_MEMBRANE = 5
    NEUTROPHIL_MEMBRANE = 6
    MACROPHAGE_MEMBRANE = 7
    BARE = 8


class Core(IntEnum):
    """What a carrier is, where that changes its way through the body beyond size and coat."""

    PARTICLE = 0
    DENDRIMER = 1
    RED_CELL = 2
    FIXED_CELL = 3


class Drug(IntEnum):
    """A drug that a particle can hold, and that changes the cell which swallows it."""

    RAPAMYCIN = 0
    ITE = 1


class Nucleoside(IntEnum):
    """What stands for uridine in an mRNA, by which endosomal receptors sense it or do not."""

    URIDINE = 0
    M1PSI = 1


class Oligodendrocyte(IntEnum):
    """Condition of the oligodendrocyte that myelinates a group of tissue sites."""

    DEAD = 0
    REPAIRING = 1
    STOPPED = 2


class Way(IntEnum):
    """How a field is followed through a step."""

    ONCE = 0
    """Half of the exchange with cells, spreading for a whole step, the other half."""
    EXACT = 1
    """What is there and what is added spread and are lost together; only what some voxels take goes in turns."""


class Decision(IntEnum):
    """What a draw decides; chance is keyed by it, so one decision never shifts another."""

    CIRCULATION = 1
    DESTINATION = 2
    FATE = 3
    TOLERANCE = 4
    REGULATION = 5
    DIVISION = 6
    STEP = 7
    ENCOUNTER = 8
    MATURATION = 9
    TURNOVER = 10
    ENTRY = 11
    CLEARANCE = 12
    PARCEL_STEP = 13
    OLIGODENDROCYTE = 14
    RECRUITMENT = 15
    MIGRATION = 16
    THYMUS = 17
    ARRIVAL = 18
    DAUGHTER = 19
    FOUNDER = 20
    SUBJECT = 21
    ASSAY = 22
    DETACHMENT = 23
    TARGET = 24
    ISLET = 25
    EMIGRATION = 26
    SPLIT = 27
    DEPLETION = 28
    TRANSFER = 29
    DEPARTURE = 30
    INFECTION = 40


N_EPITOPES = len(Epitope)
N_PROTEINS = len(Protein)
N_FIELDS = len(Field)
N_COMPARTMENTS = len(Compartment)
N_PHENOTYPES = len(Phenotype)

EPITOPE_NAMES = {
    Epitope.MOG35_55: "MOG35-55",
    Epitope.PLP178_191: "PLP178-191",
    Epitope.OVA323_339: "OVA323-339",
    Epitope.GP61_80: "GP61-80",
    Epitope.INSB9_23: "InsB9-23",
    Epitope.CHGA_WE14: "ChgA-WE14",
    Epitope.GAD65_206_220: "GAD65-206-220",
    Epitope.INSB15_23: "InsB15-23",
    Epitope.IGRP206_214: "IGRP206-214",
    Epitope.TUM: "TUM",
    Epitope.GP33_41: "GP33-41",
    Epitope.PLP139_151: "PLP139-151",
    Epitope.MBP84_104: "MBP84-104",
    Epitope.MBP_AC1_11: "MBP-Ac1-11",
}
"""Names of the epitopes as papers write them, and as scenario files and `Particle` take them."""

PROTEIN_NAMES = {
    Protein.MOG: "MOG",
    Protein.PLP: "PLP",
    Protein.INSULIN: "insulin",
    Protein.IGRP: "IGRP",
    Protein.CHROMOGRANIN: "chromogranin A",
    Protein.GAD65: "GAD65",
    Protein.MBP: "MBP",
}
"""Names of the tissue proteins, as scenario files and `Particle` take them."""

EPITOPES_OF = {
    Protein.MOG: (Epitope.MOG35_55,),
    Protein.PLP: (Epitope.PLP178_191, Epitope.PLP139_151),
    Protein.INSULIN: (Epitope.INSB9_23, Epitope.INSB15_23),
    Protein.IGRP: (Epitope.IGRP206_214,),
    Protein.CHROMOGRANIN: (Epitope.CHGA_WE14,),
    Protein.GAD65: (Epitope.GAD65_206_220,),
    Protein.MBP: (Epitope.MBP84_104, Epitope.MBP_AC1_11),
}
"""Epitopes that each protein can be processed into; which of them a host shows follows from its MHC molecules."""

PATHOGEN_EPITOPES = (Epitope.GP61_80, Epitope.GP33_41)
"""Epitopes of the pathogen that a host can be infected with: one is shown to CD4 cells, the other to CD8 cells."""

FOLLICLES = (Compartment.NODE, Compartment.SPLEEN)
"""Organs in which B cells are counted and a pathogen multiplies, in the order of their columns."""

TARGETS = (Compartment.CNS, Compartment.PANCREAS)
"""Target tissues; a host has one or more of them, and they stand last among the compartments."""

PROTEINS_OF = {
    Compartment.CNS: (Protein.MOG, Protein.PLP, Protein.MBP),
    Compartment.PANCREAS: (Protein.INSULIN, Protein.IGRP, Protein.CHROMOGRANIN, Protein.GAD65),
}
"""Proteins of each target tissue to which the hosts of this model are not tolerant."""


def is_class_i(epitope: int) -> bool:
    """Whether a peptide is shown on MHC-I, to CD8 cells."""
    return Epitope.INSB15_23 <= epitope <= Epitope.GP33_41
