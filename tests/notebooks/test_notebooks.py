"""Every notebook runs from its top, asks before it answers, and uses public names only."""

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from notebooks.execute import executed

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PUBLIC = ("nanoimmune", *(f"nanoimmune.{room}" for room in ("analysis", "host", "readouts", "study", "words")))
LARGEST = 600_000
"""Bytes of a notebook with its outputs at most."""


def imports(notebook: nbformat.NotebookNode) -> set[str]:
    """Modules of the package that a notebook imports from."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code").replace("%matplotlib", "# ")
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = [getattr(node, "module", None) or node.names[0].name for node in found]
    return {name for name in names if name.startswith("nanoimmune")}


def test_there_are_seven() -> None:
    assert [path.name[0] for path in NOTEBOOKS] == list("1234567")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_asks_first_and_ends_with_what_was_learned(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    first, last = notebook.cells[0].source, notebook.cells[-1].source
    assert first.index("**Question.**") < first.index("**Expected.**")
    assert last.startswith("## What was learned")
    assert imports(notebook) <= set(PUBLIC)
    nbformat.validate(notebook)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_reads_well_unexecuted(path: Path) -> None:
    """Outputs are there, in order, without an error, and small."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1)), "python notebooks/execute.py"
    outputs = [output for cell in cells for output in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert not any(output.output_type == "error" for output in outputs)
    assert path.stat().st_size < LARGEST


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("NANOIMMUNE_QUICK", "1")
    executed(path)


def test_a_broken_cell_fails(tmp_path: Path) -> None:
    broken = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    nbformat.write(broken, tmp_path / "broken.ipynb")
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        executed(tmp_path / "broken.ipynb")
