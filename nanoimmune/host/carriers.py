"""How the particle designs of a life travel and bind cytokine, from what they are made of."""

import numpy as np

from nanoimmune.biology.formulations import (
    filling_rate,
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
from nanoimmune.sweeps.capture import lay_out_membrane


def ways_of(life: Life) -> Ways:
    """How each design that was given leaves the blood, the organs and the tissue within this step."""
    each = [_way(life, design) for design in life.ledger.designs]
    return Ways(*(np.array(values, float) for values in zip(*each, strict=True)))


def _way(life: Life, design: Design) -> tuple[float, ...]:
    """Rates and shares of one design, in the order of `Ways`."""
    body, numbers = life.body, life.parameters
    pharmacology, formulations = numbers.pharmacology, numbers.formulations
    core, coat = int(design.core), int(design.coat)
    return (
        leaving_blood_rate(core, design.diameter, coat, pharmacology, formulations),
        membrane_homing_rate(coat, body.chemokine, body.permeability, numbers.recruitment, formulations),
        renal_loss_rate(design.diameter, formulations),
        pharmacology.hepatobiliary_rate,
        filling_rate(coat, body.inflammation, formulations),
        spleen_share(core, coat, pharmacology, formulations),
        node_share(core, formulations),
    )


def lay_out_captors(life: Life) -> None:
    """Note how much leukocyte membrane lies where in the tissue, if a design that wears it was ever given."""
    if any(leukocyte_membrane(int(design.coat), design.diameter) > 0.0 for design in life.ledger.designs):
        captors = life.crowd.captors[life.voxels_of(life.target)]
        life.sweep(lay_out_membrane, life.parcels.columns, int(life.target), life.makeup(), life.vessels, captors)
