"""Which parameters a sensitivity analysis varies, and between which limits: the ranges of the parameter files."""

import math
from collections.abc import Sequence
from fnmatch import fnmatchcase

from nanoimmune.errors import refuse
from nanoimmune.parameters.load import WHOLE, passports
from nanoimmune.study.factors import Factor
from nanoimmune.trial.scenario import Scenario
from nanoimmune.trial.trial import Trial
from nanoimmune.words import Compartment

DECADE = 10.0
"""A range whose limits are farther apart than this is sampled evenly over its logarithm."""

MOST_BY_DEFAULT = 20
"""Parameters that are varied where nobody names any."""

MOST_WITHIN = 1000.0

_CONFLICTING = {"repertoire.fewest_precursors", "repertoire.most_precursors"}
"""Limits of each other, which cannot be varied apart."""

_READ_OFF = "clinical"
"""Group that turns tissue into a clinical score: it moves the yardstick, and nothing that is measured with it."""


def chosen_factors(trial: Trial, wanted: Sequence[str] = (), within: float | None = None) -> list[Factor]:
    """Choose what is varied, and give each its limits.

    A range is sampled evenly, or evenly over its logarithm where its limits are more than tenfold apart. A lower limit
    of zero has no logarithm: there, the sample goes as far below the scenario's value as the upper limit lies above it.

    Args:
        trial: The trial.
        wanted: Names of parameters as `group.name`, patterns such as `harm.*`, or names with limits of their own as
            `dose=0.1:10:log`. By default the fitted numbers of what is at work in the trial, the least certain first.
        within: Go no farther from a parameter's value than this factor.

    Returns:
        One factor a parameter, each with its two limits.

    Raises:
        InputError: If nothing fits a name or pattern, or a parameter cannot be varied finely.
    """
    if within is not None and not 1.0 < within <= MOST_WITHIN:
        raise refuse("--within", within, f"above 1, at most {MOST_WITHIN:g}", "Write 2 for half to double.")
    scenario = trial.arms[0].scenario
    if not wanted:
        return by_width([prior(scenario, name, within) for name in fitted_numbers(trial)])[:MOST_BY_DEFAULT]
    found: dict[str, Factor] = {}
    for words in wanted:
        for factor in _read(scenario, words, within):
            found[factor.name] = factor
    return list(found.values())


def fitted_numbers(trial: Trial) -> list[str]:
    """Name the fitted numbers of the mechanisms that are at work in a trial, but for how a score is read off tissue."""
    return [
        name
        for name, passport in passports().items()
        if passport.status == "fitted" and passport.low < passport.high and _is_at_work(name, trial)
    ]


def _is_at_work(name: str, trial: Trial) -> bool:
    """Tell whether a parameter belongs to a tissue, a disease or a treatment that the trial has."""
    scenario, group = trial.arms[0].scenario, name.split(".")[0]
    particles = [regimen.particle for arm in trial.arms for regimen in arm.regimens if regimen.particle is not None]
    needed = {
        _READ_OFF: False,
        "islets": Compartment.PANCREAS in scenario.tissues,
        "antigens": Compartment.PANCREAS in scenario.tissues,
        "glucose": Compartment.PANCREAS in scenario.tissues,
        "harm": Compartment.CNS in scenario.tissues,
        "repair": Compartment.CNS in scenario.tissues,
        "immunisation": bool(scenario.induction),
        "binding": any(particle.valency for particle in particles),
        "pharmacology": any(particle.cargo is not None for particle in particles),
    }
    is_of_islets = "islet" in name and Compartment.PANCREAS not in scenario.tissues
    is_of_induction = "pertussis" in name and not scenario.induction
    is_of_killers = "autoregulatory" in name and Compartment.PANCREAS not in scenario.tissues
    return needed.get(group, True) and not (is_of_islets or is_of_induction or is_of_killers)


def _read(scenario: Scenario, words: str, within: float | None) -> list[Factor]:
    """Read one name, pattern, or name with limits."""
    if "=" in words:
        factor = Factor.read(words, "--parameters")
        if factor.count is not None or factor.is_whole:
            raise refuse("--parameters", words, "NAME=LOW:HIGH of something that need not be whole", "Give two limits.")
        return [factor]
    if "*" not in words and words not in passports():
        Factor.read(f"{words}=0:1", "--parameters")  # refuses what there is not, with what is near
        raise refuse("--parameters", words, "its limits with it", f"Write {words}=LOW:HIGH.")
    names = [name for name in passports() if fnmatchcase(name, words) and name not in {*WHOLE, *_CONFLICTING}]
    ranges = [name for name in names if passports()[name].low < passports()[name].high]
    if not ranges:
        allowed = "a parameter that can be varied finely, or a pattern such as harm.*"
        raise refuse("--parameters", words, allowed, "nanoimmune parameters lists every GROUP.NAME.")
    return [prior(scenario, name, within) for name in ranges]


def prior(scenario: Scenario, name: str, within: float | None = None) -> Factor:
    """Give a parameter the limits of its range in the parameter files.

    Args:
        scenario: The scenario, whose value counts.
        name: `group.name` of a parameter.
        within: Go no farther from the value than this factor.
    """
    passport = passports()[name]
    group, _, field = name.partition(".")
    value = float(getattr(getattr(scenario.parameters, group), field))
    low, high = passport.low, passport.high
    if within is not None and value > 0:
        low, high = max(low, value / within), min(high, value * within)
    if low <= 0 < value and high > DECADE * value:
        return Factor(name, (value * (value / high), high), logarithmic=True)
    return Factor(name, (low, high), logarithmic=0 < DECADE * low < high)


def by_width(factors: Sequence[Factor]) -> list[Factor]:
    """Put the least certain numbers first: those whose limits are farthest apart, by their logarithm."""
    return sorted(factors, key=_width, reverse=True)


def _width(factor: Factor) -> float:
    """Give the width of a prior, by its logarithm; one that begins at zero counts as a decade."""
    low, high = factor.values
    return math.log(high / low) if low > 0 else math.log(DECADE)
