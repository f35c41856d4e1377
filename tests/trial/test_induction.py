"""How a disease is induced: antigen, and the adjuvant that it is emulsified in, are two things."""

from pathlib import Path

import pytest
from worlds import found, live

from nanoimmune.errors import InputError
from nanoimmune.state.dose import ImmunisationDose
from nanoimmune.trial import wording
from nanoimmune.trial.scenario import Scenario
from nanoimmune.words import ApcState, Epitope

STEPS = 40
WHERE = 'amount = 1.0 # of the standard dose\npertussis = 1.0 # of the standard dose\nsource = "Diveu2009"'
"""Lines of the induction in the packaged file of `ms`."""


@pytest.fixture(scope="module")
def text() -> str:
    """The packaged file of `ms`."""
    packaged = Path(__file__).parents[2] / "nanoimmune" / "scenarios" / "ms.toml"
    return packaged.read_text(encoding="utf-8")


def carriers(antigen: float, adjuvant: float) -> tuple[int, float]:
    """Licensed presenting cells of a body after some steps, and the MOG35-55 that they show together."""
    dose = ImmunisationDose(day=0.0, epitope=Epitope.MOG35_55, amount=antigen, adjuvant=adjuvant)
    life = live(found([dose], {"antigens.mog35_55": 0}), STEPS)
    rows = life.apcs.rows()
    licensed = rows[life.apcs.column("state")[rows] == ApcState.LICENSED]
    return len(licensed), float(life.apcs.column("pmhc")[licensed, Epitope.MOG35_55].sum())


def test_less_antigen_in_the_same_adjuvant_sends_as_many_carriers_that_show_less() -> None:
    """Were adjuvant scaled with the antigen, a fifth of the antigen would send a fifth of the cells."""
    whole, fifth = carriers(1.0, 1.0), carriers(0.2, 1.0)
    assert fifth[0] == whole[0] > 0
    assert 0.2 < fifth[1] / whole[1] < 0.4, "half-saturating at the standard dose: a third while it is fresh"


def test_less_adjuvant_sends_fewer_carriers() -> None:
    assert 0 < carriers(1.0, 0.2)[0] < 0.5 * carriers(1.0, 1.0)[0]


def test_adjuvant_alone_licenses_and_shows_nothing() -> None:
    number, shown = carriers(0.0, 1.0)
    assert number > 0
    assert shown == 0.0


def test_a_scenario_file_says_how_much_of_either(text: str, tmp_path: Path) -> None:
    """A host multiplies what the file declares; a file that is silent means the standard adjuvant."""
    assert Scenario.named("ms").induction[0].adjuvant == 1.0
    host = '[hosts.weak]\nsays = "Weak."\nantigen = 0.5\nadjuvant = 0.25\nsource = "assumption"\nstatus = "assumed"\n'
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(WHERE, f"adjuvant = 0.8\n{WHERE}", 1) + host, encoding="utf-8")
    scenario = Scenario.from_file(file)
    (dose,) = scenario.host("weak").induction
    assert (dose.amount, dose.adjuvant, dose.pertussis) == (0.5, 0.2, 1.0)


def test_antigen_without_adjuvant_is_refused(text: str, tmp_path: Path) -> None:
    """It would lie under the skin for ever: nothing would carry it to the node."""
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(WHERE, f"adjuvant = 0\n{WHERE}", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"induction\.adjuvant.*soluble peptide"):
        Scenario.from_file(file)
    host = '[hosts.bare]\nsays = "Bare."\nadjuvant = 0\nsource = "assumption"\nstatus = "assumed"\n'
    file.write_text(text + host, encoding="utf-8")
    with pytest.raises(InputError, match=r"hosts\.bare.*adjuvant.*soluble peptide"):
        Scenario.from_file(file)


@pytest.mark.parametrize(
    ("antigen", "adjuvant", "words"),
    [
        (1.0, 1.0, "immunised with the standard dose of MOG35-55 in adjuvant."),
        (0.2, 1.0, "immunised with 0.2 times the standard dose of MOG35-55 in adjuvant."),
        (1.0, 0.5, "immunised with the standard dose of MOG35-55 in 0.5 times the standard adjuvant."),
        (0.0, 1.0, "immunised with adjuvant alone, without antigen."),
    ],
)
def test_both_are_told_in_words(antigen: float, adjuvant: float, words: str) -> None:
    dose = ImmunisationDose(0.0, Epitope.MOG35_55, antigen, 0.0, adjuvant)
    assert wording.induction(dose).endswith(words)
