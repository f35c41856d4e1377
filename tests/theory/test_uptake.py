"""What phagocytes eat of a dose, against closed form."""

import numpy as np
import pytest
from worlds import PLG_PARTICLE, found

from nanoimmune.biology.particles import filtration_rate, uptake_rate
from nanoimmune.host import schedule
from nanoimmune.state.dose import ParticleDose
from nanoimmune.words import ApcKind, Compartment

PARTICLES = 1e9
HOURS = 4


@pytest.mark.parametrize("step", [0.25, 1.0])
def test_monocytes_eat_from_the_blood_while_the_particles_are_there(step: float) -> None:
    """Eaten in the blood: u / (u + f) of the dose, u the rate of all monocytes together and f that of filtration.

    Carboxylated particles leave the blood in minutes. A step that filters them first and lets monocytes eat of what is
    left gives them a twentieth of that at one hour a step, and none of them is diverted.
    """
    life = found([ParticleDose(day=0.0, design=PLG_PARTICLE, particles=PARTICLES)],
                 {"world.step": step, "world.parcels_per_dose": 4000})  # fmt: skip
    schedule.dose(life)
    monocytes = life.apcs.rows()[life.apcs.column("kind")[life.apcs.rows()] == ApcKind.MONOCYTE]
    for _ in range(round(HOURS / step)):
        schedule.clear(life)
        schedule.take_up(life)
        life.body.step += 1
    design, numbers = PLG_PARTICLE, life.parameters
    coat = int(design.coat)
    eaters = len(monocytes) * numbers.world.phagocytes_per_apc
    together = uptake_rate(int(ApcKind.MONOCYTE), design.diameter, coat, numbers.pharmacology) * eaters
    eating = together / life.volumes[Compartment.BLOOD]
    filtering = filtration_rate(design.diameter, coat, numbers.pharmacology)
    eaten = float(life.apcs.column("inside")[monocytes, 0].sum())
    expected = PARTICLES * eating / (eating + filtering)
    # The scatter of the times that 4,000 parcels spend in the blood is 1.6 % of their mean.
    assert eaten == pytest.approx(expected, rel=0.07)
    assert np.ptp(life.apcs.column("inside")[monocytes, 0]) < 1e-6 * eaten
