"""The house stands: small files, imports that run one way, and nothing of the builder's machine left in it."""

import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "nanoimmune"
ROOMS = (PACKAGE, ROOT / "benchmarks")
SOURCES = sorted(path for room in ROOMS for path in room.rglob("*") if path.suffix in (".py", ".j2"))
BANNED_NAMES = {"utils", "helpers", "common", "core", "base", "manager"}
LEAVINGS = re.compile(
    "|".join(
        [r"/wo" r"rk/", r"/ro" r"ot/", r"/ho" r"me/\w", r"/tmp/\w", r"C:\\\\?Users", r"\.pye" r"nv/",
         r"py" r"pi\.org", r"pythonhos" r"ted", r"index-u" r"rl", r"BEGIN [A-Z ]*PRIVATE"]
    )
)  # fmt: skip


def tracked_files() -> list[Path]:
    """Files that the repository holds, or those of the folder where there is no repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_300_lines(path: Path) -> None:
    """Split by noun before it grows."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_the_median_file_is_short() -> None:
    """Half of the modules under 120 lines."""
    lengths = [len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES if path.suffix == ".py"]
    assert statistics.median(lengths) < 120


def test_no_room_is_called_after_nothing() -> None:
    """A line without a room means that the room list is wrong."""
    assert [path for room in ROOMS for path in room.rglob("*.py") if path.stem in BANNED_NAMES] == []


def test_imports_run_one_way() -> None:
    """The contracts of pyproject.toml hold."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as check; check()",
        "--no-cache",
    ]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_importing_the_package_is_cheap() -> None:
    """The front door opens no room: neither Mesa nor pandas, matplotlib, pint or numba come with it."""
    heavy = ["mesa", "pandas", "matplotlib", "pint", "numba", "scipy", "pyarrow"]
    command = f"import sys, nanoimmune; print([name for name in {heavy} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_nothing_of_a_machine_is_left_in_the_repository() -> None:
    """No path of a builder's disk, no registry host, no key."""
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in LEAVINGS.finditer(text)]
    assert found == []


def test_what_is_made_is_not_kept() -> None:
    """Results, environments, locks with registry hosts and caches stay out of the repository."""
    kept = {str(path.relative_to(ROOT)) for path in tracked_files()}
    assert not any(name.startswith(("results/", ".venv/", "dist/")) or name == "uv.lock" for name in kept)
    assert not any("__pycache__" in name for name in kept)
