"""The effect of one arm against any other, subject by subject."""

from typing import TYPE_CHECKING

from nanoimmune.analysis.effects import Interval, effect_interval
from nanoimmune.analysis.stories import endpoints_of
from nanoimmune.trial.checks import one_of

if TYPE_CHECKING:
    from nanoimmune.trial.results import Results


def paired_effect(results: "Results", endpoint: str, arm: str, against: str | None = None) -> Interval:
    """Estimate the mean difference between two arms over the same subjects, or of folds and ratios their ratio.

    Args:
        results: Results of a trial.
        endpoint: Name of an end-point, such as `"auc"`; the effect has its unit.
        arm: Name of the arm.
        against: Name of the arm that it is compared with; by default its reference, as in `Results.summary`.

    Returns:
        The difference with its 95 % limits: t limits of the paired differences, or for a fraction those of Bonett and
        Price. Of a fold or a ratio it is the ratio of the geometric means, 1 where the arms are alike, with t limits
        of the logarithms. A subject without a value in either arm is left out.

    Raises:
        InputError: If there is no such end-point or arm.
    """
    known = {each.name: each for each in endpoints_of(results.trial)}
    arms = {each.name: each for each in results.trial.arms}
    chosen = one_of("endpoint", endpoint, known)
    treated = one_of("arm", arm, arms).name
    control = results.trial.reference_of(treated) if against is None else one_of("against", against, arms).name
    values = results.endpoints()
    wide = values[values["endpoint"] == chosen.name].pivot(index="subject", columns="arm", values="value")
    pairs = wide.reindex(columns=list(dict.fromkeys((treated, control)))).dropna()
    ours, theirs = pairs[treated].to_numpy(float), pairs[control].to_numpy(float)
    return effect_interval(chosen.kind, ours, theirs)
