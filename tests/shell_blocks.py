"""The commands and code blocks of documents, as a test executes them."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
DOCUMENTS = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(ROOT / "docs" / name for name in ("tutorial.md", "studies.md", "faults.md", "interventions.md", "odd.md")),
)
"""Documents with commands that a reader types. Those of verification name the command that made them."""

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`((?:nanoimmune|uv|python) [^`\n]+)`")
_SETTING_UP = re.compile(r"python3 -m pip install -q uv|uv sync|python3 -m pip install \.|pip install .*")


class Block(NamedTuple):
    """A fenced block: its language, its text, and the name that the reader is told to save it under."""

    language: str
    text: str
    save_as: str | None


def blocks(document: Path) -> Iterator[Block]:
    """Give the fenced blocks of a document in order."""
    text = document.read_text(encoding="utf-8")
    for match in _BLOCK.finditer(text):
        told = re.search(r"[Ss]ave this as `([\w.-]+)`:\s*\Z", text[: match.start()])
        yield Block(match[1], match[2], told[1] if told else None)


def commands(document: Path) -> list[str]:
    """Give every command of a document, each once, without comments, `uv run` and what sets up."""
    found = []
    for block in blocks(document):
        if block.language in ("", "bash", "sh"):
            found += [part for line in block.text.splitlines() for part in line.partition("#")[0].split("&&")]
    found += _INLINE.findall(document.read_text(encoding="utf-8"))
    plain = (command.strip().removeprefix("uv run ").strip() for command in found)
    return list(
        dict.fromkeys(each for command in plain if not _SETTING_UP.fullmatch(command) for each in _parted(command))
    )


def _parted(command: str) -> Iterator[str]:
    """Write alternatives such as `study status | resume` out, one a command."""
    if command.startswith(("nanoimmune ", "python ", "pytest", "ruff", "mypy", "lint-imports")):
        first, *others = [part.strip() for part in command.split("|")]
        yield first
        yield from (" ".join([*shlex.split(first)[:-1], other]) for other in others)
