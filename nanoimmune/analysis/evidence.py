"""What figures and report are made of, computed once."""

from typing import NamedTuple

import pandas as pd

from nanoimmune.analysis.palette import colours
from nanoimmune.trial.results import Results


class Evidence(NamedTuple):
    """The findings of a trial in the forms that figures and report need.

    Attributes:
        results: The results themselves.
        arms: Names of the arms that have records, in order.
        reference: Name of the arm that the others are compared with.
        days: Days from immunisation that the trial lasted.
        records: Records of all runs.
        values: End-points, columns `arm, subject, endpoint, value`.
        summary: The tidy summary.
        colours: Colour of each arm.
    """

    results: Results
    arms: list[str]
    reference: str
    days: int
    records: pd.DataFrame
    values: pd.DataFrame
    summary: pd.DataFrame
    colours: dict[str, str]

    @classmethod
    def of(cls, results: Results) -> "Evidence":
        """Compute everything from the results of a trial."""
        trial = results.trial
        recorded = set(results.table["arm"])
        arms = [arm.name for arm in trial.arms if arm.name in recorded]
        return cls(
            results=results,
            arms=arms,
            reference=trial.reference,
            days=trial.length,
            records=results.table,
            values=results.endpoints(),
            summary=results.summary(),
            colours=colours(arms, trial.reference),
        )

    @property
    def compared(self) -> list[str]:
        """Names of the arms that are compared with the reference; the reference itself where it is alone."""
        return [arm for arm in self.arms if arm != self.reference] or self.arms

    def row(self, arm: str, endpoint: str) -> pd.Series:
        """Give one row of the summary."""
        chosen = self.summary[(self.summary["arm"] == arm) & (self.summary["endpoint"] == endpoint)]
        return chosen.iloc[0]
