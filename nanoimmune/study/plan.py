"""What a study will cost before it is begun: time, memory and disk, from a few runs that are lived here."""

import math
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nanoimmune.errors import refuse
from nanoimmune.study.sweep import Sweep
from nanoimmune.study.sweep_results import DESIGN, SweepResults
from nanoimmune.trial.carry_out import CarryOut, Progress
from nanoimmune.trial.claims import Claims
from nanoimmune.trial.conduct import Conduct
from nanoimmune.trial.engines import Local
from nanoimmune.trial.execution import available_workers
from nanoimmune.trial.journal import read_journal
from nanoimmune.trial.kept_results import kept_results
from nanoimmune.trial.memory import peak_memory
from nanoimmune.trial.results import Results
from nanoimmune.trial.store import LOCK, TISSUE_FILE, Store
from nanoimmune.trial.trial import Trial

if TYPE_CHECKING:
    import pandas as pd

MOST_TOLD = 50
"""Subjects of whom tables, figures and report are tried; with more, their time grows in proportion."""

_MEGABYTE = 1_000_000


class Cost(NamedTuple):
    """What a study will cost.

    Attributes:
        runs: Runs in all.
        workers: Processes at a time.
        run_seconds: Mean time of a run, s, with as many workers at work as there will be.
        start_seconds: Time until all workers are ready, s.
        report_seconds: Time for reading the runs, tables, figures and report, s.
        seconds: Time of the whole, s.
        memory: Memory of all processes together, bytes.
        disk: Size of the folder, bytes.
    """

    runs: int
    workers: int
    run_seconds: float
    start_seconds: float
    report_seconds: float
    seconds: float
    memory: int
    disk: int


class _Pilot(NamedTuple):
    """A few runs that were lived to see what they cost."""

    results: Results
    run_seconds: float
    read_seconds: float
    memory: int
    record_bytes: float
    picture_bytes: int


def cost(
    trial: Trial,
    workers: int | None = None,
    progress: Callable[[Progress], object] | None = None,
    sweep: Sweep | None = None,
) -> Cost:
    """Let a subject live through every arm in a folder that is thrown away, and tell what many will cost.

    As many runs are lived side by side as will be, so that what they take from each other is measured. Tables,
    figures and report are made of that subject, told as often as there will be subjects.

    Args:
        trial: The trial; of a sweep, the one that is varied.
        workers: Processes at a time; by default one for each processor core.
        progress: Called whenever something happens.
        sweep: The sweep, if it is one.

    Returns:
        The cost, if the machine is as busy then as it is now.

    Raises:
        InputError: If the trial cannot be run.
    """
    from nanoimmune.host.compilation import compile_kernels

    compile_kernels()
    begun = time.perf_counter()
    runs = len(trial.arms) * trial.cohort.subjects if sweep is None else len(sweep.plan())
    planning = time.perf_counter() - begun
    many = min(workers or available_workers(), runs)
    busy = min(many, available_workers())
    engine, start = _ready(busy)
    with tempfile.TemporaryDirectory() as scratch:
        pilot = _live_pilot(trial, engine, busy, Path(scratch, "lived"), progress)
        told = Path(scratch, "told")
        report = _tell(trial, pilot.results, told, sweep) + pilot.read_seconds * runs
        rest = sum(path.stat().st_size for path in told.rglob("*") if path.is_file())
    pictured = 1.0 if sweep is None else runs / (len(trial.arms) * trial.cohort.subjects)
    own = peak_memory()
    return Cost(
        runs=runs,
        workers=many,
        run_seconds=pilot.run_seconds,
        start_seconds=start,
        report_seconds=report,
        seconds=planning + start + math.ceil(runs / busy) * pilot.run_seconds + report,
        memory=max(own, pilot.memory) if many == 1 else own + many * pilot.memory,
        disk=round(runs * pilot.record_bytes + pictured * pilot.picture_bytes) + rest,
    )


def _ready(workers: int) -> tuple[Local, float]:
    """Start workers, all at once, and measure how long it takes until the last can live a run."""
    from nanoimmune.host.compilation import compile_kernels

    begun = time.perf_counter()
    engine = Local(workers)
    for future in [engine.submit(_call, compile_kernels) for _ in range(workers)]:
        future.result()
    return engine, time.perf_counter() - begun


def _call(work: Callable[[], object]) -> None:
    """Call a function in a worker."""
    work()


def _live_pilot(
    trial: Trial, engine: Local, busy: int, folder: Path, progress: Callable[[Progress], object] | None
) -> _Pilot:
    """Live through every arm, with subjects enough for all workers to be at work."""
    subjects = min(trial.cohort.subjects, math.ceil(busy / len(trial.arms)))
    few = Trial(trial.arms, replace(trial.cohort, subjects=subjects), trial.days)
    store = Store(folder)
    store.make()
    store.open()
    conduct = Conduct(few, engine, store, None)
    with Claims(folder / LOCK) as claims:
        CarryOut(conduct.planned(), store, claims, progress or (lambda _: None)).run(engine)
    lived = [event for event in read_journal(folder) if event["event"] == "run"]
    if not lived:
        raise refuse("plan", "one subject whose runs all failed", "runs that end", "Run the trial to see why.")
    begun = time.perf_counter()
    results = kept_results(few, store, conduct.manifest)
    pictures = [path.stat().st_size for path in store.runs.glob(f"*{TISSUE_FILE}")]
    records = [path.stat().st_size for path in store.runs.glob("*.parquet")]
    return _Pilot(
        results=results,
        run_seconds=sum(event["seconds"] for event in lived) / len(lived),
        read_seconds=(time.perf_counter() - begun) / len(lived),
        memory=max(event["megabytes"] for event in lived) * _MEGABYTE,
        record_bytes=sum(records) / len(records),
        picture_bytes=sum(pictures),
    )


def _tell(trial: Trial, pilot: Results, folder: Path, sweep: Sweep | None) -> float:
    """Make tables, figures and report as if all subjects had been like those that were lived; give the seconds."""
    subjects = min(trial.cohort.subjects, MOST_TOLD)
    share = trial.cohort.subjects / subjects
    many = Trial(trial.arms, replace(trial.cohort, subjects=subjects), trial.days)
    results = Results(many, _repeated(pilot.table, subjects), {}, pilot.provenance, pilot.snapshots)
    begun = time.perf_counter()
    if sweep is None:
        results.save(folder)
        return (time.perf_counter() - begun) * share
    results.summary()
    warm = time.perf_counter()
    summary = results.summary()
    a_point = (time.perf_counter() - warm) * share
    folder.mkdir()
    sweep.design().to_parquet(folder / DESIGN, index=False)
    swept = SweepResults(sweep, Store(folder), {})
    swept.responses, swept.failures = _at_every_point(summary, sweep), {}
    swept.save()
    return time.perf_counter() - begun + a_point * (len(sweep.points) - 1)


def _repeated(table: "pd.DataFrame", subjects: int) -> "pd.DataFrame":
    """Tell the records of a few subjects again as those of others, until there are enough."""
    import pandas as pd

    lived = table["subject"].nunique()
    copies = [table[table["subject"] == number % lived].assign(subject=number) for number in range(subjects)]
    return pd.concat(copies, ignore_index=True)


def _at_every_point(summary: "pd.DataFrame", sweep: Sweep) -> "pd.DataFrame":
    """Tell one summary at every point."""
    import pandas as pd

    tables = []
    for point, values in enumerate(sweep.points):
        tables.append(summary.assign(point=point, **values))
    return pd.concat(tables, ignore_index=True)
