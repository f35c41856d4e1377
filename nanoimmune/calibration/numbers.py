"""Which numbers a calibration moves, and between which limits: fitted numbers, and their ranges."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from nanoimmune.calibration.targets import Goal
from nanoimmune.errors import refuse
from nanoimmune.parameters.load import WHOLE, passports
from nanoimmune.study.factors import Factor
from nanoimmune.study.priors import MOST_BY_DEFAULT, by_width, fitted_numbers, prior
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.scenario import Scenario

_NOTED = "parameter "
"""How the notes of a scenario begin that are on one of its own parameters."""


def moved_numbers(goals: Sequence[Goal], wanted: Sequence[str] = (), within: float | None = None) -> tuple[Factor, ...]:
    """Choose the numbers that are moved, each with its prior.

    Args:
        goals: What is fitted to.
        wanted: Names or patterns of numbers of status fitted. By default those at work in the trials, the widest ranges
            first, at most as many as a sensitivity analysis varies.
        within: Go no farther from a number's value than this factor.

    Returns:
        One factor a number, with its two limits.

    Raises:
        InputError: If a name or pattern fits no fitted number of the scenario.
    """
    scenario = goals[0].experiment.scenario
    fitted = fitted_of(scenario, goals)
    if not wanted:
        at_work = {name for goal in goals for name in fitted_numbers(goal.trial({}, Cohort(1)))}
        own = set(_own_status(scenario))
        usual = [prior(scenario, name, within) for name in fitted if name in at_work | own]
        return tuple(by_width(usual)[:MOST_BY_DEFAULT])
    chosen: dict[str, Factor] = {}
    for pattern in wanted:
        found = [name for name in fitted if fnmatchcase(name, pattern)]
        if not found:
            mend = f"nanoimmune parameters tells which are fitted; among them is {next(iter(fitted))}."
            raise refuse("--only", pattern, "a number of status fitted, or a pattern such as fates.*", mend)
        chosen |= {name: prior(scenario, name, within) for name in found}
    return tuple(chosen.values())


def fitted_of(scenario: Scenario, goals: Sequence[Goal]) -> list[str]:
    """Name the numbers of status fitted: as the scenario's own file says, or else the parameter files.

    Numbers that a variant of the host sets, of an arm that is fitted to, are left out: they are what sets it apart.

    Args:
        scenario: The scenario.
        goals: What is fitted to.
    """
    own, of_hosts = _own_status(scenario), _set_by_hosts(goals)
    return [
        name
        for name, passport in passports().items()
        if own.get(name, passport.status) == "fitted"
        and passport.low < passport.high
        and name not in {*WHOLE, *of_hosts}
    ]


def _own_status(scenario: Scenario) -> dict[str, str]:
    """Give the status of the parameters that the scenario's own file sets; a value of the user's own changes none."""
    noted = {note.subject.removeprefix(_NOTED): note for note in scenario.notes if note.subject.startswith(_NOTED)}
    plain = {name: "assumed" for name in scenario.overrides if name not in scenario.settings}
    return plain | {name: note.status for name, note in noted.items() if name in scenario.overrides}


def _set_by_hosts(goals: Sequence[Goal]) -> set[str]:
    """Name the parameters that differ in the hosts of some arm."""
    found: set[str] = set()
    for goal in goals:
        usual = goal.experiment.scenario.overrides
        for name in goal.arms:
            own = Arm.named(name, goal.experiment.scenario).scenario.overrides
            found |= {each for each, value in own.items() if usual.get(each) != value}
    return found
