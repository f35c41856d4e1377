"""Two target tissues in one host: how they share the blood, and what one is to the other."""

import numpy as np
import pytest
from two_tissues import BOTH, CNS, ISLETS, found
from worlds import histories, live

from nanoimmune.biology.traffic import monocyte_entry_rate, tissue_entry_rate
from nanoimmune.host import arrivals, schedule
from nanoimmune.host.life import Life
from nanoimmune.state.autoantigens import autoantigens, epitopes_of
from nanoimmune.state.dose import Design, ImmunisationDose, ParticleDose
from nanoimmune.words import ApcKind, Coat, Compartment, Epitope, Field, Phenotype

MOG = ImmunisationDose(day=14.0, epitope=Epitope.MOG35_55, amount=1.0, pertussis=1.0)
NOBODY = frozenset(Epitope)
SILENT = {
    "residents.islet_macrophages": 0,
    "residents.islet_dendritic": 0,
    "residents.cns_microglia": 0,
    "islets.wave_rate": 0,
}


def shares(places: np.ndarray) -> dict[Compartment, float]:
    """Share of agents in each target tissue."""
    return {place: float((places == place).mean()) for place in BOTH}


def sealed(life: Life, place: Compartment, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Keep one tissue behind a barrier that lets nobody through, from the first hour on."""

    def shut(life: Life) -> None:
        for organ in life.organs:
            organ.permeability *= organ.place != place

    def open_and_shut(life: Life) -> None:
        arrivals.open_barriers(life)
        shut(life)

    monkeypatch.setattr(schedule, "open_barriers", open_and_shut)
    shut(life)
    return life


# One beside a silent one ----------------------------------------------------------------------------------------------


def test_white_matter_beside_a_silent_pancreas_lives_as_if_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bit for bit: cells, tissue, fields. So no antigen is shown, and nobody recruited, in or by the wrong tissue."""
    doses = [MOG, ParticleDose(14.5, Design(500.0, Coat.CARBOXYLATED, cargo=Epitope.MOG35_55, cargo_load=0.1), 1e9)]
    silent = SILENT | {"residents.cns_microglia": 20, "fates.division_lag": 12, "fates.activation_threshold": 1}
    lives = [
        live(sealed(found(doses, silent, targets=targets), ISLETS, monkeypatch), 24 * 12) for targets in ((CNS,), BOTH)
    ]
    alone, beside = lives
    assert alone.organ(CNS).tissue.myelin.mean() < 1.0
    assert histories(alone.cells) == histories(beside.cells)
    assert histories(alone.apcs) == histories(beside.apcs)
    assert alone.ledger.cleared.tolist() == beside.ledger.cleared.tolist()
    for one, other in zip(alone.organ(CNS).tissue, beside.organ(CNS).tissue, strict=True):
        assert np.array_equal(one, other)
    last = alone.voxels_of(CNS).stop
    assert np.array_equal(alone.fields[:, :last], beside.fields[:, :last])
    assert (beside.organ(ISLETS).tissue.beta == (beside.organ(ISLETS).tissue.islet >= 0)).all()


def test_a_pancreas_beside_silent_white_matter_lives_as_if_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sites are numbered otherwise, so beta cells, weights and signals are compared, and they agree to the bit."""
    awake = SILENT | {"residents.islet_macrophages": 12, "residents.islet_dendritic": 4, "islets.wave_rate": 0.01}
    awake |= {"fates.activation_threshold": 1, "fates.division_lag": 12}
    lives = [
        live(sealed(found((), awake, targets=targets), CNS, monkeypatch), 24 * 14) for targets in ((ISLETS,), BOTH)
    ]
    alone, beside = lives
    for one, other in zip(alone.organ(ISLETS).tissue, beside.organ(ISLETS).tissue, strict=True):
        assert np.array_equal(one, other)
    for name in ("uid", "weight", "signal", "phenotype", "place"):
        first, second = (life.cells.column(name)[np.argsort(life.cells.column("uid"))] for life in lives)
        assert np.array_equal(first[first != 0], second[second != 0])
    assert alone.body.glucose == beside.body.glucose
    assert (beside.organ(CNS).tissue.myelin == 1.0).all()


# Two doors ------------------------------------------------------------------------------------------------------------


def with_doors(life: Life, permeability: tuple[float, float], chemokine: tuple[float, float] = (0.0, 0.0)) -> Life:
    """Set both barriers, and what calls through them."""
    for organ, open_, calls in zip(life.organs, permeability, chemokine, strict=True):
        organ.permeability, organ.chemokine = open_, calls
        life.fields[Field.CHEMOKINE, life.voxels_of(organ.place)] = calls
    return life


@pytest.mark.parametrize("permeability", [(0.2, 0.6), (0.9, 0.0), (0.0, 0.3)])
def test_t_cells_leave_the_blood_by_either_door_as_it_is_open(
    permeability: tuple[float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 20,000 effectors each tissue gets its own rate times the step, and they spread over the whole of it."""
    monkeypatch.setattr(schedule, "open_barriers", lambda life: None)
    life = with_doors(found((), {"traffic.entry_rate": 0.2}, NOBODY), permeability)
    number = 20_000
    rows = life.cells.add(
        number, phenotype=Phenotype.EFFECTOR, uid=np.arange(number) + 5, place=Compartment.BLOOD, weight=1,
        site=life.geometry.first[Compartment.BLOOD], epitope=Epitope.MOG35_55, affinity=1.0, partner=-1,
    )  # fmt: skip
    schedule.circulate(life)
    places, sites = life.cells.column("place")[rows], life.cells.column("site")[rows]
    for place, open_ in zip(BOTH, permeability, strict=True):
        rate = tissue_entry_rate(int(Phenotype.EFFECTOR), open_, life.parameters.traffic)
        expected = rate * life.subject.barrier_factor * life.hours
        error = np.sqrt(expected * (1.0 - expected) / number)
        assert abs(shares(places)[place] - expected) <= 4.0 * error
        here = sites[places == place]
        within = life.sites_of(place)
        assert ((here >= within.start) & (here < within.stop)).all()
        if len(here):
            assert len(np.unique(life.geometry.voxel_of_site[here])) > 0.9 * np.diff(life.geometry.first_voxel)[place]


def test_monocytes_go_where_they_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clocks of two calling tissues race: in sum they ring at the sum of the rates, and each by its share of it."""
    monkeypatch.setattr(schedule, "open_barriers", lambda life: None)
    overrides = {"recruitment.entry_rate": 0.4, "recruitment.marrow_half_life": 72, "recruitment.emergency": 0}
    life = with_doors(found((), overrides | {"residents.blood_monocytes": 5000}, NOBODY), (0.5, 0.8), (0.02, 0.005))
    blood = life.apcs.rows()[life.apcs.column("kind")[life.apcs.rows()] == ApcKind.MONOCYTE]
    recruitment = life.parameters.recruitment
    schedule.circulate(life)
    rates = [monocyte_entry_rate(organ.chemokine, organ.permeability, recruitment) for organ in life.organs]
    lost = np.log(2.0) / recruitment.marrow_half_life
    entering = -np.expm1(-(sum(rates) + lost) * life.hours)
    places = life.apcs.column("place")[blood]
    for place, rate in zip(BOTH, rates, strict=True):
        expected = entering * rate / (sum(rates) + lost)
        assert abs(shares(places)[place] - expected) < 4.0 * np.sqrt(expected * (1.0 - expected) / len(blood))


def test_membranes_home_to_both_tissues_and_are_spent_in_each_by_its_own_cytokine() -> None:
    """As many parcels as vessels call; and cytokine of one tissue spends no particle of the other."""
    coat = Design(120.0, Coat.NEUTROPHIL_MEMBRANE)
    life = found([ParticleDose(14.0, coat, 1e12)], {"world.parcels_per_dose": 5000, "formulations.homing_rate": 0.5})
    schedule.dose(life)
    with_doors(life, (0.4, 0.8), (1.0, 1.0))
    life.vessels[:] = np.arange(1.0, life.vessels.size + 1.0)
    for _ in range(50):
        schedule.clear(life)
        life.body.step += 1
    rows = life.parcels.rows()
    homed = shares(life.parcels.column("place")[rows])
    ratio = homed[CNS] / (homed[CNS] + homed[ISLETS])
    number = len(rows) * (homed[CNS] + homed[ISLETS])
    assert number > 500
    assert abs(ratio - 1.0 / 3.0) < 4.0 * np.sqrt(2.0 / 9.0 / number)
    free, place = life.parcels.column("free"), life.parcels.column("place")
    before = {tissue: free[rows][place[rows] == tissue].sum() for tissue in BOTH}
    life.organ(ISLETS).inflammation = 0.1
    with_doors(life, (0.0, 0.0))
    schedule.clear(life)
    kept = {tissue: free[rows][place[rows] == tissue].sum() / before[tissue] for tissue in BOTH}
    bile = life.parameters.pharmacology.hepatobiliary_rate
    assert kept[CNS] == pytest.approx(np.exp(-bile))
    assert kept[ISLETS] == pytest.approx(np.exp(-bile - 0.1 * life.parameters.formulations.receptor_binding))


# Antigens -------------------------------------------------------------------------------------------------------------


def test_each_tissue_shows_its_own_antigens_and_the_node_those_of_both() -> None:
    """Presenting cells of a healthy tissue show nothing of the other; those of the node show what either sheds."""
    life = found()
    for organ in life.organs:
        life.fields[Field.SHED_MOG :, life.voxels_of(organ.place)][
            organ.processed.protein[organ.processed.protein >= 0]
        ] = 5.0
    life.body.drained[:] = 0.5
    for _ in range(20):
        schedule.present(life)
    rows = life.apcs.rows()
    pmhc, place = life.apcs.column("pmhc")[rows], life.apcs.column("place")[rows]
    held = [epitope for epitope in Epitope if life.processed.share[epitope] > 0.0]
    for tissue in BOTH:
        own = [epitope for epitope in epitopes_of(tissue) if epitope in held]
        others = [epitope for epitope in Epitope if epitope not in own]
        assert (pmhc[place == tissue][:, own].max(axis=0) > 0.0).all()
        assert pmhc[place == tissue][:, others].max() == 0.0
    assert (pmhc[place == Compartment.NODE][:, held].max(axis=0) > 0.0).all()


def test_what_diseases_are_directed_at() -> None:
    """What was induced, and all of a tissue that falls ill by itself; a foreign antigen stands for itself."""
    mog, islets = [Epitope.MOG35_55], epitopes_of(ISLETS)
    assert autoantigens((CNS,), mog) == mog
    assert autoantigens((ISLETS,), []) == sorted(islets)
    assert autoantigens(BOTH, mog) == sorted([*mog, *islets])
    assert autoantigens((CNS,), [Epitope.OVA323_339]) == [Epitope.OVA323_339]
