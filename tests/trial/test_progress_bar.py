"""Progress where people look: a bar on a terminal, one in a notebook that stays in it, and silence in a script."""

from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from nanoimmune.trial.carry_out import Progress
from nanoimmune.trial.progress_bar import ProgressBar, in_notebook, told_of

CELL = """
from nanoimmune.trial import progress_bar
from nanoimmune.trial.carry_out import Progress

progress_bar._PAUSE = 0.0
with progress_bar.told_of(None) as tell:
    tell(Progress(3, 40, "untreated-0003", 130.0))
    tell(Progress(40, 40, "drawing <figures>", 0.0))
"""


def test_a_notebook_shows_one_bar_that_is_changed_in_place() -> None:
    """A notebook is run by a kernel: no widget, one output, whose last state says that all is done."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    seen: list[str] = []

    class Watching(NotebookClient):  # type: ignore[misc]
        def process_message(self, message: dict[str, Any], cell: Any, index: int) -> Any:
            if message["msg_type"] in ("display_data", "update_display_data"):
                seen.append(message["content"]["data"]["text/plain"])
            return super().process_message(message, cell, index)

    Watching(notebook, timeout=300, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "display_data"
    assert seen[0].startswith("3 of 40 runs: untreated-0003")
    assert "about 2 min left" in seen[0]
    assert 'value="40" max="40"' in output.data["text/html"]
    assert "in all" in output.data["text/plain"]


def test_a_script_is_not_disturbed(capfd: pytest.CaptureFixture[str]) -> None:
    assert not in_notebook()
    with told_of(None) as tell:
        tell(Progress(1, 2, "untreated-0000", 3.0))
    told = capfd.readouterr()
    assert told.out + told.err == ""


def test_a_log_has_a_line_for_what_begins_and_for_every_tenth(capfd: pytest.CaptureFixture[str]) -> None:
    with ProgressBar() as tell:
        tell(Progress(0, 200, "compiling kernels (once)"))
        tell(Progress(0, 200, "running"))
        for done in range(1, 201):
            tell(Progress(done, 200, f"untreated-{done:04d}", 200.0 - done))
        tell(Progress(200, 200, "drawing figures and writing the report", 0.0))
    lines = capfd.readouterr().err.splitlines()
    assert lines[:3] == [
        "0 of 200 runs: compiling kernels (once)", "0 of 200 runs: running", "20 of 200 runs: about 3 min left"
    ]  # fmt: skip
    assert lines[-1] == "200 of 200 runs: drawing figures and writing the report"
    assert len(lines) == 2 + 9 + 1


def test_what_is_asked_for_is_told() -> None:
    heard: list[Progress] = []
    with told_of(heard.append) as tell:
        tell(Progress(1, 2, "untreated-0000", 3.0))
    assert [each.done for each in heard] == [1]
