"""The command that runs the arms of a scenario over one cohort."""

import sys
from dataclasses import replace
from typing import Annotated

import typer

from nanoimmune import command_options as options
from nanoimmune.command_words import (
    FULL_SUBJECTS,
    QUICK_SUBJECTS,
    Choice,
    chosen_engine,
    chosen_trial,
    chosen_workers,
    read_days,
    tell_end,
)


def run(
    scenario: options.Scenario,
    subjects: Annotated[str | None, typer.Option(metavar="N", help=f"Subjects in every arm [{FULL_SUBJECTS}].")] = None,
    days: options.Days = None,
    arms: options.Arms = None,
    challenges: Annotated[
        str | None, typer.Option(help="Challenges beside the vaccination, separated by commas [of the scenario].")
    ] = None,
    seed: options.Seed = "1",
    workers: options.Workers = "auto",
    engine: options.Engine = "local",
    scheduler: options.Scheduler = None,
    out: Annotated[str | None, options.folder("results/SCENARIO")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help=f"{QUICK_SUBJECTS} subjects and coarse agents: a minute or two.")
    ] = False,
    settings: options.Settings = None,
    hosts: Annotated[
        list[str] | None, typer.Option("--host", metavar="NAME", help="Variant of the host; repeatable, they combine.")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="NAME", help="Rule, epitope or CD4/CD8 to do without.")
    ] = None,
    fields: Annotated[
        str | None, typer.Option(metavar="DAYS", help="Keep tissues as netCDF, a file a run: 7,14,28 or 0:28:7.")
    ] = None,
    posterior: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Let each subject live by a draw of a calibration's posterior.csv."),
    ] = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Run the arms of a scenario over one cohort, and write a table and a folder of results.

    The same command again finishes what is missing in the folder, and repeats nothing.
    """
    from nanoimmune.trial.chosen import folder_of
    from nanoimmune.trial.posterior import Posterior
    from nanoimmune.trial.progress_bar import ProgressBar

    processes = chosen_workers(workers)
    choice = Choice(scenario, subjects, days, arms, challenges, seed, quick, settings or [], hosts or [], without or [])
    trial = chosen_trial(choice)
    if fields is not None:
        trial = replace(trial, field_days=read_days("fields", fields))
    folder = out or folder_of(trial.arms[0].scenario.name, hosts or [], without or [])
    if posterior is not None:
        trial = replace(trial, posterior=Posterior.from_file(posterior))
        folder = out or f"{folder}-posterior"
    lived_at = chosen_engine(engine, scheduler)
    with ProgressBar(quiet or as_json) as progress:
        results = trial.run(processes, progress, folder, ["nanoimmune", *sys.argv[1:]], lived_at)
    tell_end(results, folder, quiet=quiet, as_json=as_json)
