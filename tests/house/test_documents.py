"""Documents say what the code does, and lead where they say they lead."""

import re
from pathlib import Path

import generate_docs
import pages
import pytest

ROOT = Path(__file__).parents[2]
WRITTEN = [
    *(ROOT / name for name in ("README.md", "changes.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]


@pytest.mark.parametrize("path", generate_docs.documents(), ids=lambda path: path.name)
def test_a_generated_document_is_fresh(path: Path) -> None:
    """Run `python tests/house/generate_docs.py` after a change of rules, numbers or phases."""
    assert path.is_file(), f"{path.name} was never made"
    assert path.read_text(encoding="utf-8") == generate_docs.documents()[path]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link of a document points to a file or folder."""
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_decisions_are_numbered_without_gaps() -> None:
    """And each is short enough to be read."""
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:3]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 40


def test_the_readme_gives_the_two_commands() -> None:
    """One line for the main job and one for the tests, each with its own set-up."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 -m pip install -q uv && uv run nanoimmune run ms" in text
    assert "python3 -m pip install -q uv && uv run pytest" in text


@pytest.mark.parametrize(
    "block", re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
)
def test_the_examples_of_the_readme_name_what_exists(block: str) -> None:
    """Each example compiles, and its imports and declarations work; the lines that live a life are left out."""
    declared = [line for line in block.splitlines() if not re.search(r"\.run|print|figure|host = ", line)]
    exec(compile("\n".join(declared), "README.md", "exec"), {})


@pytest.mark.parametrize("path", sorted(pages.EXPERIMENTS.glob("*.py")), ids=lambda path: path.stem)
def test_each_expectation_of_an_experiment_has_its_verdict(path: Path) -> None:
    """An expectation that fails and is not remarked on would pass for one that holds."""
    told = pages.verdicts()[path.stem]
    assert len(told) == len(pages.expectations(path)) > 0
    assert all(said.startswith(("yes", "no", "in part")) for said in told)
