"""The check finds what leads nowhere, in copies of the package into which it was planted, and nothing else."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nanoimmune.house.findings import PACKAGE_FOLDER, findings, makers_of_states
from nanoimmune.house.rulebook import chapters
from nanoimmune.house.sources import Sources
from nanoimmune.rule import RULEBOOK

Plant = Callable[[str, str, str], None]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package."""
    shutil.copytree(PACKAGE_FOLDER, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "copy"


@pytest.fixture
def plant(copy: Path) -> Plant:
    """Replace a text in a file of the copy, or add to its end where no text is named."""

    def change(file: str, old: str, new: str) -> None:
        path = copy / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")

    return change


def found_in(copy: Path) -> list[tuple[str, str]]:
    """Kind and subject of every finding."""
    return [(finding.kind, finding.what) for finding in findings(copy)]


def test_nothing_leads_nowhere() -> None:
    assert found_in(PACKAGE_FOLDER) == []


def test_a_number_that_only_its_passport_names(copy: Path, plant: Plant) -> None:
    """A word in a comment, or an attribute of another group, does not read it."""
    plant("parameters/body.py", "class Barrier(NamedTuple):", "class Barrier(NamedTuple):\n    tightness: float")
    assert found_in(copy) == [("number that nothing reads", "barrier.tightness")]
    plant("biology/traffic.py", "", "\n# barrier.tightness\nTIGHT = 'barrier.tightness'\n")
    plant("biology/clinical.py", "return score\n", "return score + clinical.tightness\n")
    assert found_in(copy) == [("number that nothing reads", "barrier.tightness")]
    plant("biology/traffic.py", "return decay_rate(barrier.half_life)", "return decay_rate(barrier.tightness)")
    assert found_in(copy) == [("number that nothing reads", "barrier.half_life")]


def test_a_number_that_only_a_dead_rule_reads(copy: Path, plant: Plant) -> None:
    """A rule that nobody calls reads nothing."""
    rule = '@rule\ndef leakage(barrier):\n    """It leaks.\n\n    Source: assumption.  Returns 1/h.\n    """\n'
    plant("parameters/body.py", "class Barrier(NamedTuple):", "class Barrier(NamedTuple):\n    tightness: float")
    plant("biology/traffic.py", "", f"\n\n{rule}    return barrier.tightness\n")
    assert found_in(copy) == [
        ("number that nothing reads", "barrier.tightness"),
        ("kernel that nothing calls", "biology.traffic.leakage"),
    ]


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("", "biology.clinical.observed_score"),
        ("Source: Nobody1999.", "biology.clinical.observed_score cites Nobody1999"),
        ("Source: Read2012; Nobody1999.", "biology.clinical.observed_score cites Nobody1999"),
    ],
)
def test_a_rule_without_a_source(copy: Path, source: str, what: str) -> None:
    path = copy / "biology" / "clinical.py"
    before, _, after = path.read_text(encoding="utf-8").partition("def observed_score")
    planted, count = re.subn(r"Source: [^.]+\.", source, after, count=1)
    assert count == 1
    path.write_text(f"{before}def observed_score{planted}", encoding="utf-8")
    assert found_in(copy) == [("rule without a source", what)]


def test_a_state_that_only_the_vocabulary_names(copy: Path, plant: Plant) -> None:
    """How does such a cell ever appear? Comparing with a state, or looking up by it, does not make it."""
    plant("words.py", "    TR1 = 9\n", "    TR1 = 9\n    TR3 = 10\n")
    plant("sweeps/harm.py", "if phenotype == Phenotype.TR1:", "if phenotype in (Phenotype.TR1, Phenotype.TR3):")
    plant("host/schedule.py", "def clear(", "def unused():\n    return Phenotype.TR3\n\n\ndef clear(")
    assert found_in(copy) == [("state that nothing can reach", "Phenotype.TR3")]
    plant("sweeps/choose_fate.py", "else Phenotype.TR1.value", "else Phenotype.TR3.value")
    assert found_in(copy) == [("state that nothing can reach", "Phenotype.TR1")]


def test_a_phase_that_is_taken_out_of_the_schedule(copy: Path, plant: Plant) -> None:
    """Everything that hung on it is told, where it is in no order of a step any more."""
    plant("host/schedule.py", "    suppress,\n    harm,\n    repair,\n", "    harm,\n")
    plant("host/schedule.py", "suppress, choose_fate, help_b_cells, repair,", "choose_fate, help_b_cells,")
    found = found_in(copy)
    assert ("state that nothing can reach", "Oligodendrocyte.STOPPED") in found
    assert ("number that nothing reads", "repair.remyelination_rate") in found
    assert ("kernel that nothing calls", "sweeps.suppress.suppress") in found
    assert not any("choose_fate" in what for _, what in found)


def test_makers_are_where_a_reader_would_look() -> None:
    made = makers_of_states(Sources(PACKAGE_FOLDER))
    assert "sweeps.choose_fate.naive_fate" in made["Phenotype.PRIMED"]
    assert "sweeps.suppress.suppress" in made["ApcState.TOLEROGENIC"]
    assert made["ApcKind.MIGRATORY_DENDRITIC"] == ["sweeps.arrive.send_carriers", "sweeps.arrive.send_emigrants"]
    assert made["Phenotype.AUTOREGULATORY"] == ["sweeps.choose_fate.experienced_fate"]


def test_the_printed_rulebook_is_the_registry() -> None:
    """Every rule stands in the chapter of its module, once."""
    printed = [claim for chapter in chapters() for claim in chapter.claims]
    assert sorted(claim.name for claim in printed) == sorted(claim.name for claim in RULEBOOK.values())
    assert all(re.search(r"[a-z]", chapter.says) for chapter in chapters())
