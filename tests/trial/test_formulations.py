"""Formulations as a user declares them, in Python and in scenario files, and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from nanoimmune.errors import InputError
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.scenario import Scenario
from nanoimmune.words import Coat, Core, Drug, Epitope, Nucleoside

LIPOPLEX: dict[str, Any] = {"diameter": 300, "core": "lipoplex", "coat": "anionic lipid"}
DENDRIMER: dict[str, Any] = {"diameter": 5, "core": "dendrimer", "coat": "bare"}
RED_CELL: dict[str, Any] = {"diameter": "6 um", "core": "red cell", "coat": "red cell membrane"}
FIXED_CELL: dict[str, Any] = {"diameter": "6 um", "core": "fixed cell", "coat": "phosphatidylserine"}


def test_drug_and_load_reach_the_design() -> None:
    particle = Particle(200, core="PLG", coat="peg", cargo="MOG35-55", cargo_load=0.1, drug="ITE", drug_load="0.5 fg")
    assert (particle.design().drug, particle.design().drug_load) == (Drug.ITE, 0.5)
    assert str(particle) == "200-nm peg PLG particles holding 0.1 fg MOG35-55 loaded with 0.5 fg ITE"


def test_copies_are_a_load() -> None:
    """Eight copies of 2.5 kDa are 8 x 2500 / 6.022e23 g, or 3.3e-5 fg."""
    particle = Particle(**DENDRIMER, cargo="MOG35-55", copies=8)
    assert particle.design().cargo_load == pytest.approx(3.321e-5, rel=1e-3)
    assert particle.design().core == Core.DENDRIMER
    assert str(particle) == "5-nm dendrimers carrying 8 copies of MOG35-55"


def test_mrna_is_modified_unless_it_is_said_otherwise() -> None:
    particle = Particle(**LIPOPLEX, message="insulin", message_load=1.5)
    assert particle.nucleoside == "m1psi"
    assert particle.design().messages == (Epitope.INSB9_23, Epitope.INSB15_23)
    assert particle.epitopes() == {"InsB9-23", "InsB15-23"}
    plain = Particle(**LIPOPLEX, message="MOG35-55", message_load=1.5, nucleoside="uridine")
    assert plain.design().nucleoside == Nucleoside.URIDINE
    assert str(plain).endswith("with 1.5 fg uridine mRNA for MOG35-55")


def test_cells_and_membranes_are_declared_by_what_they_are() -> None:
    assert Particle(**RED_CELL, cargo="MOG35-55", copies=1e5).design().core == Core.RED_CELL
    assert str(Particle(**FIXED_CELL)) == "empty 6000-nm fixed cells"
    assert Particle(120, core="PLG", coat="neutrophil membrane").design().coat == Coat.NEUTROPHIL_MEMBRANE


def test_designs_without_the_new_parts_are_written_as_ever() -> None:
    """Parcels draw by this text, so a word more would change every life with particles."""
    design = Particle(20, ligand="MOG35-55", valency=40).design()
    assert repr(design) == (
        "Design(diameter=20.0, coat=<Coat.DEXTRAN: 0>, ligand=<Epitope.MOG35_55: 0>, valency=40.0, cargo=None, "
        "cargo_load=0.0)"
    )
    assert "drug_load=0.5" in repr(Particle(20, drug="ITE", drug_load=0.5).design())


@pytest.mark.parametrize(
    ("composition", "words"),
    [
        ({"diameter": 200, "drug": "rapamycin"}, ["particle.drug_load"]),
        ({"diameter": 200, "drug_load": 1}, ["particle.drug_load", "Name the drug"]),
        ({"diameter": 200, "drug": "rapamicin", "drug_load": 1}, ["particle.drug", "Did you mean 'rapamycin'"]),
        (LIPOPLEX, ["particle.message", "lipid and mRNA"]),
        ({**LIPOPLEX, "message": "MOG35-55"}, ["particle.message_load"]),
        ({**LIPOPLEX, "message": "MOG", "message_load": 1, "nucleoside": "psi"}, ["particle.nucleoside", "m1psi"]),
        ({"diameter": 200, "core": "PLG", "message": "MOG", "message_load": 1}, ["particle.message", "lipoplex"]),
        ({"diameter": 200, "nucleoside": "uridine"}, ["particle.nucleoside", "Name the message"]),
        ({**DENDRIMER, "coat": "peg"}, ["particle.coat", "'bare'"]),
        ({**DENDRIMER, "diameter": 500}, ["particle.diameter", "2 to 20 nm"]),
        ({**DENDRIMER, "drug": "ITE", "drug_load": 1}, ["particle.drug", "no drug in a dendrimer"]),
        ({**DENDRIMER, "ligand": "MOG35-55", "valency": 8}, ["particle.ligand", "cargo"]),
        ({**RED_CELL, "diameter": 200}, ["particle.diameter", "3000 to 15000 nm"]),
        ({**RED_CELL, "coat": "peg"}, ["particle.coat", "'red cell membrane'"]),
        ({**FIXED_CELL, "coat": "dextran"}, ["particle.coat", "'phosphatidylserine'"]),
        ({"diameter": 6000}, ["particle.diameter", "2 to 5000 nm"]),
        ({"diameter": 200, "copies": 8}, ["particle.copies", "neither without a cargo"]),
        ({"diameter": 200, "cargo": "MOG35-55", "copies": 8, "cargo_load": 1}, ["particle.copies", "one of the two"]),
        ({"diameter": 200, "cargo": "MOG35-55", "copies": -1}, ["particle.copies"]),
    ],
)
def test_contradictions_are_refused(composition: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InputError) as refusal:
        Particle(**composition)
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


def test_a_scenario_file_names_the_table_that_it_refuses(tmp_path: Path) -> None:
    """All parts pass through the file, and an error names the particle."""
    packaged = Path(__file__).parents[2] / "nanoimmune/scenarios/ms.toml"
    text = packaged.read_text(encoding="utf-8")
    wrong = text.replace('core = "dendrimer"\ncoat = "bare"', 'core = "dendrimer"\ncoat = "peg"', 1)
    (tmp_path / "wrong.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(InputError, match=r"particles\.dendrimer-mog: particle\.coat"):
        Scenario.from_file(tmp_path / "wrong.toml")


CONTROLS = {
    "rapamycin-mog": "rapamycin-ova",
    "ite-mog": "ite-ova",
    "mrna-mog": "mrna-ova",
    "ps-liposome-mog": "ps-liposome-ova",
    "dendrimer-mog": "dendrimer-ova",
    "red-cell-mog": "red-cell-ova",
    "coupled-cells-mog": "coupled-cells-ova",
}


@pytest.mark.parametrize(("arm", "control"), CONTROLS.items())
def test_a_control_differs_by_its_antigen_alone(arm: str, control: str) -> None:
    """Same composition but for the epitope, same days, same number of particles."""
    arms = Scenario.named("ms").arms
    (cognate,), (irrelevant,) = arms[arm].regimens, arms[control].regimens
    assert str(cognate).replace("MOG35-55", "OVA323-339") == str(irrelevant)
    assert cognate != irrelevant
