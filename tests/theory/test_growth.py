"""Numbers of cells and particles, against processes whose law is known."""

import math

import numpy as np
import pytest
from worlds import IMMUNISATION, PMHC_PARTICLE, found, live

from nanoimmune.biology.kinetics import remaining
from nanoimmune.biology.particles import filtration_rate
from nanoimmune.host import schedule
from nanoimmune.host.life import Life
from nanoimmune.state.dose import ParticleDose
from nanoimmune.words import Compartment, Field, Phenotype

FOUNDERS = 3000
HOURS = 30


def regulatory_crowd(most: int, step: float, rate: float = 0.05) -> Life:
    """Foxp3 Tregs alone, in the node, with ample IL-2 and antigen for ever."""
    life = found(overrides={"world.cells_per_agent": most, "world.step": step, "fates.treg_division_rate": rate})
    life.cells.remove(life.cells.rows())
    node = life.sites_of(Compartment.NODE)
    life.cells.add(
        FOUNDERS, phenotype=Phenotype.TREG, uid=np.arange(FOUNDERS) + 5, site=node.start,
        place=Compartment.NODE, clone=np.arange(FOUNDERS), weight=1, signal=1e6, help=1e6, affinity=1.0,
    )  # fmt: skip
    life.fields[Field.IL2] = 1e3
    return life


def grow(life: Life) -> np.ndarray:
    """Let the crowd die and divide, and nothing else; cells of each clone at the end."""
    for _ in range(round(HOURS / life.hours)):
        schedule.choose_fate(life)
        schedule.divide(life)
        life.body.step += 1
    rows = life.cells.rows()
    clones, weights = life.cells.column("clone")[rows], life.cells.column("weight")[rows]
    return np.bincount(clones, weights, minlength=FOUNDERS)


@pytest.mark.parametrize(("most", "step"), [(1, 2.0), (8, 2.0), (8, 0.25)])
def test_cells_grow_as_a_birth_and_death_process(most: int, step: float) -> None:
    """Mean of a clone after a time t: exp((b - d) t), at any time step, whatever number of cells an agent stands for.

    The standard error is that of the clones, which are independent. A daughter that is lost, counted twice, or dies
    with its sister fails the mean; births from free rows fail it too.
    """
    life = regulatory_crowd(most, step)
    fates = life.parameters.fates
    birth = fates.treg_division_rate
    death = fates.treg_death_rate * (1.0 - fates.il2_rescue)
    expected = math.exp((birth - death) * HOURS)
    clones = grow(life)
    error = clones.std(ddof=1) / math.sqrt(FOUNDERS)
    assert expected > 2.0
    assert abs(clones.mean() - expected) < 4.0 * error


@pytest.mark.parametrize("step", [0.25, 2.0])
def test_a_line_of_cells_divides_as_often_as_its_rate_says(step: float) -> None:
    """Divisions of a clone that divides as one, after a time t: mean b t, at any time step.

    One division a step at most, with the chance that gives the right growth, makes a programme of divisions run out
    10 % early at two hours a step; with the chance 1 - exp(-rate x step), 10 % late.
    """
    life = regulatory_crowd(512, step, rate=0.1)
    life.parameters = life.parameters._replace(fates=life.parameters.fates._replace(treg_death_rate=0.0))
    grow(life)
    divisions = life.cells.column("divisions")[life.cells.rows()]
    expected = life.parameters.fates.treg_division_rate * HOURS
    assert abs(divisions.mean() - expected) < 4.0 * math.sqrt(expected / FOUNDERS)


def test_naive_cells_are_as_many_as_their_founders() -> None:
    """Turnover and thymus balance: after a month the number is that of the start within 4 sqrt(n)."""
    life = found(overrides={"repertoire.fewest_precursors": 300, "repertoire.most_precursors": 300,
                            "repertoire.thymic_half_life": 240})  # fmt: skip
    founders = sum(life.subject.precursors)
    live(life, 30 * 24)
    phenotypes = life.cells.column("phenotype")[life.cells.rows()]
    naive = int((phenotypes == Phenotype.NAIVE).sum())
    assert abs(naive - founders) < 4.0 * math.sqrt(founders)


