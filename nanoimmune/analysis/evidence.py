"""What figures and report are made of, computed once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from nanoimmune.analysis.palette import arm_colours
from nanoimmune.analysis.stories import story_of
from nanoimmune.analysis.story import Story
from nanoimmune.trial.results import Results

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class Evidence:
    """The findings of a trial in the forms that figures and report need.

    Attributes:
        results: The results themselves.
        story: How a trial of this disease is told.
        arms: Names of the arms that have records, in order.
        reference: Name of the arm that the others are compared with.
        references: Name of the arm that an arm is compared with, by its name; most often `reference`.
        days: Days from day zero on which the trial ended.
        records: Records of all runs.
        values: End-points, columns `arm, subject, endpoint, value`.
        summary: The tidy summary.
        colours: Colour of each arm.
    """

    results: Results
    story: Story
    arms: list[str]
    reference: str
    references: dict[str, str]
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
            story=story_of(trial),
            arms=arms,
            reference=trial.reference,
            references=results.references(),
            days=trial.length,
            records=results.table,
            values=results.endpoints(),
            summary=results.summary(),
            colours=arm_colours(trial),
        )

    @property
    def compared(self) -> list[str]:
        """Names of the arms that are compared with the reference; the reference itself where it is alone."""
        return [arm for arm in self.arms if arm != self.reference] or self.arms

    @property
    def start(self) -> float:
        """Where time axes begin, in the units of the story's clock."""
        return max(0.0, float(self.records["day"].min())) / self.story.clock.days

    @property
    def end(self) -> float:
        """Where time axes end, in the units of the story's clock."""
        return self.days / self.story.clock.days

    @property
    def figures(self) -> "Mapping[str, Callable[[Evidence], Figure]]":
        """Figures of the trial by name, in the order of the report."""
        return self.story.figures(self.results)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables that the story adds to the summary, by name of the file."""
        return self.story.tables(self)

    def row(self, arm: str, endpoint: str) -> pd.Series:
        """Give one row of the summary."""
        chosen = self.summary[(self.summary["arm"] == arm) & (self.summary["endpoint"] == endpoint)]
        return chosen.iloc[0]
