"""Medicines in a small host: the ledger closes, nothing is changed beyond what is claimed, and each claim shows."""

from pathlib import Path

import numpy as np
import pytest
from worlds import HASTE, IMMUNISATION, count, digest, found, live

from nanoimmune import Antibody, CellTransfer, Cytokine, Drug, Immunisation, Peptide, Scenario
from nanoimmune.host import Host, RegulatoryTCell
from nanoimmune.host.life import Life
from nanoimmune.host.medicating import ADDED, DEPLETED
from nanoimmune.host.paces import PACES, THRESHOLDS, paced
from nanoimmune.medicine_words import Process
from nanoimmune.parameters.load import load
from nanoimmune.state.dose import Dose
from nanoimmune.state.medicine import Effect, Medicine, MedicineDose
from nanoimmune.words import ApcState, Compartment, Field, Phenotype

GIVEN: dict[str, tuple[Dose, ...]] = {
    "drug into a vein": (Drug("dexamethasone").dose(0, 100, "iv"),),
    "drug by mouth, again and again": tuple(Drug("rapamycin").dose(day / 2, 60, "oral") for day in range(6)),
    "one drug by three routes": tuple(Drug("dexamethasone").dose(1, 50, route) for route in ("iv", "sc", "oral")),
    "antibody": (Antibody("anti-CD3").dose(0, 50, "ip"), Antibody("anti-CD25").dose(1, 500, "iv")),
    "cytokine": tuple(Cytokine("IL-2").dose(day, 1.5, "ip") for day in range(4)),
    "peptide": (Peptide("MOG35-55").dose(0, 200, "iv"), Peptide("OVA323-339").dose(1, 200, "sc")),
    "peptide in incomplete adjuvant": (Immunisation("MOG35-55", adjuvant="incomplete").dose(0, 1, "sc"),),
}
NO_EFFECT = Medicine(molar_mass=500, volume=10, half_life=5)


@pytest.mark.parametrize("course", GIVEN)
def test_what_is_given_is_waiting_circulating_or_gone(course: str) -> None:
    """To one part in a billion, at every step, and nothing is ever negative or comes back."""
    life = found((IMMUNISATION, *GIVEN[course]), HASTE)
    gone = np.zeros(0)
    for _ in range(4 * 24):
        live(life, 1)
        taken = life.medication
        for number in range(len(taken.medicines)):
            balance = taken.balance(number)
            assert sum(balance.values()) - balance["given"] == pytest.approx(balance["given"], rel=1e-9)
            assert min(balance.values()) >= 0.0
        assert (taken.gone >= np.pad(gone, (0, len(taken.gone) - len(gone)))).all()
        gone = taken.gone.copy()
    assert gone.sum() > 0.0


def test_a_medicine_without_effects_changes_no_bit() -> None:
    """Neither does one that has gone: chance is not shifted, and no number is rounded otherwise."""
    plain = live(found((IMMUNISATION,), HASTE), 72)
    dosed = live(found((IMMUNISATION, MedicineDose(0.0, NO_EFFECT, 100.0)), HASTE), 72)
    assert dosed.medication.given.sum() == 100.0
    assert digest(dosed) == digest(plain)


def test_a_medicine_that_is_gone_leaves_the_life_to_its_own_numbers() -> None:
    life = live(found((Drug("dexamethasone").dose(0, 100, "iv"),)), 1)
    assert life.acting != life.parameters
    live(life, 5 * 24)
    assert life.medication.is_idle
    assert life.acting is life.parameters


def test_two_doses_of_one_drug_share_their_targets() -> None:
    """By two routes, too: the levels add up before the target is occupied, and not the effects."""
    once = live(found((Drug("dexamethasone").dose(0, 20, "iv"),)), 1)
    twice = live(found(2 * (Drug("dexamethasone").dose(0, 10, "iv"),)), 1)
    assert twice.acting == once.acting
    both = live(found((Drug("dexamethasone").dose(0, 10, "iv"), Drug("dexamethasone").dose(0, 10, "sc"))), 1)
    assert len(both.medication.medicines) == 1


def pair(doses: tuple[Dose, ...], hours: int, number: int = 0) -> tuple[Life, Life]:
    """The same immunised subject without the doses and with them."""
    plain, dosed = (found((IMMUNISATION, *given), HASTE, number) for given in ((), doses))
    return live(plain, hours), live(dosed, hours)


def test_dexamethasone_lowers_costimulation_and_kills_activated_cells() -> None:
    """Were costimulation left alone, or death not added, one of the two would be as in the untreated twin."""
    steroid = tuple(Drug("dexamethasone").dose(day / 2, 100, "ip") for day in range(4, 10))
    plain, dosed = pair(steroid, 5 * 24)
    shown = []
    for life in (plain, dosed):
        rows = life.apcs.rows()
        licensed = life.apcs.column("state")[rows] == ApcState.LICENSED
        shown.append(float(life.apcs.column("costimulation")[rows][licensed].mean()))
    assert shown[1] < 0.5 * shown[0]
    activated = [count(life, Phenotype.PRIMED, Phenotype.EFFECTOR) for life in (plain, dosed)]
    assert activated[1] < 0.5 * activated[0]


