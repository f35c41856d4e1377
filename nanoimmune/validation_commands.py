"""Commands that lay the model beside what is known: exact results, and published experiments."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nanoimmune import command_options as options
from nanoimmune.command_words import TABLE_WIDTH, chosen_engine, chosen_workers, listed_names, tell_json, whole
from nanoimmune.errors import refuse

if TYPE_CHECKING:
    from nanoimmune.validation.validation import Validated


def verify(
    only: Annotated[
        str | None, typer.Option(metavar="AREAS", help="Areas, separated by commas: growth, clocks, ... [all].")
    ] = None,
    out: Annotated[str | None, typer.Option(metavar="FOLDER", help="Folder for verification.csv [none].")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Smaller crowds: half a minute.")] = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Lay the engine beside exact results: growth, clocks, diffusion, binding, kinetics, convergence.

    Exit code 1 if a claim fails.
    """
    from nanoimmune.analysis.tables import set_in_parts
    from nanoimmune.trial.store import write_whole
    from nanoimmune.verification.cases import as_table, as_texts, chosen_areas, verified

    areas = chosen_areas(() if only is None else listed_names(only))
    folder = None if out is None else _folder(out)
    tell = (lambda _: None) if quiet or as_json else lambda area: typer.echo(f"verifying {area}", err=True)
    claims = verified(areas, quick=quick, tell=tell)
    table, failed = as_table(claims), sum(not claim.holds for claim in claims)
    if folder is not None:
        text = table.to_csv(index=False, float_format="%.9g", lineterminator="\n")
        write_whole(folder / "verification.csv", lambda path: path.write_text(text, encoding="utf-8"))
    if as_json:
        tell_json({"claims": len(claims), "failed": failed, "rows": table.to_dict("records")})
    elif not quiet:
        lines = [line for part in set_in_parts(as_texts(claims), TABLE_WIDTH) for line in part]
        typer.echo("\n".join(lines))
        typer.echo(f"{len(claims) - failed} of {len(claims)} claims hold")
    if failed:
        raise typer.Exit(1)


def _folder(given: str) -> Path:
    """Make the output folder.

    Raises:
        InputError: If it cannot be made.
    """
    path = Path(given)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise refuse("--out", given, "a folder that can be made", "Choose another folder.") from problem
    return path


def validate(
    targets: options.TargetFolders = None,
    only: Annotated[
        str | None, typer.Option(metavar="IDS", help="Ids of experiments, separated by commas [all].")
    ] = None,
    seed: Annotated[str, typer.Option(metavar="N", help="Seed of every cohort.")] = "1",
    workers: options.Workers = "auto",
    engine: options.Engine = "local",
    scheduler: options.Scheduler = None,
    out: Annotated[str | None, options.folder("results/validation")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Few subjects and coarse agents: minutes.")] = False,
    told: options.Told = False,
    docs: Annotated[str | None, typer.Option(metavar="FILE", help="Write the document to this file as well.")] = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
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
