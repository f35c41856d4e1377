"""The schema of a target file: one published experiment, its arms, and the numbers that were published of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from nanoimmune.errors import InputError, refuse
from nanoimmune.trial.agent_entries import (
    AntibodyEntry,
    CellsEntry,
    CytokineEntry,
    DrugEntry,
    ImmunisationEntry,
    PeptideEntry,
)
from nanoimmune.trial.checks import whole_number
from nanoimmune.trial.cohort import MOST_SUBJECTS
from nanoimmune.trial.entries import Entry
from nanoimmune.trial.file_errors import first_error
from nanoimmune.trial.scenario import LONGEST_TRIAL
from nanoimmune.trial.scenario_file import (
    ArmEntry,
    HostEntry,
    NamedChallengeEntry,
    ParticleEntry,
    Setting,
    read_table,
)
from nanoimmune.trial.works import check_works, demand_cited

Statistic = Literal[
    "mean", "sd", "proportion", "half_time", "difference", "relative_difference", "ratio", "geometric_mean",
    "hazard_ratio",
]  # fmt: skip
"""What is made of the values of all subjects; the last but the means compare two arms."""

COMPARING = ("difference", "relative_difference", "ratio", "hazard_ratio")
"""Statistics that need a second arm."""

Mark = Literal["read", "read in a review", "memory", "re-run"]
"""How sure it is that the number was published so: read in the source, read elsewhere, from memory, or re-run."""

LAID_OVER = (
    "parameters", "hosts", "particles", "drugs", "antibodies", "cytokines", "peptides", "cells", "immunisations",
    "challenges", "arms", "works",
)  # fmt: skip
"""Tables of a scenario file that a target file may add to those of its scenario."""


class NumberEntry(Entry):
    """One published number, and how ours is read."""

    name: str
    says: str
    arm: str
    against: str | None = None
    endpoint: str | None = None
    column: str | None = None
    day: int | None = None
    reaches: float | None = None
    peak: Literal["value", "day"] | None = None
    order: list[str] = Field(default_factory=list)
    since_day: int | None = None
    until_day: int | None = None
    among: str | None = None
    statistic: Statistic = "mean"
    unit: str = ""
    published: float | None = None
    n: str = ""
    low: float | None = None
    high: float | None = None
    limits: str = ""
    whole_interval: bool = False
    direction: Literal["above", "below"] | None = None
    than: float | None = None
    mark: Mark = "read"
    source: str | None = None
    fitted: bool = False
    control: bool = False
    repeats: str | None = None
    note: str = ""


class TargetFile(Entry):
    """A whole target file."""

    schema_version: Literal[1]
    id: str
    title: str
    says: str
    scenario: str
    source: str
    days: int | None = None
    subjects: int
    quick_subjects: int
    vaccinated: bool = False
    default_challenges: list[str] = Field(default_factory=list)
    works: dict[str, str] = Field(default_factory=dict)
    numbers: list[NumberEntry] = Field(min_length=1)
    parameters: dict[str, Setting] = Field(default_factory=dict)
    hosts: dict[str, HostEntry] = Field(default_factory=dict)
    particles: dict[str, ParticleEntry] = Field(default_factory=dict)
    drugs: dict[str, DrugEntry] = Field(default_factory=dict)
    antibodies: dict[str, AntibodyEntry] = Field(default_factory=dict)
    cytokines: dict[str, CytokineEntry] = Field(default_factory=dict)
    peptides: dict[str, PeptideEntry] = Field(default_factory=dict)
    cells: dict[str, CellsEntry] = Field(default_factory=dict)
    immunisations: dict[str, ImmunisationEntry] = Field(default_factory=dict)
    challenges: dict[str, NamedChallengeEntry] = Field(default_factory=dict)
    arms: dict[str, ArmEntry] = Field(default_factory=dict)


def read(path: Path) -> tuple[TargetFile, dict[str, Any]]:
    """Read and check a target file.

    Args:
        path: The file.

    Returns:
        What it holds, and its tables as they stand in it.

    Raises:
        InputError: If it cannot be read, is no TOML, or anything in it cannot be used.
    """
    table = read_table(path)
    try:
        found = TargetFile.model_validate(table)
    except ValidationError as problem:
        raise first_error(path.name, problem, TargetFile) from None
    try:
        _check(found)
    except InputError as problem:
        raise InputError(f"{path.name}: {problem}") from None
    return found, table


def _check(found: TargetFile) -> None:
    """Refuse what the types do not."""
    for field in ("subjects", "quick_subjects"):
        whole_number(field, getattr(found, field), 2, MOST_SUBJECTS)
    if found.days is not None:
        whole_number("days", found.days, 1, LONGEST_TRIAL)
    check_works(found.works)
    demand_cited("source", found.source, found.works, assumed=False)
    names = [number.name for number in found.numbers]
    for place, number in enumerate(found.numbers):
        if names.count(number.name) > 1:
            raise refuse("numbers.name", number.name, "names that differ", "Name each number once.")
        for problem in _problems(number):
            raise InputError(f"numbers.{place} ({number.name}): {problem}")
        if number.source is not None:
            demand_cited(f"numbers.{place} ({number.name}).source", number.source, found.works, assumed=False)


def _problems(number: NumberEntry) -> Iterator[InputError]:
    """Say what does not go together in one number."""
    ways = [number.endpoint is not None, number.column is not None, bool(number.order)]
    if sum(ways) != 1:
        allowed = "one of endpoint, column and order"
        yield refuse("endpoint", number.endpoint, allowed, "Say by one of them what is read of each subject.")
    read_at = (number.day, number.reaches, number.peak)
    if number.column is not None and sum(each is not None for each in read_at) != 1:
        allowed = "one of day, reaches and peak"
        yield refuse("day", number.day, allowed, "Say when the column is read, or what of it.")
    if number.peak is not None and number.column is None:
        yield refuse("peak", number.peak, "a column beside it", "Name the column of which it is the peak.")
    if number.order and (len(number.order) < 2 or number.reaches is None):
        yield refuse("order", number.order, "two columns at least, and `reaches`", "Say what each column must reach.")
    if number.statistic in COMPARING and number.against is None:
        yield refuse("against", None, f"an arm, with {', '.join(COMPARING)}", "Name the arm that is compared with.")
    if (number.low is None) != (number.high is None):
        yield refuse("low", number.low, "both limits, or none", "Give low and high.")
    if number.low is None and number.direction is None:
        yield refuse("low", None, "limits, a direction, or both", "Say what counts as a hit.")
    if number.low is not None and number.high is not None and not number.low <= number.high:
        yield refuse("low", number.low, "at most high", "Exchange the limits.")
    if number.low is not None and not number.limits:
        yield refuse("limits", "", "what the limits are, such as '95 % interval'", "Say it in words.")
    if number.repeats is not None and (number.fitted or number.control):
        yield refuse("repeats", number.repeats, "nothing, beside fitted or control", "It tells such others apart.")
    if number.whole_interval and number.low is None:
        yield refuse("whole_interval", True, "limits beside it", "Give low and high.")
    usual = number.statistic in COMPARING
    if number.direction is not None and number.than is None and not usual:
        yield refuse("than", None, "a number, where no two arms are compared", "Say above or below what.")
