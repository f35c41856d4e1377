"""What a calibration is fitted to, and which numbers it moves: those that are declared, and no others."""

import tomllib

import pytest

from nanoimmune.calibration.numbers import fitted_of, moved_numbers
from nanoimmune.calibration.targets import goals_of, target_of
from nanoimmune.errors import InputError
from nanoimmune.parameters.load import passports
from nanoimmune.trial.cohort import Cohort
from nanoimmune.validation.experiment import packaged_targets
from nanoimmune.validation.target_file import NumberEntry


def number(**given: object) -> NumberEntry:
    return NumberEntry.model_validate({"name": "n", "says": "it", "arm": "untreated", "endpoint": "auc", **given})


def test_limits_are_the_interval_of_the_observation() -> None:
    """A wrong side would weigh a miss by the wrong spread."""
    target = target_of("X", number(published=0.88, low=0.7, high=0.96, limits="95 %"), 0.1)
    assert (target.name, target.aim, target.side) == ("X.n", 0.88, "both")
    assert target.below == pytest.approx(0.18 / 1.96, rel=1e-4)
    assert target.above == pytest.approx(0.08 / 1.96, rel=1e-4)
    assert target.discrepancy == pytest.approx(0.088)
    assert target.limits == pytest.approx((0.7, 0.96))
    outside = target_of("X", number(published=2.0, low=0.0, high=1.0, limits="span"), 0.0)
    assert outside.aim == 0.5
    at_an_end = target_of("X", number(published=0.0, low=0.0, high=0.2, limits="span"), 0.1)
    assert at_an_end.below == at_an_end.above == pytest.approx(0.2 / 1.96, rel=1e-4)


def test_a_direction_has_one_side() -> None:
    above = target_of("X", number(direction="above", than=10.0), 0.1)
    assert (above.aim, above.side, above.below, above.discrepancy) == (10.0, "above", 0.0, 1.0)
    assert above.limits == (10.0, float("inf"))
    ratio = target_of("X", number(direction="below", statistic="ratio", against="untreated"), 0.1)
    assert (ratio.aim, ratio.side) == (1.0, "below")


def test_exactly_the_numbers_declared_as_fitted_are_fitted_to() -> None:
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in packaged_targets().glob("*.toml")]
    declared = {
        f"{table['id']}.{one['name']}"
        for table in tables
        for one in table["numbers"]
        if one.get("fitted") and table["scenario"] == "ms"
    }
    goals = goals_of("ms")
    assert {target.name for goal in goals for target in goal.targets(0.1)} == declared
    assert len(declared) > 5
    (only,) = goals_of("ms", chosen=["T02"])
    trial = only.trial({"harm.phagocyte_rate": 0.001}, Cohort(3, 2))
    assert [arm.name for arm in trial.arms] == ["untreated"]
    assert trial.arms[0].scenario.parameters.harm.phagocyte_rate == 0.001
    assert (trial.cohort.subjects, trial.cohort.seed) == (3, 2)


def test_a_scenario_without_such_numbers_is_refused() -> None:
    with pytest.raises(InputError, match=r"got 'comorbidity'; allowed: .*`fitted = true`"):
        goals_of("comorbidity")
    with pytest.raises(InputError, match="scenario: got 'msx'"):
        goals_of("msx")
    with pytest.raises(InputError, match="--experiments: got 'T2'"):
        goals_of("ms", chosen=["T2"])
    with pytest.raises(InputError, match=r"in experiments C6\.4"):
        goals_of("ms", chosen=["C6.4"])


def test_only_fitted_numbers_are_moved() -> None:
    goals = goals_of("ms", chosen=["T02"])
    usual = moved_numbers(goals)
    assert 0 < len(usual) <= 20
    assert {passports()[factor.name].status for factor in usual} == {"fitted"}
    assert not any(factor.name.startswith(("islets.", "binding.", "clinical.")) for factor in usual)
    chosen = moved_numbers(goals, ["fates.*_rate", "clinical.scale"], within=2)
    assert "clinical.scale" in {factor.name for factor in chosen}
    scale, least = goals[0].experiment.scenario.parameters.clinical.scale, passports()["clinical.scale"].low
    limits = next(each.values for each in chosen if each.name == "clinical.scale")
    assert limits == pytest.approx((max(scale / 2, least), scale * 2))
    with pytest.raises(InputError, match=r"--only: got 'world\.step'"):
        moved_numbers(goals, ["world.step"])


def test_a_scenarios_own_file_says_which_of_its_numbers_are_fitted() -> None:
    goals = goals_of("ms-monophasic")
    fitted = fitted_of(goals[0].experiment.scenario, goals)
    assert "repertoire.median_affinity" in fitted
    assert passports()["repertoire.median_affinity"].status != "fitted", "or this shows nothing"
    assert "antigens.mbp_ac1_11_half_life" not in fitted
    assert "repertoire.mbp_ac1_11_abundance" in {factor.name for factor in moved_numbers(goals)}


def test_a_search_begins_where_it_is_told() -> None:
    """A value of the user's own moves priors and the first design, and leaves a number fitted or not as it was."""
    begun = goals_of("t1d", chosen=["T21"], begun={"islets.kill_rate": 0.45, "fates.treg_unfitness": 120})
    chosen = {each.name: each.values for each in moved_numbers(begun, ["islets.kill_rate", "fates.*"], within=2)}
    assert chosen["islets.kill_rate"] == pytest.approx((0.225, 0.7))
    assert chosen["fates.treg_unfitness"] == pytest.approx((60, 240))
    assert begun[0].trial({}, Cohort(1)).arms[0].scenario.parameters.islets.kill_rate == 0.45
    assert begun[0].begun == ("islets.kill_rate", "fates.treg_unfitness")
    usual = goals_of("t1d", chosen=["T21"])
    names = [fitted_of(each[0].experiment.scenario, each) for each in (begun, usual)]
    assert names[0] == names[1]
    with pytest.raises(InputError, match=r"islets\.kil_rate"):
        goals_of("t1d", begun={"islets.kil_rate": 0.45})


def test_what_sets_a_host_apart_is_not_moved() -> None:
    """Moved in all arms alike, the numbers that males differ in would make them females."""
    goals = goals_of("t1d", chosen=["T21"])
    (goal,) = goals
    males = next(arm for arm in goal.trial({}, Cohort(1)).arms if arm.name == "untreated-male").scenario
    own = {name for name, value in males.overrides.items() if goal.experiment.scenario.overrides.get(name) != value}
    assert own
    assert not own & set(fitted_of(goal.experiment.scenario, goals))
