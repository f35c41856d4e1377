"""The command line: run a trial, tell a scenario, list parameters and scenarios.

Exit codes: 0 well, 1 some runs failed or something was found, 2 something given cannot be used, 130 interrupted.
"""

import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from nanoimmune import (
    calibration_commands,
    explanation_commands,
    planning_commands,
    replicate_commands,
    scenario_commands,
    sensitivity_commands,
    study_commands,
    sweep_commands,
    trial_commands,
    validation_commands,
    view_commands,
)
from nanoimmune import command_options as options
from nanoimmune.errors import InputError, StudyStoppedError, refuse
from nanoimmune.scenario_commands import find_scenario

INTERRUPTED = 130

_UsageError: Any = typer.BadParameter.__mro__[1]  # Typer exports only this kind of usage error
_NothingSaidError: Any = getattr(sys.modules[_UsageError.__module__], "NoArgsIsHelpError", ())


class OneLineErrors(TyperGroup):
    """A command group that says what is wrong in one line, exit code 2, and what there is where nothing is said."""

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
        except _NothingSaidError as problem:
            typer.echo(problem.format_message())
            code = 0
        except _UsageError as problem:
            called = " ".join(["nanoimmune", *_words_of(problem.ctx), "--help"])
            code = _complain(f"{problem.format_message().rstrip('.')}. See `{called}`.")
        except StudyStoppedError as problem:
            typer.echo(f"Error: {problem}", err=True)
            code = 1
        except (KeyboardInterrupt, typer.Abort):
            code = INTERRUPTED
        if code == INTERRUPTED:
            kept = "the run files that were finished are kept, and the same command goes on from there"
            typer.echo(f"interrupted; {kept}", err=True)
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else 0)
        return code


def _words_of(context: Any) -> list[str]:
    """Words that call a command, without that of the program; none where it is not known which one was meant."""
    words: list[str] = []
    while context is not None and context.parent is not None:
        words.insert(0, str(context.info_name))
        context = context.parent
    return words


def _complain(message: str) -> int:
    """Write one line on stderr, and give the exit code for bad input."""
    typer.echo(f"Error: {' '.join(message.split())}", err=True)
    return 2


app = typer.Typer(
    cls=OneLineErrors,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Agent-based simulation laboratory for immune tolerance by nanoparticles.",
)

app.add_typer(scenario_commands.app, name="scenario")
app.command()(scenario_commands.medicines)
app.command()(trial_commands.run)
app.command()(sweep_commands.sweep)
app.command()(sensitivity_commands.sensitivity)
app.command()(calibration_commands.calibrate)
app.command()(planning_commands.plan)
app.command()(planning_commands.power)
app.command()(replicate_commands.replicates)
app.command()(planning_commands.compare)
app.add_typer(study_commands.app, name="study")
app.command()(study_commands.report)
app.command()(study_commands.replay)
app.command()(validation_commands.verify)
app.command()(validation_commands.validate)
app.command()(explanation_commands.explain)
app.command()(explanation_commands.audit)
app.command()(view_commands.app)
app.command()(view_commands.movie)


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
def describe(
    scenario: options.Scenario,
) -> None:
    """Tell a scenario and its arms as a page of English, assumed numbers first."""
    from nanoimmune.trial.describe import describe as tell

    typer.echo(tell(find_scenario(scenario)))


@app.command()
def parameters(
    group: Annotated[
        str | None, typer.Argument(metavar="GROUP", help="One group of parameters, or one GROUP.NAME [all].")
    ] = None,
) -> None:
    """List the numbers of the model: value, unit, range, status, source and meaning."""
    from nanoimmune.parameters.load import GROUPS, passport_of, passports
    from nanoimmune.trial.checks import one_of

    if group is not None and "." in group:
        passport_of(group)
    elif group is not None:
        one_of("group", group, GROUPS)
    for name, passport in passports().items():
        if group in (None, name, name.split(".")[0]):
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


if __name__ == "__main__":
    app()
