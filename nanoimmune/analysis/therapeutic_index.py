"""The therapeutic index of a treatment that a trial gives in several doses."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from nanoimmune.analysis.effects import COLUMNS, Interval, Primary
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.regimen import Regimen

INDEX = "therapeutic_index"
TOXICITY = "systemic_suppression_index"
HALF = 0.5


def half_effect_dose(doses: Sequence[float], effects: Sequence[float], half: float) -> float:
    """Find the dose at which an effect first reaches a level, between doses on a logarithmic scale.

    Args:
        doses: Doses, above zero, in rising order.
        effects: The effect of each.
        half: The level.

    Returns:
        The dose; the lowest where that is enough already, NaN where none reaches the level.
    """
    for place, effect in enumerate(effects):
        if effect >= half:
            if place == 0:
                return float(doses[0])
            share = (half - effects[place - 1]) / (effect - effects[place - 1])
            low, high = math.log(doses[place - 1]), math.log(doses[place])
            return math.exp(low + share * (high - low))
    return math.nan


def therapeutic_index(doses: Sequence[float], benefits: Sequence[float], toxicities: Sequence[float]) -> Interval:
    """Divide the dose of half toxicity by that of half the benefit; the larger, the safer.

    Half the benefit is half of the largest that any dose brought, half toxicity is 0.5. Do not use it where no dose
    brings a benefit: there it has no value.

    Args:
        doses: Doses, above zero.
        benefits: The benefit of each, more being better.
        toxicities: The toxicity of each, 0 for none to 1 for complete.

    Returns:
        The index. Where no dose is that toxic, the index for the highest dose as the lower limit of an interval
        without an upper one.
    """
    order = np.argsort(np.asarray(doses, float))
    given = [float(doses[place]) for place in order]
    benefit, toxicity = ([float(each[place]) for place in order] for each in (benefits, toxicities))
    if not given or max(benefit) <= 0.0:
        return Interval(math.nan, math.nan, math.nan)
    helping = half_effect_dose(given, benefit, HALF * max(benefit))
    harming = half_effect_dose(given, toxicity, HALF)
    if math.isnan(harming):
        return Interval(given[-1] / helping, given[-1] / helping, math.inf)
    return Interval(harming / helping, math.nan, math.nan)


def _without_amount(arm: Arm) -> tuple[object, ...]:
    """Say all of an arm but how much is given."""
    plans = tuple(_plan(regimen) for regimen in arm.regimens)
    return arm.scenario.host_names, repr(sorted(arm.scenario.lacking)), plans


def _plan(regimen: Regimen) -> tuple[object, ...]:
    """Say all of a regimen but the number of its particles; what is no particle is told whole."""
    if regimen.particle is None:
        return (regimen,)
    plain = replace(regimen, particles=1.0, ligand_ug=None)
    return str(plain), regimen.particle


def dose_series(arms: Sequence[Arm]) -> list[list[Arm]]:
    """Group the treated arms that differ by the amount of each dose alone; single ones are left out."""
    series: dict[str, list[Arm]] = {}
    for arm in arms:
        if arm.regimens:
            series.setdefault(repr(_without_amount(arm)), []).append(arm)
    return [members for members in series.values() if len({_amount(arm) for arm in members}) > 1]


def _amount(arm: Arm) -> float:
    """Particles in one dose of each regimen, added up."""
    return sum(regimen.particles_per_dose for regimen in arm.regimens)


def index_rows(summary: pd.DataFrame, arms: Sequence[Arm], primary: Primary) -> pd.DataFrame:
    """Give the therapeutic index of every arm that belongs to a series of doses.

    Benefit is the mean paired difference of the primary end-point, toxicity the systemic suppression index.

    Args:
        summary: The summary of all other end-points.
        arms: The arms.
        primary: The primary end-point.

    Returns:
        Rows as those of the summary; the arms of one series share their index.
    """
    rows = []
    for members in dose_series(arms):
        effects = [primary.benefit * _cell(summary, arm, primary.endpoint, "effect") for arm in members]
        harms = [_cell(summary, arm, TOXICITY, "mean") for arm in members]
        if any(math.isnan(number) for number in [*effects, *harms]):
            continue
        index = therapeutic_index([_amount(arm) for arm in members], effects, harms)
        told: Mapping[str, object] = dict.fromkeys(COLUMNS, math.nan)
        cells = {"endpoint": INDEX, "n": len(members), "mean": index.estimate, "low": index.low, "high": index.high}
        rows += [{**told, **cells, "arm": arm.name} for arm in members]
    return pd.DataFrame(rows, columns=COLUMNS)


def _cell(summary: pd.DataFrame, arm: Arm, endpoint: str, column: str) -> float:
    """Give one cell of the summary; NaN where it is not there."""
    chosen = summary[(summary["arm"] == arm.name) & (summary["endpoint"] == endpoint)]
    return float(chosen[column].iloc[0]) if len(chosen) else math.nan
