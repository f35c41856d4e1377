"""Scenarios come from checked files, and a changed scenario is a new one."""

from pathlib import Path

import pytest

from nanoimmune import units
from nanoimmune.errors import InputError
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.describe import describe
from nanoimmune.trial.partners import irrelevant_partners
from nanoimmune.trial.scenario import Scenario, packaged_scenarios
from nanoimmune.words import Epitope

ARMS = (
    "untreated",
    "plg-cognate",
    "plg-irrelevant",
    "pmhc2-cognate",
    "pmhc2-irrelevant",
    "pmhc2-low-valency",
    "plg-empty",
)


@pytest.fixture
def ms() -> Scenario:
    """The packaged scenario."""
    return Scenario.named("ms")


@pytest.fixture
def text() -> str:
    """The file of the packaged scenario."""
    import nanoimmune

    return (Path(str(nanoimmune.__file__)).parent / "scenarios" / "ms.toml").read_text(encoding="utf-8")


def test_ms_declares_its_disease_and_seven_arms(ms: Scenario) -> None:
    assert ms.default_arms == ARMS
    (induction,) = ms.induction
    assert (induction.day, induction.epitope, induction.pertussis) == (0, Epitope.MOG35_55, 1.0)
    assert ms.challenge is not None
    assert (ms.challenge.day, ms.challenge.epitope) == (40, Epitope.GP61_80)
    assert ms.humane_endpoint is None


def test_doses_of_the_arms(ms: Scenario) -> None:
    plg, pmhc = Arm.named("plg-cognate", ms).doses, Arm.named("pmhc2-cognate", ms).doses
    assert [(dose.day, dose.particles) for dose in plg] == [(-7, 9e9)]
    assert (pmhc[0].day, pmhc[-1].day, len(pmhc)) == (14, 45.5, 10)
    sparse = Arm.named("pmhc2-low-valency", ms).doses
    assert sparse[0].particles * sparse[0].design.valency == pytest.approx(pmhc[0].particles * pmhc[0].design.valency)


def test_controls_for_antigen_are_found_by_composition(ms: Scenario) -> None:
    arms = [Arm.named(name, ms) for name in ARMS]
    assert irrelevant_partners(arms) == {"plg-cognate": "plg-irrelevant", "pmhc2-cognate": "pmhc2-irrelevant"}


def test_parameters_are_changed_with_units_and_ranges(ms: Scenario) -> None:
    changed = ms.with_parameters({"world.step": "30 min"})
    assert (changed.parameters.world.step, ms.parameters.world.step) == (0.5, 1.0)
    for name, value in [("world.steps", 1), ("world.step", 100), ("world.step", "1 nm"), ("world.step", "fast")]:
        with pytest.raises(InputError, match=r"world\.step"):
            ms.with_parameters({name: value})


def test_a_host_can_lack_specificities(ms: Scenario) -> None:
    assert ms.without("MOG35-55").lacking == {Epitope.MOG35_55}
    assert ms.without(["MOG35-55", Epitope.PLP178_191]).lacking == {Epitope.MOG35_55, Epitope.PLP178_191}
    with pytest.raises(InputError, match="MOG35-55"):
        ms.without("MOG")


