"""Challenges: questions that are put to a copy of each host on one day, and what is read off the answers."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from nanoimmune.errors import refuse
from nanoimmune.state.dose import ImmunisationDose, InfectionDose
from nanoimmune.trial.checks import one_of, quantity, whole_number
from nanoimmune.words import (
    EPITOPE_NAMES,
    PATHOGEN_EPITOPES,
    Compartment,
    Epitope,
    Phenotype,
)

if TYPE_CHECKING:
    from nanoimmune.trial.observed import ObservedLife

INEXPERIENCED = (Phenotype.NAIVE, Phenotype.TREG)
CD4_EPITOPE, CD8_EPITOPE = PATHOGEN_EPITOPES


class Answer(NamedTuple):
    """What was found in one copy.

    Attributes:
        numbers: Numbers of the whole watch, by name.
        courses: Values by day, by name.
    """

    numbers: Mapping[str, float]
    courses: Mapping[str, Mapping[float, float]]


NO_ANSWER = Answer({}, {})
"""What is found where a host was dead on the day of the challenge, or the trial over."""


@dataclass(frozen=True, slots=True)
class NamedChallenge:
    """One challenge of a copy of each host.

    Attributes:
        name: Its name; columns and end-points are called after it.
        kind: What is done, a key of `KINDS`.
        day: Day on which it is done, counted from day zero.
        watch_days: Days for which the copy lives on; a recall assay needs none.
        epitope: What the host is vaccinated with, re-immunised with, or its sample is given; None for an infection,
            whose epitopes are those of the pathogen.
        amount: Antigen relative to the standard dose, or pathogen relative to the most that an organ can carry.
        pertussis: Pertussis toxin that is given with it, relative to the standard dose.
        sample: Cells of the spleen that a recall assay draws.
    """

    name: str
    kind: str
    day: int
    watch_days: int = 14
    epitope: Epitope | None = None
    amount: float = 1.0
    pertussis: float = 0.0
    sample: int = 1_000_000

    def __post_init__(self) -> None:
        """Check everything."""
        where = f"challenges.{self.name}"
        one_of(f"{where}.kind", self.kind, KINDS)
        whole_number(f"{where}.day", self.day, 0, 730)
        whole_number(f"{where}.watch_days", self.watch_days, 1, 365)
        whole_number(f"{where}.sample", self.sample, 1, 10**9)
        quantity(f"{where}.amount", self.amount, "1", 0, 100)
        quantity(f"{where}.pertussis", self.pertussis, "1", 0, 100)
        if (self.epitope is None) != (self.kind == "infection"):
            allowed = "an epitope, and none for an infection"
            mend = "Name it, or leave it out: the pathogen brings its own."
            raise refuse(f"{where}.epitope", self.epitope, allowed, mend)

    @property
    def column(self) -> str:
        """What the names of its columns begin with."""
        return self.name.replace("-", "_")

    @property
    def numbers(self) -> tuple[str, ...]:
        """Names of the numbers that it gives."""
        return KINDS[self.kind].numbers

    @property
    def courses(self) -> tuple[str, ...]:
        """Names of what is followed day by day."""
        return KINDS[self.kind].courses

    def put_to(self, copy: "ObservedLife") -> Answer:
        """Put the challenge to a copy of a life, which has lived to its day.

        Args:
            copy: The copy; it lives on.

        Returns:
            What was found; numbers are NaN where the copy died before they could be told.
        """
        return KINDS[self.kind].conduct(self, copy)

    def __str__(self) -> str:
        """Say what is done, as a methods section does."""
        return KINDS[self.kind].says.format(
            day=self.day, epitope="" if self.epitope is None else EPITOPE_NAMES[self.epitope], days=self.watch_days,
            sample=f"{self.sample:,}",
        )  # fmt: skip


def experienced_cells(copy: "ObservedLife", epitope: Epitope) -> float:
    """Count the cells of one specificity that have met their antigen, in the whole body."""
    cells, rows = copy.host.life.cells.columns, copy.host.life.cells.rows()
    chosen = cells.epitope[rows] == epitope
    for phenotype in INEXPERIENCED:
        chosen &= cells.phenotype[rows] != phenotype
    return float(cells.weight[rows][chosen].sum())


def effector_cells(copy: "ObservedLife", epitope: Epitope) -> float:
    """Count the effectors of one specificity, in the whole body."""
    cells, rows = copy.host.life.cells.columns, copy.host.life.cells.rows()
    chosen = (cells.epitope[rows] == epitope) & (cells.phenotype[rows] == Phenotype.EFFECTOR)
    return float(cells.weight[rows][chosen].sum())


def _watch(
    challenge: NamedChallenge, copy: "ObservedLife", seen: Mapping[str, Callable[[], float]]
) -> dict[str, dict[float, float]]:
    """Let the copy live on for its watch and note what is seen each day, until it dies."""
    courses: dict[str, dict[float, float]] = {name: {float(challenge.day): look()} for name, look in seen.items()}
    for day in range(challenge.day + 1, challenge.day + challenge.watch_days + 1):
        copy.live_to(day)
        if not copy.alive:
            break
        for name, look in seen.items():
            courses[name][float(day)] = look()
    return courses


def _vaccinate(challenge: NamedChallenge, copy: "ObservedLife") -> Answer:
    """Vaccinate, and count the cells that know the vaccine."""
    epitope = challenge.epitope
    assert epitope is not None
    copy.host.give(ImmunisationDose(challenge.day, epitope, challenge.amount, challenge.pertussis))
    courses = _watch(challenge, copy, {"cells": lambda: experienced_cells(copy, epitope)})
    peak = max(courses["cells"].values()) if copy.alive else math.nan
    return Answer({"peak": peak}, courses)


def _infect(challenge: NamedChallenge, copy: "ObservedLife") -> Answer:
    """Infect, and follow the pathogen and the CD8 effectors that know it."""
    for epitope in PATHOGEN_EPITOPES:
        if epitope not in copy.scenario.lacking:
            copy.host.life.follow(epitope)
    copy.host.give(InfectionDose(challenge.day, challenge.amount))
    seen = {
        "load": lambda: float(copy.host.life.body.pathogen.mean()),
        "cd8": lambda: effector_cells(copy, CD8_EPITOPE),
    }
    courses = _watch(challenge, copy, seen)
    if not copy.alive:
        return Answer(dict.fromkeys(KINDS["infection"].numbers, math.nan), courses)
    cd8, load = courses["cd8"], courses["load"]
    peak_day = max(cd8, key=lambda day: cd8[day])
    life = copy.host.life
    gone = (life.body.pathogen_gone - life.parameters.world.lead) / 24.0
    numbers = {
        "cd8_peak": cd8[peak_day],
        "cd8_peak_day": peak_day - challenge.day,
        "clearance_day": gone - challenge.day if math.isfinite(gone) else math.nan,
        "load_area": sum(load.values()),
    }
    return Answer(numbers, courses)


def _recall(challenge: NamedChallenge, copy: "ObservedLife") -> Answer:
    """Draw a sample of the spleen, and count those that answer to the epitope."""
    from nanoimmune.readouts.recall import recall

    assert challenge.epitope is not None
    found = recall(copy.host, challenge.epitope, Compartment.SPLEEN, challenge.sample)
    per_million = {name: 1e6 * getattr(found, name) for name in ("fraction", "low", "high")}
    return Answer({"per_million": per_million["fraction"], "low": per_million["low"], "high": per_million["high"]}, {})


def _induce_again(challenge: NamedChallenge, copy: "ObservedLife") -> Answer:
    """Immunise once more, and follow the disease and the cells that know the antigen."""
    epitope = challenge.epitope
    assert epitope is not None
    copy.host.give(ImmunisationDose(challenge.day, epitope, challenge.amount, challenge.pertussis))
    before = experienced_cells(copy, epitope)
    sign = "score" if "score" in copy.row else "glucose"
    courses: dict[str, dict[float, float]] = {"cells": {}, "sign": {}}
    for day in range(challenge.day, challenge.day + challenge.watch_days + 1):
        row = copy.row if day == challenge.day else copy.live_to(day)
        courses["sign"][float(day)] = row[sign]
        courses["cells"][float(day)] = experienced_cells(copy, epitope) if copy.alive else math.nan
    cells = [count for count in courses["cells"].values() if not math.isnan(count)]
    worst = courses["sign"].values()
    numbers = {"rise": max(cells) / max(before, 1.0), "worst": max(worst), "mean": sum(worst) / len(worst)}
    return Answer(numbers, courses)


class Kind(NamedTuple):
    """One kind of challenge: how it is told and done, and the names of its numbers and of what it follows by day."""

    says: str
    conduct: Callable[[NamedChallenge, "ObservedLife"], Answer]
    numbers: tuple[str, ...]
    courses: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "vaccination": Kind(
        "On day {day} a copy of each living host is vaccinated with {epitope} and its response followed for {days} "
        "days.",
        _vaccinate,
        ("peak",),
        ("cells",),
    ),
    "infection": Kind(
        "On day {day} a copy of each living host is infected with a pathogen of spleen and nodes that shows "
        f"{EPITOPE_NAMES[CD4_EPITOPE]} and {EPITOPE_NAMES[CD8_EPITOPE]}, and followed for {{days}} days.",
        _infect,
        ("cd8_peak", "cd8_peak_day", "clearance_day", "load_area"),
        ("load", "cd8"),
    ),
    "recall": Kind(
        "On day {day} a sample of {sample} spleen cells of each living host is given {epitope} outside the body, and "
        "those that make cytokine are counted.",
        _recall,
        ("per_million", "low", "high"),
    ),
    "re-induction": Kind(
        "On day {day} a copy of each living host is immunised once more, with {epitope}, and followed for {days} days.",
        _induce_again,
        ("rise", "worst", "mean"),
        ("cells", "sign"),
    ),
}
"""What can be done to a copy of a host."""
