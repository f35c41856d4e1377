"""The command that asks which numbers of the model an answer hinges on."""

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
    listed_names,
    read_number,
    tell_json,
    whole,
)
from nanoimmune.errors import refuse

if TYPE_CHECKING:
    from nanoimmune.study.sensitivity import SensitivityResults
    from nanoimmune.study.sweep_results import SweepResults

_MOST_TOLD = 12
"""Parameters of the printed table."""


def sensitivity(
    scenario: options.Scenario,
    method: Annotated[
        str, typer.Option(metavar="NAME", help="morris (screening), sobol (shares of variance) or prcc.")
    ] = "morris",
    parameters: Annotated[
        str | None, typer.Option(metavar="NAMES", help="a.b,c.*,dose=0.1:10:log [the fitted numbers at work, 20].")
    ] = None,
    within: Annotated[
        str | None, typer.Option(metavar="X", help="Vary within this factor of each value [the whole range].")
    ] = None,
    arm: options.TreatedArm = None,
    endpoint: options.Endpoint = None,
    samples: Annotated[
        str | None,
        typer.Option("--samples", "--trajectories", metavar="N", help="Trajectories [10], base samples [64], points."),
    ] = None,
    subjects: Annotated[str, typer.Option(metavar="N", help="Subjects at every point.")] = str(SWEEP_SUBJECTS),
    days: options.Days = None,
    seed: options.Seed = "1",
    workers: options.Workers = "auto",
    engine: options.Engine = "local",
    scheduler: options.Scheduler = None,
    out: Annotated[str | None, options.folder("results/SCENARIO-METHOD")] = None,
    quick: options.Quick = False,
    settings: options.Settings = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Say which parameters the effect of a treatment hinges on, how surely, and whether the sample was large enough.

    The same command again finishes what is missing. With more trajectories or samples it adds to them.
    """
    from nanoimmune.study.design import MOST_POINTS
    from nanoimmune.study.priors import chosen_factors
    from nanoimmune.study.sensitivity import declared, paired_trial
    from nanoimmune.trial.progress_bar import ProgressBar

    processes = chosen_workers(workers)
    if arm is not None and "," in arm:
        raise refuse("--arm", arm, "one arm", "Ask for one at a time.")
    whole_trial = chosen_trial(Choice(scenario, subjects, days, arm, None, seed, quick, settings or []))
    treated = next((each for each in whole_trial.arms if each.is_treated), whole_trial.arms[0])
    trial = paired_trial(treated, whole_trial)
    names = () if parameters is None else listed_names(parameters)
    factors = chosen_factors(trial, names, None if within is None else _factor(within))
    count = None if samples is None else whole("samples", 2, MOST_POINTS, samples)
    planned = declared(trial, factors, method, count, treated.name, endpoint)
    folder = out or f"results/{treated.scenario.name}-{method}"
    lived_at = chosen_engine(engine, scheduler)
    with ProgressBar(quiet or as_json) as progress:
        results = planned.run(folder, processes, progress, ["nanoimmune", *sys.argv[1:]], lived_at)
    tell_sensitivity(results, folder, quiet=quiet, as_json=as_json)


def tell_sensitivity(results: "SweepResults", folder: str, *, quiet: bool, as_json: bool) -> None:
    """Tell how a sensitivity analysis ended: its table and verdict, or one JSON object; what failed on stderr.

    Raises:
        typer.Exit: With code 1, if runs failed.
    """
    from nanoimmune.study.sensitivity import SensitivityResults

    if len(results.failures) < len(results.files):
        _tell_found(SensitivityResults(results), folder, quiet=quiet, as_json=as_json)
    for name, reason in results.failures.items():
        typer.echo(f"failed: {name}: {reason}", err=True)
    if results.failures:
        raise typer.Exit(1)


def _tell_found(found: "SensitivityResults", folder: str, *, quiet: bool, as_json: bool) -> None:
    """Tell what was found."""
    from nanoimmune.study.sensitivity_report import table_of

    results = found.swept
    if as_json:
        tell_json({
            "folder": folder,
            "method": found.method.name,
            "points": len(results.sweep.points),
            "runs": len(results.files),
            "failures": results.failures,
            "endpoint": found.endpoint.name,
            "arm": found.arm,
            "responses": {
                each.name: {
                    "says": each.says,
                    "stable": each.found.is_stable,
                    "agreement": each.found.agreement,
                    "reach": each.found.reach,
                    "noise": each.found.noise,
                    "needed": each.found.needed,
                    "verdict": each.found.verdict(),
                    "indices": each.found.table.to_dict("records"),
                }
                for each in found.told
            },
        })  # fmt: skip
    elif not quiet:
        first = found.told[0]
        table = table_of(first.found)
        typer.echo(first.says)
        typer.echo(table.head(_MOST_TOLD).to_string(index=False))
        if len(table) > _MOST_TOLD:
            typer.echo(f"and {len(table) - _MOST_TOLD} parameters with less")
        for sentence in first.found.verdict():
            typer.echo(sentence)
        typer.echo(f"every measure, figures and report: {folder}")


def _factor(text: str) -> float:
    """Read the factor that parameters are varied within."""
    return read_number(
        "within", text, "a number above 1", "Write 2 for half to double.", lambda value: value > 1.0, float
    )
