"""What an effect hangs on: the arm without each mechanism in turn, and with assumed numbers at the ends of ranges."""

import inspect
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from nanoimmune.analysis.effects import Interval
from nanoimmune.errors import InputError, refuse
from nanoimmune.house.rulebook import chapters
from nanoimmune.parameters.load import passports
from nanoimmune.study.bundle import Bundle, Bundled
from nanoimmune.study.headline import NOT_LIVED, Headline, change, headlines
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.checks import one_of
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.scenario import Scenario
from nanoimmune.trial.trial import Trial

FILE = Path(__file__).with_name("mechanism_groups.toml")
WHOLE, FEW = "everything on", "everything on, few subjects"
LOW, HIGH = "low", "high"


class Group(NamedTuple):
    """Rules that are switched off together.

    Attributes:
        name: Name of the group.
        says: What they do.
        rules: Their full names.
    """

    name: str
    says: str
    rules: tuple[str, ...]


@cache
def groups() -> Mapping[str, Group]:
    """Every group of rules, by name."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: Group(name, entry["says"], tuple(entry["rules"])) for name, entry in table.items()}


def assumed_numbers() -> tuple[str, ...]:
    """Assumed numbers that the rules of all groups read, by `group.name`."""
    wanted = {rule for group in groups().values() for rule in group.rules}
    claims = {f"{claim.module.rpartition('.')[2]}.{claim.name}": claim for each in chapters() for claim in each.claims}
    found = []
    for name, passport in passports().items():
        group, _, number = name.partition(".")
        read = re.compile(rf"\b{re.escape(group)}\.{re.escape(number)}\b")
        if passport.status == "assumed" and any(
            read.search(inspect.getsource(claims[rule].function)) for rule in wanted
        ):
            found.append(name)
    return tuple(found)


class Row(NamedTuple):
    """One variation of an effect.

    Attributes:
        variation: What was switched off, or which number was moved where.
        level: Mean of the primary end-point in the reference arm under it.
        n: Pairs of subjects.
        benefit: Mean benefit with its limits, in the unit of the end-point.
        low: Lower limit.
        high: Upper limit.
        change: What the variation changes of the benefit, with its limits.
        change_low: Lower limit.
        change_high: Upper limit.
        verdict: `benefit`, `harm`, `no clear effect` or `not lived`.
        flips: Whether the verdict is another one than with everything on.
    """

    variation: str
    level: float
    n: int
    benefit: float
    low: float
    high: float
    change: float
    change_low: float
    change_high: float
    verdict: str
    flips: bool


class Explanation:
    """An arm beside its reference, under every variation.

    Attributes:
        arm: Name of the arm.
        reference: Name of the arm that it is compared with.
        bundle: A trial for each variation.
    """

    def __init__(
        self,
        scenario: Scenario,
        arm: str,
        cohort: Cohort,
        *,
        numbers: Sequence[str] = (),
        few: int = 4,
        days: int | None = None,
    ) -> None:
        """Declare every trial.

        Args:
            scenario: Host and disease.
            arm: Name of the arm that is explained.
            cohort: Subjects of the trials without a mechanism.
            numbers: Numbers that are moved to the ends of their range.
            few: Subjects of the trials with a moved number, at most those of the cohort.
            days: Last day of every trial; by default that of the scenario.

        Raises:
            InputError: If the scenario has no such arm, nothing to compare it with, or a number is unknown.
        """
        declared = one_of("--arm", arm, scenario.arms)
        reference = declared.reference or ("untreated" if "untreated" in scenario.arms else None)
        if reference is None or reference == arm:
            raise refuse("--arm", arm, "an arm that is compared with another", "Choose a treated arm.")
        self.arm, self.reference, self._days = arm, reference, days
        smaller = Cohort(min(few, cohort.subjects), cohort.seed)
        trials = {WHOLE: self._trial(scenario, cohort)}
        for group in groups().values():
            trials[f"without {group.name}"] = self._trial(scenario.without(group.rules), cohort)
        self.moved = {name: one_of("--numbers", name, passports()) for name in numbers}
        if numbers:
            trials[FEW] = self._trial(scenario, smaller)
        for name, passport in self.moved.items():
            for end, value in ((LOW, passport.low), (HIGH, passport.high)):
                try:
                    trials[f"{name} {end}"] = self._trial(scenario.with_parameters({name: value}), smaller)
                except InputError as problem:
                    raise InputError(f"--numbers ({name} = {value:g}): {problem}") from None
        self.bundle = Bundle(trials, "explanation")

    def _trial(self, scenario: Scenario, cohort: Cohort) -> Trial:
        """Declare arm and reference in one variation, without the vaccinated copies."""
        lived = replace(scenario, challenge=None, snapshots=())
        return Trial([Arm.named(name, lived) for name in (self.reference, self.arm)], cohort, self._days)

    def rows(self, bundled: Bundled) -> list[Row]:
        """Tell every variation from the runs that are there.

        Args:
            bundled: The folder.

        Returns:
            A row a variation, mechanisms first; those of numbers follow what they are compared with.
        """
        found = {name: self._headline(bundled, name) for name in self.bundle.trials}
        rows = []
        for name, each in found.items():
            base = found[FEW] if name.rpartition(" ")[0] in self.moved else found[WHOLE]
            rows.append(_row(name, each, base))
        return rows

    def _headline(self, bundled: Bundled, name: str) -> Headline:
        """Give the finding of one variation."""
        return headlines(bundled.results(name))[self.arm]

    def __repr__(self) -> str:
        """Show arm and size in one line."""
        return f"<Explanation of {self.arm!r} by {len(self.bundle.trials)} trials>"


def _row(name: str, varied: Headline, base: Headline) -> Row:
    """Lay one variation beside everything on."""
    effect: Interval = varied.effect
    moved = change(varied, base)
    lived = NOT_LIVED not in (varied.verdict, base.verdict)
    return Row(
        name, varied.level, len(varied.differences), *effect, *moved, varied.verdict,
        lived and varied.verdict != base.verdict,
    )  # fmt: skip


def as_table(rows: Sequence[Row]) -> pd.DataFrame:
    """Give variations as a table, columns as in `Row`."""
    return pd.DataFrame(rows, columns=list(Row._fields))


def sentences(rows: Sequence[Row]) -> list[str]:
    """Say in words what an effect hangs on.

    Args:
        rows: What `Explanation.rows` gave.

    Returns:
        Sentences.
    """
    whole, others = rows[0], rows[1:]
    told = [f"With everything on: {whole.verdict}."]
    if whole.verdict == NOT_LIVED:
        return told
    mechanisms = [row for row in others if row.variation.startswith("without ")]
    missing = [row.variation for row in mechanisms if row.verdict == NOT_LIVED]
    lost = [row.variation for row in mechanisms if row.change_high < 0]
    gained = [row.variation for row in mechanisms if row.change_low > 0]
    if lost:
        told.append(f"The benefit is clearly smaller {', '.join(lost)}.")
    elif not missing:
        told.append("No mechanism alone carries the benefit.")
    if gained:
        told.append(f"It is clearly larger {', '.join(gained)}.")
    if missing:
        told.append(f"Not lived yet: {', '.join(missing)}.")
    numbers = [row for row in others if row.variation not in (FEW, *(each.variation for each in mechanisms))]
    if numbers:
        told.append(_ends(numbers))
    return told


def _ends(numbers: Sequence[Row]) -> str:
    """Say how many ends of assumed numbers flip the verdict, and how many change anything at all."""
    lived = [row for row in numbers if row.verdict != NOT_LIVED]
    flipped = [row.variation for row in lived if row.flips]
    idle = sum(row.change == row.change_low == row.change_high == 0.0 for row in lived)
    told = f"Of {len(lived)} ends of assumed numbers, {len(flipped)} change the verdict"
    told += f" ({', '.join(flipped)})" if flipped else ""
    told += f"; {idle} change nothing at all" if idle else ""
    return told + (f"; {len(numbers) - len(lived)} more are not lived yet." if len(lived) < len(numbers) else ".")
