"""The measurements run, say what they measured, and compare like with like. No test of a time."""

import copy
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner
from worlds import KINDS_OF_MS, PHENOTYPES_OF_MS

from benchmarks import measure, speed, start, study, trial
from benchmarks.against_mesa import compiled_rules
from benchmarks.c_twin import COMPILERS, compare_with_c
from benchmarks.plain_mesa import transcribe
from benchmarks.plain_mesa.rules import rules
from benchmarks.populous import agents_of, populous
from nanoimmune import cli
from nanoimmune.cli import app
from nanoimmune.host.schedule import SCHEDULE, live_one_step
from nanoimmune.words import Compartment

SMALL = {
    "QUICK_SIZES": (300, 600),
    "MESA_QUICK": ((300, 1),),
    "BY_PHASE": 600,
    "CALLING": 300,
    "C_CELLS": 600,
}


def test_a_populous_host_is_as_large_as_asked_and_has_everything_in_it() -> None:
    """Every phenotype and kind; two designs; the ledger closes."""
    host = populous(3000)
    life = host.life
    assert agents_of(life) == 3000
    assert set(life.cells.column("phenotype")[life.cells.rows()].tolist()) == set(PHENOTYPES_OF_MS)
    assert set(life.apcs.column("kind")[life.apcs.rows()].tolist()) == set(KINDS_OF_MS)
    for _ in range(3):
        host.step()
    ledger = host.ledger()
    assert sum(ledger[name] for name in ("free", "bound", "inside", "cleared")) == pytest.approx(ledger["injected"])


def test_the_density_is_that_of_the_standard_body() -> None:
    """Concentrations and crowding do not depend on how many agents are asked for."""
    small, large = populous(25_600).life.geometry, populous(102_400).life.geometry
    lattices = slice(Compartment.SPLEEN, Compartment.PANCREAS)
    assert np.diff(large.first)[lattices] == pytest.approx(4 * np.diff(small.first)[lattices])
    assert large.site_volume[lattices] == pytest.approx(small.site_volume[lattices])


def test_a_measurement_by_phase_lives_as_a_step_does() -> None:
    """The phases that are timed are those of a step, in its order."""
    life = populous(500).life
    twin = copy.deepcopy(life)
    assert list(speed.phase_seconds(life, 2)) == [phase.__name__ for phase in SCHEDULE]
    for _ in range(2):
        live_one_step(twin)
    assert life.body.step == twin.body.step
    assert np.array_equal(life.fields, twin.fields)


@pytest.mark.skipif(not any(map(shutil.which, COMPILERS)), reason="no C compiler")
def test_the_twin_in_c_gives_the_same_cells() -> None:
    """A twin that computes something else would be no measure of speed."""
    told = compare_with_c(3000, tries=1)
    assert told["same_cells"] is True
    assert told["ratio"] > 0.0


def test_without_a_compiler_the_twin_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """And says so."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert compare_with_c(100) == {"kernel": "choose_fate", "skipped": "no C compiler"}


def test_the_plain_rules_give_what_the_compiled_ones_give() -> None:
    """Swapping them in and out leaves the plain ones in place."""
    fates = populous(100).parameters.fates
    plain = rules.anergy_rate(3.0, 1.0, fates)
    with compiled_rules():
        assert rules.anergy_rate(3.0, 1.0, fates) == pytest.approx(plain, rel=1e-12)
        transcribe(populous(100).life).step()
    assert type(rules.anergy_rate).__name__ == "function"


def test_the_command_writes_json_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys by number of agents; what is being measured goes to stderr."""
    for name, value in SMALL.items():
        monkeypatch.setattr(measure, name, value)
    monkeypatch.setattr(start, "FIRST_STEP", "pass")
    result = CliRunner().invoke(app, ["bench", "--quick", "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert list(found["ratio_to_mesa"]) == ["300"]
    assert list(found["agent_steps_per_second"]) == ["300", "600"]
    assert found["conditions"]["600"]["phases"] == len(SCHEDULE)
    assert "plain Mesa" in result.stderr


def test_the_command_prints_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ratios, speeds, phases and costs."""
    for name, value in SMALL.items():
        monkeypatch.setattr(measure, name, value)
    monkeypatch.setattr(start, "FIRST_STEP", "pass")
    result = CliRunner().invoke(app, ["bench", "--quick"])
    assert result.exit_code == 0, result.output
    for expected in ("Times faster", "M agent-steps/s", "choose_fate", "Bytes", "GB/s"):
        assert expected in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 120


def test_without_a_checkout_the_command_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The measurements are not part of an installed package."""
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "nanoimmune" / "cli.py"))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli.app, ["bench", "--quick"])
    assert result.exit_code == 2
    assert "checkout" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_study_is_measured_beside_its_lives() -> None:
    """Shares of lives of moments, in one process and with a pool."""
    found = study.machinery(subjects=1, days=46, cns_extent=16, cells_per_agent=256)
    assert found["runs"] == 2
    assert found["life_seconds"]["cpu"] > 0
    assert found["share_in_one_process"]["cpu"] > 0
    assert set(found["share_with_a_pool"]) == {"cpu_of_parent", "wall"}


def test_the_record_of_agents_is_measured() -> None:
    found = study.recording(agents=600, instants=50)
    assert found["microseconds_cpu"] > 0
    assert 30 <= found["bytes"] <= 60, "the heads of files and batches weigh in so small a record"


def test_a_trial_is_timed_twice() -> None:
    """In processes of its own, the first with an empty cache of kernels."""
    seconds = trial.trial_seconds(("scenarios",))
    assert list(seconds) == ["first", "second"]
    assert min(seconds.values()) > 0.0
