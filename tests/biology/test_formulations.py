"""What drug, mRNA, apoptotic membrane and cells do, at the limits that biology knows."""

import math
from typing import Any

import pytest

from nanoimmune.words import ApcKind, Coat, Core, Drug, Nucleoside

MACROPHAGE, DENDRITIC = ApcKind.MARGINAL_ZONE_MACROPHAGE, ApcKind.DENDRITIC
LEUKOCYTES = (Coat.NEUTROPHIL_MEMBRANE, Coat.MACROPHAGE_MEMBRANE)


def test_drugs_act_by_their_load_in_the_cell(rules: Any) -> None:
    """Half the largest rate at the half-load of each drug, nothing without one, and ITE is the stronger per fg."""
    numbers = rules.parameters.formulations
    loads = {Drug.RAPAMYCIN: numbers.rapamycin_half_load, Drug.ITE: numbers.ite_half_load}
    for drug, load in loads.items():
        dose = rules("formulations.drug_dose", drug_load=load, drug=drug)
        assert rules("formulations.drug_tolerance_rate", dose=dose) == pytest.approx(numbers.drug_tolerance_rate / 2)
    assert rules("formulations.drug_dose", drug_load=1e6, drug=-1) == 0.0
    assert rules("formulations.drug_tolerance_rate", dose=0.0) == 0.0


def test_an_apoptotic_cell_weighs_as_much_as_many_liposomes(rules: Any) -> None:
    """Membrane counts: a 6-um cell has 56 times the area of an 800-nm liposome. Other coats count for nothing."""
    cell = rules("formulations.efferocytic_area", core=Core.FIXED_CELL, coat=Coat.PHOSPHATIDYLSERINE, diameter=6000.0)
    liposome = rules("formulations.efferocytic_area", core=Core.PARTICLE, coat=Coat.PHOSPHATIDYLSERINE, diameter=800.0)
    assert cell == pytest.approx(113.1, rel=1e-3)
    assert cell / liposome == pytest.approx(56.25)
    for coat in Coat:
        if coat != Coat.PHOSPHATIDYLSERINE:
            assert rules("formulations.efferocytic_area", core=Core.PARTICLE, coat=coat, diameter=800.0) == 0.0
    old = rules("formulations.efferocytic_area", core=Core.RED_CELL, coat=Coat.RED_CELL_MEMBRANE, diameter=6000.0)
    assert old == cell


def test_only_unmodified_mrna_is_sensed(rules: Any) -> None:
    """Whatever its amount."""
    assert rules("formulations.danger_rate", message=1e6, nucleoside=Nucleoside.M1PSI) == 0.0
    assert rules("formulations.danger_rate", message=1e6, nucleoside=Nucleoside.URIDINE) > 0.1


def test_dendritic_cells_translate_and_macrophages_hardly(rules: Any) -> None:
    """And a lipoplex goes to the spleen, where a dendritic cell eats as much of it as a macrophage."""
    dendritic, macrophage = (
        rules("formulations.translated", message=10.0, kind=kind) for kind in (DENDRITIC, MACROPHAGE)
    )
    assert dendritic > 5.0 * macrophage > 0.0
    lipid = {"diameter": 300.0, "coat": Coat.ANIONIC_LIPID}
    eaten = [rules("particles.uptake_rate", kind=kind, **lipid) for kind in (DENDRITIC, MACROPHAGE)]
    assert eaten[0] == eaten[1]
    assert rules("formulations.spleen_share", core=Core.PARTICLE, coat=Coat.ANIONIC_LIPID) > 0.5
    assert rules("formulations.spleen_share", core=Core.PARTICLE, coat=Coat.PEG) < 0.5


