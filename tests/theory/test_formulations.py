"""What formulations do to the cells of a small world: which swallow, what they become, and whom they tolerise."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from formulations import (
    MOG,
    NUMBERS,
    OVA,
    TOLERISED,
    cells,
    dendrimer,
    dosed,
    fixed_cell,
    free_in,
    lipoplex,
    liposome,
    membrane,
    presenting,
    rapamycin,
    red_cell,
    share_in,
    shown,
)
from worlds import HASTE, found, held, live

from nanoimmune.host import schedule
from nanoimmune.state.dose import Design, ImmunisationDose, ParticleDose
from nanoimmune.words import ApcKind, ApcState, Coat, Compartment, Epitope, Field, Nucleoside, Phenotype

SPLEEN, NODE, CNS = Compartment.SPLEEN, Compartment.NODE, Compartment.CNS
ANTIGEN_CARRIERS: dict[str, Callable[[Epitope], Design]] = {
    "rapamycin": rapamycin,
    "lipoplex": lipoplex,
    "liposome": liposome,
    "dendrimer": dendrimer,
    "red_cell": red_cell,
    "fixed_cell": fixed_cell,
}


@pytest.mark.parametrize("name", ANTIGEN_CARRIERS)
def test_only_cells_of_the_carried_antigen_are_tolerised(name: str) -> None:
    """Six days after a dose in health, cognate naive cells turn anergic or Treg; with another antigen none does."""
    cognate = dosed(ANTIGEN_CARRIERS[name](MOG), NUMBERS[name], 6)
    irrelevant = dosed(ANTIGEN_CARRIERS[name](OVA), NUMBERS[name], 6)
    assert cells(cognate, *TOLERISED) >= 4
    assert cells(cognate, Phenotype.NAIVE) < 0.8 * cells(irrelevant, Phenotype.NAIVE)
    assert cells(irrelevant, *TOLERISED) == 0
    assert cells(irrelevant, *TOLERISED, epitope=OVA) >= 1
    assert cells(cognate, Phenotype.PRIMED, Phenotype.EFFECTOR) == 0


@pytest.mark.parametrize("design", [*(make(MOG) for make in ANTIGEN_CARRIERS.values()), membrane()], ids=repr)
def test_the_ledger_closes_for_every_formulation(design: Design) -> None:
    """At every step: urine, homing, mRNA and cells that last for weeks included."""
    dose = ParticleDose(0.25, design, 1e11)
    life = found([ImmunisationDose(0.0, MOG, 1.0, 1.0), dose], HASTE)
    life.apcs.column("state")[presenting(life, CNS)] = ApcState.LICENSED
    for _ in range(5 * 24):
        live(life, 1)
        if life.ledger.designs:
            total = held(life, 0) + life.ledger.cleared[0]
            assert total == pytest.approx(life.ledger.injected[0], rel=1e-9)
    assert life.ledger.injected[0] > 0.0


# Drugs ----------------------------------------------------------------------------------------------------------------


def test_rapamycin_makes_its_eaters_tolerogenic_and_the_same_particle_without_it_does_not() -> None:
    """Both show the antigen; without the drug the cells that show it stay as they were."""
    with_drug, without = dosed(rapamycin(), 3e10, 3), dosed(rapamycin(drug_load=0.0), 3e10, 3)
    assert share_in(with_drug, ApcState.TOLEROGENIC) > 0.5
    assert share_in(without, ApcState.TOLEROGENIC) == 0.0
    assert shown(without, SPLEEN) > 0.5
    assert shown(with_drug, SPLEEN) > 0.5


def test_a_hundredth_of_the_drug_load_tolerises_fewer_cells() -> None:
    """Some 3,000 particles a phagocyte: 15 fg in each at a hundredth of the load, a little above the half-load."""
    much = dosed(rapamycin(), 3e9, 1)
    little = dosed(rapamycin(drug_load=0.0005), 3e9, 1)
    assert share_in(much, ApcState.TOLEROGENIC) > share_in(little, ApcState.TOLEROGENIC) + 0.3


def test_the_drug_without_antigen_leaves_naive_cells_alone() -> None:
    """Tolerogenic cells that show nothing tolerise nobody, so the drug has to come with the antigen."""
    life = dosed(rapamycin(cargo=None), 3e10, 6)
    assert share_in(life, ApcState.TOLEROGENIC) > 0.5
    assert cells(life, *TOLERISED) == 0


def test_where_helped_cells_license_who_shows_the_antigen_the_drug_holds_them_back() -> None:
    """Four days after immunisation effectors help whoever shows it, in the spleen too: so here the drug matters."""
    licensed = {0.5: 0.0, 0.0: 0.0}
    for number in range(2):
        for load in licensed:
            doses = [ImmunisationDose(0.0, MOG, 1.0, 1.0), ParticleDose(4.0, rapamycin(drug_load=load), 3e10)]
            licensed[load] += share_in(live(found(doses, HASTE, number), 8 * 24), ApcState.LICENSED)
    assert licensed[0.0] > 0.15
    assert licensed[0.5] < 0.5 * licensed[0.0]


# mRNA -----------------------------------------------------------------------------------------------------------------


def test_dendritic_cells_of_the_spleen_show_what_mrna_encodes_for_a_few_days() -> None:
    """Macrophages break it down; without costimulation nobody is licensed; half-lives of 16 and 48 h end it."""
    life = dosed(lipoplex(), 2e9, 1)
    dendritic = shown(life, SPLEEN, ApcKind.DENDRITIC)
    assert dendritic > 4.0 * shown(life, SPLEEN, ApcKind.MARGINAL_ZONE_MACROPHAGE) > 0.0
    assert share_in(life, ApcState.IMMATURE) == 1.0
    live(life, 7 * 24)
    assert shown(life, SPLEEN, ApcKind.DENDRITIC) < 0.3 * dendritic


def test_unmodified_mrna_primes_where_m1psi_tolerises() -> None:
    """The nucleoside alone turns a tolerogen into a vaccine."""
    modified, plain = dosed(lipoplex(), 2e9, 6), dosed(lipoplex(nucleoside=Nucleoside.URIDINE), 2e9, 6)
    assert share_in(dosed(lipoplex(nucleoside=Nucleoside.URIDINE), 2e9, 1), ApcState.LICENSED) > 0.8
    assert cells(modified, Phenotype.PRIMED, Phenotype.EFFECTOR) == 0
    assert cells(plain, Phenotype.PRIMED, Phenotype.EFFECTOR) > cells(plain, *TOLERISED)


# Apoptotic membrane and cells -----------------------------------------------------------------------------------------


def test_phosphatidylserine_tolerises_its_eaters_and_peg_does_not() -> None:
    """The same liposome with another surface."""
    assert share_in(dosed(liposome(), 2e9, 2), ApcState.TOLEROGENIC) > 0.5
    assert share_in(dosed(liposome(coat=Coat.PEG), 2e9, 2), ApcState.TOLEROGENIC) == 0.0


def test_red_cells_last_for_weeks_and_fixed_cells_for_minutes() -> None:
    """After ten days exp(-240 h x rate) of the red cells circulate; no fixed cell is left after a day."""
    life = dosed(red_cell(), 1e8, 10, world__parcels_per_dose=2000)
    rate = life.parameters.formulations.senescence_rate
    left = free_in(life, Compartment.BLOOD) / 1e8
    # The scatter of 2,000 parcels is 1.1 % of the dose.
    assert left == pytest.approx(math.exp(-240.0 * rate), abs=0.04)
    assert share_in(life, ApcState.TOLEROGENIC) > 0.5
    assert life.apcs.column("inside")[presenting(life, Compartment.BLOOD), 0].max() == 0.0
    fixed = dosed(fixed_cell(), 2e7, 1)
    assert free_in(fixed, Compartment.BLOOD) == 0.0
    assert share_in(fixed, ApcState.TOLEROGENIC) > 0.5


# Dendrimers -----------------------------------------------------------------------------------------------------------


def test_dendrimers_go_to_urine_and_reach_the_node() -> None:
    """Three parts in four pass the kidney; what spreads loads cells of the node too, where no particle comes."""
    life = dosed(dendrimer(), 3e15, 1, world__parcels_per_dose=4000)
    numbers = life.parameters.formulations
    spread = numbers.peptide_spread_rate / (numbers.peptide_spread_rate + numbers.renal_rate)
    first = dosed(dendrimer(), 3e15, 0.25, world__parcels_per_dose=4000, pharmacology__hepatobiliary_rate=0)
    gone = float(first.ledger.cleared[0]) / 3e15
    assert gone == pytest.approx(1.0 - spread, abs=0.05)
    assert shown(life, NODE) > 0.1
    assert shown(dosed(rapamycin(), 3e10, 1), NODE) == 0.0


# Membranes of leukocytes ----------------------------------------------------------------------------------------------


def test_particles_in_leukocyte_membrane_home_to_inflamed_tissue_alone() -> None:
    """Of h / (h + f) of the dose, h the rate of homing and f that of filtration; without inflammation none."""
    share = {}
    for coat, chemokine in (
        (Coat.NEUTROPHIL_MEMBRANE, 1.0),
        (Coat.RED_CELL_MEMBRANE, 1.0),
        (Coat.MACROPHAGE_MEMBRANE, 0.0),
    ):
        overrides = {"world.parcels_per_dose": 4000, "formulations.homing_rate": 0.2}
        life = found([ParticleDose(0.0, membrane(coat), 1e12)], overrides)
        schedule.dose(life)
        life.vessels[:] = np.arange(1.0, life.vessels.size + 1.0)
        life.organs[0].permeability, life.organs[0].chemokine = 1.0, chemokine
        for _ in range(200):
            schedule.clear(life)
            life.body.step += 1
        rows = life.parcels.rows()
        share[coat] = float((life.parcels.column("place")[rows] == CNS).mean())
        numbers = life.parameters
    calls = 1.0 / (1.0 + numbers.recruitment.half_chemokine)
    homing = 0.2 * calls
    pharmacology = numbers.pharmacology
    size = (120.0 / pharmacology.reference_diameter) ** pharmacology.size_exponent
    filtration = pharmacology.filtration_rate * size * pharmacology.leukocyte_membrane_factor
    # The scatter of 4,000 parcels is 0.8 %.
    assert share[Coat.NEUTROPHIL_MEMBRANE] == pytest.approx(homing / (homing + filtration), abs=0.03)
    assert share[Coat.RED_CELL_MEMBRANE] == share[Coat.MACROPHAGE_MEMBRANE] == 0.0


@pytest.mark.parametrize("coat", [Coat.NEUTROPHIL_MEMBRANE, Coat.RED_CELL_MEMBRANE])
def test_leukocyte_membrane_in_the_tissue_takes_cytokine_out_of_it(coat: Coat) -> None:
    """Steady cytokine falls to loss / (loss + capture), where as much membrane lies in every voxel; else not at all."""
    life = found([ParticleDose(0.0, membrane(coat), 2e11)], {"world.parcels_per_dose": 50})
    schedule.dose(life)
    life.parcels.column("place")[life.parcels.rows()] = CNS
    life.parcels.column("site")[life.parcels.rows()] = life.geometry.first[CNS]
    voxels = life.voxels_of(CNS)
    life.vessels[voxels] = np.arange(1.0, voxels.stop - voxels.start + 1.0)
    life.crowd.licensed[voxels] = 100
    for _ in range(24):
        schedule.diffuse(life)
    numbers = life.parameters
    treated = life.fields[Field.INFLAMMATORY, voxels].copy()
    life.crowd.captors[:] = 0.0
    life.parcels.column("alive")[:] = 0
    for _ in range(24):
        schedule.diffuse(life)
    alone = life.fields[Field.INFLAMMATORY, voxels]
    loss = math.log(2.0) / numbers.cytokines.inflammatory_half_life
    receptors = 2e11 * math.pi * 0.12**2 * numbers.formulations.receptor_density
    bound = numbers.formulations.receptor_binding * receptors / (life.volumes[CNS] * 6.022e8)
    capture = bound if coat == Coat.NEUTROPHIL_MEMBRANE else 0.0
    assert treated / alone == pytest.approx(np.full(treated.size, loss / (loss + capture)), rel=0.02)


def test_a_particle_binds_no_more_cytokine_than_it_has_receptors() -> None:
    """At 0.1 nM, 3.6 per nM and h spends 1 - exp(-0.36) of the particles of the tissue an hour, beside bile's loss."""
    life = found([ParticleDose(0.0, membrane(), 1e11)])
    schedule.dose(life)
    life.parcels.column("place")[life.parcels.rows()] = CNS
    life.parcels.column("site")[life.parcels.rows()] = life.geometry.first[CNS]
    life.organs[0].inflammation = 0.1
    schedule.clear(life)
    rate = 0.1 * life.parameters.formulations.receptor_binding + life.parameters.pharmacology.hepatobiliary_rate
    assert free_in(life, CNS) == pytest.approx(1e11 * math.exp(-rate))
    assert life.ledger.cleared[0] == pytest.approx(1e11 * -math.expm1(-rate))
