"""Sweeps over islets: who attacks, what dies, where it goes, and what stays dead."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from islet_worlds import OWN, diseased, found
from worlds import digest, live

from nanoimmune.host import schedule
from nanoimmune.host.life import Life
from nanoimmune.sweeps import islets as sweeps
from nanoimmune.sweeps.islets import PARTS
from nanoimmune.words import PROTEINS_OF, Compartment, Field

STEPS = 8
SCRIPT = Path(__file__).parents[1] / "islet_worlds.py"


def let_die(life: Life, age: float) -> None:
    """Let beta cells die."""
    voxels = life.geometry.voxel_of_site[life.sites_of(Compartment.PANCREAS)]
    islets = life.parameters.islets
    sweeps.kill(life.tissue, life.islet_sites, voxels, life.fields, life.cells_per_site, islets, age, life.hours)


CONTENTS = np.array([3.0, 5.0, 7.0, 11.0])


def clear(life: Life) -> None:
    """Let the dead be cleared."""
    voxels, sites = life.voxels_of(Compartment.PANCREAS), life.sites_of(Compartment.PANCREAS)
    first = Field.SHED_MOG + PROTEINS_OF[Compartment.PANCREAS][0]
    sweeps.clear_dead(
        life.tissue, life.islet_sites, voxels.start, life.geometry.voxel_of_site[sites], life.sites_per_voxel,
        life.fields[first:, voxels], CONTENTS, life.crowd.necrotic[voxels], life.cells_per_site,
        life.parameters.islets, life.hours,
    )  # fmt: skip


def restore(life: Life, level: float = 120.0, age: float = 2000.0) -> float:
    """Let beta cells divide and be refilled; the working share."""
    voxels = life.geometry.voxel_of_site[life.sites_of(Compartment.PANCREAS)]
    numbers = life.parameters
    working = sweeps.restore(
        life.tissue, life.islet_sites, voxels, life.fields, level, numbers.islets, numbers.glucose, age, life.hours
    )
    return float(working)


def torn(seed: int = 0) -> Life:
    """A life whose islets are living, dying and dead to random parts, under CTLs and cytokine."""
    life, draws = found(), np.random.default_rng(seed)
    tissue, islets = life.tissue, life.tissue.islet >= 0
    parts = draws.dirichlet((2.0, 1.0, 1.0, 1.0), islets.sum())
    for name, part in zip(("beta", "apoptotic", "necrotic"), parts.T, strict=False):
        getattr(tissue, name)[islets] = part
    tissue.granules[islets] = draws.random(islets.sum())
    tissue.attackers[islets] = draws.integers(0, 4, islets.sum()) * round(life.cells_per_site / 3) * PARTS
    life.fields[Field.INFLAMMATORY, life.voxels_of(Compartment.PANCREAS)] = 0.03
    life.fields[Field.SUPPRESSIVE, life.voxels_of(Compartment.PANCREAS)] = 0.01
    return life


@pytest.mark.parametrize("hours", [2.0, 1.0, 0.25])
def test_the_dead_are_as_many_at_any_step(hours: float) -> None:
    """Where cells die evenly for a day, corpses and debris are those of the closed form; a step must not add to them.

    A pool that gains all of a step at its end, or at its start, is off by half of its loss within a step: 4 to 16 %.
    """
    life, rate = found(overrides={"world.step": hours}), 1e-3
    tissue, islets = life.tissue, life.parameters.islets
    tissue.apoptotic[:] = 0.0
    tissue.necrotic[:] = 0.0
    for _ in range(round(24 / hours)):
        tissue.dying[:] = rate * hours
        clear(life)
    loss, removal = islets.clearance_rate + islets.necrosis_rate, islets.necrotic_clearance_rate
    corpses = rate * -np.expm1(-loss * 24) / loss
    fed = rate * islets.necrosis_rate / loss
    debris = fed * (
        -np.expm1(-removal * 24) / removal - (np.exp(-removal * 24) - np.exp(-loss * 24)) / (loss - removal)
    )
    assert tissue.apoptotic[life.islet_sites] == pytest.approx(corpses, rel=1e-9)
    assert tissue.necrotic[life.islet_sites] == pytest.approx(debris, rel=3e-3)


# What dies, and where it goes -------------------------------------------------------------------------------------


def test_what_dies_was_alive() -> None:
    """Every site loses of the living what it gains of the dying; the necrotic are not touched."""
    life = torn()
    beta, apoptotic, necrotic = (getattr(life.tissue, name).copy() for name in ("beta", "apoptotic", "necrotic"))
    let_die(life, 360.0)
    assert (life.tissue.beta + life.tissue.dying) == pytest.approx(beta, abs=1e-15)
    assert np.array_equal(life.tissue.apoptotic, apoptotic)
    assert (life.tissue.beta <= beta).all()
    assert (life.tissue.beta >= 0.0).all()
    assert np.array_equal(life.tissue.necrotic, necrotic)
    attacked = life.tissue.attackers > 0
    lost = 1.0 - life.tissue.beta[beta > 0.0] / beta[beta > 0.0]
    assert lost[attacked[beta > 0.0]].min() > lost[~attacked[beta > 0.0]].max()


def test_the_ledger_of_beta_cells_closes_over_steps() -> None:
    """Alive + apoptotic + necrotic + cleared = what there was + what was born, at every site and step."""
    life = torn()
    tissue, islets, hours = life.tissue, life.parameters.islets, life.hours
    cleared, born = np.zeros(len(tissue.beta)), np.zeros(len(tissue.beta))
    before = tissue.beta + tissue.apoptotic + tissue.necrotic
    for step in range(100):
        let_die(life, 300.0 + step)
        apoptotic, necrotic = tissue.apoptotic.copy(), tissue.necrotic.copy()
        clear(life)
        rate = islets.clearance_rate + islets.necrosis_rate
        kept = np.exp(-rate * hours)
        left = apoptotic * kept + tissue.dying * (1.0 - kept) / (rate * hours)
        assert tissue.apoptotic == pytest.approx(left, abs=1e-15)
        gone = apoptotic + tissue.dying - tissue.apoptotic
        cleared += gone * islets.clearance_rate / rate
        cleared += necrotic + gone * islets.necrosis_rate / rate - tissue.necrotic
        alive = tissue.beta.copy()
        restore(life)
        born += tissue.beta - alive
        total = tissue.beta + tissue.apoptotic + tissue.necrotic + cleared
        assert total == pytest.approx(before + born, abs=1e-12)
        assert min(getattr(tissue, name).min() for name in ("beta", "apoptotic", "necrotic")) >= 0.0
        assert (tissue.beta + tissue.apoptotic + tissue.necrotic).max() <= 1.0 + 1e-12
    assert born.sum() > 0.0
    assert cleared.sum() > 1.0


def test_the_dead_shed_each_protein_by_what_they_held_and_the_necrotic_are_counted() -> None:
    life = torn()
    tissue, voxels = life.tissue, life.voxels_of(Compartment.PANCREAS)
    apoptotic = tissue.apoptotic.copy()
    clear(life)
    gone = (apoptotic - tissue.apoptotic).sum()
    first = Field.SHED_MOG + PROTEINS_OF[Compartment.PANCREAS][0]
    shed = life.fields[first : first + len(CONTENTS), voxels].sum(axis=1)
    assert shed == pytest.approx(gone / life.sites_per_voxel * CONTENTS)
    assert life.fields[[Field.SHED_MOG, Field.SHED_PLP]].max() == 0.0
    assert life.crowd.necrotic[voxels].sum() == pytest.approx(tissue.necrotic.sum() * life.cells_per_site)
    assert life.crowd.necrotic.sum() == life.crowd.necrotic[voxels].sum()
    clear(life)
    again = life.crowd.necrotic[voxels].sum()
    assert again == pytest.approx(tissue.necrotic.sum() * life.cells_per_site), "counted afresh in each step"


def test_a_lone_remodelling_wave_kills_what_its_integral_says() -> None:
    """Without CTLs, cytokine and division, over the whole wave."""
    life = found()
    islets, begin = life.parameters.islets, life.day * 24.0
    hours = np.arange(begin, begin + 1000.0)
    for age in hours:
        let_die(life, float(age))
    distance = (hours - islets.wave_peak) / islets.wave_width
    integral = (islets.wave_rate * np.exp(-(distance**2) / 2.0)).sum()
    alive = life.tissue.beta[life.tissue.islet >= 0]
    assert alive == pytest.approx(np.exp(-integral), rel=1e-9)
    assert alive.max() < 0.95


def test_dead_sites_stay_dead_and_exocrine_tissue_grows_no_beta_cells() -> None:
    """Beta cells come of beta cells; as the mass rises nobody appears where nobody is."""
    life = torn()
    tissue, islets = life.tissue, life.tissue.islet >= 0
    dead = islets.copy()
    dead[np.flatnonzero(islets)[::2]] = False
    for name in ("beta", "apoptotic", "necrotic", "attackers"):
        getattr(tissue, name)[dead] = 0
    others = tissue.beta[islets & ~dead].sum()
    for _ in range(500):
        restore(life, level=180.0, age=400.0)
    assert (tissue.beta[dead | ~islets] == 0.0).all()
    assert tissue.beta[islets & ~dead].sum() > 1.05 * others


def test_division_fills_the_room_that_is_free_and_no_more() -> None:
    """A full site does not divide, and what was born is division times room, for one step."""
    life = found()
    islets = life.tissue.islet >= 0
    restore(life, level=180.0, age=400.0)
    assert (life.tissue.beta[islets] == 1.0).all()
    life.tissue.beta[islets], life.tissue.apoptotic[islets] = 0.5, 0.2
    numbers = life.parameters
    rate = numbers.islets.adult_division_rate + numbers.islets.young_division_rate / (
        1.0 + (400.0 / numbers.islets.maturity) ** 4
    )
    rate += (-0.06 + 0.00084 * 180.0 - 2.4e-6 * 180.0**2) / 24.0
    restore(life, level=180.0, age=400.0)
    assert life.tissue.beta[islets] == pytest.approx(0.5 + 0.5 * 0.3 * rate * life.hours, rel=1e-9)


def test_the_working_share_is_that_of_living_and_filled_beta_cells() -> None:
    """Over all sites of islets, dead ones included, and none between them."""
    life = torn()
    working = restore(life)
    islets = life.tissue.islet >= 0
    assert working == pytest.approx((life.tissue.beta * life.tissue.granules)[islets].mean())
    assert 0.0 < working < 0.5


# Whole lives ------------------------------------------------------------------------------------------------------


def test_compiled_and_plain_python_lives_are_the_same_bits() -> None:
    """A wrapped integer, a fused multiply-add or a float that became single precision changes the digest."""
    plain = subprocess.run(
        [sys.executable, SCRIPT, str(STEPS)], env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.strip() == digest(live(diseased(), STEPS))


def test_no_beta_cell_is_touched_where_nobody_can_kill() -> None:
    """With neither CTLs, nor cytokine, nor wave, a month leaves every islet whole."""
    harmless = {"islets.kill_rate": 0.002, "islets.cytokine_rate": 0.0, "islets.wave_rate": 0.0}
    life = live(found(overrides=harmless, absent=frozenset(OWN)), 30 * 24)
    assert (life.tissue.beta == (life.tissue.islet >= 0)).all()
    assert life.tissue.apoptotic.max() == life.fields[Field.SHED_INSULIN :].max() == 0.0


@pytest.mark.parametrize("phase", ["harm", "repair"])
def test_a_phase_of_the_pancreas_leaves_other_compartments_alone(phase: str) -> None:
    """Fields and cells elsewhere are the same bits."""
    life = live(diseased(), 6)
    call: Callable[[Life], None] = getattr(schedule, phase)
    outside = np.ones(life.fields.shape[1], bool)
    outside[life.voxels_of(Compartment.PANCREAS)] = False
    before, cells = life.fields[:, outside].copy(), life.cells.rows()
    elsewhere = cells[life.cells.column("place")[cells] != Compartment.PANCREAS]
    signals = life.cells.column("signal")[elsewhere].copy()
    call(life)
    assert np.array_equal(life.fields[:, outside], before)
    assert np.array_equal(life.cells.column("signal")[elsewhere], signals)