def test_tregs_at_rest_are_as_many_as_their_founders() -> None:
    """The thymus replaces what dies: after a month the number is that of the start within 4 sqrt(n), blood included."""
    life = found(overrides={"repertoire.fewest_precursors": 1000, "repertoire.most_precursors": 1000,
                            "residents.basal_display": 0})  # fmt: skip
    founders = int(life.stock[:, 1].sum())
    live(life, 30 * 24)
    phenotypes = life.cells.column("phenotype")[life.cells.rows()]
    assert founders > 300
    assert abs(int((phenotypes == Phenotype.TREG).sum()) - founders) < 4.0 * math.sqrt(founders)


@pytest.mark.parametrize("step", [1.0, 0.25])
def test_particles_leave_the_blood_at_the_rate_of_their_design(step: float) -> None:
    """exp(-k t) of the parcels are left after six hours at any time step; phagocytes and T cells are taken away."""
    parcels, hours = 4000, 6.0
    life = found(
        [ParticleDose(day=0.0, design=PMHC_PARTICLE, particles=1e12)],
        {"world.step": step, "world.parcels_per_dose": parcels},
    )
    life.cells.remove(life.cells.rows())
    life.apcs.remove(life.apcs.rows())
    schedule.dose(life)
    for _ in range(round(hours / step)):
        schedule.clear(life)
        life.body.step += 1
    rate = filtration_rate(PMHC_PARTICLE.diameter, PMHC_PARTICLE.coat, life.parameters.pharmacology)
    expected = remaining(rate, hours)
    share = float((life.parcels.column("place")[life.parcels.rows()] == Compartment.BLOOD).mean())
    assert abs(share - expected) < 4.0 * math.sqrt(expected * (1.0 - expected) / parcels)


@pytest.mark.parametrize("step", [0.5, 2.0])
def test_resting_cells_spread_over_the_organs_as_their_rates_say(step: float) -> None:
    """Flux balance: an organ holds (rate in / rate of leaving) of the blood, whatever the step.

    Two residence times that are swapped move cells from one organ to another, and so does a clock that lets a cell
    that arrives within a step go on only in the next: at two hours a step the liver would then hold 20 % too much.
    """
    crowd = {"repertoire.fewest_precursors": 1000, "repertoire.most_precursors": 1000, "world.size": 6}
    lasting = {"repertoire.thymic_half_life": 4800, "residents.basal_display": 0}
    life = found(overrides={**crowd, **lasting, "world.step": step})
    live(life, round(60 / step))
    counts = np.zeros(len(Compartment))
    for _ in range(20):
        live(life, 6)
        rows = life.cells.rows()
        naive = rows[life.cells.column("phenotype")[rows] == Phenotype.NAIVE]
        counts += np.bincount(life.cells.column("place")[naive], minlength=len(Compartment))
    traffic = life.parameters.traffic
    leaving = {
        Compartment.SPLEEN: (traffic.spleen_share, traffic.spleen_residence),
        Compartment.LIVER: (traffic.liver_share, traffic.liver_residence),
        Compartment.NODE: (traffic.node_share, traffic.node_residence),
    }
    for place, (share, residence) in leaving.items():
        expected = share / traffic.blood_residence * residence
        assert counts[place] / counts[Compartment.BLOOD] == pytest.approx(expected, rel=0.03)
    assert counts[Compartment.CNS] == 0


def test_adjuvant_decays_with_the_half_life_of_the_depot() -> None:
    """Half of it is left after one half-life."""
    life = found([IMMUNISATION])
    schedule.dose(life)
    start = life.body.adjuvant
    for _ in range(round(life.parameters.immunisation.depot_half_life)):
        schedule.dose(life)
    assert life.body.adjuvant == pytest.approx(0.5 * start, rel=0.01)
