"""Births: what daughters inherit, and where divisions end."""

import numpy as np
import pytest
from worlds import PLG_PARTICLE, PMHC_PARTICLE, found

from nanoimmune.host import schedule
from nanoimmune.host.births import split_regulators
from nanoimmune.host.life import Life
from nanoimmune.state.dose import Design, ParticleDose
from nanoimmune.sweeps.divide import give_birth
from nanoimmune.words import Compartment, Epitope, Field, Phenotype


def lone_cells(count: int, phenotype: Phenotype, **columns: object) -> Life:
    """A host that holds so many T cells of one kind, in the node, and a particle design."""
    life = found(
        [ParticleDose(day=0.0, design=PMHC_PARTICLE, particles=1e9)], {"world.step": 2, "world.cells_per_agent": 1}
    )
    schedule.dose(life)
    life.cells.remove(life.cells.rows())
    life.cells.add(
        count, phenotype=phenotype, uid=np.arange(count) + 5, site=life.sites_of(Compartment.NODE).start,
        place=Compartment.NODE, weight=1, affinity=1.0, **columns,
    )  # fmt: skip
    return life


@pytest.mark.parametrize("births", [1, 3])
def test_mother_and_daughters_share_particles_equally(births: int) -> None:
    """A mother of three that halves her particles at each birth keeps an eighth, and the first daughter half."""
    life = lone_cells(1, Phenotype.TR1, divisions=1)
    mother = life.cells.rows()[:1]
    life.cells.column("bound")[mother[0], 0], life.cells.column("inside")[mother[0], 0] = 800.0, 80.0
    life.cells.reserve(births)
    number = np.zeros(life.cells.used, np.int16)
    number[mother[0]] = births
    give_birth(life.cells.columns, mother.astype(np.int64), number, 1, 0)
    rows = life.cells.rows()
    assert len(rows) == births + 1 == len(set(life.cells.column("uid")[rows].tolist()))
    assert life.cells.column("bound")[rows, 0].tolist() == [800.0 / (births + 1)] * (births + 1)
    assert life.cells.column("inside")[rows, 0].tolist() == [80.0 / (births + 1)] * (births + 1)


@pytest.mark.parametrize(("phenotype", "left"), [(Phenotype.PRIMED, 0), (Phenotype.EFFECTOR, -2)])
def test_no_cell_divides_beyond_its_programme(phenotype: Phenotype, left: int) -> None:
    """One division before the end, at a rate and a step at which many cells would divide twice."""
    life = lone_cells(2000, phenotype, programme=left + 1, help=1e6, changed=-1000)
    fates = life.parameters.fates._replace(division_rate=0.3, effector_division_rate=0.3, restimulated_divisions=2.0)
    life.parameters = life.parameters._replace(fates=fates)
    life.fields[Field.IL2] = 1e3
    schedule.divide(life)
    programme = life.cells.column("programme")[life.cells.rows()]
    assert programme.min() == left
    assert (programme == left).sum() > 500


def test_a_design_in_whole_numbers_changes_no_later_one() -> None:
    """Compiled code that took the first valency for an integer would cut the second from 2.9 to 2."""

    def bound(first: float) -> float:
        designs = [Design(20.0, PMHC_PARTICLE.coat, PMHC_PARTICLE.ligand, valency) for valency in (first, 2.9)]
        life = lone_cells(50, Phenotype.EFFECTOR)
        life.cells.column("place")[life.cells.rows()] = Compartment.BLOOD
        life.pending = [ParticleDose(day=life.day, design=design, particles=1e12) for design in designs]
        for _ in range(2):
            schedule.dose(life)
            schedule.take_up(life)
        return float(life.cells.column("bound")[life.cells.rows(), -1].sum())

    assert bound(3) == bound(3.0) > 0.0


