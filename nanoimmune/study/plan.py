"""What a study will cost before it is begun: time, memory and disk, from one subject that is lived here."""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from nanoimmune.errors import refuse
from nanoimmune.trial.carry_out import Progress
from nanoimmune.trial.engines import Local
from nanoimmune.trial.execution import available_workers
from nanoimmune.trial.journal import read_journal
from nanoimmune.trial.trial import Trial


class Cost(NamedTuple):
    """What a study will cost.

    Attributes:
        runs: Runs in all.
        workers: Processes at a time.
        run_seconds: Mean time of a run, s.
        start_seconds: Time until a worker is ready, s.
        report_seconds: Time for tables, figures and report of the measured subject, s.
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


def cost(
    trial: Trial, runs: int, workers: int | None = None, progress: Callable[[Progress], object] | None = None
) -> Cost:
    """Let one subject live through every arm in a folder that is thrown away, and tell what many will cost.

    Args:
        trial: The trial; of a sweep, the one that is varied.
        runs: Runs in all.
        workers: Processes at a time; by default one for each processor core.
        progress: Called whenever something happens.

    Returns:
        The cost, if the machine is as busy then as it is now.

    Raises:
        InputError: If the trial cannot be run.
    """
    from nanoimmune.host.compilation import compile_kernels

    compile_kernels()
    one = Trial(trial.arms, replace(trial.cohort, subjects=1), trial.days)
    with tempfile.TemporaryDirectory() as scratch:
        begun = time.perf_counter()
        one.run(workers=1, progress=progress, out=scratch)
        whole = time.perf_counter() - begun
        taken = [event["seconds"] for event in read_journal(Path(scratch)) if event["event"] == "run"]
        sizes = [path.stat().st_size for path in (Path(scratch) / "runs").iterdir()]
        rest = sum(path.stat().st_size for path in Path(scratch).rglob("*") if path.is_file()) - sum(sizes)
    if not taken:
        raise refuse("plan", "one subject whose runs all failed", "runs that end", "Run the trial to see why.")
    many = min(workers or available_workers(), runs)
    start = 0.0 if many == 1 else _start_seconds()
    run_seconds, report = sum(taken) / len(taken), whole - sum(taken)
    own = _memory()
    return Cost(
        runs=runs,
        workers=many,
        run_seconds=run_seconds,
        start_seconds=start,
        report_seconds=report,
        seconds=start + runs * run_seconds / min(many, available_workers()) + report,
        memory=own * (1 if many == 1 else many + 1),
        disk=round(runs * sum(sizes) / len(taken)) + rest,
    )


def _start_seconds() -> float:
    """Measure how long a worker takes until it can live a run."""
    from nanoimmune.host.compilation import compile_kernels

    begun = time.perf_counter()
    engine = Local(1)
    try:
        engine.submit(_call, compile_kernels).result()
    finally:
        engine.close(at_once=False)
    return time.perf_counter() - begun


def _call(work: Callable[[], object]) -> None:
    """Call a function in a worker."""
    work()


def _memory() -> int:
    """Tell the most memory that this process has had, bytes; none where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
