"""What must hold of every life with a pancreas: particles are kept, and what cannot act does nothing."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from islet_worlds import (
    CLASS_I_PARTICLE,
    DOSED,
    HASTE_OF_ISLETS,
    IRRELEVANT_PARTICLE,
    MIXTURE,
    OWN,
    PANCREAS,
    SPARSE_PARTICLE,
    diseased,
    found,
    invade,
)
from numpy.typing import NDArray
from worlds import UNORDERED, held, live

from nanoimmune.host.life import Life
from nanoimmune.state.dose import Design, Dose, ParticleDose
from nanoimmune.state.population import Population
from nanoimmune.words import Coat, Compartment, Epitope, Field, Phenotype, is_class_i

DAYS = 4
HELD = {"bound", "inside"}
"""Columns that say what particles a cell holds, and nothing of what it is."""


CLASS_II_PARTICLE = Design(diameter=20.0, coat=Coat.DEXTRAN, ligand=Epitope.INSB9_23, valency=40.0)
COURSES: dict[str, tuple[Dose, ...]] = {
    "a mixture and a class I particle": DOSED,
    "class I and class II at once": tuple(
        ParticleDose(day=14.0 + 0.5 * k, design=design, particles=1e13)
        for k in range(4)
        for design in (CLASS_I_PARTICLE, CLASS_II_PARTICLE, MIXTURE)
    ),
}


@pytest.mark.parametrize("course", COURSES)
def test_the_ledger_closes_at_every_step_and_for_every_design(course: str) -> None:
    """Through deaths, divisions, conversions and emigrants of the pancreas; and some particles are in all places."""
    life, seen = diseased(COURSES[course]), np.zeros(3)
    for _ in range(DAYS * 24):
        live(life, 1)
        for number in range(len(life.ledger.designs)):
            total = held(life, number) + life.ledger.cleared[number]
            assert total == pytest.approx(life.ledger.injected[number], rel=1e-9)
        balance = life.balance()
        seen = np.maximum(seen, [balance["bound"], balance["inside"], balance["cleared"]])
    assert len(life.ledger.designs) == len({dose.design for dose in COURSES[course] if isinstance(dose, ParticleDose)})
    assert seen.min() > 0.0


def state(life: Life) -> dict[str, NDArray[Any]]:
    """All that a life is, without the particles in it: agents in order of identity, tissue, fields, body."""
    found: dict[str, NDArray[Any]] = {"fields": life.fields, "glucose": np.array(life.body.glucose)}
    found |= {f"tissue/{name}": column for name, column in life.tissue._asdict().items()}
    populations: tuple[Population[Any], ...] = (life.cells, life.apcs)
    for population in populations:
        rows, uid = population.rows(), population.column("uid")
        rows = rows[np.argsort(uid[rows])]
        for name in set(population.layout._fields) - UNORDERED - HELD:
            found[f"{population.layout.__name__}/{name}"] = population.column(name)[rows]
    return found


def differences(one: Life, other: Life) -> list[str]:
    """Names of what differs between two lives, to the bit."""
    first, second = state(one), state(other)
    return [name for name in first if not np.array_equal(first[name], second[name])]


def doses_of(design: Design, particles: float = 1e13) -> tuple[Dose, ...]:
    """Four doses, a day apart."""
    return tuple(ParticleDose(day=14.25 + day, design=design, particles=particles) for day in range(4))


def lived(doses: Sequence[Dose] = (), **changes: float) -> Life:
    """Six days of invaded islets; in `changes`, double underscores stand for points."""
    overrides = {name.replace("__", "."): value for name, value in changes.items()}
    return live(diseased(doses, overrides), 6 * 24)


@pytest.fixture(scope="module")
def untreated() -> Life:
    """The invaded life without any particle."""
    return lived()


def test_the_untreated_life_has_something_to_change(untreated: Life) -> None:
    """Experienced CD8 cells of the epitope of the particle, and harm; and the cognate particle changes it."""
    cells, rows = untreated.cells.columns, untreated.cells.rows()
    experienced = (cells.phenotype[rows] > Phenotype.NAIVE) & (cells.epitope[rows] == Epitope.IGRP206_214)
    assert experienced.sum() > 3
    assert untreated.tissue.beta.sum() < 0.95 * (untreated.tissue.islet >= 0).sum()
    treated = lived(doses_of(CLASS_I_PARTICLE))
    changed = differences(untreated, treated)
    assert {"TCells/phenotype", "TCells/uid"} <= set(changed)
    converted = treated.cells.column("phenotype")[treated.cells.rows()] == Phenotype.AUTOREGULATORY
    alone = untreated.cells.column("phenotype")[untreated.cells.rows()] == Phenotype.AUTOREGULATORY
    assert converted.sum() > 3 * alone.sum()


@pytest.mark.parametrize("design", [IRRELEVANT_PARTICLE, SPARSE_PARTICLE], ids=["irrelevant", "sparse"])
def test_class_i_particles_that_cannot_act_leave_the_untreated_life(untreated: Life, design: Design) -> None:
    """An irrelevant peptide binds nobody; two pMHC a particle bind and cluster no receptors."""
    treated = lived(doses_of(design))
    assert treated.ledger.injected.sum() > 0.0
    if design is SPARSE_PARTICLE:
        assert treated.balance()["bound"] > 0.0
    assert differences(untreated, treated) == []


def test_particles_of_nothing_are_no_particles(untreated: Life) -> None:
    assert differences(untreated, lived(doses_of(CLASS_I_PARTICLE, 0.0))) == []


def naive_course(doses: Sequence[Dose], share: float) -> Life:
    """Three weeks of a host whose islets were never invaded, with this share of IGRP shown as its epitope."""
    overrides = HASTE_OF_ISLETS | {
        "antigens.igrp206_214": share,
        "islets.wave_rate": 0.02,
        "antigens.insb15_23": 10,
        "repertoire.fewest_precursors": 100,
        "repertoire.most_precursors": 100,
    }
    return live(found(doses, overrides), 21 * 24)


def test_where_the_epitope_is_knocked_out_its_particle_changes_nothing() -> None:
    """Nobody has met it, and particles act on experienced cells only; with the epitope there are some."""
    doses = tuple(ParticleDose(day=15.0 + 3.0 * k, design=CLASS_I_PARTICLE, particles=1e13) for k in range(6))
    without, treated = naive_course((), 0.0), naive_course(doses, 0.0)
    cells, rows = without.cells.columns, without.cells.rows()
    specific = cells.epitope[rows] == Epitope.IGRP206_214
    assert set(cells.phenotype[rows][specific].tolist()) == {Phenotype.NAIVE}
    assert (cells.phenotype[rows][~specific] > Phenotype.NAIVE).any()
    assert treated.ledger.injected.sum() > 0.0
    assert differences(without, treated) == []
    wild, cured = naive_course((), 10.0), naive_course(doses, 10.0)
    assert differences(wild, cured) != []


def deaths(life: Life) -> float:
    """Beta cells that are gone, in sites."""
    return float(((life.tissue.islet >= 0) - life.tissue.beta).sum())


ONLY_CONTACT = {"islets.cytokine_rate": 0.0, "islets.wave_rate": 0.0}


def test_without_cd8_cells_nobody_is_killed_by_contact() -> None:
    """CD4 effectors alone attack no beta cell; with cytokine they kill some, which CTLs do without."""
    class_i = frozenset(epitope for epitope in Epitope if is_class_i(epitope))
    overrides = HASTE_OF_ISLETS | ONLY_CONTACT
    alone = invade(found((), overrides, absent=class_i), 20)
    for _ in range(3 * 24):
        live(alone, 1)
        assert alone.tissue.attackers.max() == 0
    assert (alone.cells.column("phenotype")[alone.cells.rows()] == Phenotype.EFFECTOR).any()
    assert deaths(alone) == 0.0
    with_cytokine = invade(found((), overrides | {"islets.cytokine_rate": 0.005}, absent=class_i), 20)
    assert deaths(live(with_cytokine, 3 * 24)) > 0.01


def test_ctls_kill_without_cytokine_and_faster_at_a_higher_rate() -> None:
    """By contact alone; and the more they kill in a given time, the more is shed."""
    slow, fast = (live(diseased((), ONLY_CONTACT | {"islets.kill_rate": rate}), 3 * 24) for rate in (0.02, 0.6))
    assert 0.0 < deaths(slow) < 0.5 * deaths(fast)
    assert slow.fields[Field.SHED_INSULIN].max() < fast.fields[Field.SHED_INSULIN].max()


def test_the_insulin_that_dies_raises_glucose() -> None:
    """Glucose is what the balance gives for the working share, at the end of every step."""
    life = diseased()
    level = life.body.glucose
    assert level == pytest.approx(100.0)
    live(life, 5 * 24)
    islets = life.tissue.islet >= 0
    working = (life.tissue.beta * life.tissue.granules)[islets].mean()
    assert working < 0.9
    assert life.body.glucose > level
    mass = 300.0 * working
    insulin = mass * 43.2 * life.body.glucose**2 / (20000.0 + life.body.glucose**2) / 432.0
    assert 864.0 - (1.44 + 0.72 * insulin) * life.body.glucose == pytest.approx(0.0, abs=1e-6)


def test_a_host_without_any_own_specificity_only_remodels() -> None:
    """Without T cells for islets the wave passes, debris is cleared, and nobody becomes diabetic."""
    life = live(found(absent=frozenset(OWN)), 40 * 24)
    cells, rows = life.cells.columns, life.cells.rows()
    assert set(cells.phenotype[rows].tolist()) <= {Phenotype.NAIVE, Phenotype.TREG}
    assert (
        not (cells.place[rows] == Compartment.PANCREAS).any()
        or (cells.phenotype[rows][cells.place[rows] == Compartment.PANCREAS] == Phenotype.TREG).all()
    )
    assert life.body.glucose < 120.0
    assert life.tissue.necrotic.max() < 0.05


def test_a_dose_is_told_by_its_day_of_life() -> None:
    """A life that begins on day 14 gets a dose of day 14.5 after half a day, and none before."""
    dose = ParticleDose(day=14.5, design=CLASS_I_PARTICLE, particles=1e10)
    life = found((replace(dose),))
    assert PANCREAS["world.lead"] == -336
    assert life.day == 14.0
    live(life, 12)
    assert life.ledger.injected.sum() == 0.0
    live(life, 1)
    assert life.ledger.injected.sum() == 1e10
