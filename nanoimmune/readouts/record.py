"""One row of a life's record: counts, tissue, score or glucose, particles, all in the reader's units."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nanoimmune.readouts.humoral import humoral_state
from nanoimmune.readouts.islets import glycaemic_state
from nanoimmune.readouts.organs import particles_by_organ
from nanoimmune.readouts.white_matter import clinical_state
from nanoimmune.state.autoantigens import autoantigens, epitopes_of
from nanoimmune.state.dose import ImmunisationDose
from nanoimmune.words import (
    TARGETS,
    ApcKind,
    ApcState,
    Compartment,
    Epitope,
    Field,
    Phenotype,
    is_class_i,
)

if TYPE_CHECKING:
    from nanoimmune.host import Host

PHENOTYPES = {
    "naive": (Phenotype.NAIVE,),
    "primed": (Phenotype.PRIMED,),
    "effector": (Phenotype.EFFECTOR,),
    "memory": (Phenotype.MEMORY,),
    "anergic": (Phenotype.ANERGIC,),
    "exhausted": (Phenotype.EXHAUSTED,),
    "treg": (Phenotype.TREG, Phenotype.PERIPHERAL_TREG),
    "tr1": (Phenotype.TR1,),
    "autoregulatory": (Phenotype.AUTOREGULATORY,),
}
TISSUE_STATE = {Compartment.CNS: clinical_state, Compartment.PANCREAS: glycaemic_state}
"""What is recorded of each target tissue and of the disease that follows from it."""

CONTROLS = {
    Compartment.CNS: (Epitope.OVA323_339, Epitope.GP61_80),
    Compartment.PANCREAS: (Epitope.OVA323_339, Epitope.GP61_80, Epitope.TUM),
}
"""Epitopes beside those of the tissue whose effectors are counted."""


def cell_counts(host: "Host") -> NDArray[np.int64]:
    """Cells (not agents) by phenotype, compartment and epitope.

    Returns:
        Array of shape (phenotypes, compartments, epitopes).
    """
    cells, rows = host.life.cells.columns, host.life.cells.rows()
    counts = np.zeros((len(Phenotype), len(Compartment), len(Epitope)), np.int64)
    np.add.at(counts, (cells.phenotype[rows], cells.place[rows], cells.epitope[rows]), cells.weight[rows])
    return counts


def places_of(targets: Sequence[Compartment]) -> dict[Compartment, str]:
    """Name the compartments of a host with these target tissues."""
    return {place: place.name.lower() for place in Compartment if place not in TARGETS or place in targets}


def tissue_states(host: "Host") -> dict[str, float]:
    """What becomes of each target tissue; what a second one has in common with the first ends in its name."""
    row: dict[str, float] = {}
    for place in host.life.targets:
        state = TISSUE_STATE[place](host)
        row |= {f"{name}_{place.name.lower()}" if name in row else name: value for name, value in state.items()}
    return row


def controls(targets: Sequence[Compartment]) -> list[Epitope]:
    """Epitopes beside those of the target tissues whose effectors are counted."""
    return sorted({epitope for place in targets for epitope in CONTROLS[place]})


def record(host: "Host") -> dict[str, float]:
    """Everything that a study keeps of a host at one instant.

    Args:
        host: The life; it is only read.

    Returns:
        Values by name. Cells are counted in cells; shares are 0 to 1; cytokines are means of the target tissue in nM;
        in white matter `score` is what an observer writes and `deficit_score` the same unrounded, in the pancreas
        `glucose` is in mg/dL. See `tissue_states` for hosts with two target tissues.
    """
    life = host.life
    counts, targets = cell_counts(host), life.targets
    places = places_of(targets)
    own = own_epitopes(host)
    row: dict[str, float] = {"day": life.day}
    row |= tissue_states(host)
    for name, phenotypes in PHENOTYPES.items():
        if name == "autoregulatory" and not any(is_class_i(epitope) for epitope in own):
            continue
        chosen = counts[list(phenotypes)].sum(axis=0)
        for place, label in places.items():
            row[f"{name}_{label}"] = int(chosen[place].sum())
    experienced = counts.copy()
    experienced[[Phenotype.NAIVE, Phenotype.TREG]] = 0
    row["challenge_cells"] = int(experienced[:, :, Epitope.GP61_80].sum())
    known = autoantigens(targets, inducers(host))
    row |= regulatory_counts(counts, known, targets)
    for epitope in sorted({*own, *controls(targets)}):
        row[f"effector_{epitope.name.lower()}"] = int(counts[Phenotype.EFFECTOR, :, epitope].sum())
    row |= presenting_cells(host, places)
    row |= {f"particles_{name}": value for name, value in host.ledger().items()}
    row |= humoral_state(host, own, controls(targets))
    row |= {f"particles_in_{label}": held for label, held in particles_by_organ(host, places).items()}
    node = life.fields[Field.INFLAMMATORY, life.voxels_of(Compartment.NODE)]
    row["inflammation_node"] = float(node.mean())
    return row


def own_epitopes(host: "Host") -> list[Epitope]:
    """Epitopes of the target tissues that MHC molecules can show, or that the host has T cells for."""
    life = host.life
    held = [epitope for place in life.targets for epitope in epitopes_of(place)]
    return [epitope for epitope in held if life.processed.share[epitope] > 0.0 or epitope not in life.absent]


def inducers(host: "Host") -> list[Epitope]:
    """Epitopes that the disease was induced with; none where it comes of itself."""
    doses = host.declared.induction
    return sorted({Epitope(dose.epitope) for dose in doses if isinstance(dose, ImmunisationDose)})


def regulatory_counts(
    counts: NDArray[np.int64], cognate: list[Epitope], targets: Sequence[Compartment]
) -> dict[str, float]:
    """Tr1 cells of blood and spleen that know an antigen of the disease; autoregulatory CD8 cells of the pancreas."""
    shared = [Compartment.BLOOD, Compartment.SPLEEN]
    found = {"tr1": Phenotype.TR1, "autoregulatory": Phenotype.AUTOREGULATORY}
    if Compartment.PANCREAS not in targets:
        del found["autoregulatory"]
    return {
        f"cognate_{name}_blood_spleen": int(counts[phenotype][np.ix_(shared, cognate)].sum())
        for name, phenotype in found.items()
    }


def presenting_cells(host: "Host", places: dict[Compartment, str]) -> dict[str, float]:
    """Presenting cells (not agents) that are licensed or tolerogenic, by compartment, and recruited monocytes."""
    apcs, rows = host.life.apcs.columns, host.life.apcs.rows()
    each = host.life.parameters.world.cells_per_apc
    state, place, kind = apcs.state[rows], apcs.place[rows], apcs.kind[rows]
    row = {}
    for where, label in places.items():
        for which in (ApcState.LICENSED, ApcState.TOLEROGENIC):
            row[f"{which.name.lower()}_{label}"] = each * int(((state == which) & (place == where)).sum())
    for target in host.life.targets:
        recruited = (kind == ApcKind.MONOCYTE) & (place == target)
        row[f"monocyte_{target.name.lower()}"] = each * int(recruited.sum())
    return row
