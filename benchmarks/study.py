"""What a study costs beside the lives in it, and what it costs to write down every agent of a life.

`python -m benchmarks.study` prints the figures of both.
"""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.populous import agents_of, populous
from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.host.compilation import compile_kernels
from nanoimmune.readouts import AgentRecord
from nanoimmune.trial import carry_out
from nanoimmune.trial.carry_out import CarryOut
from nanoimmune.trial.claims import Claims
from nanoimmune.trial.conduct import Conduct
from nanoimmune.trial.engines import Engine, InProcess, Local
from nanoimmune.trial.journal import read_journal
from nanoimmune.trial.progress_bar import ProgressBar
from nanoimmune.trial.store import LOCK, Store

SUBJECTS = 8
CELLS_PER_AGENT = 32
"""As in `nanoimmune run --quick`, where a run takes about a second."""

AGENTS = 100_000
INSTANTS = 10
TRIES = 5
"""Of which the quickest counts: what is measured is the code, and not the disk's other users."""


class Stopwatch:
    """Adds up how long a function takes, by wall and by CPU.

    Attributes:
        wall: Seconds by the clock.
        cpu: Seconds of this process.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        """Take the function."""
        self._function = function
        self.wall = self.cpu = 0.0

    def __call__(self, *arguments: Any) -> Any:
        """Call it, and add its time."""
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            return self._function(*arguments)
        finally:
            self.wall += time.perf_counter() - wall
            self.cpu += time.process_time() - cpu


def machinery(subjects: int = SUBJECTS, days: int | None = None, **numbers: float) -> dict[str, Any]:
    """Measure planning, folder, claims, journal, pool, progress and files beside the lives of a small study of `ms`.

    Args:
        subjects: Subjects of each of two arms.
        days: Last day; the scenario's by default.
        **numbers: Parameters of the world; coarse agents by default.

    Returns:
        Mean seconds of a life, and the shares of the lives' own time: in one process by CPU and by wall, and with a
        pool by the CPU of the process that hands out runs, and by wall.
    """
    compile_kernels()
    world = {f"world.{name}": value for name, value in ({"cells_per_agent": CELLS_PER_AGENT} | numbers).items()}
    scenario = Scenario.named("ms").with_parameters(world)
    arms = [Arm.named(name, scenario) for name in ("untreated", "pmhc2-cognate")]
    trial = Trial(arms, Cohort(subjects, 1), days)
    module: Any = carry_out
    lives, original = Stopwatch(module.live), module.live
    module.live = lives
    try:
        whole = Stopwatch(_carry_out)
        whole(trial, InProcess())
    finally:
        module.live = original
    pool = Local(1)
    pool.submit(_warm, None).result()
    pooled = Stopwatch(_carry_out)
    seconds = pooled(trial, pool)
    return {
        "runs": len(arms) * subjects,
        "life_seconds": {"wall": lives.wall / (2 * subjects), "cpu": lives.cpu / (2 * subjects)},
        "share_in_one_process": {
            "cpu": (whole.cpu - lives.cpu) / lives.cpu,
            "wall": (whole.wall - lives.wall) / lives.wall,
        },
        "share_with_a_pool": {"cpu_of_parent": pooled.cpu / lives.cpu, "wall": (pooled.wall - seconds) / seconds},
    }


def _carry_out(trial: Trial, engine: Engine) -> float:
    """Plan a trial and live it in a folder, without tables and report; give the seconds that its runs took."""
    with tempfile.TemporaryDirectory() as folder, ProgressBar(quiet=True) as progress:
        store = Store(folder)
        store.open()
        with Claims(Path(folder, LOCK)) as claims:
            CarryOut(Conduct(trial, engine, store, None).planned(), store, claims, progress).run(engine)
        return sum(float(event["seconds"]) for event in read_journal(Path(folder)) if event["event"] == "run")


def _warm(_: None) -> None:
    """Read every kernel, so that a worker is ready."""
    compile_kernels()


def recording(agents: int = AGENTS, instants: int = INSTANTS) -> dict[str, float]:
    """Measure what it costs to write down every agent of a host, streamed to a file.

    Args:
        agents: How many agents the host has.
        instants: How often all of them are written.

    Returns:
        Microseconds an agent and instant, by CPU and by wall, the quickest of some tries, and bytes on disk.
    """
    host = populous(agents)
    rows = agents_of(host.life) * instants
    cpu, wall, size = [], [], 0
    for _ in range(TRIES):
        with tempfile.TemporaryDirectory() as folder:
            taken = Stopwatch(_write)
            taken(folder, host, instants)
            cpu.append(taken.cpu)
            wall.append(taken.wall)
            size = sum(path.stat().st_size for path in Path(folder).iterdir())
    return {
        "agents": float(agents),
        "microseconds_cpu": 1e6 * min(cpu) / rows,
        "microseconds_wall": 1e6 * min(wall) / rows,
        "bytes": size / rows,
    }


def _write(folder: str, host: Any, instants: int) -> None:
    """Write down all agents, some times."""
    with AgentRecord(folder) as record:
        for _ in range(instants):
            record.take(host)


if __name__ == "__main__":
    print(json.dumps({"recording": recording(), "machinery": machinery()}, indent=1))
