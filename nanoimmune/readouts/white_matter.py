"""Read-outs of white matter: tissue, cytokines and the clinical score."""

from typing import TYPE_CHECKING

from nanoimmune.biology.clinical import deficit_score, observed_score
from nanoimmune.words import Compartment, Field

if TYPE_CHECKING:
    from nanoimmune.host import Host


def clinical_state(host: "Host") -> dict[str, float]:
    """Tissue, cytokines of the CNS, and the clinical score that follows from them."""
    life, clinical = host.life, host.life.parameters.clinical
    organ = life.organ(Compartment.CNS)
    tissue, inflammation = organ.tissue, organ.inflammation
    myelin, axons = float(tissue.myelin.mean()), float(tissue.axons.mean())
    score = deficit_score(inflammation, 1.0 - myelin, 1.0 - axons, clinical)
    cns = life.voxels_of(Compartment.CNS)
    return {
        "score": float(observed_score(score, clinical)),
        "deficit_score": float(score),
        "inflammation": inflammation,
        "suppression": float(life.fields[Field.SUPPRESSIVE, cns].mean()),
        "permeability": organ.permeability,
        "myelin": myelin,
        "axons": axons,
        "tissue_preserved": float((tissue.myelin * tissue.axons).mean()),
    }
