"""What must not matter, does not matter."""

from typing import Any

import numpy as np
from worlds import DOSED, HASTE, IMMUNISATION, PMHC_PARTICLE, digest, found, histories, inflamed, live

from nanoimmune.state.dose import ParticleDose
from nanoimmune.words import Compartment, Epitope, Field, Phenotype

STRANGER = 123_456_789


def quiet_field_levels(life: Any) -> dict[Field, float]:
    """Largest level of each field."""
    return {field: float(life.fields[field].max()) for field in Field}


def test_without_antigen_nothing_happens() -> None:
    """A healthy host of a month: no cell is activated, no myelin lost, no inflammation.

    A contact that gives signal without pMHC, or a clock with a rate of its own, makes a disease out of nothing.
    """
    life = live(found(overrides={"residents.basal_display": 0}), 30 * 24)
    rows = life.cells.rows()
    assert set(life.cells.column("phenotype")[rows].tolist()) == {Phenotype.NAIVE, Phenotype.TREG}
    assert life.cells.column("signal")[rows].max() == 0.0
    assert life.cells.column("weight")[rows].max() == 1
    assert life.tissue.myelin.min() == life.tissue.axons.min() == 1.0
    levels = quiet_field_levels(life)
    assert all(levels[field] == 0.0 for field in Field if field != Field.IL2)
    assert life.apcs.column("pmhc")[life.apcs.rows()].max() == 0.0


def test_self_antigen_at_rest_makes_no_disease() -> None:
    """With myelin shown at its resting level the tissue stays whole for a month."""
    life = live(found(), 30 * 24)
    assert life.tissue.myelin.min() == life.tissue.axons.min() == 1.0
    assert life.fields[Field.INFLAMMATORY].max() == 0.0


def test_particles_without_experienced_cells_convert_nobody() -> None:
    """pMHC particles in a healthy host, or in one that lacks the specificity, make no Tr1 cell."""
    doses = [ParticleDose(day=float(day), design=PMHC_PARTICLE, particles=1e13) for day in range(5)]
    life = live(found(doses, HASTE), 10 * 24)
    assert not (life.cells.column("phenotype")[life.cells.rows()] == Phenotype.TR1).any()
    sick = found([IMMUNISATION, *doses], HASTE)
    sick.cells.remove(sick.cells.rows()[sick.cells.column("epitope")[sick.cells.rows()] == Epitope.MOG35_55])
    sick.stock[Epitope.MOG35_55] = 0
    live(sick, 10 * 24)
    assert not (sick.cells.column("phenotype")[sick.cells.rows()] == Phenotype.TR1).any()


def test_one_more_cell_changes_no_other_history() -> None:
    """An anergic cell of an epitope that nobody shows: it takes no place, secretes nothing and meets nobody.

    Chance that is drawn from a queue, or identities from a counter, change every later history.
    """
    alone, accompanied = inflamed(), inflamed()
    accompanied.cells.add(
        1, phenotype=Phenotype.ANERGIC, uid=STRANGER, mother=STRANGER, epitope=Epitope.GP61_80, affinity=0.3,
        weight=1, divisions=1, place=Compartment.BLOOD, site=accompanied.geometry.first[Compartment.BLOOD], partner=-1,
    )  # fmt: skip
    live(alone, 72)
    live(accompanied, 72)
    cells = histories(accompanied.cells)
    cells.pop(STRANGER, None)
    assert cells == histories(alone.cells)
    assert histories(accompanied.apcs) == histories(alone.apcs)
    assert histories(accompanied.parcels) == histories(alone.parcels)
    assert np.array_equal(accompanied.fields, alone.fields)
    assert all(np.array_equal(a, b) for a, b in zip(accompanied.tissue, alone.tissue, strict=True))


def test_the_same_key_lives_the_same_life_and_another_key_another() -> None:
    """Nothing is drawn from outside the key."""
    first, second = (live(found(DOSED, HASTE), 48) for _ in range(2))
    assert digest(first) == digest(second)
    assert digest(live(found(DOSED, HASTE, number=1), 48)) != digest(first)


def test_a_dose_of_nothing_is_no_dose() -> None:
    """Particles of which there are none change no cell and no tissue."""
    untreated = live(found([IMMUNISATION], HASTE), 72)
    empty = live(found([IMMUNISATION, ParticleDose(day=1.0, design=PMHC_PARTICLE, particles=0.0)], HASTE), 72)
    assert histories(empty.cells) == histories(untreated.cells)
    assert histories(empty.apcs) == histories(untreated.apcs)
    assert np.array_equal(empty.fields, untreated.fields)