def test_loads_of_designs_with_one_coat_add_up() -> None:
    """A monocyte with four particles each of two carboxylated designs holds eight, and is diverted."""
    life = found([ParticleDose(day=0.0, design=PLG_PARTICLE, particles=1e9),
                  ParticleDose(day=0.0, design=Design(500.0, PLG_PARTICLE.coat), particles=1e9)])  # fmt: skip
    schedule.dose(life)
    apcs, numbers = life.apcs, life.parameters
    blood = apcs.rows()[apcs.column("place")[apcs.rows()] == Compartment.BLOOD]
    apcs.column("inside")[blood, :2] = 0.8 * numbers.pharmacology.diversion_load * numbers.world.phagocytes_per_apc
    schedule.circulate(life)
    assert (apcs.column("place")[blood] == Compartment.SPLEEN).all()


def regulators(phenotype: Phenotype, weight: int, overrides: dict[str, float]) -> Life:
    """A host that holds 40 agents of one kind and weight, with particles on them, followed as overrides say."""
    life = found([ParticleDose(day=0.0, design=PMHC_PARTICLE, particles=1e9)], overrides)
    schedule.dose(life)
    life.cells.remove(life.cells.rows())
    rows = life.cells.add(
        40, phenotype=phenotype, uid=np.arange(40) + 5, site=life.sites_of(Compartment.NODE).start,
        place=Compartment.NODE, weight=weight, affinity=1.0, epitope=Epitope.PLP178_191, divisions=3, signal=2.0,
    )  # fmt: skip
    life.cells.column("bound")[rows, 0] = 64.0
    return life


@pytest.mark.parametrize("phenotype", [Phenotype.TR1, Phenotype.PERIPHERAL_TREG, Phenotype.AUTOREGULATORY])
def test_regulatory_agents_are_split_until_none_is_too_heavy(phenotype: Phenotype) -> None:
    """Cells, particles, divisions and signal are what they were; every agent has a name of its own."""
    life = regulators(phenotype, 16, {"world.cells_per_agent": 16, "world.regulator_fineness": 4})
    split_regulators(life)
    rows = life.cells.rows()
    column = {name: life.cells.column(name)[rows] for name in ("uid", "weight", "divisions", "signal", "phenotype")}
    assert len(rows) == len(set(column["uid"].tolist())) == 40 * 4
    assert set(column["weight"].tolist()) == {4}
    assert life.cells.column("bound")[rows, 0].tolist() == [16.0] * 160
    assert (column["divisions"] == 3).all()
    assert (column["signal"] == 2.0).all()
    assert (column["phenotype"] == phenotype).all()
    split_regulators(life)
    assert len(life.cells) == 160


@pytest.mark.parametrize(
    ("phenotype", "finer"), [(Phenotype.EFFECTOR, 4), (Phenotype.NAIVE, 4), (Phenotype.TR1, 1)], ids=str
)
def test_other_agents_and_those_followed_alike_stay_whole(phenotype: Phenotype, finer: int) -> None:
    life = regulators(phenotype, 16, {"world.cells_per_agent": 16, "world.regulator_fineness": finer})
    split_regulators(life)
    assert life.cells.column("weight")[life.cells.rows()].tolist() == [16] * 40


def test_regulatory_agents_divide_into_rows_where_others_still_gain_weight() -> None:
    """With agents of sixteen and regulators four times finer, no Treg outgrows four and effectors reach sixteen."""
    heaviest = {}
    for phenotype in (Phenotype.TREG, Phenotype.EFFECTOR):
        life = regulators(phenotype, 4, {"world.cells_per_agent": 16, "world.regulator_fineness": 4})
        fates = life.parameters.fates._replace(treg_division_rate=0.3, effector_division_rate=0.3)
        life.parameters = life.parameters._replace(fates=fates)
        life.fields[Field.IL2] = 1e3
        life.cells.column("help")[:] = life.cells.column("signal")[:] = 1e6
        for _ in range(4):
            schedule.divide(life)
            life.body.step += 1
        heaviest[phenotype] = life.cells.column("weight")[life.cells.rows()].max()
    assert heaviest == {Phenotype.TREG: 4, Phenotype.EFFECTOR: 16}