def test_unknown_names_are_met_with_the_nearest(ms: Scenario) -> None:
    with pytest.raises(InputError, match="Did you mean 'ms'"):
        Scenario.named("mss")
    with pytest.raises(InputError, match="Did you mean 'plg-cognate'"):
        Arm.named("plg-cognat", ms)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("days = 60", "days = 60\ndrei = 3", ["drei", "Remove or rename"]),
        ("valency = 40", "valancy = 40", ["particles.pmhc2-mog.valancy", "Did you mean 'valency'"]),
        ("days = 60", "days = 60\ndosis = 3\nepitop = 4", ["dosis", "Wrong as well: epitop"]),
        ("days = 60", 'days = 60\nparameters."world.step" = { valu = 2 }', ["valu", "Did you mean 'value'", "status"]),
        ('title = "', 'titel = "', ["Did you mean 'title'"]),
        ("days = 60", "days = 0", ["days", "1 to 730"]),
        ("days = 60", 'days = "long"', ["days", "long"]),
        ("days = 60", "days = ", ["TOML"]),
        ("valency = 40", "valency = -1", ["particles.pmhc2-mog", "valency", "1 to 1000"]),
        ('particle = "plg-mog"', 'particle = "plg-mogg"', ["arms.plg-cognate", "Did you mean 'plg-mog'"]),
        ('"Singha2017"]', '"Nobody1999"]', ["Nobody1999", "references.bib", "[works]"]),
        ("[[induction]]", '[works]\nMine2026 = "?"\n[[induction]]', ["works.Mine2026", "authors"]),
        ("[[induction]]", '[works]\n"Mine 2026 " = "Mine and others 2026"\n[[induction]]', ["Mine 2026 ", "Rename"]),
        ("[[induction]]", '[works]\nGetts2012 = "Another by this name"\n[[induction]]', ["Getts2012", "Rename"]),
        ('    "plg-empty",\n]', '    "plg-void",\n]', ["default_arms", "plg-void"]),
        ('status = "measured"', 'status = "guessed"', ["status", "guessed"]),
        ("days = 60", "days = 60\n[parameters]\nharm.rate = 3", ["harm"]),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(
    text: str, tmp_path: Path, old: str, new: str, words: list[str]
) -> None:
    assert old in text
    file = tmp_path / "wrong.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        Scenario.from_file(file)
    assert all(word in str(refusal.value) for word in words)
    assert len(str(refusal.value)) < 500


def test_a_file_can_set_parameters_and_a_humane_endpoint(text: str, tmp_path: Path) -> None:
    file = tmp_path / "kind.toml"
    extra = 'humane_endpoint = { score = 4, days = 2 }\n[parameters]\n"world.step" = "30 min"\n'
    file.write_text(text.replace("[[induction]]", f"{extra}[[induction]]", 1), encoding="utf-8")
    scenario = Scenario.from_file(file)
    assert scenario.name == "kind"
    assert scenario.parameters.world.step == 0.5
    assert scenario.humane_endpoint is not None
    assert (scenario.humane_endpoint.score, scenario.humane_endpoint.days) == (4.0, 2)


def test_a_file_can_tell_of_works_of_its_own(text: str, tmp_path: Path) -> None:
    """A number of one's own rests on a paper of one's own, without the package's bibliography."""
    reference = "Doe J. Slower phagocytes. J Made Up 2026; 1: 1-9."
    passport = 'says = "as they measured", source = "Doe2026", status = "measured"'
    number = f'"harm.phagocyte_rate" = {{ value = 0.001, {passport} }}'
    file = tmp_path / "own.toml"
    tables = f'[works]\nDoe2026 = "{reference}"\n[parameters]\n{number}\n'
    file.write_text(text.replace("[[induction]]", f"{tables}[[induction]]", 1), encoding="utf-8")
    scenario = Scenario.from_file(file)
    assert f"Doe2026 ({reference})" in scenario.sources
    assert reference in " ".join(describe(scenario).split())
    file.write_text(file.read_text(encoding="utf-8").replace('source = "Doe2026"', 'source = "Doe2027"'))
    with pytest.raises(InputError, match="Doe2027"):
        Scenario.from_file(file)


def test_doses_outside_the_trial_are_refused(ms: Scenario) -> None:
    arm = Arm.named("pmhc2-cognate", ms)
    arm.check_days(46)
    with pytest.raises(InputError, match=r"dose 10.*Set days to 46 or more"):
        arm.check_days(45)
    assert arm.doses[-1].day == 45.5
    short = ms.with_parameters({"world.lead": "1 day"})
    with pytest.raises(InputError, match=r"day -7.*world\.lead"):
        Arm.named("plg-cognate", short).check_days(60)


@pytest.mark.parametrize("name", packaged_scenarios())
def test_a_packaged_scenario_is_read_without_all_units(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A length in another unit than its field's would cost every start of a command a second to read Pint's units."""

    def read(field: str, given: str, unit: str) -> float:
        raise AssertionError(f"{field} = {given!r} is not in {unit}")

    monkeypatch.setattr(units, "_converted", read)
    assert Scenario.named(name).name == name
