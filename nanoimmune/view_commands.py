"""Commands that show lives: the view in the browser, and films."""

from pathlib import Path
from typing import Annotated

import typer

from nanoimmune import command_options as options
from nanoimmune.errors import refuse
from nanoimmune.scenario_commands import find_scenario

USUAL_PORT = 8521
"""Port of the view where none is given; the one that Mesa's own pages have always had."""


def app(
    scenario: options.Scenario = "ms",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Port; 0 for any free one.")] = USUAL_PORT,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = True,
) -> None:
    """See tolerance happen: an animal treated and untreated side by side, in the browser."""
    from nanoimmune.view.launch import serve

    find_scenario(scenario)
    serve(scenario, port, browser, typer.echo)


def movie(
    scenario: options.Scenario,
    out: Annotated[str, typer.Option(metavar="FILE", help="File to write, .gif or .mp4.")],
    arm: Annotated[str | None, typer.Option(metavar="NAME", help="Arm shown beside the untreated twin.")] = None,
    subject: Annotated[int, typer.Option(metavar="N", min=0, help="Which subject of the cohort.")] = 0,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Seed of the cohort.")] = 1,
    first: Annotated[int | None, typer.Option("--from", metavar="DAY", help="First day [of the lives].")] = None,
    last: Annotated[int | None, typer.Option("--to", metavar="DAY", help="Last day [of the scenario].")] = None,
    every: Annotated[float, typer.Option(metavar="HOURS", min=1.0, help="Hours from image to image.")] = 24.0,
    place: Annotated[str | None, typer.Option(metavar="NAME", help="Compartment [the tissue that is harmed].")] = None,
    overlay: Annotated[str, typer.Option(metavar="NAME", help="A field or `particles` over it.")] = "tissue only",
) -> None:
    """Write a film of an animal treated and untreated side by side."""
    from dataclasses import replace

    from nanoimmune.trial.checks import one_of
    from nanoimmune.view.choices import first_choices, planned
    from nanoimmune.view.exports import FILMS, film
    from nanoimmune.view.picture import overlays_of
    from nanoimmune.view.timeline import Timeline
    from nanoimmune.words import Compartment

    path = Path(out)
    if path.suffix not in FILMS:
        raise refuse("--out", out, "a file that ends in .gif or .mp4", "Change the ending.")
    find_scenario(scenario)
    chosen = first_choices(scenario)
    plan = planned(replace(chosen, arm=arm or chosen.arm, subject=subject, seed=seed))
    lives = {
        name: Timeline.begin(each, plan.cohort, subject)
        for name, each in (("untreated", plan.untreated), ("treated", plan.treated))
    }
    host = lives["treated"].host
    target = host.life.targets[0]
    drawn = {each.name.lower(): each for each in (target, Compartment.NODE, Compartment.SPLEEN, Compartment.LIVER)}
    shown = target if place is None else one_of("--place", place, drawn)
    one_of("--overlay", overlay, {each: each for each in overlays_of(host, shown)})
    begin = lives["treated"].first_day if first is None else max(first, lives["treated"].first_day)
    end = plan.days if last is None else min(last, plan.days)
    moments = [begin + number * every / 24.0 for number in range(int((end - begin) * 24.0 / every) + 1)]
    if not moments:
        raise refuse("--to", last, f"{begin} to {plan.days}", "Let the film end after it begins.")
    with typer.progressbar(length=len(moments), label="film") as progress:
        film(lives, moments, shown, overlay, path, progress=lambda done, total: progress.update(1))
    typer.echo(
        f"{path}: {len(moments)} images, days {begin} to {end}, {plan.treated.name} beside {plan.untreated.name}"
    )
