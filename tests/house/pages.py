"""Two pages that follow from docstrings: the experiments with what they showed, and the public names of the package."""

import ast
import importlib
import inspect
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
EXPERIMENTS = ROOT / "experiments"
SHOWN = ROOT / "docs" / "figures" / "experiments"
MODULES = (
    "nanoimmune",
    "nanoimmune.analysis",
    "nanoimmune.analysis.figures",
    "nanoimmune.readouts",
    "nanoimmune.host",
    "nanoimmune.study",
    "nanoimmune.calibration",
)
"""Where a user imports from, in the order of the page."""

PREFACE = """
One question a script, each with its expectation before it runs. Under "Found" stands what the command printed, as it
was, and below it what is to be said of each expectation. `--quick` is a matter of seconds and shows that a script
works, not what is true; `--out FOLDER` says where tables, figures and report go. `python
tests/house/run_experiments.py NAME` keeps an answer here; with `--quick` and no name it tries them all, in some five
minutes of one core.
"""

_SECTION = re.compile(r"^(Args|Returns|Raises|Attributes|Yields):$")


def experiments() -> list[str]:
    """The index of experiments: question, expectation, command, and what came of it."""
    lines = ["# Experiments", ""]
    lines += [*PREFACE.strip().splitlines(), ""]
    for path in sorted(EXPERIMENTS.glob("*.py")):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        question, _, expected = text.partition("\n\n")
        lines += [f"## {path.stem}", "", f"**{' '.join(question.split())}**", "", *_listed(expected), ""]
        lines += ["```", f"uv run python experiments/{path.name}", "```", ""]
        printed = SHOWN / f"{path.stem}.txt"
        if printed.is_file():
            lines += ["Found:", "", "```text", printed.read_text(encoding="utf-8").rstrip(), "```", ""]
            lines += ["As expected, one by one?", "", *(f"- {said}" for said in verdicts()[path.stem]), ""]
            lines += [f"![{' '.join(question.split())}](figures/experiments/{path.stem}.png)", ""]
    return lines


def verdicts() -> dict[str, list[str]]:
    """What is to be said of each expectation of an experiment, in its order, by its name."""
    found: dict[str, list[str]] = tomllib.loads((SHOWN / "verdicts.toml").read_text(encoding="utf-8"))
    return found


def expectations(path: Path) -> list[str]:
    """The expectations that a script states before it runs."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return [line for line in text.splitlines() if line.startswith("- ")]


def _listed(expected: str) -> list[str]:
    """Part an expectation from its list, as Markdown wants."""
    return re.sub(r":\n- ", ":\n\n- ", expected, count=1).splitlines()


def api() -> list[str]:
    """Every public name with its signature and docstring, module by module."""
    lines = ["# The names that you import", ""]
    lines += ["What is not named here is free to change. Made from the docstrings; units stand in the text.", ""]
    for module_name in MODULES:
        module = importlib.import_module(module_name)
        lines += [f"## {module_name}", "", *(module.__doc__ or "").strip().splitlines(), ""]
        for name in sorted(module.__all__, key=str.lower):
            what = getattr(module, name)
            if not name.startswith("_") and not inspect.ismodule(what):
                lines += _told(name, what)
    return lines


def _told(name: str, what: Any) -> list[str]:
    """Tell of one name: its signature, its docstring, and the public methods of a class."""
    lines = [f"### {name}", "", "```text", f"{name}{_signature(what)}", "```", "", *_prose(inspect.getdoc(what) or "")]
    if inspect.isclass(what) and what.__module__.startswith("nanoimmune"):
        for method, member in vars(what).items():
            function = getattr(member, "__func__", member)
            if not method.startswith("_") and (inspect.isfunction(function) or isinstance(member, property)):
                shown = method if isinstance(member, property) else f"{method}{_signature(function)}"
                says = (inspect.getdoc(member) or "").split("\n\n")[0]
                lines += [f"- `{shown}`: {' '.join(says.split())}"]
        lines += [""]
    return lines


def _signature(what: Any) -> str:
    """A signature in short: names and defaults."""
    try:
        found = inspect.signature(what)
    except (TypeError, ValueError):
        return ""
    kept = [
        each.replace(annotation=inspect.Parameter.empty)
        for each in found.parameters.values()
        if each.name not in ("self", "cls")
    ]
    return re.sub(r"<factory>|<.* at 0x[0-9a-f]+>", "...", str(inspect.Signature(kept)))


def _prose(text: str) -> list[str]:
    """A docstring as Markdown: its sections become lists."""
    lines: list[str] = []
    listing = False
    for line in text.splitlines():
        if _SECTION.match(line):
            lines, listing = [*lines, f"{line[:-1]}:", ""], True
        elif not line.startswith("    ") and line:
            lines, listing = [*lines, line], False
        elif listing and line.startswith("    ") and not line.startswith("     "):
            lines.append(f"- {line.strip()}")
        else:
            lines.append(f"  {line.strip()}" if listing and line.strip() else line.strip())
    return [*lines, ""]