def test_rapamycin_slows_conventional_cells_and_spares_tregs() -> None:
    life = live(found((Drug("rapamycin").dose(0, 60, "ip"),)), 2)
    own, acting = life.parameters.fates, life.acting.fates
    assert acting.division_rate < 0.5 * own.division_rate
    assert acting.treg_division_rate == own.treg_division_rate
    assert acting.treg_rate > own.treg_rate
    plain, dosed = pair(tuple(Drug("rapamycin").dose(day, 60, "ip") for day in range(5)), 5 * 24)
    divided = [int(life.cells.column("divisions")[life.cells.rows()].sum()) for life in (plain, dosed)]
    assert divided[1] < 0.5 * divided[0]


def test_anti_cd3_blinds_cells_kills_activated_ones_and_spares_regulatory_ones() -> None:
    antibody = (Antibody("anti-CD3").dose(3, 50, "iv"),)
    pairs = [pair(antibody, 5 * 24, number) for number in range(5)]
    share = [
        sum(count(dosed, *each) for _, dosed in pairs) / sum(count(plain, *each) for plain, _ in pairs)
        for each in ((Phenotype.PRIMED, Phenotype.EFFECTOR), (Phenotype.TREG, Phenotype.PERIPHERAL_TREG))
    ]
    assert share[0] < 0.5
    assert share[1] > 0.7
    plain, dosed = pairs[0]
    assert dosed.acting.engagement.half_occupancy > 10 * dosed.parameters.engagement.half_occupancy
    blind, seeing = (float(life.cells.column("signal")[life.cells.rows()].mean()) for life in (dosed, plain))
    assert blind < seeing


def test_anti_tgf_beta_blocks_the_suppression_by_contact() -> None:
    """The help that a crowd of Tregs leaves is nearly whole again; stripping by CTLA-4 is as it was."""
    from nanoimmune.biology.engagement import contact_suppression

    life = live(found((Antibody("anti-TGF-beta").dose(0, 1000, "iv"),)), 1)
    left = [float(contact_suppression(1.0, numbers.suppression)) for numbers in (life.parameters, life.acting)]
    assert left[0] < 0.4
    assert left[1] > 0.8
    assert life.acting.suppression.ctla4_rate == life.parameters.suppression.ctla4_rate


def test_anti_cd25_starves_and_depletes_tregs() -> None:
    plain, dosed = pair((Antibody("anti-CD25").dose(0, 500, "ip"),), 6 * 24)
    assert count(dosed, Phenotype.TREG) < 0.75 * count(plain, Phenotype.TREG)
    assert dosed.acting.fates.il2_half_treg > 5 * dosed.parameters.fates.il2_half_treg


def test_checkpoint_blockers_release_brakes() -> None:
    pd1 = live(found((Antibody("anti-PD-1").dose(0, 250, "iv"),)), 1)
    assert pd1.acting.fates.exhaustion_rate < 0.2 * pd1.parameters.fates.exhaustion_rate
    shown = pd1.acting.presentation
    assert pd1.parameters.presentation.tolerogenic_costimulation == 0.0
    assert 0.8 * shown.immature_costimulation < shown.tolerogenic_costimulation < shown.immature_costimulation
    ctla4 = live(found((Antibody("anti-CTLA-4").dose(0, 250, "iv"),)), 1)
    assert ctla4.acting.suppression.ctla4_rate < 0.2 * ctla4.parameters.suppression.ctla4_rate
    assert ctla4.acting.fates.exhaustion_rate == ctla4.parameters.fates.exhaustion_rate


def hours_of_answer(amount: float) -> tuple[int, int]:
    """Hours in which added IL-2 is above what half-satisfies Tregs, and effectors."""
    life = found((Cytokine("IL-2").dose(0, amount, "ip"),))
    above = np.zeros(2, int)
    for _ in range(48):
        live(life, 1)
        level = float((life.felt[Field.IL2] - life.fields[Field.IL2]).max())
        above += [level > life.parameters.fates.il2_half_treg, level > life.parameters.fates.il2_half_effector]
    return int(above[0]), int(above[1])


def test_low_dose_il2_is_for_tregs_and_high_dose_for_effectors_too() -> None:
    """25,000 and 500,000 IU: effectors answer to twenty times as much for as long as Tregs to the low dose."""
    low, high = hours_of_answer(1.5), hours_of_answer(30.0)
    assert low[0] >= 2 * low[1]
    assert high[1] >= low[0]


