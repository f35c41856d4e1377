"""Compiled kernels follow their sources, and an interrupted compilation is not taken for a finished one."""

import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nanoimmune
from nanoimmune import rule

PACKAGE = Path(nanoimmune.__file__).parent
CALL = "from nanoimmune.biology.supply import naive_death_rate as f; from nanoimmune.parameters.load import load; "
CALL += "print(f(load({'repertoire.thymic_half_life': 1000}).repertoire))"
COUNT = """
import importlib, pkgutil, sys
from nanoimmune import sweeps
from nanoimmune.host.compilation import compile_kernels
from worlds import inflamed, live
rooms = [importlib.import_module(f"{sweeps.__name__}.{found.name}") for found in pkgutil.iter_modules(sweeps.__path__)]
def compiled():
    kernels = {k for room in rooms for k in vars(room).values() if hasattr(k, "signatures")}
    return {k.__name__: len(k.signatures) for k in kernels}
compile_kernels()
before = compiled()
live(inflamed(), 72)
late = {name: (before[name], count) for name, count in compiled().items() if count != before[name]}
print(late)
"""


def said_by(program: str, package_in: Path, cache: Path | None = None) -> str:
    """What a program prints in a process of its own that finds the package in a folder."""
    surroundings = os.environ | {"PYTHONPATH": str(package_in), "PYTHONDONTWRITEBYTECODE": "1"}
    if cache is not None:
        surroundings |= {"NANOIMMUNE_CACHE_DIR": str(cache)}
    told = subprocess.run(
        [sys.executable, "-c", program], env=surroundings, cwd=package_in, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    return told.stdout.strip()


@pytest.mark.skipif(rule.numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_an_edited_rule_gives_the_new_result(tmp_path: Path) -> None:
    """The edited rule stands in another file than its caller, whose compiled code numba alone would use again."""
    shutil.copytree(PACKAGE, tmp_path / "nanoimmune", ignore=shutil.ignore_patterns("__pycache__"))
    cache = tmp_path / "cache"
    first = said_by(CALL, tmp_path, cache)
    folders = {path.name for path in (cache / "nanoimmune").iterdir()}
    assert said_by(CALL, tmp_path, cache) == first
    assert {path.name for path in (cache / "nanoimmune").iterdir()} == folders
    kinetics = tmp_path / "nanoimmune" / "biology" / "kinetics.py"
    text = kinetics.read_text(encoding="utf-8")
    assert text.count("return LN2 / half_life") == 1
    kinetics.write_text(text.replace("return LN2 / half_life", "return 3.0 * LN2 / half_life"), encoding="utf-8")
    edited = said_by(CALL, tmp_path, cache)
    assert float(edited) == pytest.approx(3.0 * float(first), rel=1e-15)
    assert len(list((cache / "nanoimmune").iterdir())) == 2


def test_every_source_of_a_kernel_is_in_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of any file of a room with kernels, or a new file, changes the folder of the cache."""
    copy = tmp_path / "nanoimmune"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(rule, "_PACKAGE", copy)
    seen = {rule.kernel_digest()}
    files = [
        path for room in ("parameters", "biology", "state", "sweeps") for path in sorted((copy / room).glob("*.py"))
    ]
    files += [copy / "words.py", copy / "chance.py", copy / "rule.py"]
    for path in [*files, copy / "biology" / "new.py"]:
        with path.open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        seen.add(rule.kernel_digest())
    assert len(seen) == len(files) + 2


def test_kernels_are_found_where_they_are_declared() -> None:
    """Whoever compiles a kernel in a room that is not in the key would get stale results."""
    hidden = []
    for found in pkgutil.walk_packages(nanoimmune.__path__, "nanoimmune."):
        room = found.name.split(".")[1]
        if room in ("cli", "view") or room in {Path(name).stem for name in rule._KERNEL_ROOMS}:
            continue
        module = importlib.import_module(found.name)
        made_here = [k for k in vars(module).values() if getattr(k, "__module__", None) == found.name]
        hidden += [f"{found.name}.{k.__name__}" for k in made_here if hasattr(k, "py_func")]
    assert hidden == []


@pytest.mark.skipif(rule.numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_an_interrupted_compilation_is_not_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some compiled kernels in the cache do not mean that all are there."""
    monkeypatch.setattr(rule, "CACHE_DIR", tmp_path / "digest")
    assert not rule.kernels_are_compiled()
    (tmp_path / "digest" / "sweeps").mkdir(parents=True)
    (tmp_path / "digest" / "sweeps" / "move.move_cells-1.py312.nbi").touch()
    assert not rule.kernels_are_compiled()
    rule.mark_compiled()
    assert rule.kernels_are_compiled()


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The note is a courtesy."""
    (tmp_path / "file").touch()
    monkeypatch.setattr(rule, "CACHE_DIR", tmp_path / "file" / "digest")
    rule.mark_compiled()


@pytest.mark.skipif(rule.numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_compiling_the_kernels_leaves_none_for_later() -> None:
    """A life with everything in it compiles no sweep that was not compiled beforehand."""
    assert said_by(f"import sys; sys.path.insert(0, 'tests')\n{COUNT}", PACKAGE.parent) == "{}"
