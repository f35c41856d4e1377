"""End-points of challenges: what was found in the copies, and how it compares with the same subject untreated."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from nanoimmune.analysis.endpoints import Endpoint, Kind, Life, unrelated_response
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.challenge import NamedChallenge
from nanoimmune.words import EPITOPE_NAMES, Compartment

INTACT = 0.1
"""Share of the reference's value within which immunity to an infection counts as intact."""


def found(life: Life | None, column: str) -> float:
    """Give the number that a challenge gave, which stands on one day of the record; NaN where it was not put."""
    values = None if life is None else life.columns.get(column)
    if values is None or np.isnan(values).all():
        return math.nan
    return float(values[~np.isnan(values)][0])


def over_reference(life: Life, control: Life | None, column: str) -> float:
    """Give the number of a challenge over the same subject's in the reference arm; NaN where that is 0 or missing."""
    reference = found(control, column)
    return found(life, column) / reference if reference > 0 else math.nan


def intact(life: Life, control: Life | None, column: str) -> float:
    """Tell whether CD8 peak and clearance day of an infection were within a tenth of the reference's.

    NaN where either was not put to one of the two; a pathogen that only the reference cleared is not intact immunity.
    """
    if math.isnan(found(life, f"{column}_cd8_peak")) or math.isnan(found(control, f"{column}_clearance_day")):
        return math.nan
    ratios = [over_reference(life, control, f"{column}_{name}") for name in ("cd8_peak", "clearance_day")]
    return float(all(abs(ratio - 1.0) <= INTACT for ratio in ratios))


def mean_response(life: Life, control: Life | None, columns: Sequence[str]) -> float:
    """Average the responses to unrelated antigens, each over the same subject's in the reference arm."""
    ratios = [unrelated_response(life, control), *(over_reference(life, control, column) for column in columns)]
    known = [ratio for ratio in ratios if not math.isnan(ratio)]
    return sum(known) / len(known) if known else math.nan


def posed(arms: Sequence[Arm]) -> tuple[NamedChallenge, ...]:
    """List the challenges of all arms, each name once."""
    return tuple({each.name: each for arm in arms for each in arm.scenario.posed}.values())


def unrelated_columns(arms: Sequence[Arm]) -> list[str]:
    """List the columns of responses to antigens that the disease has nothing to do with."""
    related = {name for arm in arms for name in arm.scenario.autoantigens}
    columns = []
    for each in posed(arms):
        if each.kind == "infection":
            columns.append(f"{each.column}_cd8_peak")
        elif each.kind == "vaccination" and each.epitope is not None and EPITOPE_NAMES[each.epitope] not in related:
            columns.append(f"{each.column}_peak")
    return columns


def suppression_index(arms: Sequence[Arm]) -> Endpoint:
    """Make the systemic suppression index of a trial: 1 minus the mean response to unrelated antigens.

    Responses count over the same subject's in the reference arm: the peak after the vaccination of the scenario, after
    further vaccinations with unrelated antigens, and of CD8 effectors after infections.
    """
    columns = unrelated_columns(arms)
    return Endpoint(
        "systemic_suppression_index",
        "Systemic suppression index",
        "index",
        "mean",
        lambda life, control: 1.0 - mean_response(life, control, columns),
    )


def challenge_endpoints(arms: Sequence[Arm]) -> tuple[Endpoint, ...]:
    """List the end-points of the challenges of a trial, named after them.

    Args:
        arms: The arms; a challenge of any of them counts.

    Returns:
        The numbers of each challenge, then responses over the reference's.
    """
    has_score = any(Compartment.CNS in arm.scenario.tissues for arm in arms)
    sign = Sign("score", "score") if has_score else Sign("glucose", "mg/dL")
    return tuple(endpoint for each in posed(arms) for endpoint in _of_one(each, sign))


Compute = Callable[[Life, Life | None], float]


class Sign(NamedTuple):
    """What tells how ill an animal is, and its unit."""

    name: str
    unit: str


def _of_one(challenge: NamedChallenge, sign: Sign) -> list[Endpoint]:
    """List the end-points of one challenge."""
    column = challenge.column

    def endpoint(name: str, says: str, unit: str, compute: Compute, kind: Kind = "mean") -> Endpoint:
        return Endpoint(f"{column}_{name}", f"{challenge.name}: {says}", unit, kind, compute)

    def number(name: str, says: str, unit: str) -> Endpoint:
        return endpoint(name, says, unit, lambda life, _: found(life, f"{column}_{name}"))

    def ratio(name: str, says: str, of: str) -> Endpoint:
        return endpoint(name, says, "ratio", lambda life, control: over_reference(life, control, f"{column}_{of}"))

    if challenge.kind == "vaccination":
        return [number("peak", "peak response", "cells"), ratio("response", "peak over reference", "peak")]
    if challenge.kind == "infection":
        return [
            number("cd8_peak", "peak of antiviral CD8 effectors", "cells"),
            number("cd8_peak_day", "day of that peak", "days after infection"),
            number("clearance_day", "day of clearance", "days after infection"),
            ratio("cd8_ratio", "CD8 peak over reference", "cd8_peak"),
            ratio("clearance_ratio", "clearance day over reference", "clearance_day"),
            endpoint(
                "intact", "CD8 peak and clearance within a tenth of the reference", "fraction",
                lambda life, control: intact(life, control, column), "proportion",
            ),
        ]  # fmt: skip
    if challenge.kind == "recall":
        return [
            number("per_million", "responders in the sample", "per million cells"),
            number("low", "lower limit of responders in the spleen", "per million cells"),
            number("high", "upper limit of responders in the spleen", "per million cells"),
            ratio("fold", "responders over reference", "per_million"),
        ]
    return [
        number("rise", "peak response over that before it", "fold"),
        number("worst", f"worst {sign.name}", sign.unit),
        number("mean", f"mean {sign.name}", sign.unit),
    ]
