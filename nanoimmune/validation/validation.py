"""Every experiment of a folder, lived as one study, with published numbers beside ours."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from nanoimmune.errors import InputError
from nanoimmune.study.bundle import Bundle, Bundled
from nanoimmune.trial.carry_out import Progress
from nanoimmune.trial.engines import Engine
from nanoimmune.validation.experiment import Experiment
from nanoimmune.validation.measured import measure
from nanoimmune.validation.verdicts import verdict


class Row(NamedTuple):
    """One published number beside ours.

    Attributes:
        id: Id of the experiment.
        number: Name of the number.
        says: What it is.
        source: Where it was published.
        mark: How sure it is that it was.
        fitted: Whether our numbers were fitted to it.
        control: Whether it is a negative control.
        repeats: Id of the experiment whose fitted course it asks for again; nothing where it is independent.
        published: The published value; NaN where a direction alone was published.
        published_n: Animals that it was found in, as text.
        low: Lower limit of what counts as within; NaN where there is none.
        high: Upper limit.
        limits: What the limits are.
        direction: `above` or `below`, and what, or nothing.
        n: Our subjects, or pairs of them, that have a value.
        ours: Our estimate.
        ours_low: Lower limit of its 95 % interval.
        ours_high: Upper limit.
        unit: Unit of all of these.
        verdict: `within`, `direction only`, `missed` or `not lived`.
        settled: Whether both ends of our interval lead to the same verdict.
        note: What is known of a miss, or how ours differs from what was published.
    """

    id: str
    number: str
    says: str
    source: str
    mark: str
    fitted: bool
    control: bool
    repeats: str
    published: float
    published_n: str
    low: float
    high: float
    limits: str
    direction: str
    n: int
    ours: float
    ours_low: float
    ours_high: float
    unit: str
    verdict: str
    settled: bool
    note: str


class Validation:
    """Experiments that are lived in one folder.

    Attributes:
        experiments: The experiments, in order.
        quick: Whether few subjects and coarse agents are lived.
        seed: Seed of every cohort.
    """

    def __init__(self, experiments: Sequence[Experiment], *, quick: bool = False, seed: int = 1) -> None:
        """Declare every trial.

        Args:
            experiments: The experiments.
            quick: Few subjects and coarse agents.
            seed: Seed of every cohort.
        """
        self.experiments, self.quick, self.seed = tuple(experiments), quick, seed
        trials = {each.entry.id: each.trial(quick=quick, seed=seed) for each in experiments}
        self.bundle = Bundle(trials, "validation")

    def run(
        self,
        out: str | Path,
        workers: int | None = None,
        progress: Callable[[Progress], object] | None = None,
        command: Sequence[str] | None = None,
        engine: Engine | None = None,
    ) -> "Validated":
        """See to it that every run is in the folder; the same call again lives what is missing.

        Args:
            out: The folder.
            workers: Processes at a time; by default one for each processor core.
            progress: Called whenever something happens.
            command: The command that asked for this, for the manifest.
            engine: Where the runs are lived, in place of `workers`.

        Returns:
            What was found.
        """
        return Validated(self, self.bundle.run(out, workers, progress, command, engine))

    def found(self, out: str | Path) -> "Validated":
        """Tell from the runs that are in a folder, and live none."""
        return Validated(self, self.bundle.found(out))

    def __repr__(self) -> str:
        """Show size in one line."""
        return f"<Validation of {len(self.experiments)} experiments>"


class Validated:
    """What a validation found.

    Attributes:
        validation: The validation.
        bundled: Its folder.
        rows: A row a published number.
    """

    def __init__(self, validation: Validation, bundled: Bundled) -> None:
        """Read every number of the runs that are there."""
        self.validation, self.bundled = validation, bundled
        self.rows = [row for each in validation.experiments for row in self._rows(each)]

    def _rows(self, experiment: Experiment) -> Iterator[Row]:
        """Lay the numbers of one experiment beside ours."""
        entry = experiment.entry
        results = self.bundled.results(entry.id)
        for number in entry.numbers:
            try:
                ours = measure(results, number)
            except InputError as problem:
                raise InputError(f"{entry.id}, number {number.name!r}: {problem}") from None
            word = verdict(ours, number)
            than = "" if number.than is None else f" {number.than:g}"
            yield Row(
                id=entry.id,
                number=number.name,
                says=number.says,
                source=number.source or entry.source,
                mark=number.mark,
                fitted=number.fitted,
                control=number.control,
                repeats=number.repeats or "",
                published=_or_nan(number.published),
                published_n=number.n,
                low=_or_nan(number.low),
                high=_or_nan(number.high),
                limits=number.limits,
                direction="" if number.direction is None else f"{number.direction}{than}",
                n=ours.n,
                ours=ours.interval.estimate,
                ours_low=ours.interval.low,
                ours_high=ours.interval.high,
                unit=number.unit,
                verdict=word.word,
                settled=word.settled,
                note=number.note,
            )

    @property
    def table(self) -> pd.DataFrame:
        """Every row, columns as in `Row`."""
        return pd.DataFrame(self.rows, columns=list(Row._fields))

    def __repr__(self) -> str:
        """Show size in one line."""
        return f"<Validated: {len(self.rows)} published numbers, {len(self.bundled.failures)} runs missing>"


def _or_nan(value: float | None) -> float:
    """Give a number, or NaN for none."""
    return float("nan") if value is None else value
