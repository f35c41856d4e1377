"""The command line: run a trial, tell a scenario, list parameters and scenarios.

Exit codes: 0 well, 1 some runs failed or something was found, 2 something given cannot be used, 130 interrupted.
"""

import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from nanoimmune import scenario_commands
from nanoimmune.errors import InputError, refuse
from nanoimmune.scenario_commands import find_scenario, read_overrides

if TYPE_CHECKING:
    from nanoimmune.trial.results import Results

QUICK_SUBJECTS = 4
QUICK_CELLS_PER_AGENT = 32
"""Cells that an agent may stand for in a quick run, where the scenario does not let it stand for more."""

FULL_SUBJECTS = 20
INTERRUPTED = 130
TABLE_WIDTH = 170
"""Characters that the main table is given where the output is no terminal."""

_UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # Typer exports only this kind of usage error


class OneLineErrors(TyperGroup):
    """A command group that says what is wrong in one line on stderr, and exits with 2."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line, and turn errors of the user's making into one line."""
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except InputError as problem:
            code = _complain(str(problem))
        except _UsageError as problem:
            code = _complain(f"{problem.format_message()} See `nanoimmune --help`.")  # type: ignore[attr-defined]
        except (KeyboardInterrupt, typer.Abort):
            code = INTERRUPTED
        if code == INTERRUPTED:
            typer.echo("interrupted; the run files that were finished are kept", err=True)
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else 0)
        return code


def _complain(message: str) -> int:
    """Write one line on stderr, and give the exit code for bad input."""
    typer.echo(f"Error: {' '.join(message.split())}", err=True)
    return 2


def _whole(field: str, low: int, high: int, text: str) -> int:
    """Read a whole number, or refuse with field, value, range and mend; as a parser, Typer would word it again."""
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise refuse(f"--{field}", text, f"{low} to {high}", f"Give a whole number from {low} to {high}.")
    return value


app = typer.Typer(
    cls=OneLineErrors,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Agent-based simulation laboratory for immune tolerance by nanoparticles.",
)

app.add_typer(scenario_commands.app, name="scenario")
app.command()(scenario_commands.medicines)


def _show_version(wanted: bool) -> None:
    """Write the version and stop."""
    if wanted:
        from nanoimmune import __version__

        typer.echo(f"nanoimmune {__version__}")
        raise typer.Exit


