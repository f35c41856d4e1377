"""Runs experiments and makes docs/experiments.md: `python tests/house/run_experiments.py [NAME ...] [--quick]`.

Each leaves a figure and the lines that it printed under `docs/figures/experiments`, from which the page is then made.
What begins with the first option goes to every experiment, such as `--quick`, which takes some five minutes of one
core for all of them, or `--subjects 8`.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import generate_docs

ROOT = Path(__file__).parents[2]
SHOWN = ROOT / "docs" / "figures" / "experiments"
LAST_LINE = "tables, figures and report"


def figure_of(folder: Path) -> Path:
    """The figure that answers the question of an experiment: its own, or the overview of its trial."""
    own = folder / "figure.png"
    return own if own.is_file() else folder / "figures" / "overview.png"


def findings(printed: str) -> str:
    """What an experiment printed after its question and expectation, but for the place of its results."""
    found = printed.split("Expected before running", 1)[-1].partition("\n\n")[2]
    return "\n".join(line for line in found.splitlines() if not line.startswith(LAST_LINE)).strip() + "\n"


def keep(name: str, words: list[str]) -> None:
    """Run one experiment and keep what it shows."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        command = [sys.executable, str(ROOT / "experiments" / f"{name}.py"), "--out", str(out), *words]
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "Agg"}
        ended = subprocess.run(command, capture_output=True, text=True, check=True, env=surroundings)
        SHOWN.mkdir(parents=True, exist_ok=True)
        told = f"$ python {' '.join([f'experiments/{name}.py', *words])}\n"
        (SHOWN / f"{name}.txt").write_text(told + findings(ended.stdout), encoding="utf-8")
        (SHOWN / f"{name}.png").write_bytes(figure_of(out).read_bytes())


def processor_seconds() -> float:
    """Processor time of all experiments so far, with their workers."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    given = sys.argv[1:]
    parted = next((place for place, word in enumerate(given) if word.startswith("-")), len(given))
    for chosen in given[:parted] or sorted(path.stem for path in (ROOT / "experiments").glob("*.py")):
        before = processor_seconds()
        keep(chosen, given[parted:])
        print(f"{chosen}: {processor_seconds() - before:.0f} s of processor time", flush=True)
    page = generate_docs.DOCS / "experiments.md"
    page.write_text(generate_docs.documents()[page], encoding="utf-8")
