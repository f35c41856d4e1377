"""Commands that lay the model beside what is known: exact results, and published experiments."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nanoimmune.command_words import TABLE_WIDTH, chosen_engine, chosen_workers, listed_names, tell_json, whole

if TYPE_CHECKING:
    from nanoimmune.validation.validation import Validated


def validate(
    targets: Annotated[
        list[str] | None,
        typer.Option("--targets", metavar="FOLDER", help="Folder of target files beside the packaged ones; repeatable."),
    ] = None,
    only: Annotated[str | None, typer.Option(metavar="IDS", help="Ids of experiments, separated by commas [all].")] = None,
    seed: Annotated[str, typer.Option(metavar="N", help="Seed of every cohort.")] = "1",
    workers: Annotated[
        str, typer.Option(metavar="N", help="Processes at a time, or auto; with 1 all is done in this one.")
    ] = "auto",
    engine: Annotated[str, typer.Option(metavar="KIND", help="Where runs are lived: local, or dask.")] = "local",
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, such as tcp://node1:8786.")
    ] = None,
    out: Annotated[str | None, typer.Option(metavar="FOLDER", help="Output folder [results/validation].")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Few subjects and coarse agents: minutes.")] = False,
    told: Annotated[bool, typer.Option("--told", help="Tell from the runs that are there, and live none.")] = False,
    docs: Annotated[str | None, typer.Option(metavar="FILE", help="Write the document to this file as well.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show neither progress nor table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object in place of them.")] = False,
) -> None:
    """Lay published numbers beside ours: every target file is lived, and each number gets a verdict.

    The same command again finishes what is missing. Exit code 1 if runs failed; a missed number is no failure.
    """
    from nanoimmune.trial.cohort import LARGEST_SEED
    from nanoimmune.trial.progress_bar import ProgressBar
    from nanoimmune.validation.experiment import gathered
    from nanoimmune.validation.validation import Validation

    processes, number = chosen_workers(workers), whole("seed", 0, LARGEST_SEED, seed)
    chosen = gathered(targets or [], () if only is None else listed_names(only))
    validation = Validation(chosen, quick=quick, seed=number)
    folder = out or ("results/validation-quick" if quick else "results/validation")
    if told:
        found = validation.found(folder)
    else:
        lived_at = chosen_engine(engine, scheduler)
        with ProgressBar(quiet or as_json) as progress:
            found = validation.run(folder, processes, progress, ["nanoimmune", *sys.argv[1:]], lived_at)
    _write(found, Path(folder), None if docs is None else Path(docs))
    _tell(found, folder, quiet=quiet, as_json=as_json, partial=told)


def _write(found: "Validated", folder: Path, document: Path | None) -> None:
    """Write table, page and document."""
    from nanoimmune import __version__
    from nanoimmune.errors import refuse
    from nanoimmune.trial import provenance
    from nanoimmune.trial.store import write_whole
    from nanoimmune.validation.told import html, markdown

    date = provenance.now()[:10]
    text = markdown(found, date, __version__)
    store = found.bundled.store
    store.make()
    store.write_table("validation.csv", found.table)
    store.write_text("validation.html", html(found, date, __version__))
    store.write_text("validation.md", text)
    if document is not None:
        try:
            write_whole(document, lambda path: path.write_text(text, encoding="utf-8"))
        except OSError as problem:
            raise refuse("--docs", str(document), "a file that can be written", "Check the path.") from problem


def _tell(found: "Validated", folder: str, *, quiet: bool, as_json: bool, partial: bool) -> None:
    """Print the table, and say which runs failed.

    Raises:
        typer.Exit: With code 1, if runs failed.
    """
    from nanoimmune.validation.told import printed, summary

    failures = found.bundled.failures
    if as_json:
        rows = found.table.to_dict("records")
        tell_json({"folder": folder, "failures": failures, "summary": summary(found.rows), "rows": rows})
    elif not quiet:
        typer.echo("\n".join(printed(found, TABLE_WIDTH)))
        typer.echo(f"table, page and document: {folder}")
    if failures and not partial:
        for name, reason in failures.items():
            typer.echo(f"failed: {name}: {reason}", err=True)
        raise typer.Exit(1)
