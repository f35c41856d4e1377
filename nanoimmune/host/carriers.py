"""How the particle designs of a life travel and bind cytokine, from what they are made of."""

import numpy as np

from nanoimmune.biology.formulations import (
    leaving_blood_rate,
    leukocyte_membrane,
    membrane_homing_rate,
    node_share,
    renal_loss_rate,
    spleen_share,
)
from nanoimmune.host.life import Life
from nanoimmune.state.columns import Ways
from nanoimmune.state.dose import Design
from nanoimmune.sweeps.capture import count_captors


def ways_of(life: Life) -> Ways:
    """How each design that was given leaves the blood and the organs within this step."""
    each, body, numbers = [_way(life, design) for design in life.ledger.designs], life.body, life.parameters
    homing = [
        membrane_homing_rate(
            int(design.coat), body.chemokine, body.permeability, numbers.recruitment, numbers.formulations
        )
        for design in life.ledger.designs
    ]
    leaving, urine, spleen, node = (np.array(values, float) for values in zip(*each, strict=True))
    loss = np.full(len(each), numbers.pharmacology.hepatobiliary_rate)
    return Ways(leaving, np.array(homing, float), urine, loss, spleen, node)


def _way(life: Life, design: Design) -> tuple[float, float, float, float]:
    """Rates of leaving the blood for the organs and to urine, and the shares of spleen and node, of one design."""
    pharmacology, formulations = life.parameters.pharmacology, life.parameters.formulations
    core, coat = int(design.core), int(design.coat)
    return (
        leaving_blood_rate(core, design.diameter, coat, pharmacology, formulations),
        renal_loss_rate(design.diameter, formulations),
        spleen_share(core, coat, pharmacology, formulations),
        node_share(core, formulations),
    )


def count_membranes(life: Life) -> None:
    """Note where leukocyte membrane on free particles binds cytokine, if such a design was ever given."""
    if any(leukocyte_membrane(int(design.coat), design.diameter) > 0.0 for design in life.ledger.designs):
        life.sweep(count_captors, life.parcels.columns, life.geometry, life.makeup(), life.crowd.captors)
