"""The command that fits numbers of the model to published ones."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from nanoimmune import command_options as options
from nanoimmune.command_words import (
    QUICK_CELLS_PER_AGENT,
    chosen_engine,
    chosen_workers,
    listed_names,
    read_number,
    tell_json,
    whole,
)

if TYPE_CHECKING:
    from nanoimmune.calibration.calibration import Calibration
    from nanoimmune.calibration.found import Calibrated
    from nanoimmune.calibration.history import Plan
    from nanoimmune.calibration.simulator import LivedDesigns
    from nanoimmune.calibration.smc import Populations

_SUBJECTS, _QUICK_SUBJECTS = 8, 4
_QUICK_DESIGNS, _QUICK_WAVES, _QUICK_NUMBERS = 48, 2, 5
_MOST_DESIGNS, _MOST_WAVES, _MOST_DRAWS = 10_000, 20, 100_000
_WIDEST = 1000.0
"""Largest factor to move within, and largest share that the model may be off."""

_MEND = "Write 2 for half to double, or 0.1 for a tenth."


def calibrate(
    scenario: Annotated[str, typer.Argument(help="Name of a scenario that comes with the package.")],
    only: Annotated[
        str | None, typer.Option(metavar="NAMES", help="Fitted numbers to move: a.b,c.* [those at work, 20].")
    ] = None,
    within: Annotated[
        str | None, typer.Option(metavar="X", help="Move within this factor of each value [the whole range].")
    ] = None,
    experiments: Annotated[
        str | None, typer.Option(metavar="IDS", help="Target files to fit to, by their ids [all of the scenario].")
    ] = None,
    targets: options.TargetFolders = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="GROUP.NAME=VALUE", help="Begin with a value, or a file of them; repeatable."),
    ] = None,
    method: Annotated[str, typer.Option(metavar="NAME", help="history-matching, or abc-smc.")] = "history-matching",
    designs: Annotated[str | None, typer.Option(metavar="N", help="Designs in all at most [300].")] = None,
    waves: Annotated[str | None, typer.Option(metavar="N", help="Waves [3], or populations [2].")] = None,
    draws: Annotated[str, typer.Option(metavar="N", help="Draws of the posterior.")] = "200",
    discrepancy: Annotated[
        str, typer.Option(metavar="X", help="What the model may be off, as a share of each published value.")
    ] = "0.1",
    subjects: Annotated[str | None, typer.Option(metavar="N", help=f"Subjects of a design [{_SUBJECTS}].")] = None,
    fresh: Annotated[
        str | None,
        typer.Option(
            metavar="N", help="Fresh subjects that the nearest designs are lived by again [24; 0 if --quick]."
        ),
    ] = None,
    seed: Annotated[str, typer.Option(metavar="N", help="Seed of subjects, designs and draws.")] = "1",
    workers: options.Workers = "auto",
    engine: options.Engine = "local",
    scheduler: options.Scheduler = None,
    out: Annotated[str | None, options.folder("results/SCENARIO-calibration")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Few numbers, designs and subjects, and coarse agents.")
    ] = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Fit the fitted numbers of a scenario to the published numbers declared for it, with a posterior.

    The same command again finishes what is missing, and repeats no run.
    """
    from nanoimmune.calibration.calibration import Calibration
    from nanoimmune.calibration.numbers import moved_numbers
    from nanoimmune.calibration.targets import goals_of
    from nanoimmune.scenario_commands import read_overrides
    from nanoimmune.trial.cohort import LARGEST_SEED, MOST_SUBJECTS, Cohort
    from nanoimmune.trial.progress_bar import ProgressBar

    processes = chosen_workers(workers)
    number = whole("seed", 0, LARGEST_SEED, seed)
    count = _QUICK_SUBJECTS if quick else _SUBJECTS
    cohort = Cohort(count if subjects is None else whole("subjects", 2, MOST_SUBJECTS, subjects), number)
    drawn = whole("draws", 2, _MOST_DRAWS, draws)
    plan = _plan(method, designs, waves, drawn, number, quick=quick)
    chosen = () if experiments is None else listed_names(experiments)
    coarse = float(QUICK_CELLS_PER_AGENT) if quick else None
    goals = goals_of(scenario, targets or [], chosen, coarse, read_overrides(settings or []))
    names = () if only is None else listed_names(only)
    factors = moved_numbers(goals, names, None if within is None else _factor(within))
    if quick and not names:
        factors = factors[:_QUICK_NUMBERS]
    calibration = Calibration(goals, factors, plan, cohort, _share(discrepancy), _fresh(fresh, quick=quick))
    kind = "calibration" if method == "history-matching" else method
    folder = out or f"results/{scenario}-{kind}{'-quick' if quick else ''}"
    lived_at = chosen_engine(engine, scheduler)
    with ProgressBar(quiet or as_json) as progress:
        found, lived = calibration.run(folder, processes, progress, ["nanoimmune", *sys.argv[1:]], lived_at)
    _tell(calibration, found, lived, folder, quiet=quiet, as_json=as_json)


