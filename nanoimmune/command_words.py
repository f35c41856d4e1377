"""What several commands share: how a trial is chosen in words, where it is run, and how its end is told."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from nanoimmune.errors import refuse
from nanoimmune.scenario_commands import find_scenario, read_overrides

if TYPE_CHECKING:
    from nanoimmune.analysis.endpoints import Kind
    from nanoimmune.trial.engines import Engine
    from nanoimmune.trial.results import Results
    from nanoimmune.trial.scenario import Scenario
    from nanoimmune.trial.trial import Trial

QUICK_SUBJECTS = 4
QUICK_CELLS_PER_AGENT = 32
"""Cells that an agent may stand for in a quick run, where the scenario does not let it stand for more."""

FULL_SUBJECTS = 20
SWEEP_SUBJECTS = 4
TABLE_WIDTH = 170
"""Characters that the main table is given where the output is no terminal."""

FEW_SUBJECTS = 8
"""Subjects below which a table is told with a word of caution."""


class Choice(NamedTuple):
    """A trial in the words of a command line; None where nothing is said."""

    scenario: str
    subjects: str | None = None
    days: str | None = None
    arms: str | None = None
    challenges: str | None = None
    seed: str = "1"
    quick: bool = False
    settings: Sequence[str] = ()
    hosts: Sequence[str] = ()
    without: Sequence[str] = ()


def whole(field: str, low: int, high: int, text: str) -> int:
    """Read a whole number, or refuse with field, value, range and mend; as a parser, Typer would word it again.

    Args:
        field: Name of the option, without its dashes.
        low: Smallest number allowed.
        high: Largest number allowed.
        text: What was given.

    Returns:
        The number.

    Raises:
        InputError: If it is none, or out of range.
    """
    mend = f"Give a whole number from {low} to {high}."
    return read_number(field, text, f"{low} to {high}", mend, lambda value: low <= value <= high, int)


def read_number[T: (int, float)](
    field: str, text: str, allowed: str, mend: str, fits: Callable[[T], bool], read: Callable[[str], T]
) -> T:
    """Read a number, or refuse with field, value, range and mend.

    Args:
        field: Name of the option, without its dashes.
        text: What was given.
        allowed: What is accepted, in words.
        mend: One imperative sentence.
        fits: Whether a number is accepted; NaN must not be.
        read: `int` or `float`.

    Returns:
        The number.

    Raises:
        InputError: If it is none, or does not fit.
    """
    try:
        value = read(text)
    except ValueError:
        value = None
    if value is None or not fits(value):
        raise refuse(f"--{field}", text, allowed, mend)
    return value


def listed_names(text: str) -> tuple[str, ...]:
    """Split names at commas."""
    return tuple(name.strip() for name in text.split(","))


def read_days(field: str, text: str) -> tuple[int, ...]:
    """Read days: whole numbers split at commas, or `FIRST:LAST:EVERY`.

    Args:
        field: Name of the option, without its dashes.
        text: What was given.

    Returns:
        The days.

    Raises:
        InputError: If it can be read as neither.
    """
    try:
        if ":" in text:
            first, last, every = (int(part) for part in text.split(":"))
            days = tuple(range(first, last + 1, every))
        else:
            days = tuple(int(part) for part in text.split(","))
    except ValueError:
        days = ()
    if not days:
        raise refuse(f"--{field}", text, "days such as 7,14,28, or FIRST:LAST:EVERY", "Write 0:28:7 for every week.")
    return days


def chosen_scenario(choice: Choice) -> "Scenario":
    """Find the scenario of a choice, with the numbers, hosts and challenges that it names.

    Raises:
        InputError: If anything in it cannot be used.
    """
    from nanoimmune.trial.chosen import lived_in

    chosen = find_scenario(choice.scenario)
    overrides = read_overrides(list(choice.settings))
    if choice.quick:
        coarse = max(QUICK_CELLS_PER_AGENT, chosen.parameters.world.cells_per_agent)
        overrides = {"world.cells_per_agent": coarse, **overrides}
    chosen = lived_in(chosen.with_parameters(overrides), choice.hosts, choice.without)
    if choice.challenges is not None:
        chosen = chosen.with_challenges(*(name for name in listed_names(choice.challenges) if name))
    return chosen


def chosen_trial(choice: Choice) -> "Trial":
    """Declare the trial of a choice.

    Raises:
        InputError: If anything in it cannot be used.
    """
    from nanoimmune.trial.arm import Arm
    from nanoimmune.trial.cohort import LARGEST_SEED, MOST_SUBJECTS, Cohort
    from nanoimmune.trial.scenario import LONGEST_TRIAL
    from nanoimmune.trial.trial import Trial

    usual = QUICK_SUBJECTS if choice.quick else FULL_SUBJECTS
    count = usual if choice.subjects is None else whole("subjects", 1, MOST_SUBJECTS, choice.subjects)
    length = None if choice.days is None else whole("days", 1, LONGEST_TRIAL, choice.days)
    cohort = Cohort(count, whole("seed", 0, LARGEST_SEED, choice.seed))
    scenario = chosen_scenario(choice)
    names = scenario.default_arms if choice.arms is None else listed_names(choice.arms)
    return Trial([Arm.named(name, scenario) for name in names], cohort, length)


def chosen_workers(workers: str) -> int | None:
    """Read how many processes are to work at a time; None for one a core.

    Raises:
        InputError: If it is neither a whole number nor `auto`.
    """
    from nanoimmune.trial.trial import MOST_WORKERS

    return None if workers == "auto" else whole("workers", 1, MOST_WORKERS, workers)


def chosen_engine(engine: str, scheduler: str | None) -> "Engine | None":
    """Choose where runs are lived; None for processes of this machine.

    Args:
        engine: `local` or `dask`.
        scheduler: Address of the Dask scheduler.

    Raises:
        InputError: If there is no such engine, or no scheduler answers.
    """
    from nanoimmune.trial.checks import one_of

    one_of("--engine", engine, dict.fromkeys(("local", "dask")))
    if (engine == "dask") != (scheduler is not None):
        mend = "Write --engine dask --scheduler tcp://node1:8786."
        raise refuse("--scheduler", scheduler, "an address with --engine dask, and none without", mend)
    if scheduler is None:
        return None
    from nanoimmune.trial.cluster import OnDask

    return OnDask(scheduler)


def tell_end(results: "Results", folder: str, *, quiet: bool, as_json: bool) -> None:
    """Tell how a trial ended: its table, or one JSON object; what is mixed and what failed on stderr.

    Raises:
        typer.Exit: With code 1, if runs failed.
    """
    mixed = results.provenance.get("mixed", ())
    if as_json:
        summary = [] if results.table.empty else results.summary().to_dict("records")
        tell_json({
            "folder": folder,
            "runs": len(results.provenance["runs"]),
            "failures": dict(results.failures),
            "mixed": list(mixed),
            "summary": summary,
        })  # fmt: skip
    elif not quiet and not results.table.empty:
        _print_table(results)
        if results.table["subject"].nunique() < FEW_SUBJECTS:
            typer.echo("So few subjects show what a trial tells, and not what is true: look at the intervals.")
        typer.echo(f"results, figures and report, which says what the columns mean: {folder}")
    for sentence in mixed:
        typer.echo(f"note: {sentence}", err=True)
    tell_failures(results)


def tell_failures(results: "Results") -> None:
    """Tell on stderr which runs failed, and why.

    Raises:
        typer.Exit: With code 1, if any did.
    """
    for name, reason in results.failures.items():
        typer.echo(f"failed: {name}: {reason}", err=True)
    if results.failures:
        raise typer.Exit(1)


def spread_told(kind: "Kind", spread: float) -> str:
    """Write a standard deviation; of folds and ratios it is a factor."""
    return f"a factor of {spread:.3g}" if kind == "ratio" else f"{spread:.3g}"


def tell_json(told: Mapping[str, Any]) -> None:
    """Write one JSON object; what nobody has is null."""
    typer.echo(json.dumps(_plain(told), indent=1, allow_nan=False))


def _plain(value: Any) -> Any:
    """Turn NaN and infinities into null, and NumPy's numbers into Python's, all the way down."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not abs(value) < float("inf") else value


def _print_table(results: "Results") -> None:
    """Print the main table, in as many parts as the terminal is too narrow for."""
    from rich.console import Console

    from nanoimmune.analysis.evidence import Evidence
    from nanoimmune.analysis.tables import printed

    width = Console().width if Console().is_terminal else TABLE_WIDTH
    typer.echo("\n".join(printed(Evidence.of(results), width)))
