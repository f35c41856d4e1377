"""Effects: paired differences between arms with 95 % intervals, and the specificity index.

Means have t intervals, which go no farther than the end-point can, fractions Wilson intervals. Differences are paired
by subject: those of means have t intervals of the paired differences, those of fractions Bonett and Price's adjusted
Wald interval, which does not collapse where all pairs agree. Those of kind `ratio`, which spread over powers of ten,
are summed up and compared by their logarithms: geometric means, and their ratio between arms, with t intervals of the
logarithms. The specificity index, a ratio of mean differences, has a percentile bootstrap interval over subjects with
a fixed seed.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from nanoimmune.analysis.endpoints import NO_EFFECT, Endpoint, Kind

CONFIDENCE = 0.95
RESAMPLES = 4000
BOOTSTRAP_SEED = 20120
SPECIFICITY = "specificity_index"
COLUMNS = ["arm", "endpoint", "n", "mean", "sd", "low", "high", "effect", "effect_low", "effect_high"]

_Z = float(ndtri(0.5 + CONFIDENCE / 2))

Values = np.ndarray[tuple[int], np.dtype[np.float64]]


class Interval(NamedTuple):
    """An estimate and the limits of its 95 % interval; NaN where it cannot be given."""

    estimate: float
    low: float
    high: float


NOTHING = Interval(math.nan, math.nan, math.nan)


def mean_interval(values: Values) -> Interval:
    """Estimate a mean with its t interval. With fewer than two values there is no interval.

    Args:
        values: One value per subject.

    Returns:
        The mean and its limits.
    """
    if values.size == 0:
        return NOTHING
    mean = float(values.mean())
    if values.size == 1:
        return Interval(mean, math.nan, math.nan)
    error = float(values.std(ddof=1)) / math.sqrt(values.size)
    reach = float(stdtrit(values.size - 1, 0.5 + CONFIDENCE / 2)) * error
    return Interval(mean, mean - reach, mean + reach)


def geometric_interval(values: Values) -> Interval:
    """Estimate a geometric mean with the t interval of the logarithms. With fewer than two values there is none.

    Args:
        values: One value above zero per subject.

    Returns:
        The geometric mean and its limits.
    """
    return Interval(*np.exp(mean_interval(np.log(values))).tolist())


def proportion_interval(values: Values) -> Interval:
    """Estimate a fraction with its Wilson interval.

    Args:
        values: One 0 or 1 per subject.

    Returns:
        The fraction and its limits.
    """
    n = values.size
    if n == 0:
        return NOTHING
    share = float(values.mean())
    centre = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    reach = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    low = 0.0 if share == 0 else centre - reach
    high = 1.0 if share == 1 else centre + reach
    return Interval(share, low, high)


def proportion_difference(values: Values, control: Values) -> Interval:
    """Estimate the paired difference of two fractions, with Bonett and Price's interval.

    Args:
        values: One 0 or 1 per subject.
        control: The same subjects in the reference arm.

    Returns:
        The difference and its limits.
    """
    n = values.size
    if n == 0:
        return NOTHING
    up = (float(np.sum(values > control)) + 1) / (n + 2)
    down = (float(np.sum(values < control)) + 1) / (n + 2)
    reach = _Z * math.sqrt((up + down - (up - down) ** 2) / (n + 2))
    return Interval(float(np.mean(values - control)), max(-1.0, up - down - reach), min(1.0, up - down + reach))


def level_interval(kind: Kind, values: Values) -> Interval:
    """Sum up an end-point of one arm.

    Args:
        kind: How the end-point is averaged.
        values: One value per subject.

    Returns:
        The mean, the share or the geometric mean, and its limits.
    """
    if kind == "ratio":
        return geometric_interval(values)
    return proportion_interval(values) if kind == "proportion" else mean_interval(values)


def effect_interval(kind: Kind, values: Values, control: Values) -> Interval:
    """Compare an end-point between two arms, subject by subject.

    Args:
        kind: How the end-point is averaged.
        values: One value per subject.
        control: The same subjects in the arm that is compared with.

    Returns:
        The difference of the means or shares, or the ratio of the geometric means, and its limits.
    """
    if kind == "proportion":
        return proportion_difference(values, control)
    return level_interval(kind, paired(kind, values, control))


def paired(kind: Kind, values: Values, control: Values) -> Values:
    """Compare an end-point of each subject with the same subject's in another arm.

    Args:
        kind: How the end-point is averaged.
        values: One value per subject.
        control: The same subjects in the arm that is compared with.

    Returns:
        Ratios of what is averaged by logarithms, else differences.
    """
    return values / control if kind == "ratio" else values - control


def spread(kind: Kind, values: Values) -> float:
    """Give the standard deviation of an end-point; of one that is averaged by logarithms the factor that it is there.

    Args:
        kind: How the end-point is averaged.
        values: One value per subject.

    Returns:
        The standard deviation, in the unit of the values, or the geometric one; NaN of fewer than two values.
    """
    if values.size < 2:
        return math.nan
    return float(np.exp(np.log(values).std(ddof=1)) if kind == "ratio" else values.std(ddof=1))


def specificity(cognate: Values, irrelevant: Values) -> Interval:
    """Estimate which share of a cognate particle's effect is owed to its epitope.

    The index is (effect of the cognate particle - effect of the irrelevant one) / effect of the cognate one.
    It has no value where the cognate particle does not reduce the burden.

    Args:
        cognate: Paired differences of the burden of disease, such as the clinical area, cognate against reference.
        irrelevant: The same subjects, irrelevant against reference.

    Returns:
        The index and its limits.
    """
    if cognate.size == 0 or cognate.mean() >= 0:
        return NOTHING
    index = 1.0 - float(irrelevant.mean() / cognate.mean())
    if cognate.size == 1:
        return Interval(index, math.nan, math.nan)
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    chosen = rng.integers(cognate.size, size=(RESAMPLES, cognate.size))
    effects = cognate[chosen].mean(axis=1)
    indices = 1.0 - irrelevant[chosen].mean(axis=1)[effects < 0] / effects[effects < 0]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(indices, [tail, 1 - tail])
    return Interval(index, float(low), float(high))


class Primary(NamedTuple):
    """The primary end-point of a trial.

    Attributes:
        endpoint: Its name.
        benefit: +1 where more of it is better for the animal, -1 where less is.
    """

    endpoint: str
    benefit: int


def summarise(
    values: pd.DataFrame,
    endpoints: Sequence[Endpoint],
    primary: Primary,
    references: Mapping[str, str],
    partners: Mapping[str, str],
) -> pd.DataFrame:
    """Summarise end-points arm by arm.

    Args:
        values: Columns `arm, subject, endpoint, value`.
        endpoints: The end-points, in the order in which they are given.
        primary: The one whose effects the specificity index compares.
        references: Name of the arm that an arm is compared with, by its name.
        partners: Name of the irrelevant arm by name of the cognate arm.

    Returns:
        Columns `arm, endpoint, n, mean, sd, low, high, effect, effect_low, effect_high`. Of end-points of
        kind `ratio` `mean` is the geometric mean, `sd` the geometric standard deviation, and `effect` a ratio, which is
        1 where an arm does nothing.
    """
    arms = list(dict.fromkeys(values["arm"]))
    rows = []
    columns = list(dict.fromkeys([*arms, *(references[arm] for arm in arms)]))
    for endpoint in endpoints:
        wide = _wide(values, endpoint.name, columns)
        for arm in arms:
            rows.append(_row(arm, endpoint, wide, references[arm]))
    burden = -primary.benefit * _wide(values, primary.endpoint, columns)
    rows += [_specificity_row(arm, burden, references, partners) for arm in arms]
    table = pd.DataFrame(rows, columns=COLUMNS)
    places = {arm: place for place, arm in enumerate(arms)}
    return table.sort_values("arm", key=lambda names: names.map(places), kind="stable", ignore_index=True)


def _wide(values: pd.DataFrame, endpoint: str, arms: list[str]) -> pd.DataFrame:
    """Turn one end-point into a row per subject and a column per arm."""
    chosen = values[values["endpoint"] == endpoint]
    return chosen.pivot(index="subject", columns="arm", values="value").reindex(columns=arms)


def _row(arm: str, endpoint: Endpoint, wide: pd.DataFrame, reference: str) -> tuple[object, ...]:
    """Summarise one end-point of one arm."""
    values = wide[arm].dropna().to_numpy()
    level = level_interval(endpoint.kind, values)
    low, high = np.clip(level[1:], *endpoint.span).tolist()
    effect = _effect(arm, endpoint, wide, reference)
    return (arm, endpoint.name, values.size, level.estimate, spread(endpoint.kind, values), low, high, *effect)


def _effect(arm: str, endpoint: Endpoint, wide: pd.DataFrame, reference: str) -> Interval:
    """Compare one arm with the reference, over the subjects that have a value in both."""
    pairs = wide[[arm]].assign(control=wide[reference]).dropna()
    values, control = pairs[arm].to_numpy(), pairs["control"].to_numpy()
    if arm == reference:
        return Interval(*[NO_EFFECT[endpoint.kind]] * 3) if values.size else NOTHING
    return effect_interval(endpoint.kind, values, control)


def _specificity_row(
    arm: str, burden: pd.DataFrame, references: Mapping[str, str], partners: Mapping[str, str]
) -> tuple[object, ...]:
    """Compare the effect of a cognate arm on the burden of disease with that of its irrelevant partner."""
    partner = partners.get(arm)
    if partner is None or partner not in burden:
        return (arm, SPECIFICITY, 0, *NOTHING[:1], math.nan, *NOTHING[1:], *NOTHING)
    reference, partners_reference = references[arm], references[partner]
    together = burden[list(dict.fromkeys([arm, partner, reference, partners_reference]))].dropna()
    cognate = (together[arm] - together[reference]).to_numpy()
    irrelevant = (together[partner] - together[partners_reference]).to_numpy()
    found = specificity(cognate, irrelevant)
    n = 0 if math.isnan(found.estimate) else cognate.size
    return (arm, SPECIFICITY, n, found.estimate, math.nan, found.low, found.high, *NOTHING)
