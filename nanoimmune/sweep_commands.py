"""The command that runs a trial at many points of a design."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from nanoimmune import command_options as options
from nanoimmune.command_words import (
    SWEEP_SUBJECTS,
    Choice,
    chosen_engine,
    chosen_trial,
    chosen_workers,
    tell_json,
    whole,
)

if TYPE_CHECKING:
    from nanoimmune.study.sweep_results import SweepResults


def sweep(
    scenario: options.Scenario,
    vary: Annotated[
        list[str], typer.Option("--vary", metavar="NAME=LOW:HIGH:COUNT", help="What is varied, and how; repeatable.")
    ],
    design: Annotated[str, typer.Option(metavar="KIND", help="grid, lhs (Latin hypercube) or sobol.")] = "grid",
    points: Annotated[str | None, typer.Option(metavar="N", help="Points of a sampled design.")] = None,
    subjects: Annotated[str, typer.Option(metavar="N", help="Subjects in every arm.")] = str(SWEEP_SUBJECTS),
    days: options.Days = None,
    arms: options.Arms = None,
    seed: options.Seed = "1",
    workers: options.Workers = "auto",
    engine: options.Engine = "local",
    scheduler: options.Scheduler = None,
    out: Annotated[str | None, options.folder("results/SCENARIO-sweep")] = None,
    quick: options.Quick = False,
    settings: options.Settings = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Run a trial at many points: particle.valency=5:80:8, dose=0.5,1,2, harm.phagocyte_rate=0.001:0.1:6:log.

    `particle.FIELD` and `regimen.FIELD` change what the arms are given, `dose` multiplies every dose, and GROUP.NAME is
    a parameter. The same command again finishes what is missing.
    """
    from nanoimmune.study.design import MOST_POINTS
    from nanoimmune.study.factors import Factor
    from nanoimmune.study.sweep import Sweep
    from nanoimmune.trial.progress_bar import ProgressBar

    processes = chosen_workers(workers)
    base = chosen_trial(Choice(scenario, subjects, days, arms, None, seed, quick, settings or []))
    count = None if points is None else whole("points", 2, MOST_POINTS, points)
    planned = Sweep(base, [Factor.read(text) for text in vary], design, count, base.cohort.seed)
    folder = out or f"results/{base.arms[0].scenario.name}-sweep"
    lived_at = chosen_engine(engine, scheduler)
    with ProgressBar(quiet or as_json) as progress:
        results = planned.run(folder, processes, progress, ["nanoimmune", *sys.argv[1:]], lived_at)
    tell_sweep(results, folder, quiet=quiet, as_json=as_json)


def tell_sweep(results: "SweepResults", folder: str, *, quiet: bool, as_json: bool) -> None:
    """Tell how a sweep ended: the primary end-point at every point, or one JSON object; what failed on stderr.

    Raises:
        typer.Exit: With code 1, if runs failed.
    """
    from nanoimmune.analysis.stories import story_of

    primary = story_of(results.sweep.base).primary.endpoint
    table = results.responses
    shown = table if table.empty else table[table["endpoint"] == primary]
    if as_json:
        told = {"folder": folder, "points": len(results.sweep.points), "runs": len(results.files)}
        tell_json({**told, "failures": results.failures, "endpoint": primary, "responses": shown.to_dict("records")})
    elif not quiet and not shown.empty:
        typer.echo(f"{primary} at every point, with 95 % intervals")
        columns = [name for name in shown.columns if name not in ("point", "endpoint", "sd")]
        typer.echo(shown[columns].to_string(index=False, float_format="{:.4g}".format))
        typer.echo(f"responses, figure and report: {folder}")
    for name, reason in results.failures.items():
        typer.echo(f"failed: {name}: {reason}", err=True)
    if results.failures:
        raise typer.Exit(1)
