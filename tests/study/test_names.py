"""A run is named after everything that its life depends on, and after nothing else."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import nanoimmune
from nanoimmune import Arm, Cohort, Particle, Regimen, Scenario
from nanoimmune.trial import identity
from nanoimmune.trial.identity import Declared
from nanoimmune.trial.model_version import LIVES_NOTHING, model_version
from nanoimmune.trial.run import Run

PACKAGE = Path(str(nanoimmune.__file__)).parent
PLG = Particle(500, core="PLG", coat="carboxylated", cargo="MOG35-55", cargo_load=1.4)


def named(
    scenario: Scenario, *regimens: Regimen, arm: str = "a", subject: int = 0, seed: int = 1, days: int = 9
) -> str:
    """Hash of a run."""
    run = Run(Arm(arm, scenario, regimens), Cohort(subject + 1, seed), subject, days)
    name = Declared(run.arm).name_of(run)
    assert name.startswith(f"{arm}-{subject:04d}-")
    return name.rpartition("-")[2]


def test_whatever_a_life_depends_on_is_in_its_name(small_ms: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    dose = Regimen(PLG, start_day=1, particles=1e9)
    names = [
        named(small_ms),
        named(small_ms, seed=2),
        named(small_ms, subject=1),
        named(small_ms, days=8),
        named(small_ms.with_parameters({"harm.phagocyte_rate": 0.0101})),
        named(small_ms.without(["contact_suppression"])),
        named(small_ms.host("no-treg")),
        named(replace(small_ms, challenge=None)),
        named(small_ms, dose),
        named(small_ms, dose, dose),
        named(small_ms, replace(dose, particles=1.1e9)),
        named(small_ms, replace(dose, particle=replace(PLG, diameter=501))),
        named(small_ms, replace(dose, trigger="score > 1")),
    ]
    monkeypatch.setattr(identity, "model_version", lambda: "another")
    names.append(named(small_ms))
    assert len(set(names)) == len(names)


def test_what_is_only_told_is_not_in_its_name(small_ms: Scenario) -> None:
    """Neither titles, nor how many others there are, nor the name of the arm, nor how a number came about."""
    name = named(small_ms)
    assert len(name) == 16
    assert named(replace(small_ms, title="Another", description="...", sources=())) == name
    assert named(small_ms, arm="control") == name
    assert named(small_ms.with_parameters({"world.cns_extent": "16"})) == name
    run = Run(Arm("a", small_ms), Cohort(50, 1), 0, 9)
    assert Declared(run.arm).name_of(run).endswith(name)


def imports(path: Path) -> set[str]:
    """Modules of this package that a file names in an import, wherever it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("nanoimmune"):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_the_version_of_the_model_covers_whatever_a_life_reaches() -> None:
    """No module that is left out of the version is imported, near or far, by the one that lives a run."""
    todo, reached = ["nanoimmune.trial.life"], set()
    while todo:
        module = todo.pop()
        path = PACKAGE.parent / f"{module.replace('.', '/')}.py"
        if module not in reached and path.is_file():
            reached.add(module)
            todo += imports(path)
    assert "nanoimmune.trial.observed" in reached
    assert not {f"nanoimmune.trial.{name}" for name in LIVES_NOTHING} & reached
    assert all((PACKAGE / "trial" / f"{name}.py").is_file() for name in LIVES_NOTHING)
    rooms = {module.split(".")[1] for module in reached}
    assert not rooms & {"analysis", "house", "study", "cli"}
    assert len(model_version()) == 12
