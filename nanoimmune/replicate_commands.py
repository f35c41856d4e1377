"""The command that says how many subjects a simulated trial needs."""

import math
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from nanoimmune import command_options as options
from nanoimmune.command_words import (
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

if TYPE_CHECKING:
    import pandas as pd

    from nanoimmune.study.replicates import Replicates

POOL = 40
"""Subjects that are simulated where nobody says how many."""


def replicates(
    scenario: options.Scenario,
    arm: options.TreatedArm = None,
    endpoint: options.Endpoint = None,
    half_width: Annotated[
        str | None,
        typer.Option(
            metavar="X", help="Wanted half-width of the interval, of a ratio as a share of it [a tenth of the mean]."
        ),
    ] = None,
    subjects: Annotated[str, typer.Option(metavar="N", help="Subjects of the pool.")] = str(POOL),
    days: options.Days = None,
    seed: options.Seed = "1",
    workers: options.Workers = "auto",
    out: Annotated[str | None, options.folder("results/SCENARIO-replicates")] = None,
    quick: options.Quick = False,
    settings: options.Settings = None,
    quiet: options.NoProgress = False,
    as_json: options.Json = False,
) -> None:
    """Say from how many subjects on the answer no longer hangs on which subjects a simulated trial had."""
    from nanoimmune.analysis.effects import paired
    from nanoimmune.analysis.figures.replicates import Narrowing, draw_replicates
    from nanoimmune.analysis.figures.style import house_style
    from nanoimmune.analysis.stories import endpoints_of, story_of
    from nanoimmune.study.replicates import FEWEST
    from nanoimmune.study.replicates import replicates as subjects_needed
    from nanoimmune.study.sensitivity import EFFECT, paired_trial
    from nanoimmune.trial.checks import one_of
    from nanoimmune.trial.cohort import MOST_SUBJECTS
    from nanoimmune.trial.progress_bar import ProgressBar
    from nanoimmune.trial.store import Store, write_whole

    processes = chosen_workers(workers)
    whole("subjects", FEWEST, MOST_SUBJECTS, subjects)
    wanted = None if half_width is None else _width(half_width)
    if arm is not None and "," in arm:
        raise refuse("--arm", arm, "one arm", "Ask for one at a time.")
    asked_for = chosen_trial(Choice(scenario, subjects, days, arm, None, seed, quick, settings or []))
    chosen = next((each for each in asked_for.arms if each.is_treated), asked_for.arms[0])
    trial = paired_trial(chosen, asked_for)
    named = {each.name: each for each in endpoints_of(trial)}
    asked = one_of("--endpoint", endpoint or story_of(trial).primary.endpoint, named)
    folder = out or f"results/{chosen.scenario.name}-replicates"
    with ProgressBar(quiet or as_json) as progress:
        results = trial.run(processes, progress, folder, ["nanoimmune", *sys.argv[1:]])
    tell_failures(results)
    values = results.endpoints().query("endpoint == @asked.name").pivot(index="subject", columns="arm", values="value")
    found = [subjects_needed(chosen.name, values[chosen.name].to_numpy(float), wanted, kind=asked.kind)]
    reference = trial.reference_of(chosen.name)
    if reference != chosen.name:
        effects = paired(asked.kind, *(values[arm].to_numpy(float) for arm in (chosen.name, reference)))
        found.append(subjects_needed(EFFECT, effects, wanted, kind="ratio" if asked.kind == "ratio" else "mean"))
    store = Store(folder)
    store.write_table("replicates.csv", _stacked(found))
    target = store.figures / "replicates.png"
    with house_style():
        figure = draw_replicates([Narrowing(each.response, each.table, each.wanted) for each in found])
        write_whole(target, lambda path: figure.savefig(path, format="png", dpi=160))
    if as_json:
        told = [{**each._asdict(), "table": each.table.to_dict("records")} for each in found]
        tell_json({"folder": folder, "endpoint": asked.name, "answers": told})
        return
    typer.echo(f"{asked.says} ({asked.unit}), from a pool of {trial.cohort.subjects} subjects")
    for each in found:
        typer.echo("\n".join(_told(each)))
    typer.echo(f"table and figure: {folder}/replicates.csv, {target}")


def _stacked(found: "Sequence[Replicates]") -> "pd.DataFrame":
    """Put the tables below each other, what they are of first."""
    import pandas as pd

    tables = [each.table.copy() for each in found]
    for each, table in zip(found, tables, strict=True):
        table.insert(0, "response", each.response)
    return pd.concat(tables, ignore_index=True)


def _told(found: "Replicates") -> list[str]:
    """Tell one answer in words."""
    from nanoimmune.analysis.a_test import GROUPS, SMALL

    if found.alike:
        rare = f"what fewer than {3 / found.pool:.0%} of subjects have may well have been missed"
        return [f"\n{found.response}: {found.mean:.3g} in all {found.pool} subjects; {rare}"]
    table = found.table.rename(columns={"a_worst": "largest A", "half_width": "half-width"})
    shown = table[["subjects", "largest A", "half-width"]].to_string(index=False, float_format="{:.3g}".format)
    more = f"more than {int(found.table['subjects'].iloc[-1])}"
    stable = more if found.stable_from is None else str(found.stable_from)
    narrow = "no number of" if found.precise_from is None else str(found.precise_from)
    mean, near = ("geometric mean", "times or over 1 +") if found.kind == "ratio" else ("mean", "+-")
    return [
        f"\n{found.response}: {mean} {found.mean:.3g}, SD {spread_told(found.kind, found.spread)}",
        shown,
        f"{stable} subjects for {GROUPS} groups to differ less than a small effect (A below {SMALL:g})",
        f"{narrow} subjects for a 95 % interval of {found.mean:.3g} {near} {found.wanted:.2g}",
    ]


def _width(text: str) -> float:
    """Read the wanted half-width of the interval."""
    mend = "Give it in the unit of the end-point, of a ratio as a share of it."
    return read_number("half-width", text, "a number above 0", mend, lambda value: 0.0 < value < math.inf, float)
