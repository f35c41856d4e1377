"""Commands before and after a study: what it costs, how many animals it needs, and how a user's own agree with it."""

import math
import sys
from typing import Annotated

import typer

from nanoimmune import command_options as options
from nanoimmune.command_words import (
    SWEEP_SUBJECTS,
    Choice,
    chosen_trial,
    chosen_workers,
    read_number,
    spread_told,
    tell_failures,
    tell_json,
    whole,
)
from nanoimmune.errors import refuse

PILOT_SUBJECTS = 20

_Quick = Annotated[bool, typer.Option("--quick", help="Coarse agents, and fewer subjects.")]


def plan(
    scenario: options.Scenario,
    subjects: Annotated[str | None, typer.Option(metavar="N", help="Subjects in every arm.")] = None,
    days: options.Days = None,
    arms: options.Arms = None,
    seed: options.Seed = "1",
    workers: options.Workers = "auto",
    quick: _Quick = False,
    settings: options.Settings = None,
    vary: Annotated[
        list[str] | None, typer.Option("--vary", metavar="NAME=LOW:HIGH:COUNT", help="As for a sweep; repeatable.")
    ] = None,
    design: Annotated[str, typer.Option(metavar="KIND", help="Of a sweep: grid, lhs or sobol.")] = "grid",
    points: Annotated[str | None, typer.Option(metavar="N", help="Points of a sampled design.")] = None,
    quiet: options.NoProgress = False,
    as_json: options.Json = False,
) -> None:
    """Say how long a trial or a sweep takes, and what memory and disk it needs, from one subject that is lived here."""
    from nanoimmune.study.design import MOST_POINTS
    from nanoimmune.study.factors import Factor
    from nanoimmune.study.plan import cost
    from nanoimmune.study.sweep import Sweep
    from nanoimmune.trial.progress_bar import ProgressBar, in_words

    processes = chosen_workers(workers)
    if points is not None and not vary:
        raise refuse("--points", points, "none without --vary", "Name a factor, as for a sweep.")
    asked = str(SWEEP_SUBJECTS) if vary and subjects is None else subjects
    trial = chosen_trial(Choice(scenario, asked, days, arms, None, seed, quick, settings or []))
    swept = None
    if vary:
        count = None if points is None else whole("points", 2, MOST_POINTS, points)
        swept = Sweep(trial, [Factor.read(text) for text in vary], design, count, trial.cohort.seed)
    with ProgressBar(quiet or as_json) as progress:
        found = cost(trial, processes, progress, swept)
    if as_json:
        tell_json(found._asdict())
        return
    typer.echo(f"{found.runs} runs of {found.run_seconds:.2g} s on {found.workers} workers: {in_words(found.seconds)}")
    typer.echo(f"memory {found.memory / 1e6:.0f} MB, disk {found.disk / 1e6:.1f} MB")


