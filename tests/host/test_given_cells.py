"""What reaches a host beside medicines: soluble peptide, transferred cells, particles by other routes."""

import numpy as np
import pytest
from worlds import HASTE, IMMUNISATION, PLG_PARTICLE, PMHC_PARTICLE, count, found, held, live

from nanoimmune import CellTransfer, Peptide
from nanoimmune.medicine_words import Process, Route
from nanoimmune.state.dose import ParticleDose
from nanoimmune.state.medicine import Effect, Medicine, MedicineDose
from nanoimmune.words import ApcState, Compartment, Epitope, Phenotype


def test_soluble_peptide_tolerises_naive_cells_and_is_remembered_as_an_exposure() -> None:
    """Shown without help: MOG-specific naive cells are lost to anergy, deletion and Tregs; those for GP stay."""
    doses = tuple(Peptide("MOG35-55").dose(day, 200, "iv") for day in range(3))
    plain, dosed = (live(found(given), 7 * 24) for given in ((), doses))
    for epitope, is_lost in ((Epitope.MOG35_55, True), (Epitope.GP61_80, False)):
        naive = []
        for life in (plain, dosed):
            rows = life.cells.rows()
            mine = life.cells.column("epitope")[rows] == epitope
            naive.append(int((life.cells.column("phenotype")[rows][mine] == Phenotype.NAIVE).sum()))
        assert (naive[1] < 0.6 * naive[0]) == is_lost
    assert dosed.medication.exposures[Epitope.MOG35_55] == 3
    states = dosed.apcs.column("state")[dosed.apcs.rows()]
    assert not (states == ApcState.LICENSED).any(), "peptide alone licenses nobody"


def test_transferred_cells_are_in_the_blood_in_agents_of_at_most_the_largest_weight() -> None:
    dose = CellTransfer("effector", "MOG35-55", affinity=0.8, engrafted=0.5).dose(0, 1001, "iv")
    plain, dosed = live(found((), {"world.cells_per_agent": 32}), 0), found((dose,), {"world.cells_per_agent": 32})
    from nanoimmune.host.schedule import dose as dose_phase

    dose_phase(dosed)
    mine = dosed.cells.rows()[dosed.cells.column("phenotype")[dosed.cells.rows()] == Phenotype.EFFECTOR]
    weights = dosed.cells.column("weight")[mine]
    assert weights.sum() == 500
    assert weights.max() <= 32
    assert len(mine) == 16
    assert set(dosed.cells.column("place")[mine]) == {int(Compartment.BLOOD)}
    assert np.allclose(dosed.cells.column("affinity")[mine], 0.8)
    assert len(set(dosed.cells.column("clone")[mine].tolist())) == 1
    assert len(set(dosed.cells.column("uid")[mine].tolist())) == 16
    assert len(dosed.cells) == len(plain.cells) + 16
    assert dosed.medication.cell_balance() == {"given": 1001, "waiting": 0, "entered": 500, "lost": 501}


def test_cells_from_the_peritoneum_arrive_over_time_and_all_are_accounted_for() -> None:
    dose = CellTransfer("treg", "MOG35-55", engrafted=1.0).dose(0, 1000, "ip")
    life = found((dose,))
    entered = []
    for _ in range(10 * 24):
        live(life, 1)
        balance = life.medication.cell_balance()
        assert balance["given"] == balance["waiting"] + balance["entered"] + balance["lost"] == 1000
        entered.append(balance["entered"])
    assert entered[11] == pytest.approx(500, abs=30)
    assert entered[-1] == 1000
    assert life.medication.is_idle


def test_particles_under_the_skin_stay_or_drain_to_the_node() -> None:
    """None is ever in the blood; large ones stay where they are, small ones reach the node; the ledger closes."""
    for design, share in ((PLG_PARTICLE, 1 / 26), (PMHC_PARTICLE, 1 / 1.04)):
        life = found((ParticleDose(0.0, design, 1e10, Route.SC),))
        live(life, 1)
        places = life.parcels.column("place")[life.parcels.rows()]
        assert set(places.tolist()) == {int(Compartment.NODE)}
        assert life.parcels.column("given")[life.parcels.rows()].sum() == pytest.approx(1e10 * share, rel=1e-6)
        assert held(life, 0) + life.ledger.cleared[0] == pytest.approx(1e10, rel=1e-9)


def test_depletion_enters_the_particles_of_the_dead_as_cleared() -> None:
    killing = Medicine(1e5, 1.0, 100.0, 1e-3, effects=(Effect(Process.ACTIVATED_DEPLETION, 1.0),))
    doses = (IMMUNISATION, ParticleDose(3.0, PMHC_PARTICLE, 1e12), MedicineDose(3.5, killing, 100.0))
    life = live(found(doses, HASTE), 5 * 24)
    assert count(life, Phenotype.PRIMED, Phenotype.EFFECTOR) < 10
    assert held(life, 0) + life.ledger.cleared[0] == pytest.approx(1e12, rel=1e-9)
