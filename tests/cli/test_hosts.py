"""Hosts and mechanisms from the command line: what is run, where it is written, and what is refused."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from nanoimmune.cli import app

SMALL = ["--set", "world.cns_extent=16", "--set", "world.cells_per_agent=256"]
SHORT = ["run", "ms", "--arms", "untreated", "--subjects", "1", "--days", "2", "--workers", "1", *SMALL]
runner = CliRunner()


def run(*words: str) -> Result:
    """Call the command line in this process."""
    return runner.invoke(app, list(words))


def test_a_trial_in_another_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Host and mechanism stand in the name of the folder and in the manifest."""
    monkeypatch.chdir(tmp_path)
    result = run(*SHORT, "--host", "no-treg", "--host", "ptx-alone", "--without", "contact_suppression")
    assert result.exit_code == 0, result.output
    folder = tmp_path / "results" / "ms-no-treg-ptx-alone-without-contact_suppression"
    (scenario,) = json.loads((folder / "manifest.json").read_text())["scenarios"]
    assert scenario["hosts"] == ["no-treg", "ptx-alone"]
    assert scenario["off"] == ["fate.peripheral_treg_rate", "engagement.contact_suppression"]
    assert scenario["induction"][0]["amount"] == 0
    assert scenario["parameters"]["repertoire.treg_share"] == 0
    assert "no-treg and ptx-alone hosts" in (folder / "report.html").read_text()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["run", "ms", "--host", "no-tregs"], ["host", "'no-tregs'", "Did you mean 'no-treg'"]),
        (["run", "ms", "--host", "male"], ["host", "'male'", "2d2"]),
        (["run", "t1d", "--host", "ptx-alone"], ["host", "ptx-alone", "comes of itself"]),
        (["run", "ms", "--without", "contact_supression"], ["without", "contact_suppression", "rulebook"]),
        (["run", "ms", "--without", "saturation"], ["without", "kinetics.saturation", "cannot be switched off"]),
        (["run", "ms", "--without", "MOG"], ["without", "MOG35-55"]),
        (["hosts", "mss"], ["scenario", "Did you mean 'ms'"]),
    ],
)
def test_what_is_refused(
    words: list[str], expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert all(word in line for word in expected), line
    assert list(tmp_path.iterdir()) == []


def test_hosts_are_listed() -> None:
    shared, of_diabetes = run("hosts").stdout, run("hosts", "t1d").stdout
    assert "no-treg  Hosts without Foxp3 Tregs" in shared
    assert "male  " not in shared
    assert "male  Male NOD mice" in of_diabetes
    assert "no-treg  " in of_diabetes
