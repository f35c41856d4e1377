"""What a scenario is calibrated to: the published numbers of its target files that are declared as used for fitting."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from nanoimmune.errors import refuse
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.checks import one_of
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.scenario import packaged_scenarios
from nanoimmune.trial.trial import Trial
from nanoimmune.validation.experiment import Experiment, gathered
from nanoimmune.validation.target_file import NumberEntry

NORMAL_REACH = 1.959964
"""Standard deviations from the middle of a 95 % interval to its ends."""

_NEUTRAL = {"ratio": 1.0, "hazard_ratio": 1.0}
"""What a statistic of two arms is where they are equal; 0 for the others."""

Side = Literal["both", "above", "below"]


class Target(NamedTuple):
    """One published number that numbers of the model are fitted to.

    Attributes:
        name: Id of its experiment and name of the number, such as `"T02.onset"`.
        says: What it is, in words.
        unit: Its unit.
        aim: The published value; of a direction alone, the value that ours must be above or below.
        below: Standard deviation of the observation, for values below the aim.
        above: The same for values above it.
        side: `both` where a value was published; `above` or `below` where a direction alone was.
        discrepancy: Standard deviation that the model is allowed beside the observation, for what it leaves out.
    """

    name: str
    says: str
    unit: str
    aim: float
    below: float
    above: float
    side: Side = "both"
    discrepancy: float = 0.0

    @property
    def limits(self) -> tuple[float, float]:
        """The 95 % interval of the observation; infinite on a side that nothing was published of."""
        low = -math.inf if self.side == "below" else self.aim - NORMAL_REACH * self.below
        high = math.inf if self.side == "above" else self.aim + NORMAL_REACH * self.above
        return low, high


def target_of(experiment: str, number: NumberEntry, discrepancy: float) -> Target:
    """Read an observation and how sure it is off the limits of a published number.

    The limits count as a 95 % interval, each side by itself; the published value is its middle, or that of the limits
    where it lies outside them. A direction without limits has no spread of its own.

    Args:
        experiment: Id of the experiment.
        number: The number.
        discrepancy: Allowance for what the model leaves out, as a share of the published value.

    Returns:
        The target.
    """
    name = f"{experiment}.{number.name}"
    if number.low is None or number.high is None:
        assert number.direction is not None
        than = _NEUTRAL.get(number.statistic, 0.0) if number.than is None else number.than
        return Target(name, number.says, number.unit, than, 0.0, 0.0, number.direction, discrepancy * abs(than))
    aim = number.published
    if aim is None or not number.low <= aim <= number.high:
        aim = (number.low + number.high) / 2
    below, above = (aim - number.low) / NORMAL_REACH, (number.high - aim) / NORMAL_REACH
    size = max(abs(aim), (number.high - number.low) / 2)
    return Target(name, number.says, number.unit, aim, below or above, above or below, "both", discrepancy * size)


class Goal(NamedTuple):
    """One experiment, with the numbers of it that are fitted to.

    Attributes:
        experiment: The experiment.
        numbers: Its numbers that are declared as used for fitting.
        coarse: Cells that an agent stands for at least; None for as many as the scenario says.
        begun: Names of the numbers that a search begins with in place of those that ship.
    """

    experiment: Experiment
    numbers: tuple[NumberEntry, ...]
    coarse: float | None = None
    begun: tuple[str, ...] = ()

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms that these numbers are read of, each once, with what they are compared with."""
        wanted = [arm for number in self.numbers for arm in (number.against, number.arm) if arm is not None]
        return tuple(dict.fromkeys(wanted))

    def trial(self, values: Mapping[str, float], cohort: Cohort) -> Trial:
        """Declare the trial at one point.

        Args:
            values: Numbers of the model that are otherwise there, by `group.name`.
            cohort: The subjects.

        Returns:
            The trial, of the arms that the numbers need.
        """
        scenario = self.experiment.scenario
        if self.coarse is not None:
            coarse = max(self.coarse, scenario.parameters.world.cells_per_agent)
            scenario = scenario.with_parameters({"world.cells_per_agent": coarse})
        arms = [Arm.named(name, scenario) for name in self.arms]
        at_point = [replace(arm, scenario=arm.scenario.with_parameters(values)) for arm in arms]
        return Trial(at_point, cohort, self.experiment.entry.days)

    def targets(self, discrepancy: float) -> Iterator[Target]:
        """Give its numbers as targets.

        Args:
            discrepancy: Allowance for what the model leaves out, as a share of the published value.
        """
        for number in self.numbers:
            yield target_of(self.experiment.entry.id, number, discrepancy)


def goals_of(
    scenario: str,
    folders: Sequence[str | Path] = (),
    chosen: Sequence[str] = (),
    coarse: float | None = None,
    begun: Mapping[str, float | str] | None = None,
) -> list[Goal]:
    """Find what a scenario is calibrated to.

    Args:
        scenario: Name of a scenario that comes with the package, for target files name these.
        folders: Further folders of target files.
        chosen: Ids of the experiments that count; none for all.
        coarse: Cells that an agent stands for at least; None for as many as the scenario says.
        begun: Numbers of the model, by `group.name`, that a search begins with in place of those that ship.

    Returns:
        Its experiments that have numbers declared as used for fitting.

    Raises:
        InputError: If there is no such scenario, it has no such number, or a number of the model cannot be used.
    """
    one_of("scenario", scenario, packaged_scenarios())
    every = gathered(folders, chosen, scenario, "--experiments")
    if begun:
        every = [replace(each, scenario=each.scenario.with_parameters(begun)) for each in every]
    fitted = {each.entry.id: tuple(number for number in each.entry.numbers if number.fitted) for each in every}
    goals = [Goal(each, fitted[each.entry.id], coarse, tuple(begun or ())) for each in every if fitted[each.entry.id]]
    if not goals:
        allowed = "a scenario of which a target file declares a number with `fitted = true`"
        if chosen:
            allowed += f", in experiments {', '.join(chosen)}"
        mend = "Add a folder of target files with --targets; docs/targets.md says how they are written."
        raise refuse("scenario", scenario, allowed, mend)
    return goals
