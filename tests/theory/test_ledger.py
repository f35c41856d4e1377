"""Particles are neither made nor lost: injected = free + bound + inside + cleared, at every step."""

import numpy as np
import pytest
from worlds import DOSED, HASTE, PLG_PARTICLE, PMHC_PARTICLE, found, held, live

from nanoimmune.state.dose import Design, Dose, ParticleDose
from nanoimmune.words import Coat, Epitope

FEW = Design(diameter=100.0, coat=Coat.PEG, ligand=Epitope.MOG35_55, valency=10.0)
COURSES: dict[str, tuple[Dose, ...]] = {
    "two designs": DOSED,
    "ten doses of one": tuple(ParticleDose(day=0.5 * k, design=PMHC_PARTICLE, particles=1e12) for k in range(10)),
    "a handful of particles": (ParticleDose(day=0.0, design=FEW, particles=50.0),),
    "an enormous dose": (ParticleDose(day=0.0, design=PLG_PARTICLE, particles=1e15),),
}


@pytest.mark.parametrize("course", COURSES)
def test_the_ledger_closes_at_every_step_and_for_every_design(course: str) -> None:
    """To one part in a billion; a dying cell, a filled row or a forgotten compartment leaks more than that."""
    life = found(COURSES[course], HASTE)
    for _ in range(8 * 24):
        live(life, 1)
        for number in range(len(life.ledger.designs)):
            total = held(life, number) + life.ledger.cleared[number]
            assert total == pytest.approx(life.ledger.injected[number], rel=1e-9)
    assert np.isfinite(life.ledger.cleared).all()
    assert len(life.ledger.designs) >= 1


def test_nothing_negative_is_held() -> None:
    """Neither free, bound nor inside falls below zero, and what is cleared only grows."""
    life = found(DOSED, HASTE)
    cleared = np.zeros(2)
    for _ in range(4 * 24):
        live(life, 1)
        for population, names in ((life.parcels, ["free"]), (life.cells, ["bound", "inside"]), (life.apcs, ["inside"])):
            for name in names:
                assert population.column(name)[population.rows()].min(initial=0.0) >= 0.0
        now = np.pad(life.ledger.cleared, (0, 2 - life.ledger.cleared.size))
        assert (now >= cleared).all()
        cleared = now