def _plan(
    method: str, designs: str | None, waves: str | None, draws: int, seed: int, *, quick: bool
) -> "Plan | Populations":
    """Choose how much is lived."""
    from nanoimmune.calibration.calibration import METHODS
    from nanoimmune.calibration.history import Plan
    from nanoimmune.calibration.smc import Populations
    from nanoimmune.trial.checks import one_of

    kind = one_of("--method", method, METHODS)
    count = _QUICK_DESIGNS if quick else Plan().designs
    count = count if designs is None else whole("designs", 2, _MOST_DESIGNS, designs)
    given = None if waves is None else whole("waves", 1, _MOST_WAVES, waves)
    if kind is Populations:
        return Populations(count, given or Populations(count).populations, draws, seed)
    return Plan(count, given or (_QUICK_WAVES if quick else Plan().waves), draws, seed)


def _factor(text: str) -> float:
    """Read the factor that numbers are moved within."""
    allowed = f"a number above 1, at most {_WIDEST:g}"
    return read_number("within", text, allowed, _MEND, lambda value: 1.0 < value <= _WIDEST, float)


def _fresh(text: str | None, *, quick: bool) -> int:
    """Read how many fresh subjects the nearest designs are lived by again."""
    from nanoimmune.calibration.fresh import FRESH_SUBJECTS
    from nanoimmune.trial.cohort import MOST_SUBJECTS

    if text is None:
        return 0 if quick else FRESH_SUBJECTS
    return whole("fresh", 0, MOST_SUBJECTS, text)


def _share(text: str) -> float:
    """Read what the model may be off, as a share."""
    allowed = f"a number from 0 up, at most {_WIDEST:g}"
    return read_number("discrepancy", text, allowed, _MEND, lambda value: 0.0 <= value <= _WIDEST, float)


def _tell(
    calibration: "Calibration", found: "Calibrated", lived: "LivedDesigns", folder: str, *, quiet: bool, as_json: bool
) -> None:
    """Tell how a calibration ended: targets, numbers and verdict, or one JSON object; what failed on stderr.

    Raises:
        typer.Exit: With code 1, if runs failed.
    """
    from nanoimmune.calibration.report import number_table, target_table

    targets, numbers = target_table(found), number_table(found)
    if as_json:
        tell_json({
            "folder": folder,
            "scenario": calibration.scenario,
            "method": found.method,
            "designs": len(found.points),
            "runs": lived.runs,
            "failures": lived.failures,
            "verdict": list(found.verdict),
            "not_ruled_out": found.not_ruled_out,
            "proposed": {
                "design": found.proposed,
                "implausibility": found.proposed_implausibility,
                "values": found.points[found.proposed],
            },
            "fresh": None if found.fresh is None else found.fresh.table(found.targets).to_dict("records"),
            "targets": targets.to_dict("records"),
            "numbers": numbers.to_dict("records"),
        })  # fmt: skip
    elif not quiet:
        typer.echo(f"{calibration.scenario}: {len(found.points)} designs, {lived.runs} runs")
        typer.echo(targets.drop(columns="says").to_string(index=False, float_format="{:.3g}".format))
        typer.echo(numbers.to_string(index=False, float_format="{:.3g}".format))
        for sentence in found.verdict:
            typer.echo(sentence)
        if found.fresh is None:
            far = f"{found.proposed_implausibility:.3g} standard deviations from the farthest target"
            typer.echo(f"nearest lived design: {found.proposed}, {far}")
        typer.echo(f"posterior, designs, diagnostics, proposed design, figures and report: {folder}")
    for name, reason in lived.failures.items():
        typer.echo(f"failed: {name}: {reason}", err=True)
    if lived.failures:
        raise typer.Exit(1)
