"""The start on Slurm that the documents give makes a job that begins a worker as they say. No Slurm is needed."""

import re
from pathlib import Path
from typing import Any

import pytest

jobqueue = pytest.importorskip("dask_jobqueue")

DECISION = Path(__file__).parents[2] / "docs/decisions/031-one-interface-for-every-engine.md"


def test_the_documented_start_makes_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread a worker, as much memory and time as asked for, and the scheduler's own address and port."""
    (snippet,) = re.findall(r"```python\n(.*?)```", DECISION.read_text(encoding="utf-8"), re.DOTALL)
    found: list[Any] = []
    monkeypatch.setattr(jobqueue.SLURMCluster, "adapt", lambda *_, **limits: found.append(limits))
    monkeypatch.setattr("builtins.input", lambda _: "")
    names: dict[str, Any] = {}
    # Another port than the document's, for a scheduler may run on this machine.
    exec(snippet.replace('"port": 8786', '"port": 0, "dashboard_address": None'), names)
    with names["cluster"] as cluster:
        script = cluster.job_script()
        assert cluster.scheduler_address in script
    for line in ("#SBATCH --cpus-per-task=1", "#SBATCH --mem=2G", "#SBATCH -t 04:00:00"):
        assert line in script
    assert "--nthreads 1" in script
    assert found == [{"minimum": 1, "maximum": 64}]
