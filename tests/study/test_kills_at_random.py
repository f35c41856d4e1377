"""A study that is killed at ten random moments, from its first import to its report, and what is left of it then."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from befallen import MANY, PATIENCE, RUNS, contents, is_alive, lived, wait_for, workers_seen

from nanoimmune.trial.journal import read_journal
from nanoimmune.trial.run_file import is_sound

SEED = 6
AT_THE_START, AMONG_RUNS, AT_THE_REPORT = 2, 6, 2
"""Kills in each part of a study; ten in all."""


def moments() -> list[tuple[str, int, float]]:
    """When to kill, in the order in which it is done: until what is waited for, and how many seconds more."""
    draws = np.random.default_rng(SEED)
    start = [("start", 0, wait) for wait in draws.uniform(0.1, 4.0, AT_THE_START)]
    runs = [("runs", int(count), draws.uniform(0.0, 0.5)) for count in np.sort(draws.integers(0, RUNS, AMONG_RUNS))]
    report = [("report", RUNS, wait) for wait in draws.uniform(0.0, 1.5, AT_THE_REPORT)]
    return [(part, count, float(wait)) for part, count, wait in (*start, *runs, *report)]


def files_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Which file each finished run is in: another life would have made another."""
    runs = folder / "runs"
    names = [path.stem for path in runs.glob("*.parquet")] if runs.is_dir() else []
    found = {name: (runs / f"{name}.parquet").stat() for name in names if is_sound(runs, name)}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found.items()}


def told(folder: Path) -> dict[str, bytes]:
    """Tables and figures."""
    return {path.name: path.read_bytes() for path in [*folder.glob("*.csv"), *(folder / "figures").iterdir()]}


def reached(process: Any, out: Path, part: str, count: int) -> bool:
    """Tell whether a moment has come, or the study its end."""
    if part == "report":
        return process.poll() is not None or any(event["event"] == "ended" for event in read_journal(out))
    return process.poll() is not None or len(files_of(out)) >= count


@pytest.mark.verification
@pytest.mark.timeout(3600)
def test_ten_kills_at_random_moments_lose_nothing_and_repeat_nothing(
    tmp_path: Path, start: Any, undisturbed: Path
) -> None:
    """No run that was finished at any kill is ever lived again, and tables and figures have the same bytes."""
    out = tmp_path / "out"
    kills = []
    for part, count, wait in moments():
        before = files_of(out)
        process = start(*MANY, "--quiet", "--out", str(out))
        if part != "start":
            wait_for(lambda process=process, part=part, count=count: reached(process, out, part, count))
        try:
            process.wait(wait)
        except Exception:
            process.kill()
        process.communicate(timeout=PATIENCE)
        wait_for(lambda: not any(is_alive(pid) for pid in workers_seen(out)), seconds=60)
        after = files_of(out)
        assert {name: after.get(name) for name in before} == before, "a finished run was touched"
        kills.append((part, process.returncode, len(after)))
    process = start(*MANY, "--quiet", "--out", str(out))
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, stderr
    print("killed:", kills)
    assert sum(code == -9 for _, code, _ in kills) >= 8, kills
    assert max(lived(out).values()) == 1
    assert contents(out) == contents(undisturbed)
    assert told(out) == told(undisturbed)
    assert not [path for path in out.rglob(".*")], "nothing half written is left"
