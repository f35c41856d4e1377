"""The columns of every population, as the kernels read them.

The first column named in `MARKERS` tells live rows (above zero) from free ones. `meta` holds how many rows have
been used and how many of these are vacant; `vacant` is the stack of vacant rows.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bytes = NDArray[np.int8]
Floats = NDArray[np.float64]


class TCells(NamedTuple):
    """Rows of T cells, conventional and regulatory.

    Attributes:
        phenotype: Phenotype; zero marks a free row.
        uid: Identity, for life.
        mother: Identity of the mother; the cell's own for founders.
        site: Global site index.
        place: Compartment.
        epitope: Epitope that the clonotype recognises.
        clone: Number of the founder clonotype.
        affinity: Relative affinity for the epitope.
        weight: Cells that the agent stands for.
        divisions: Divisions since the founder.
        programme: Divisions left in the present programme.
        signal: Integrated contact with cognate antigen, h.
        help: Integrated helped contact, h.
        engaged: 1 in contact, 2 within its first step (5 if after the crowd was counted), 3 on a target, 4 just let go.
        changed: Step of the last change of phenotype.
        born: Step of birth.
        held_by: Identity of the presenting cell in contact, or 0.
        partner: Row of that presenting cell in this step, or -1.
        bound: Particles of each design on the surface, per agent.
        inside: Particles of each design taken in, per agent.
    """

    phenotype: Bytes
    uid: Ints
    mother: Ints
    site: NDArray[np.int32]
    place: Bytes
    epitope: Bytes
    clone: NDArray[np.int32]
    affinity: NDArray[np.float32]
    weight: NDArray[np.int32]
    divisions: NDArray[np.int16]
    programme: NDArray[np.int16]
    signal: Floats
    help: Floats
    engaged: Bytes
    changed: NDArray[np.int32]
    born: NDArray[np.int32]
    held_by: Ints
    partner: NDArray[np.int32]
    bound: Floats
    inside: Floats
    meta: Ints
    vacant: NDArray[np.int32]


class PresentingCells(NamedTuple):
    """Rows of antigen-presenting cells.

    Attributes:
        kind: ApcKind; zero marks a free row.
        uid: Identity, for life.
        successions: How many times the place was taken over by a fresh cell.
        site: Global site index.
        place: Compartment.
        state: ApcState.
        costimulation: CD80/86 relative to a licensed cell, 0 to 1.
        pmhc: Shown epitopes, one column an epitope.
        inside: Particles of each design swallowed, per agent.
        seekers: T cells in contact in this step.
        helpers: Helped conventional T cells in contact.
        tregs: Foxp3 Tregs in contact.
        tr1s: Tr1 cells in contact.
        changed: Step of the last change of state.
        born: Step of birth.
    """

    kind: Bytes
    uid: Ints
    successions: NDArray[np.int32]
    site: NDArray[np.int32]
    place: Bytes
    state: Bytes
    costimulation: Floats
    pmhc: Floats
    inside: Floats
    seekers: Ints
    helpers: Ints
    tregs: Ints
    tr1s: Ints
    changed: NDArray[np.int32]
    born: NDArray[np.int32]
    meta: Ints
    vacant: NDArray[np.int32]


class Parcels(NamedTuple):
    """Rows of nanoparticle parcels.

    Attributes:
        alive: 1 while particles of the parcel are free; zero marks a free row.
        uid: Identity, for life.
        design: Number of the particle design in this host.
        site: Global site index.
        place: Compartment.
        free: Particles that are free.
        given: Particles that the parcel was given with.
        bled: Hours of this step that it spent in the blood before it left it.
        born: Step of the dose.
    """

    alive: Bytes
    uid: Ints
    design: Bytes
    site: NDArray[np.int32]
    place: Bytes
    free: Floats
    given: Floats
    bled: Floats
    born: NDArray[np.int32]
    meta: Ints
    vacant: NDArray[np.int32]


class Tissue(NamedTuple):
    """Sites of white matter and the oligodendrocytes that serve them, each those of its domain.

    Attributes:
        uid: Identity of each site.
        myelin: Share of myelin left, a site.
        bareness: Share of bare myelin averaged over recent days, a site.
        axons: Share of axons left, a site.
        oligodendrocyte: Oligodendrocyte, a domain.
        burden: Recent loss of myelin, a domain.
        kept: Share of its myelin that a domain keeps through the harm of this step.
    """

    uid: Ints
    myelin: Floats
    bareness: Floats
    axons: Floats
    oligodendrocyte: Bytes
    burden: Floats
    kept: Floats


class Pancreas(NamedTuple):
    """Sites of the pancreas; those of islets stand for beta cells, those between them for exocrine tissue.

    Shares are of the beta cells that the site of a healthy animal of the same age holds.

    Attributes:
        uid: Identity of each site.
        islet: Number of the islet that the site lies in, or -1 in exocrine tissue.
        beta: Share of beta cells alive.
        granules: Insulin granules of a living beta cell, relative to a full one.
        dying, apoptotic, necrotic: Shares that die within this step, and that are so and not cleared yet.
        attackers: Steps of CTLs spent in contact with beta cells of the site, in 1,024ths, in this step.
    """

    uid: Ints
    islet: NDArray[np.int16]
    beta: Floats
    granules: Floats
    dying: Floats
    apoptotic: Floats
    necrotic: Floats
    attackers: Ints


class Processed(NamedTuple):
    """From which protein of the target tissues each epitope comes, and which share of it.

    Attributes:
        protein: Protein, or -1 for an epitope that no tissue holds, one entry an epitope.
        share: How much of the protein is shown as the epitope, relative, one entry an epitope.
        half_life: Of the epitope on its MHC molecule, h, one entry an epitope.
        stability: That half-life over the usual one, one entry an epitope.
    """

    protein: Ints
    share: Floats
    half_life: Floats
    stability: Floats


class Makeup(NamedTuple):
    """What the particle designs given so far are made of, one entry a design and one entry at least.

    Attributes:
        coat: Coat.
        valency: pMHC a particle; zero without a ligand.
        diameter: nm.
        core: Core.
        drug: Drug, or -1.
        drug_load: Drug a particle, fg.
        nucleoside: Nucleoside of the mRNA.
        message_load: mRNA a particle, fg of all epitopes together.
    """

    coat: Ints
    valency: Floats
    diameter: Floats
    core: Ints
    drug: Ints
    drug_load: Floats
    nucleoside: Ints
    message_load: Floats


class Ways(NamedTuple):
    """How the designs given so far leave the blood and the organs, one row a design.

    Attributes:
        filtration: Rate at which organs take them from the blood, 1/h.
        homing: Rate at which they enter each target tissue from the blood, 1/h; a column a tissue.
        urine: Loss from the blood to urine, 1/h.
        loss: Loss of free particles from the organs, 1/h.
        filling: Rate at which particles in each target tissue are spent on cytokine, 1/h; a column a tissue.
        spleen: Share of what organs take that the spleen takes.
        node: Share of it that the node takes; the liver takes the rest.
    """

    filtration: Floats
    homing: Floats
    urine: Floats
    loss: Floats
    filling: Floats
    spleen: Floats
    node: Floats


MARKERS = {TCells: "phenotype", PresentingCells: "kind", Parcels: "alive"}
"""Column of each population that tells live rows from free ones."""

WIDE = {"pmhc", "bound", "inside"}
"""Columns with one value an epitope or a design, and not one a row."""