def power(
    scenario: options.Scenario,
    arm: Annotated[str | None, typer.Option(metavar="NAME", help="Treated arm [the first of the scenario].")] = None,
    effect: Annotated[
        str | None,
        typer.Option(
            metavar="X", help="Difference (of a ratio: factor) to be found, in place of the treated arm's own."
        ),
    ] = None,
    endpoint: options.Endpoint = None,
    wanted: Annotated[
        str, typer.Option("--power", metavar="X", help="Share of experiments that are to find it.")
    ] = "0.8",
    significance: Annotated[str, typer.Option(metavar="X", help="P value below which it counts as found.")] = "0.05",
    subjects: Annotated[str, typer.Option(metavar="N", help="Simulated animals an arm.")] = str(PILOT_SUBJECTS),
    days: options.Days = None,
    seed: options.Seed = "1",
    workers: options.Workers = "auto",
    out: Annotated[str | None, options.folder("results/SCENARIO-power")] = None,
    quick: _Quick = False,
    settings: options.Settings = None,
    quiet: options.NoProgress = False,
    as_json: options.Json = False,
) -> None:
    """Say how many animals an arm needs, from the spread of simulated ones, beside the usual formula."""
    from nanoimmune.analysis.stories import endpoints_of, story_of
    from nanoimmune.study.power import MOST_ANIMALS
    from nanoimmune.study.power import power as animals_needed
    from nanoimmune.trial.arm import Arm
    from nanoimmune.trial.checks import one_of
    from nanoimmune.trial.cohort import MOST_SUBJECTS
    from nanoimmune.trial.progress_bar import ProgressBar
    from nanoimmune.trial.trial import Trial

    processes, shares = chosen_workers(workers), [_share("power", wanted), _share("significance", significance)]
    shift = None if effect is None else _finite("effect", effect)
    whole("subjects", 3, MOST_SUBJECTS, subjects)
    if arm is not None and "," in arm:
        raise refuse("--arm", arm, "one arm", "Ask for one at a time.")
    whole_trial = chosen_trial(Choice(scenario, subjects, days, arm, None, seed, quick, settings or []))
    treated = whole_trial.arms if arm is not None else [each for each in whole_trial.arms if each.is_treated][:1]
    if not treated and shift is None:
        raise refuse("--arm", arm, "an arm that is given something, or an --effect", "Name one.")
    host = whole_trial.arms[0].scenario
    control = Arm.named("untreated", host) if "untreated" in host.arms else Arm("untreated", host)
    if shift is None and treated[0].name == control.name:
        raise refuse("--arm", arm, "an arm that is given something", "Untreated animals are what it is compared with.")
    chosen = [control] if shift is not None else [control, *(each for each in treated if each.name != control.name)]
    trial = Trial(chosen, whole_trial.cohort, whole_trial.days)
    named = {each.name: each for each in endpoints_of(trial)}
    asked = one_of("--endpoint", endpoint or story_of(trial).primary.endpoint, named)
    if shift is not None and asked.kind == "proportion":
        raise refuse("--effect", shift, "none for a share of animals", "Name an arm with --arm.")
    if shift is not None and asked.kind == "ratio" and shift <= 0:
        raise refuse("--effect", shift, "a factor above 0", f"{asked.name} is a ratio: write 2 for twice as much.")
    folder = out or f"results/{host.name}-power"
    with ProgressBar(quiet or as_json) as progress:
        results = trial.run(processes, progress, folder, ["nanoimmune", *sys.argv[1:]])
    tell_failures(results)
    values = results.endpoints().query("endpoint == @asked.name").pivot(index="subject", columns="arm", values="value")
    ours = values[control.name].to_numpy(float)
    if shift is None:
        theirs = values[chosen[-1].name].to_numpy(float)
    else:
        theirs = ours * shift if asked.kind == "ratio" else ours + shift
    found = animals_needed(asked.name, ours, theirs, *shares, kind=asked.kind)
    if as_json:
        tell_json({**found._asdict(), "folder": folder})
        return
    typer.echo(
        f"{asked.says}: {found.control:.3g} in {control.name}, {found.treated:.3g} treated, "
        f"SD {spread_told(asked.kind, found.spread)}"
    )
    needed = f"more than {MOST_ANIMALS}" if found.animals is None else str(found.animals)
    typer.echo(f"{needed} animals an arm by simulation ({found.test}, power {found.reached:.0%})")
    usual = "no number: the two do not differ" if found.formula is None else f"{found.formula} animals an arm"
    typer.echo(f"{usual} by the usual formula (power {shares[0]:.0%}, significance {shares[1]:g})")


def compare(
    folder: Annotated[str, typer.Argument(metavar="STUDY", help="Folder of a trial.")],
    data: Annotated[str, typer.Option(metavar="FILE", help="CSV as scores.csv of a trial: times, then ARM NUMBER.")],
    as_json: options.Json = False,
) -> None:
    """Lay your own animals over the simulated arms, with a test of agreement and a figure."""
    from nanoimmune.study.compare import agreements, draw_comparison, read_sheet
    from nanoimmune.study.study import Study
    from nanoimmune.trial.store import Store, write_whole

    results = Study.open(folder).results
    if results.table.empty:
        raise refuse("study", folder, "one finished run at least", "Resume it first.")
    sheet = read_sheet(data, results)
    found = agreements(results, sheet)
    target = Store(folder).figures / "comparison.png"
    target.parent.mkdir(exist_ok=True)
    figure = draw_comparison(results, sheet, found)
    write_whole(target, lambda path: figure.savefig(path, format="png", dpi=160))
    if as_json:
        tell_json({"arms": [each._asdict() for each in found], "figure": str(target)})
        return
    for each in found:
        typer.echo(
            f"{each.arm}: {each.animals} animals beside {each.subjects} simulated at {each.times} times: "
            f"mean distance {each.distance:.3g}, p = {each.p:.2g}, {each.within:.0%} within the simulated range"
        )
    typer.echo(f"figure: {target}")


def _finite(field: str, text: str) -> float:
    """Read a finite number, or refuse it."""
    return read_number(field, text, "a number", "Write it as 0.8, say.", math.isfinite, float)


def _share(field: str, text: str) -> float:
    """Read a number between 0 and 1, or refuse it."""
    share = _finite(field, text)
    if not 0.0 < share < 1.0:
        raise refuse(f"--{field}", text, "above 0 and below 1", "Write 80 % as 0.8.")
    return share