def test_red_cell_membrane_circulates_two_and_a_half_times_as_long_as_peg(rules: Any) -> None:
    """39.6 h against 15.8 h of the same particle, and longer the smaller it is."""

    def half_life(coat: Coat, diameter: float = 80.0) -> float:
        return math.log(2.0) / float(rules("particles.filtration_rate", diameter=diameter, coat=coat))

    assert half_life(Coat.RED_CELL_MEMBRANE) / half_life(Coat.PEG) == pytest.approx(39.6 / 15.8, rel=0.02)
    assert half_life(Coat.RED_CELL_MEMBRANE, 80.0) > half_life(Coat.RED_CELL_MEMBRANE, 200.0)


def test_a_living_red_cell_outlasts_every_particle(rules: Any) -> None:
    """Weeks against hours, though it is larger than all of them; a fixed cell is gone within the hour."""

    def leaving(core: Core, coat: Coat) -> float:
        return float(rules("formulations.leaving_blood_rate", core=core, diameter=6000.0, coat=coat))

    assert 5.0 < math.log(2.0) / leaving(Core.RED_CELL, Coat.RED_CELL_MEMBRANE) / 24.0 < 21.0
    assert leaving(Core.FIXED_CELL, Coat.PHOSPHATIDYLSERINE) > 3.0


def test_red_cells_are_eaten_in_organs_and_not_in_the_blood(rules: Any) -> None:
    """Monocytes leave them alone; macrophages eat them as they eat what shows phosphatidylserine."""

    def eaten(kind: ApcKind) -> float:
        cell = {"core": Core.RED_CELL, "diameter": 6000.0, "coat": Coat.RED_CELL_MEMBRANE}
        return float(rules("formulations.swallowing_rate", kind=kind, **cell))

    assert eaten(ApcKind.MONOCYTE) == 0.0
    assert eaten(MACROPHAGE) > eaten(DENDRITIC) > 0.0


def test_the_kidney_keeps_what_is_larger_than_its_pores(rules: Any) -> None:
    """5.5 nm is the limit that quantum dots showed."""
    assert rules("formulations.renal_loss_rate", diameter=5.0) > 1.0
    assert rules("formulations.renal_loss_rate", diameter=8.0) == 0.0


def test_peptide_loads_cells_of_every_kind_alike_and_only_dendrimers_reach_the_node(rules: Any) -> None:
    """No phagocytosis is needed to load the MHC at the surface."""
    peptide = {"core": Core.DENDRIMER, "diameter": 5.0, "coat": Coat.BARE}
    kinds = (DENDRITIC, MACROPHAGE, ApcKind.SINUSOIDAL)
    loads = {rules("formulations.swallowing_rate", kind=kind, **peptide) for kind in kinds}
    assert len(loads) == 1
    assert [core for core in Core if rules("formulations.node_share", core=core) > 0.0] == [Core.DENDRIMER]


def test_only_leukocyte_membrane_homes_binds_and_is_spent(rules: Any) -> None:
    """And it homes to no tissue that is not inflamed."""
    for coat in Coat:
        is_leukocyte = coat in LEUKOCYTES
        assert (rules("formulations.leukocyte_membrane", coat=coat, diameter=120.0) > 0.0) == is_leukocyte
        assert (rules("formulations.filling_rate", coat=coat, inflammation=0.1) > 0.0) == is_leukocyte
        homing = {"coat": coat, "permeability": 1.0}
        assert (rules("formulations.membrane_homing_rate", chemokine=1.0, **homing) > 0.0) == is_leukocyte
        assert rules("formulations.membrane_homing_rate", chemokine=0.0, **homing) == 0.0


def test_capture_and_filling_balance(rules: Any) -> None:
    """What the receptors of some membrane take up before they are full is one molecule each, whatever the numbers."""
    inflammation, volume, area = 0.05, 0.1, 1e6
    captured = rules("formulations.capture_rate", membrane=area, volume=volume) * inflammation * volume * 6.02214e8
    lasting = 1.0 / rules("formulations.filling_rate", coat=Coat.NEUTROPHIL_MEMBRANE, inflammation=inflammation)
    assert captured * lasting == pytest.approx(area * rules.parameters.formulations.receptor_density, rel=1e-4)
