"""One row of a life's record: counts, tissue, score, particles, all in the reader's units."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nanoimmune.biology.clinical import deficit_score, observed_score
from nanoimmune.words import ApcKind, ApcState, Compartment, Epitope, Field, Phenotype

if TYPE_CHECKING:
    from nanoimmune.host import Host

PLACES = {place: place.name.lower() for place in Compartment}
PHENOTYPES = {
    "naive": (Phenotype.NAIVE,),
    "primed": (Phenotype.PRIMED,),
    "effector": (Phenotype.EFFECTOR,),
    "memory": (Phenotype.MEMORY,),
    "anergic": (Phenotype.ANERGIC,),
    "exhausted": (Phenotype.EXHAUSTED,),
    "treg": (Phenotype.TREG, Phenotype.PERIPHERAL_TREG),
    "tr1": (Phenotype.TR1,),
}


def cell_counts(host: "Host") -> NDArray[np.int64]:
    """Cells (not agents) by phenotype, compartment and epitope.

    Returns:
        Array of shape (phenotypes, compartments, epitopes).
    """
    cells, rows = host.life.cells.columns, host.life.cells.rows()
    counts = np.zeros((len(Phenotype), len(Compartment), len(Epitope)), np.int64)
    np.add.at(counts, (cells.phenotype[rows], cells.place[rows], cells.epitope[rows]), cells.weight[rows])
    return counts


def record(host: "Host") -> dict[str, float]:
    """Everything that a study keeps of a host at one instant.

    Args:
        host: The life; it is only read.

    Returns:
        Values by name. Cells are counted in cells; shares are 0 to 1; cytokines are means of the CNS in nM; `score`
        is what an observer writes, `deficit_score` the same unrounded.
    """
    life = host.life
    counts = cell_counts(host)
    row: dict[str, float] = {"day": life.day}
    row |= clinical_state(host)
    for name, phenotypes in PHENOTYPES.items():
        chosen = counts[list(phenotypes)].sum(axis=0)
        for place, label in PLACES.items():
            row[f"{name}_{label}"] = int(chosen[place].sum())
    experienced = counts.copy()
    experienced[[Phenotype.NAIVE, Phenotype.TREG]] = 0
    row["challenge_cells"] = int(experienced[:, :, Epitope.GP61_80].sum())
    shared = [Compartment.BLOOD, Compartment.SPLEEN]
    row["cognate_tr1_blood_spleen"] = int(counts[Phenotype.TR1][shared, Epitope.MOG35_55].sum())
    for epitope in Epitope:
        row[f"effector_{epitope.name.lower()}"] = int(counts[Phenotype.EFFECTOR, :, epitope].sum())
    row |= presenting_cells(host)
    row |= {f"particles_{name}": value for name, value in host.ledger().items()}
    return row


def clinical_state(host: "Host") -> dict[str, float]:
    """Tissue, cytokines of the CNS, and the clinical score that follows from them."""
    life, clinical = host.life, host.life.parameters.clinical
    myelin, axons = float(life.tissue.myelin.mean()), float(life.tissue.axons.mean())
    inflammation = life.body.inflammation
    score = deficit_score(inflammation, 1.0 - myelin, 1.0 - axons, clinical)
    cns = life.voxels_of(Compartment.CNS)
    return {
        "score": float(observed_score(score, clinical)),
        "deficit_score": float(score),
        "inflammation": inflammation,
        "suppression": float(life.fields[Field.SUPPRESSIVE, cns].mean()),
        "permeability": life.body.permeability,
        "myelin": myelin,
        "axons": axons,
        "tissue_preserved": float((life.tissue.myelin * life.tissue.axons).mean()),
    }


def presenting_cells(host: "Host") -> dict[str, float]:
    """Presenting cells (not agents) that are licensed or tolerogenic, by compartment, and recruited monocytes."""
    apcs, rows = host.life.apcs.columns, host.life.apcs.rows()
    each = host.life.parameters.world.cells_per_apc
    state, place, kind = apcs.state[rows], apcs.place[rows], apcs.kind[rows]
    row = {}
    for where, label in PLACES.items():
        for which in (ApcState.LICENSED, ApcState.TOLEROGENIC):
            row[f"{which.name.lower()}_{label}"] = each * int(((state == which) & (place == where)).sum())
    row["monocyte_cns"] = each * int(((kind == ApcKind.MONOCYTE) & (place == Compartment.CNS)).sum())
    return row
