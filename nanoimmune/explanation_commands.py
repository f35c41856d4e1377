"""Commands that question a finding: what it hangs on, and whether it survives another way to cut up the world."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nanoimmune import command_options as options
from nanoimmune.command_words import (
    QUICK_CELLS_PER_AGENT,
    TABLE_WIDTH,
    chosen_engine,
    chosen_workers,
    listed_names,
    tell_json,
    whole,
)
from nanoimmune.scenario_commands import find_scenario

if TYPE_CHECKING:
    import pandas as pd

    from nanoimmune.analysis.figures.forest_panels import Panel
    from nanoimmune.study.bundle import Bundle, Bundled
    from nanoimmune.trial.cohort import Cohort
    from nanoimmune.trial.scenario import Scenario

SUBJECTS, QUICK_SUBJECTS, FEW = 12, 4, 4
"""Subjects of every trial, in a quick form, and of trials with a moved number."""

_Subjects = Annotated[
    str | None, typer.Option(metavar="N", help=f"Subjects of every trial [{SUBJECTS}, quick {QUICK_SUBJECTS}].")
]
_Days = Annotated[str | None, typer.Option(metavar="N", help="Last day of every trial [of the scenario].")]
_Quick = Annotated[bool, typer.Option("--quick", help="Few subjects and coarse agents.")]


def explain(
    scenario: options.Scenario,
    arm: Annotated[str, typer.Option(metavar="NAME", help="The arm whose effect is explained.")],
    numbers: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES", help="Numbers to move: none, mechanisms, or GROUP.NAME with commas [mechanisms]."
        ),
    ] = None,
    subjects: _Subjects = None,
    days: _Days = None,
    seed: options.Seed = "1",
    workers: options.Workers = "auto",
    engine: options.Engine = "local",
    scheduler: options.Scheduler = None,
    out: Annotated[str | None, options.folder("results/SCENARIO-explain-ARM")] = None,
    quick: _Quick = False,
    told: options.Told = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Show an effect with each mechanism off in turn, and which assumed numbers flip the verdict.

    The mechanisms are conversion, deletion, anergy, bystander suppression and the change of the presenting cell. The
    numbers are the assumed ones that their rules read, each at both ends of its range. The same command goes on.
    """
    from nanoimmune.analysis.effects import Interval
    from nanoimmune.analysis.figures.forest_panels import Panel
    from nanoimmune.study.explain import FEW as FEW_SUBJECTS
    from nanoimmune.study.explain import WHOLE, Explanation, as_table, assumed_numbers, sentences

    chosen, cohort, length = _chosen(scenario, subjects, days, seed, quick=quick)
    named = ("none" if quick else "mechanisms") if numbers is None else numbers
    moved: Sequence[str] = {"none": (), "mechanisms": assumed_numbers()}.get(named, listed_names(named))
    explanation = Explanation(chosen, arm, cohort, numbers=moved, few=FEW, days=length)
    folder = out or f"results/{chosen.name}-explain-{arm}"
    bundled = _carried_out(explanation.bundle, folder, workers, engine, scheduler, told=told, silent=quiet or as_json)
    rows = explanation.rows(bundled)
    effects = [Interval(row.benefit, row.low, row.high) for row in rows]
    marked = [row.flips or row.change_high < 0 or row.change_low > 0 for row in rows]
    names, panels = [row.variation for row in rows], [Panel(arm, effects, marked)]
    bases = [place for place, name in enumerate(names) if name in (WHOLE, FEW_SUBJECTS)]
    shown = _Shown("explanation", as_table(rows), sentences(rows), names, panels, "changes it clearly", bases)
    _tell(shown, bundled, folder, quiet=quiet, as_json=as_json, partial=told)


