"""Executes notebooks and saves them with their outputs: `python notebooks/execute.py [--quick] [NAME ...]`.

With `--quick` few mice live with coarse agents, as notebooks do by themselves where `NANOIMMUNE_QUICK` is in the
environment, and nothing is saved.

Text that differs from run to run, such as folders and times, is kept out of the cells; what is left in a notebook is
cleared of when and on what it was executed.
"""

import os
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
SECONDS = 600


def executed(path: Path) -> nbformat.NotebookNode:
    """Execute a notebook from its top in a fresh kernel.

    Args:
        path: The notebook.

    Returns:
        It with its outputs.

    Raises:
        nbclient.exceptions.CellExecutionError: If a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(HERE)}}
    ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = [
                output for output in cell.outputs if output.get("name") != "stderr" and not _progress(output)
            ]
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def _progress(output: nbformat.NotebookNode) -> bool:
    """Whether an output is the line that tells how far a trial is, and how long it took."""
    text = output.get("data", {}).get("text/plain", "")
    return re.fullmatch(r"\d+ of \d+ runs: .*", text) is not None


if __name__ == "__main__":
    names = [word for word in sys.argv[1:] if word != "--quick"]
    quick = len(names) < len(sys.argv) - 1
    if quick:
        os.environ["NANOIMMUNE_QUICK"] = "1"
    for chosen in [HERE / f"{name}.ipynb" for name in names] or sorted(HERE.glob("*.ipynb")):
        begun = time.monotonic()
        notebook = executed(chosen)
        if not quick:
            nbformat.write(notebook, chosen)
        print(f"{chosen.name}: {time.monotonic() - begun:.0f} s, {chosen.stat().st_size / 1000:.0f} kB")
