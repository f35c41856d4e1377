"""What a finding hangs on, and whether it survives: bundles of trials that share runs, and what is told of them."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.cli import app
from nanoimmune.errors import InputError
from nanoimmune.parameters.load import passports
from nanoimmune.study import audit, explain
from nanoimmune.study.audit import Audit, Variation, variations
from nanoimmune.study.bundle import Bundle
from nanoimmune.study.explain import Explanation, assumed_numbers, groups
from nanoimmune.study.headline import Headline, change
from nanoimmune.trial.journal import read_journal
from nanoimmune.trial.mechanisms import mechanisms

NONE = Headline("plg", "untreated", 50.0, pd.Series(dtype=float))


def finding(*benefits: float) -> Headline:
    """A finding with these benefits of subjects 0, 1, ..."""
    return Headline("plg", "untreated", 50.0, pd.Series(benefits))


def test_a_run_that_two_trials_need_is_lived_once(small_ms: Scenario, tmp_path: Path) -> None:
    """And the trials are carried out side by side, so that an early end leaves both about as far."""
    untreated, treated = (Arm.named(name, small_ms) for name in ("untreated", "plg-cognate"))
    bundle = Bundle(
        {"one": Trial([untreated], Cohort(2, 5), 1), "two": Trial([untreated, treated], Cohort(1, 5), 1)}, "trying"
    )
    assert [planned.label for planned in bundle.plan()] == [
        "one: untreated-0000", "two: plg-cognate-0000", "one: untreated-0001",
    ]  # fmt: skip
    with pytest.raises(InputError, match="without --told"):
        bundle.found(tmp_path / "out")
    bundled = bundle.run(tmp_path / "out", workers=1)
    assert bundled.failures == {}
    alone = Trial([untreated, treated], Cohort(1, 5), 1).run(workers=1)
    pd.testing.assert_frame_equal(bundled.results("two").table, alone.table, check_exact=True)
    assert set(bundled.results("one").table["subject"]) == {0, 1}


def test_verdicts_want_the_whole_interval() -> None:
    assert finding(5.0, 6.0, 7.0).verdict == "benefit"
    assert finding(-5.0, -6.0, -7.0).verdict == "harm"
    assert finding(-5.0, 6.0, 1.0).verdict == "no clear effect"
    assert finding(5.0).verdict == "no clear effect", "one subject has no interval"
    assert NONE.verdict == "not lived"


def test_a_change_is_paired_where_subjects_are() -> None:
    """The same loss in every subject is sure, however much subjects differ; of other subjects it is not."""
    base, varied = finding(10.0, 40.0, 90.0), finding(5.0, 35.0, 85.0)
    paired = change(varied, base)
    assert (paired.estimate, paired.low, paired.high) == (-5.0, -5.0, -5.0)
    apart = change(varied, base, paired=False)
    assert apart.low < -5.0 < 0.0 < apart.high


def test_every_group_of_mechanisms_can_be_switched_off() -> None:
    """And the numbers that are moved are assumed ones that these rules read."""
    assert {"conversion", "deletion", "anergy", "bystander suppression", "change of the presenting cell"} == set(
        groups()
    )
    for group in groups().values():
        assert all(not mechanisms()[rule].never for rule in group.rules)
    numbers = assumed_numbers()
    assert len(numbers) > 5
    assert {passports()[name].status for name in numbers} == {"assumed"}


def test_an_explanation_needs_a_treated_arm(small_ms: Scenario) -> None:
    with pytest.raises(InputError, match="compared with another"):
        Explanation(small_ms, "untreated", Cohort(2, 1))
    with pytest.raises(InputError, match="numbers"):
        Explanation(small_ms, "plg-cognate", Cohort(2, 1), numbers=("fates.anger",))


def test_sentences_say_what_carries_an_effect() -> None:
    """Made-up findings: nothing is left without conversion, and one end of a number flips the verdict."""
    whole = finding(40.0, 41.0, 42.0)
    rows = [
        explain._row("everything on", whole, whole),
        explain._row("without conversion", finding(0.0, 1.0, -1.0), whole),
        explain._row("without anergy", finding(40.0, 41.0, 43.0), whole),
        explain._row("fates.x low", finding(-9.0, 9.0, 1.0), whole),
        explain._row("fates.x high", finding(41.0, 42.0, 43.0), whole),
    ]
    told = " ".join(explain.sentences(rows))
    assert "clearly smaller without conversion." in told
    some = explain._row("without anergy", NONE, whole), explain._row("fates.y low", NONE, whole), rows[-1]
    partly = " ".join(explain.sentences([rows[0], *some]))
    assert "Not lived yet: without anergy." in partly
    assert "No mechanism" not in partly
    assert "Of 1 ends of assumed numbers, 0 change the verdict; 1 more are not lived yet." in partly
    assert explain.sentences([explain._row("everything on", NONE, NONE)]) == ["With everything on: not lived."]
    assert "Of 2 ends of assumed numbers, 1 change the verdict (fates.x low)." in told


def test_the_world_of_a_scenario_can_be_cut_up_otherwise() -> None:
    """Each variation of the packaged scenarios keeps the size of its organs, and changes something."""
    for name in ("ms", "t1d"):
        scenario = Scenario.named(name)
        found = {each.says: each for each in variations(scenario)}
        assert {"half the time step", "half the cells an agent", "seed raised by 1"} <= set(found)
        assert {"some phases of a step in the other order", "organs sixteen times as long as wide"} <= set(found)
        for each in found.values():
            world, other = scenario.parameters.world, scenario.with_parameters(each.numbers).parameters.world
            for organ, spacing in (("node", "lymphoid"), ("cns", "cns"), ("pancreas", "pancreas")):
                before = getattr(world, f"{organ}_extent") * getattr(world, f"{spacing}_spacing")
                after = getattr(other, f"{organ}_extent") * getattr(other, f"{spacing}_spacing")
                assert np.isclose(before, after)
            assert world != other or each.seeds


def test_a_finding_is_fragile_where_it_changes() -> None:
    """Another verdict, or more than a quarter of the benefit for certain; a smaller change is none."""
    whole = finding(40.0, 41.0, 42.0)
    step, lumps = Variation("half the step", {"world.step": 0.5}), Variation("lumps", {"world.cells_per_agent": 4})
    base = audit._row(Variation(audit.AS_IT_IS), whole, whole)
    lost = audit._row(step, finding(-5.0, 5.0, 1.0), whole)
    less = audit._row(lumps, finding(35.0, 36.0, 37.0), whole)
    seed = audit._row(Variation("seed", {}, 1), finding(20.0, 21.0, 22.0), whole)
    assert [row.holds for row in (base, lost, less, seed)] == [True, False, True, False]
    assert audit.sentences([base, less]) == ["plg: benefit, robust under 1 variations."]
    assert "fragile (half the step)" in audit.sentences([base, lost, less])[0]
    assert "not lived yet" in audit.sentences([base, audit._row(step, NONE, whole)])[0]


def test_an_audit_needs_something_to_compare(small_ms: Scenario) -> None:
    with pytest.raises(InputError, match="beside its reference"):
        Audit(small_ms, ["untreated"], Cohort(2, 1))


@pytest.fixture
def few_variations(monkeypatch: pytest.MonkeyPatch) -> None:
    """One variation of the world, and one group of mechanisms, so that a test lives few mice."""
    monkeypatch.setattr(audit, "variations", lambda _: [Variation("half the time step", {"world.step": 0.5})])
    conversion = groups()["conversion"]
    monkeypatch.setattr(explain, "groups", lambda: {"conversion": conversion})


@pytest.mark.usefixtures("few_variations")
def test_the_commands_tell_and_go_on(small_file: Path, tmp_path: Path) -> None:
    """Each writes table, sentences and figure, and the same command lives nothing twice."""
    runner = CliRunner()
    for command in (
        ["explain", "--arm", "plg-cognate", "--numbers", "none"],
        ["audit", "--arms", "untreated,plg-cognate"],
    ):
        out = tmp_path / command[0]
        words = [command[0], str(small_file), *command[1:], "--subjects", "2", "--days", "1", "--workers", "1"]
        first = runner.invoke(app, [*words, "--out", str(out)])
        assert first.exit_code == 0, first.output
        name = {"explain": "explanation", "audit": "audit"}[command[0]]
        assert len(pd.read_csv(out / f"{name}.csv")) == 2
        assert (out / "figures" / f"{name}.svg").stat().st_size > 0
        lives = sum(event["event"] == "run" for event in read_journal(out))
        again = runner.invoke(app, [*words, "--out", str(out), "--json"])
        assert len(json.loads(again.stdout)["rows"]) == 2
        assert sum(event["event"] == "run" for event in read_journal(out)) == lives == 8


@pytest.fixture
def small_file(small_ms: Scenario, tmp_path: Path) -> Path:
    """The packaged scenario file with the numbers of the small scenario."""
    from nanoimmune.trial.scenario import packaged_scenarios

    text = packaged_scenarios()["ms"].read_text(encoding="utf-8")
    passport = 'says = "Small."\nsource = "assumption"\nstatus = "assumed"\n'
    numbers = [f'\n[parameters."{name}"]\nvalue = {value}\n{passport}' for name, value in small_ms.overrides.items()]
    path = tmp_path / "small.toml"
    path.write_text(text + "".join(numbers), encoding="utf-8")
    return path


def test_wrong_words_have_exit_code_2(tmp_path: Path) -> None:
    runner = CliRunner()
    explained = ["explain", "ms", "--arm"]
    wrong = [
        [*explained, "plg-cognat"], [*explained, "untreated"], [*explained, "plg-cognate", "--numbers", "a.b"],
        ["audit", "mss"], ["audit", "ms", "--subjects", "1"],
    ]  # fmt: skip
    for words in wrong:
        told = runner.invoke(app, [*words, "--out", str(tmp_path / "out")])
        assert told.exit_code == 2, told.output
        assert "Error:" in told.output
    assert not (tmp_path / "out").exists()
