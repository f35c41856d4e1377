"""Sensitivity of a treatment, and of an end-point, to numbers of the model: declared as a sweep, read from its folder.

The same subjects live at every point, and in every arm there, so points differ by what was varied and not by chance.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from nanoimmune.analysis.endpoints import COMPARED_BY, Endpoint, endpoint_values
from nanoimmune.analysis.sensitivity import Sensitivity, sensitivity
from nanoimmune.analysis.sensitivity_methods import METHODS, Method
from nanoimmune.analysis.stories import endpoints_of, story_of
from nanoimmune.errors import refuse
from nanoimmune.study.factors import Factor
from nanoimmune.study.question import Question
from nanoimmune.study.sweep import Sweep
from nanoimmune.study.sweep_results import SweepResults
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.checks import one_of
from nanoimmune.trial.trial import Trial

EFFECT = "effect"
"""Name of the paired effect over the reference arm, among the numbers whose sensitivity is told."""


def declared(
    trial: Trial,
    factors: Sequence[Factor],
    method: str = "morris",
    samples: int | None = None,
    arm: str | None = None,
    endpoint: str | None = None,
) -> Sweep:
    """Declare a sensitivity analysis.

    Args:
        trial: A trial; its cohort lives at every point.
        factors: What is varied, each with its limits; `priors.chosen_factors` gives them.
        method: morris, sobol or prcc.
        samples: Trajectories of Morris, base samples of Sobol (a power of two), or points of PRCC.
        arm: Name of the arm that is looked at; the first that is given something by default.
        endpoint: Name of the end-point; the primary one by default.

    Returns:
        A sweep over the design of the method, of that arm and its reference.

    Raises:
        InputError: If anything of it cannot be used.
    """
    chosen = one_of("--method", method, METHODS)
    arms = {each.name: each for each in trial.arms}
    treated = next((each.name for each in trial.arms if each.is_treated), trial.arms[0].name)
    asked = one_of("--arm", arm or treated, arms)
    reference = arms[trial.reference_of(asked.name)]
    base = Trial([reference, *([asked] if asked.name != reference.name else [])], trial.cohort, trial.days)
    named = {each.name: each for each in endpoints_of(base)}
    wanted = one_of("--endpoint", endpoint or story_of(base).primary.endpoint, named)
    count = chosen.usual if samples is None else samples
    if count < chosen.fewest(len(factors)):
        allowed = f"{chosen.fewest(len(factors))} {chosen.block_says} at least for {len(factors)} parameters"
        raise refuse("--samples", count, allowed, "Take more.")
    question = Question(method, asked.name, wanted.name)
    return Sweep(base, factors, chosen.design, count, base.cohort.seed, question)


def paired_trial(scenario_arm: Arm, trial: Trial) -> Trial:
    """Put untreated subjects beside one arm, so that there is something that it is compared with.

    Args:
        scenario_arm: The arm.
        trial: The trial that it is of.
    """
    host = scenario_arm.scenario
    control = Arm.named("untreated", host) if "untreated" in host.arms else Arm("untreated", host)
    arms = [control] if scenario_arm.name == control.name else [control, scenario_arm]
    return Trial(arms, trial.cohort, trial.days)


class Told(NamedTuple):
    """One number whose sensitivity is told.

    Attributes:
        name: `effect`, or the name of an arm.
        says: What it is, in words.
        found: How sensitive it is.
    """

    name: str
    says: str
    found: Sensitivity


class SensitivityResults:
    """What a sensitivity analysis found, read from its folder.

    Attributes:
        swept: The runs, and where they lie.
        method: The method.
        endpoint: The end-point.
        arm: Name of the arm that is looked at.
    """

    def __init__(self, swept: SweepResults, endpoint: str | None = None) -> None:
        """Take the folder.

        Args:
            swept: What lies in it.
            endpoint: An end-point in place of the one that was asked for; no run has to be lived for it.

        Raises:
            InputError: If it is no folder of a sensitivity analysis, or has no such end-point.
        """
        question = swept.sweep.question
        if question is None:
            mend = "Ask for its responses, or run `nanoimmune sensitivity`."
            raise refuse("study", str(swept.store.folder), "the folder of a sensitivity analysis", mend)
        self.swept = swept
        self.method: Method = METHODS[question.method]
        self.arm = question.arm
        named: dict[str, Endpoint] = {each.name: each for each in endpoints_of(swept.sweep.base)}
        self.endpoint = one_of("endpoint", endpoint or question.endpoint, named)

    @cached_property
    def outputs(self) -> pd.DataFrame:
        """The end-point of every subject at every point: columns `point, arm, subject, value`, with the factors."""
        base = self.swept.sweep.base
        references = {arm.name: base.reference_of(arm.name) for arm in base.arms}
        tables = []
        for point, records in self.swept.point_records():
            arms = self.swept.sweep.trial_at(point).arms
            values = endpoint_values(records, [self.endpoint], references, arms).drop(columns="endpoint")
            tables.append(values.assign(point=point, **self.swept.sweep.points[point]))
        if not tables:
            mend = "Resume it first."
            raise refuse("study", str(self.swept.store.folder), "one finished run at least", mend)
        table = pd.concat(tables, ignore_index=True)
        return table[["point", *self.parameters, "arm", "subject", "value"]]

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of what was varied."""
        return tuple(factor.name for factor in self.swept.sweep.factors)

    @cached_property
    def told(self) -> list[Told]:
        """How sensitive the effect of the arm is, and the end-point in each arm, as far as subjects have values.

        Of folds and ratios, which spread over powers of ten, it is told of their natural logarithms.

        Raises:
            InputError: If too few points are lived, or have a value.
        """
        sweep, outputs = self.swept.sweep, self.outputs
        arms = [arm.name for arm in sweep.base.arms]
        wide = {
            arm: outputs[outputs["arm"] == arm]
            .pivot(index="point", columns="subject", values="value")
            .reindex(index=range(len(sweep.points)), columns=range(sweep.base.cohort.subjects))
            .to_numpy(float)
            for arm in arms
        }
        reference, kind = sweep.base.reference_of(self.arm), self.endpoint.kind
        what = f"{self.endpoint.says} ({self.endpoint.unit})"
        if kind == "ratio":
            what, wide = f"ln of {what}", {arm: np.log(values) for arm, values in wide.items()}
        numbers = {arm: (f"{what}, {arm}", wide[arm]) for arm in reversed(arms)}
        if len(arms) > 1:
            says = f"{what}, {self.arm} {COMPARED_BY[kind]} {reference}"
            numbers = {EFFECT: (says, wide[self.arm] - wide[reference]), **numbers}
        some = {name: number for name, number in numbers.items() if np.isfinite(number[1]).any()}
        if not some:
            mend = "Choose an end-point that its subjects have."
            raise refuse("endpoint", self.endpoint.name, "an end-point that a subject has a value of", mend)
        return [Told(name, says, self._sensitivity(values)) for name, (says, values) in some.items()]

    def _sensitivity(self, values: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> Sensitivity:
        """Tell how sensitive one number is, from its value by point and subject."""
        sweep = self.swept.sweep
        size = self.method.block(len(sweep.factors))
        shares = np.array([[each.share_of(point[each.name]) for each in sweep.factors] for point in sweep.points])
        try:
            return sensitivity(
                self.method,
                self.parameters,
                shares.reshape(-1, size, len(sweep.factors)),
                values.reshape(-1, size, values.shape[1]),
            )
        except ValueError as problem:
            folder = str(self.swept.store.folder)
            raise refuse("study", folder, f"enough to tell of it ({problem})", "Resume it.") from problem

    @property
    def table(self) -> pd.DataFrame:
        """Every measure: columns `response, parameter, measure, estimate, low, high, p`."""
        return self._stacked(each.found.table.assign(response=each.name) for each in self.told)

    @property
    def convergence(self) -> pd.DataFrame:
        """The leading measure on growing parts of the sample: `response, blocks, parameter, estimate, low, high`."""
        return self._stacked(each.found.convergence.assign(response=each.name) for each in self.told)

    def _stacked(self, tables: Iterator[pd.DataFrame]) -> pd.DataFrame:
        """Put tables below each other, what they are of first."""
        table = pd.concat(tables, ignore_index=True)
        return table[["response", *(name for name in table.columns if name != "response")]]

    def __repr__(self) -> str:
        """Show what was asked in one line."""
        return f"<SensitivityResults of {self.endpoint.name} in {self.arm} by {self.method.name}: {self.swept!r}>"
