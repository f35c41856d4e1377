"""What must not matter, does not matter."""

from typing import Any

import numpy as np
import pytest
from worlds import DOSED, HASTE, IMMUNISATION, PMHC_PARTICLE, UNORDERED, digest, found, histories, inflamed, live

from nanoimmune.host.life import Life
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


def bits(life: Life) -> dict[str, bytes]:
    """Every column of every population without the stranger, in order of identity, and all that is no row; as bytes."""
    found = {"fields": life.fields.tobytes(), "body": repr(vars(life.body)).encode()}
    found |= {
        f"ledger/{name}": np.asarray(value).tobytes() for name, value in vars(life.ledger).items() if name != "designs"
    }
    found |= {f"tissue/{name}": column.tobytes() for name, column in life.tissue._asdict().items()}
    for population in (life.cells, life.apcs, life.parcels):
        rows, uid = population.rows(), population.column("uid")
        rows = rows[np.argsort(uid[rows])]
        rows = rows[uid[rows] != STRANGER]
        for name in set(population.layout._fields) - UNORDERED:
            found[f"{population.layout.__name__}/{name}"] = population.column(name)[rows].tobytes()
    return found


@pytest.mark.parametrize("place", [Compartment.BLOOD, Compartment.NODE, Compartment.CNS])
def test_one_more_cell_changes_no_other_history(place: Compartment) -> None:
    """An anergic cell of an epitope that nobody shows: it takes no place, secretes nothing and meets nobody.

    Every other row, the tissue, the fields, the body and the ledger are the same bits, day after day for four days.
    Chance that is drawn from a queue, or identities from a counter, change every later history.
    """
    alone, accompanied = inflamed(), inflamed()
    accompanied.cells.add(
        1, phenotype=Phenotype.ANERGIC, uid=STRANGER, mother=STRANGER, epitope=Epitope.GP61_80, affinity=0.3,
        weight=1, divisions=1, place=place, site=accompanied.geometry.first[place], partner=-1,
    )  # fmt: skip
    for _ in range(4):
        assert STRANGER in histories(accompanied.cells), "the stranger must be there to disturb"
        live(alone, 24)
        live(accompanied, 24)
        one, other = bits(alone), bits(accompanied)
        assert [name for name in one if one[name] != other[name]] == []
    assert len(alone.cells.column("uid")[alone.cells.rows()]) > 100


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
