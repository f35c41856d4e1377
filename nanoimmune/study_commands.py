"""Commands on studies that lie in folders: how they stand, going on, gathering, telling and living again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nanoimmune import command_options as options
from nanoimmune.command_words import chosen_engine, chosen_workers, tell_end, tell_json
from nanoimmune.sensitivity_commands import tell_sensitivity
from nanoimmune.sweep_commands import tell_sweep

if TYPE_CHECKING:
    from nanoimmune.study.sweep_results import SweepResults
    from nanoimmune.trial.results import Results

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="See how a study stands, go on with it, or gather its runs.",
)

_Folder = Annotated[str, typer.Argument(metavar="FOLDER", help="Folder of the study.")]


@app.command()
def status(folder: _Folder, as_json: options.Json = False) -> None:
    """Tell how a study stands: runs that are there, that failed, that are missing (exit code 1 if some failed)."""
    from nanoimmune.study.study import Study
    from nanoimmune.trial.progress_bar import in_words

    found = Study.open(folder).status()
    if as_json:
        tell_json(found._asdict())
    else:
        typer.echo(
            f"{found.finished} of {found.runs} runs finished, {len(found.failed)} failed, {found.missing} missing"
        )
        if found.others:
            typer.echo(f"{found.others} other runs in the folder, of other trials or models")
        if found.seconds == found.seconds:
            typer.echo(
                f"mean time of a run: {in_words(found.seconds) if found.seconds >= 10 else f'{found.seconds:.2g} s'}"
            )
        if found.events:
            typer.echo("journal: " + ", ".join(f"{number} {kind}" for kind, number in found.events.items()))
        if found.model != found.model_here:
            here = f"it was begun with model {found.model}, and this is {found.model_here}"
            typer.echo(f"note: {here}; resuming lives every run anew")
        for name, reason in found.failed.items():
            typer.echo(f"failed: {name}: {reason}")
    if found.failed:
        raise typer.Exit(1)


@app.command()
def resume(
    folder: _Folder,
    workers: options.Workers = "auto",
    engine: options.Engine = "local",
    scheduler: options.Scheduler = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Live what is missing or failed in a study, and write its tables, figures and report."""
    from nanoimmune.study.study import Study
    from nanoimmune.trial.progress_bar import ProgressBar

    processes = chosen_workers(workers)
    study = Study.open(folder)
    lived_at = chosen_engine(engine, scheduler)
    with ProgressBar(quiet or as_json) as progress:
        results = study.resume(processes, progress, lived_at)
    _tell(results, folder, quiet=quiet, as_json=as_json)


@app.command()
def compact(folder: _Folder) -> None:
    """Gather all runs into records.parquet, and a row a run with its end-points into summary.parquet."""
    from nanoimmune.study.study import Study
    from nanoimmune.trial.execution import stopping_when_full

    with stopping_when_full(Path(folder)):
        for path in Study.open(folder).compact():
            typer.echo(str(path))


def report(
    folder: _Folder,
    out: Annotated[str | None, typer.Option(metavar="FOLDER", help="Where to [the folder of the study].")] = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Write tables, figures and report of a study again, from its run files alone."""
    from nanoimmune.study.study import Study
    from nanoimmune.trial.execution import stopping_when_full

    target = out or folder
    with stopping_when_full(Path(target)):
        study = Study.open(folder)
        study.report(target)
        _tell(study.swept or study.results, target, quiet=quiet, as_json=as_json)


def _tell(results: "Results | SweepResults", folder: str, *, quiet: bool, as_json: bool) -> None:
    """Tell how a study ended, each kind in its own way; exit with code 1 if runs failed."""
    from nanoimmune.trial.results import Results

    if isinstance(results, Results):
        tell_end(results, folder, quiet=quiet, as_json=as_json)
    elif results.sweep.question is None:
        tell_sweep(results, folder, quiet=quiet, as_json=as_json)
    else:
        tell_sensitivity(results, folder, quiet=quiet, as_json=as_json)


def replay(
    folder: _Folder,
    run: Annotated[str, typer.Argument(metavar="RUN", help="Name of a run, or its beginning.")],
    agents: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="Write every agent of every day into this folder.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Live one run again from the numbers in its own file, and compare every bit (exit code 1 if one differs)."""
    from nanoimmune.study.replay import find_run
    from nanoimmune.study.replay import replay as live_again
    from nanoimmune.trial.execution import stopping_when_full

    with stopping_when_full(Path(agents or folder)):
        found = live_again(find_run(folder, run), agents)
    if as_json:
        tell_json({**found._asdict(), "equal": not found.differences})
    else:
        for sentence in found.changed:
            typer.echo(f"note: {sentence}")
        compared = f"{found.rows} days of {found.columns} columns and {found.pictures} pictures"
        for sentence in found.differences:
            typer.echo(sentence)
        typer.echo(f"{found.name}: {'differs' if found.differences else 'every bit is equal'} ({compared})")
    if found.differences:
        raise typer.Exit(1)
