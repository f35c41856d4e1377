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
    """How each design that was given leaves the blood, the organs and the tissues within this step."""
    each = [_way(life, design) for design in life.ledger.designs]
    return Ways(*(np.array(values, float) for values in zip(*each, strict=True)))


def _way(life: Life, design: Design) -> tuple[float | tuple[float, ...], ...]:
    """Rates and shares of one design, in the order of `Ways`."""
    numbers = life.parameters
    pharmacology, formulations = numbers.pharmacology, numbers.formulations
    core, coat = int(design.core), int(design.coat)
    return (
        leaving_blood_rate(core, design.diameter, coat, pharmacology, formulations),
        tuple(
            membrane_homing_rate(coat, organ.chemokine, organ.permeability, numbers.recruitment, formulations)
            for organ in life.organs
        ),
        renal_loss_rate(design.diameter, formulations),
        pharmacology.hepatobiliary_rate,
        tuple(filling_rate(coat, organ.inflammation, formulations) for organ in life.organs),
        spleen_share(core, coat, pharmacology, formulations),
        node_share(core, formulations),
    )


def lay_out_captors(life: Life) -> None:
    """Note how much leukocyte membrane lies where in the target tissues, if a design that wears it was ever given."""
    if any(leukocyte_membrane(int(design.coat), design.diameter) > 0.0 for design in life.ledger.designs):
        for organ in life.organs:
            voxels = life.voxels_of(organ.place)
            vessels, captors = life.vessels[voxels], life.crowd.captors[voxels]
            life.sweep(lay_out_membrane, life.parcels.columns, int(organ.place), life.makeup(), vessels, captors)