def test_il2_keeps_tregs_alive() -> None:
    """In a host that makes none, Tregs given IL-2 every few hours outlive those that are not."""
    starved = {"cytokines.il2_background": 0, "fates.treg_death_rate": 0.03}
    doses = tuple(Cytokine("IL-2").dose(day / 4, 1.5, "ip") for day in range(16))
    plain, dosed = (live(found(given, starved), 4 * 24) for given in ((), doses))
    assert count(dosed, Phenotype.TREG) > 1.3 * count(plain, Phenotype.TREG)


def test_fingolimod_keeps_cells_in_the_node() -> None:
    plain, dosed = (
        live(found(given), 48) for given in ((), tuple(Drug("fingolimod").dose(day, 20, "oral") for day in range(2)))
    )
    within = [int((life.cells.column("place")[life.cells.rows()] == Compartment.NODE).sum()) for life in (plain, dosed)]
    assert within[1] > 2 * within[0]


def test_blocking_entry_keeps_cells_out_of_the_tissue() -> None:
    plain, dosed = pair((Antibody("anti-VLA-4").dose(0, 500, "iv"),), 6 * 24)
    within = []
    for life in (plain, dosed):
        cells, rows = life.cells, life.cells.rows()
        within.append(int(cells.column("weight")[rows][cells.column("place")[rows] == Compartment.CNS].sum()))
    assert within[1] < 0.5 * within[0]


def test_a_host_under_treatment_goes_on_from_a_checkpoint_bit_for_bit(tmp_path: Path) -> None:
    scenario = Scenario.named("ms").with_parameters(
        {"world.cns_extent": 8, "world.spleen_extent": 8, "world.node_extent": 8, "world.liver_extent": 4,
         "world.lead": 0}
    )  # fmt: skip
    doses = [dose for course in GIVEN.values() for dose in course]
    doses.append(CellTransfer("treg", "MOG35-55").dose(0, 5000, "ip"))
    host = Host(scenario, doses=doses)
    host.run_for(30)
    host.save(tmp_path / "treated.npz")
    loaded = Host.load(tmp_path / "treated.npz")
    assert loaded.digest() == host.digest()
    for each in (host, loaded):
        each.run_for(24)
    assert loaded.digest() == host.digest()
    assert loaded.life.medication.exposures.tolist() == host.life.medication.exposures.tolist()


def test_the_digest_knows_of_medicines() -> None:
    scenario = Scenario.named("ms").with_parameters({"world.cns_extent": 8, "world.lead": 0})
    hosts = [Host(scenario), Host(scenario)]
    hosts[1].life.medication.number_of(NO_EFFECT)
    assert hosts[0].digest() != hosts[1].digest()


def test_every_process_is_acted_on_in_one_way() -> None:
    """A word of the vocabulary that no table holds would be accepted from a user and do nothing."""
    by_hand = {Process.INHIBITION_SHOWN, Process.INFLAMMATION_FELT}
    tables = [set(PACES), set(THRESHOLDS), set(DEPLETED), set(ADDED), by_hand]
    assert set().union(*tables) == set(Process)
    assert sum(map(len, tables)) == len(Process)


@pytest.mark.parametrize("process", [*PACES, *THRESHOLDS, Process.INHIBITION_SHOWN])
def test_every_pace_changes_some_number_and_a_factor_of_one_changes_none(process: Process) -> None:
    own = load()
    assert paced(own, {process: 0.5}) != own
    assert paced(own, {process: 1.0}) == own
    assert paced(own, {process: 0.0}) is not None, "a process may be stopped"


def test_blocked_inflammation_is_felt_less() -> None:
    """As by an antibody that neutralises cytokine; the field itself is as it was."""
    block = Medicine(1.5e5, 4.0, 160.0, 1e-3, effects=(Effect(Process.INFLAMMATION_FELT, -0.9),))
    life = live(found((IMMUNISATION, MedicineDose(0.0, block, 1000.0)), HASTE), 24)
    assert life.fields[Field.INFLAMMATORY].max() > 0.0
    assert life.felt[Field.INFLAMMATORY].max() < 0.11 * life.fields[Field.INFLAMMATORY].max()


def test_transferred_cells_are_agents_of_their_class() -> None:
    scenario = Scenario.named("ms").with_parameters({"world.cns_extent": 8, "world.lead": 0})
    hosts = [Host(scenario, doses=doses) for doses in ((), (CellTransfer("treg", "MOG35-55").dose(0, 5000, "iv"),))]
    for host in hosts:
        host.run_for(1)
    few, many = (len(host.agents_by_type[RegulatoryTCell]) for host in hosts)
    assert many - few == -(-500 // int(scenario.parameters.world.cells_per_agent))


def test_withdrawn_doses_are_not_given() -> None:
    scenario = Scenario.named("ms").with_parameters({"world.cns_extent": 8, "world.lead": 0})
    dose = Drug("dexamethasone").dose(1, 100, "iv")
    host = Host(scenario, doses=[dose])
    host.withdraw(dose)
    host.withdraw(dose)
    host.run_for(30)
    assert host.life.medication.given.sum() == 0.0