@app.callback()
def entry(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Agent-based simulation laboratory for immune tolerance by nanoparticles."""


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Name of a scenario, or path of a scenario file.")],
    subjects: Annotated[str | None, typer.Option(metavar="N", help=f"Subjects in every arm [{FULL_SUBJECTS}].")] = None,
    days: Annotated[str | None, typer.Option(metavar="N", help="Last day of the trial [of the scenario].")] = None,
    arms: Annotated[str | None, typer.Option(help="Arms, separated by commas [all of the scenario].")] = None,
    challenges: Annotated[
        str | None, typer.Option(help="Challenges beside the vaccination, separated by commas [of the scenario].")
    ] = None,
    seed: Annotated[str, typer.Option(metavar="N", help="Seed of the study.")] = "1",
    workers: Annotated[str, typer.Option(metavar="N", help="Processes at a time, or auto.")] = "auto",
    out: Annotated[str | None, typer.Option(metavar="FOLDER", help="Output folder [results/SCENARIO].")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help=f"{QUICK_SUBJECTS} subjects and coarse agents: a minute or two.")
    ] = False,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="GROUP.NAME=VALUE", help="Change a parameter; repeatable.")
    ] = None,
    hosts: Annotated[
        list[str] | None, typer.Option("--host", metavar="NAME", help="Variant of the host; repeatable, they combine.")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="NAME", help="Rule, epitope or CD4/CD8 to do without.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show neither progress nor table.")] = False,
) -> None:
    """Run the arms of a scenario over one cohort, and write a table and a folder of results."""
    from nanoimmune.trial.arm import Arm
    from nanoimmune.trial.chosen import folder_of, lived_in
    from nanoimmune.trial.cohort import LARGEST_SEED, MOST_SUBJECTS, Cohort
    from nanoimmune.trial.progress_bar import ProgressBar
    from nanoimmune.trial.scenario import LONGEST_TRIAL
    from nanoimmune.trial.trial import MOST_WORKERS, Trial

    processes = None if workers == "auto" else _whole("workers", 1, MOST_WORKERS, workers)
    usual = QUICK_SUBJECTS if quick else FULL_SUBJECTS
    count = usual if subjects is None else _whole("subjects", 1, MOST_SUBJECTS, subjects)
    length = None if days is None else _whole("days", 1, LONGEST_TRIAL, days)
    cohort = Cohort(count, _whole("seed", 0, LARGEST_SEED, seed))
    chosen = find_scenario(scenario)
    overrides = read_overrides(settings or [])
    if quick:
        coarse = max(QUICK_CELLS_PER_AGENT, chosen.parameters.world.cells_per_agent)
        overrides = {"world.cells_per_agent": coarse, **overrides}
    chosen = lived_in(chosen.with_parameters(overrides), hosts or [], without or [])
    if challenges is not None:
        chosen = chosen.with_challenges(*(name.strip() for name in challenges.split(",") if name.strip()))
    names = chosen.default_arms if arms is None else tuple(name.strip() for name in arms.split(","))
    trial = Trial([Arm.named(name, chosen) for name in names], cohort, length)
    folder = out or folder_of(chosen.name, hosts or [], without or [])
    with ProgressBar(quiet) as progress:
        results = trial.run(processes, progress, folder, ["nanoimmune", *sys.argv[1:]])
    if not quiet and not results.table.empty:
        _print_table(results)
        typer.echo(f"results, figures and report: {folder}")
    for name, reason in results.failures.items():
        typer.echo(f"failed: {name}: {reason}", err=True)
    if results.failures:
        raise typer.Exit(1)


@app.command()
def describe(
    scenario: Annotated[str, typer.Argument(help="Name of a scenario, or path of a scenario file.")],
) -> None:
    """Tell a scenario and its arms as a page of English, assumed numbers first."""
    from nanoimmune.trial.describe import describe as tell

    typer.echo(tell(find_scenario(scenario)))


@app.command()
def parameters(
    group: Annotated[str | None, typer.Argument(help="One group of parameters [all].")] = None,
) -> None:
    """List the numbers of the model: value, unit, range, status, source and meaning."""
    from nanoimmune.parameters.load import GROUPS, passports
    from nanoimmune.trial.checks import one_of

    if group is not None:
        one_of("group", group, GROUPS)
    for name, passport in passports().items():
        if group in (None, name.split(".")[0]):
            unit = "" if passport.unit == "1" else f" {passport.unit}"
            typer.echo(f"{name} = {passport.value:g}{unit}  [{passport.low:g} to {passport.high:g}]")
            typer.echo(f"    {passport.says} ({passport.status}; {passport.source})")


@app.command()
def scenarios() -> None:
    """List the scenarios that come with the package."""
    from nanoimmune.trial.scenario import Scenario, packaged_scenarios

    for name in packaged_scenarios():
        typer.echo(f"{name}  {Scenario.named(name).title}")


@app.command()
def hosts(
    scenario: Annotated[str | None, typer.Argument(help="Name or path of a scenario, for its own as well.")] = None,
) -> None:
    """List the variants of the host that `run --host` takes, each with what it means and how sure it is."""
    from nanoimmune.trial.chosen import told_hosts

    typer.echo("\n".join(told_hosts(None if scenario is None else find_scenario(scenario))))


@app.command()
def rulebook(
    module: Annotated[str | None, typer.Argument(help="One module of biology [all].")] = None,
) -> None:
    """Print the claims that the simulation consists of: rule, claim, source, units and module."""
    from nanoimmune.house.rulebook import chapters, told
    from nanoimmune.trial.checks import one_of

    chosen = chapters()
    if module is not None:
        chosen = [one_of("module", module, {chapter.name: chapter for chapter in chosen})]
    typer.echo("\n".join(told(chosen)))


@app.command()
def check() -> None:
    """Find states that nothing reaches, numbers that nothing reads, and rules unsourced or uncalled (exit code 1)."""
    from nanoimmune.house.findings import findings, report

    found = findings()
    typer.echo("\n".join(report(found)))
    if found:
        raise typer.Exit(1)


@app.command()
def bench(
    as_json: Annotated[bool, typer.Option("--json", help="Write the figures as JSON, and nothing else.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Small hosts only: a minute.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Ten million agents and the default trial as well.")] = False,
) -> None:
    """Measure the speed of the engine: against plain Mesa, by number of agents, by phase, in bytes."""
    places = [place for place in (Path(__file__).parents[1], Path.cwd()) if (place / "benchmarks/plain_mesa").is_dir()]
    if not places:
        mend = "Run `uv run nanoimmune bench` in the folder of the source."
        raise refuse("bench", "no folder benchmarks/", "a checkout of the source, which has it", mend)
    sys.path.insert(0, str(places[0]))
    found = import_module("benchmarks.measure").measure(partial(typer.echo, err=True), quick=quick, full=full)
    typer.echo(import_module("benchmarks.table").as_text(found, as_json=as_json))


def _print_table(results: "Results") -> None:
    """Print the main table, in as many parts as the terminal is too narrow for."""
    from rich.console import Console

    from nanoimmune.analysis.evidence import Evidence
    from nanoimmune.analysis.tables import printed

    width = Console().width if Console().is_terminal else TABLE_WIDTH
    typer.echo("\n".join(printed(Evidence.of(results), width)))


if __name__ == "__main__":
    app()
