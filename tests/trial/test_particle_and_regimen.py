"""A particle is its composition, a regimen its doses; both refuse what they cannot use."""

import pytest

from nanoimmune.errors import InputError
from nanoimmune.state.dose import Design
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.regimen import Regimen
from nanoimmune.words import Coat, Epitope


def pmhc(valency: float = 40) -> Particle:
    """A 20-nm particle with pMHC on it."""
    return Particle(diameter=20, ligand="MOG35-55", valency=valency)


def test_design_is_the_composition() -> None:
    particle = Particle("0.5 um", core="PLG", coat="carboxylated", cargo="OVA323-339", cargo_load="1.4 fg")
    design = particle.design()
    assert design.diameter == pytest.approx(500)
    expected = Design(design.diameter, Coat.CARBOXYLATED, None, 0.0, Epitope.OVA323_339, 1.4)
    assert design == expected


def test_core_does_not_reach_the_rules() -> None:
    assert Particle(20, core="gold").design() == Particle(20, core="silica").design()


def test_core_and_coat_are_known_in_any_capitals() -> None:
    """Polyethylene glycol is written PEG, and the vocabulary has it small."""
    assert Particle(100, core="plg", coat="PEG") == Particle(100, core="PLG", coat="peg")


def test_a_protein_is_all_its_epitopes_and_a_mixture_is_sorted() -> None:
    whole = Particle(500, cargo="insulin", cargo_load=2)
    assert whole.design().cargo == (Epitope.INSB9_23, Epitope.INSB15_23)
    assert whole.epitopes() == {"InsB9-23", "InsB15-23"}
    mixed = Particle(500, cargo=("IGRP", "GAD65", "InsB9-23"), cargo_load=2)
    assert mixed.design().cargo == (Epitope.INSB9_23, Epitope.GAD65_206_220, Epitope.IGRP206_214)
    assert "holding 2 fg of each epitope of IGRP, GAD65 and InsB9-23" in str(mixed)


def test_a_single_epitope_is_the_same_however_it_is_written() -> None:
    plain = Particle(500, cargo="IGRP206-214", cargo_load=2)
    assert plain.design().cargo is Epitope.IGRP206_214
    listed = Particle(500, cargo=["IGRP206-214"], cargo_load=2)  # type: ignore[arg-type]
    assert listed == plain
    assert Particle(500, cargo="IGRP", cargo_load=2).design() == plain.design()
    assert str(plain).endswith("holding 2 fg IGRP206-214")


def test_the_class_of_mhc_follows_from_the_ligand() -> None:
    """A class I monomer weighs 45 kDa: 25e-6 / 45000 x 6.022e23 = 3.346e14 pMHC."""
    class_i = Particle(20, ligand="IGRP206-214", valency=40)
    assert "40 IGRP206-214/MHC-I on" in str(class_i)
    assert "40 MOG35-55/MHC-II on" in str(pmhc())
    assert Regimen(class_i, start_day=14, ligand_ug=25).particles_per_dose * 40 == pytest.approx(3.346e14, rel=1e-3)


@pytest.mark.parametrize(
    ("composition", "words"),
    [
        ({"diameter": 1}, ["particle.diameter", "2 to 5000 nm"]),
        ({"diameter": "20 fg"}, ["particle.diameter", "nm"]),
        ({"diameter": float("nan")}, ["particle.diameter"]),
        ({"diameter": True}, ["particle.diameter"]),
        ({"diameter": 20, "coat": "carboxylate"}, ["particle.coat", "Did you mean 'carboxylated'"]),
        ({"diameter": 20, "core": "wood"}, ["particle.core", "PLG"]),
        ({"diameter": 20, "ligand": "MOG35", "valency": 4}, ["particle.ligand", "MOG35-55"]),
        ({"diameter": 20, "ligand": "MOG35-55"}, ["particle.valency", "1 to 1000"]),
        ({"diameter": 20, "valency": 4}, ["particle.valency", "Name the ligand"]),
        ({"diameter": 20, "cargo": "MOG35-55"}, ["particle.cargo_load"]),
        ({"diameter": 20, "cargo_load": 1}, ["particle.cargo_load", "Name the cargo"]),
        ({"diameter": 20, "cargo": "insuline", "cargo_load": 1}, ["particle.cargo", "Did you mean 'insulin'"]),
        ({"diameter": 20, "cargo": ["insulin", "insulin"], "cargo_load": 1}, ["particle.cargo", "no epitope twice"]),
        ({"diameter": 20, "cargo": ["insulin", "InsB9-23"], "cargo_load": 1}, ["particle.cargo", "no epitope twice"]),
        ({"diameter": 20, "cargo": [], "cargo_load": 1}, ["particle.cargo", "one antigen or several"]),
        ({"diameter": 20, "cargo": [3], "cargo_load": 1}, ["particle.cargo", "'3'"]),
        ({"diameter": 20, "ligand": "insulin", "valency": 4}, ["particle.ligand", "InsB9-23"]),
    ],
)
def test_nonsense_particles_are_refused(composition: dict[str, object], words: list[str]) -> None:
    with pytest.raises(InputError) as refusal:
        Particle(**composition)  # type: ignore[arg-type]
    assert all(word in str(refusal.value) for word in words)


def test_equal_mass_of_pmhc_is_equal_pmhc_whatever_the_valency() -> None:
    """25 ug at 55 kg/mol is 25e-6 / 55000 x 6.022e23 = 2.737e14 pMHC."""
    sparse = Regimen(pmhc(2), start_day=14, ligand_ug=25)
    dense = Regimen(pmhc(40), start_day=14, ligand_ug="0.025 mg")
    assert dense.particles_per_dose * 40 == pytest.approx(2.737e14, rel=1e-3)
    assert sparse.particles_per_dose / dense.particles_per_dose == pytest.approx(20)


def test_ten_doses_over_five_weeks() -> None:
    doses = Regimen(pmhc(), start_day=14, doses=10, every_days=3.5, ligand_ug=25).as_doses()
    assert [dose.day for dose in doses] == [14 + 3.5 * number for number in range(10)]
    assert {dose.design for dose in doses} == {pmhc().design()}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, ["particles or ligand_ug"]),
        ({"particles": 1e9, "ligand_ug": 25}, ["particles or ligand_ug"]),
        ({"particles": 0}, ["regimen.particles"]),
        ({"particles": 1e9, "doses": 0}, ["regimen.doses", "1 to 1000"]),
        ({"particles": 1e9, "doses": 2.5}, ["regimen.doses", "whole number"]),
        ({"particles": 1e9, "doses": 2}, ["regimen.every_days"]),
        ({"particles": 1e9, "doses": 2, "every_days": 0}, ["regimen.every_days"]),
        ({"particles": 1e9, "start_day": "3 nm"}, ["regimen.start_day", "day"]),
        ({"particles": 1e9, "particle": "PLG"}, ["regimen.particle"]),
    ],
)
def test_nonsense_regimens_are_refused(wrong: dict[str, object], words: list[str]) -> None:
    with pytest.raises(InputError) as refusal:
        Regimen(**{"particle": pmhc(), "start_day": 0, **wrong})  # type: ignore[arg-type]
    assert all(word in str(refusal.value) for word in words)


def test_mass_of_pmhc_needs_a_ligand() -> None:
    with pytest.raises(InputError, match="a particle with a ligand"):
        Regimen(Particle(500), start_day=0, ligand_ug=25)