def audit(
    scenario: options.Scenario,
    arms: options.Arms = None,
    subjects: _Subjects = None,
    days: _Days = None,
    seed: options.Seed = "1",
    workers: options.Workers = "auto",
    engine: options.Engine = "local",
    scheduler: options.Scheduler = None,
    out: Annotated[str | None, options.folder("results/SCENARIO-audit")] = None,
    quick: _Quick = False,
    told: options.Told = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Live the arms under other steps, lattices, lumps of cells, sizes of the body and seeds: robust, or fragile?

    The same command again finishes what is missing.
    """
    from nanoimmune.analysis.effects import Interval
    from nanoimmune.analysis.figures.forest_panels import Panel
    from nanoimmune.study.audit import Audit, as_table, sentences

    chosen, cohort, length = _chosen(scenario, subjects, days, seed, quick=quick)
    audited = Audit(chosen, chosen.default_arms if arms is None else listed_names(arms), cohort, length)
    folder = out or f"results/{chosen.name}-audit"
    bundled = _carried_out(audited.bundle, folder, workers, engine, scheduler, told=told, silent=quiet or as_json)
    rows = audited.rows(bundled)
    panels = []
    for arm in dict.fromkeys(row.arm for row in rows):
        of_arm = [row for row in rows if row.arm == arm]
        effects = [Interval(row.benefit, row.low, row.high) for row in of_arm]
        panels.append(Panel(arm, effects, [not row.holds for row in of_arm]))
    names = list(dict.fromkeys(row.variation for row in rows))
    shown = _Shown("audit", as_table(rows), sentences(rows), names, panels, "fragile")
    _tell(shown, bundled, folder, quiet=quiet, as_json=as_json, partial=told)


class _Shown:
    """What is told of a study: its table, sentences, and what is drawn."""

    def __init__(
        self, name: str, table: "pd.DataFrame", sentences: list[str], lines: list[str], panels: "list[Panel]",
        marks: str, bases: "Sequence[int]" = (0,),
    ) -> None:  # fmt: skip
        """Keep all of it."""
        self.name, self.table, self.sentences = name, table, sentences
        self.lines, self.panels, self.marks, self.bases = lines, panels, marks, bases


def _chosen(
    scenario: str, subjects: str | None, days: str | None, seed: str, *, quick: bool
) -> "tuple[Scenario, Cohort, int | None]":
    """Find scenario, cohort and length.

    Raises:
        InputError: If one of them cannot be used.
    """
    from nanoimmune.trial.cohort import LARGEST_SEED, MOST_SUBJECTS, Cohort
    from nanoimmune.trial.scenario import LONGEST_TRIAL

    usual = QUICK_SUBJECTS if quick else SUBJECTS
    count = usual if subjects is None else whole("subjects", 2, MOST_SUBJECTS, subjects)
    length = None if days is None else whole("days", 1, LONGEST_TRIAL, days)
    found = find_scenario(scenario)
    if quick:
        coarse = max(QUICK_CELLS_PER_AGENT, found.parameters.world.cells_per_agent)
        found = found.with_parameters({"world.cells_per_agent": coarse})
    return found, Cohort(count, whole("seed", 0, LARGEST_SEED, seed)), length


def _carried_out(
    bundle: "Bundle", folder: str, workers: str, engine: str, scheduler: str | None, *, told: bool, silent: bool
) -> "Bundled":
    """Live what is missing, or look at what is there."""
    from nanoimmune.trial.progress_bar import ProgressBar

    processes = chosen_workers(workers)
    if told:
        return bundle.found(folder)
    lived_at = chosen_engine(engine, scheduler)
    with ProgressBar(silent) as progress:
        return bundle.run(folder, processes, progress, ["nanoimmune", *sys.argv[1:]], lived_at)


def _tell(shown: _Shown, bundled: "Bundled", folder: str, *, quiet: bool, as_json: bool, partial: bool) -> None:
    """Write table, sentences and figure, print them, and say which runs failed.

    Raises:
        typer.Exit: With code 1, if runs failed.
    """
    from nanoimmune.analysis.figures.forest_panels import forest
    from nanoimmune.analysis.gallery import save_figure
    from nanoimmune.study.headline import unit_of

    store, failures = bundled.store, bundled.failures
    store.make()
    store.write_table(f"{shown.name}.csv", shown.table)
    store.write_text(f"{shown.name}.txt", "\n".join(shown.sentences) + "\n")
    if not shown.table["benefit"].isna().all():
        store.figures.mkdir(exist_ok=True)
        label = f"benefit, 95 % interval\n({unit_of(next(iter(bundled.bundle.trials.values())))})"
        save_figure(forest(shown.lines, shown.panels, label, shown.bases, shown.marks), store.figures / shown.name)
    if as_json:
        told: dict[str, Any] = {"folder": folder, "failures": failures, "says": shown.sentences}
        tell_json({**told, "rows": shown.table.to_dict("records")})
    elif not quiet:
        from nanoimmune.analysis.tables import set_in_parts

        columns = [name for name in shown.table.columns if name not in ("level", "flips", "holds")]
        texts = [[_text(value) for value in row] for row in shown.table[columns].itertuples(index=False)]
        typer.echo("\n".join(line for part in set_in_parts([columns, *texts], TABLE_WIDTH) for line in part))
        typer.echo("\n".join(["", *shown.sentences, f"table and figure: {folder}"]))
    if failures and not partial:
        for name, reason in failures.items():
            typer.echo(f"failed: {name}: {reason}", err=True)
        raise typer.Exit(1)


def _text(value: Any) -> str:
    """Write one cell of a table."""
    from nanoimmune.analysis.tables import number

    return number(value, "{:.3g}") if isinstance(value, float) else str(value)
