"""What leads nowhere in the model: states that nothing reaches, numbers that nothing reads, claims without a source.

Every check reads the sources of a package folder and imports nothing.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nanoimmune.house.sources import CALLERS, LIVED, Module, Sources

STATES = ("Phenotype", "ApcKind", "ApcState", "Oligodendrocyte")
"""Vocabularies of what a cell or a site can be."""

WITHOUT_WORK = {"assumption", "definition"}
"""Sources that are no works: what is guessed, and what is true by definition."""

_MAKERS = ("biology", "state", "sweeps", "host.life", "host.schedule", "host.arrivals")


PACKAGE_FOLDER = Path(__file__).parents[1]


class Finding(NamedTuple):
    """One thing that leads nowhere, and what to do about it."""

    kind: str
    what: str
    mend: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.kind}: {self.what}. {self.mend}"


def findings(folder: Path = PACKAGE_FOLDER) -> list[Finding]:
    """Check everything.

    Args:
        folder: Folder of the package; a copy may be checked without importing it.

    Returns:
        What was found, by kind.
    """
    sources = Sources(folder)
    checks = (unreached_states, unread_numbers, unsourced_rules, uncalled_kernels)
    return [finding for check in checks for finding in check(sources)]


def report(found: list[Finding], folder: Path = PACKAGE_FOLDER) -> Iterator[str]:
    """Tell what was found, line by line, then how each state comes about and how much was read."""
    sources = Sources(folder)
    yield from map(str, found)
    yield from (f"{state}: {', '.join(makers)}" for state, makers in makers_of_states(sources).items() if makers)
    kernels = sum(1 for _ in _decorated(sources, {"rule", "sweep", "inner"}))
    numbers = sum(len(names) for _, names in _groups(sources).values())
    yield f"{kernels} kernels, {numbers} numbers: {len(found) or 'nothing'} found that leads nowhere."


# States ---------------------------------------------------------------------------------------------------------------


def makers_of_states(sources: Sources) -> dict[str, list[str]]:
    """Where each state is made: named elsewhere than in a comparison or as an index, by code that a life comes to.

    Returns:
        Names of functions and modules by state, such as `Phenotype.EFFECTOR`; empty where there is none.
    """
    made: dict[str, list[str]] = {name: [] for name in _members(sources)}
    for module, where, code in sources.code_of_life(LIVED):
        if module.name.startswith(_MAKERS):
            for state in _states_made(code):
                if state in made and where not in made[state]:
                    made[state].append(where)
    return made


def unreached_states(sources: Sources) -> Iterator[Finding]:
    """States that are in the vocabulary and that nothing makes."""
    for state, makers in makers_of_states(sources).items():
        if not makers:
            yield Finding("state that nothing can reach", state, "Let a sweep make it, or take it out of words.py.")


def _members(sources: Sources) -> Iterator[str]:
    """All states of the vocabularies."""
    for node in sources.modules["words"].tree.body:
        if isinstance(node, ast.ClassDef) and node.name in STATES:
            for line in node.body:
                if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                    yield f"{node.name}.{line.targets[0].id}"


def _states_made(code: ast.AST) -> Iterator[str]:
    """States that are named in a piece of code, except where one is compared with or looked up by."""
    if isinstance(code, ast.Attribute) and isinstance(code.value, ast.Name) and code.value.id in STATES:
        yield f"{code.value.id}.{code.attr}"
        return
    skipped: list[ast.AST | None] = []
    if isinstance(code, ast.Subscript):
        skipped = [code.slice]
    elif isinstance(code, ast.Dict):
        skipped = [*code.keys]
    elif isinstance(code, ast.Compare):
        return
    for child in ast.iter_child_nodes(code):
        if child not in skipped:
            yield from _states_made(child)


# Numbers --------------------------------------------------------------------------------------------------------------


def unread_numbers(sources: Sources) -> Iterator[Finding]:
    """Parameters that no code of a life reads: whoever changes one believes that something changes."""
    groups = _groups(sources)
    read: set[str] = set()
    for _, _, code in sources.code_of_life(LIVED + CALLERS):
        read |= set(_numbers_read(code, groups))
    for group, (_, names) in groups.items():
        for name in names:
            if f"{group}.{name}" not in read:
                yield Finding("number that nothing reads", f"{group}.{name}", "Let a rule read it, or take it out.")


def _groups(sources: Sources) -> dict[str, tuple[str, list[str]]]:
    """Class and names of every group of parameters."""
    classes: dict[str, dict[str, ast.expr]] = {}
    for module in sources.modules.values():
        if module.room == "parameters":
            for node in module.tree.body:
                if isinstance(node, ast.ClassDef):
                    fields = [line for line in node.body if isinstance(line, ast.AnnAssign)]
                    classes[node.name] = {f.target.id: f.annotation for f in fields if isinstance(f.target, ast.Name)}
    kinds = {group: ast.unparse(kind) for group, kind in classes["Parameters"].items()}
    return {group: (kind, list(classes[kind])) for group, kind in kinds.items()}


def _numbers_read(code: ast.AST, groups: dict[str, tuple[str, list[str]]]) -> Iterator[str]:
    """Numbers that are read as attributes of their group, under whatever local name the group goes."""
    aliases = _local_names(code, groups)
    for node in ast.walk(code):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            owner = node.value
            if isinstance(owner, ast.Name):
                yield from (f"{group}.{node.attr}" for group in aliases[owner.id])
            elif isinstance(owner, ast.Attribute) and owner.attr in groups:
                yield f"{owner.attr}.{node.attr}"


def _local_names(code: ast.AST, groups: dict[str, tuple[str, list[str]]]) -> dict[str, set[str]]:
    """Groups that each local name may stand for: its own, that of its annotation, and what it was set to."""
    aliases: dict[str, set[str]] = defaultdict(set, {group: {group} for group in groups})
    of_class = {kind: group for group, (kind, _) in groups.items()}
    for node in ast.walk(code):
        if isinstance(node, ast.arg) and node.annotation is not None:
            if (kind := ast.unparse(node.annotation)) in of_class:
                aliases[node.arg].add(of_class[kind])
        elif isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            both = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            pairs = zip(target.elts, value.elts, strict=True) if both else [(target, value)]  # type: ignore[attr-defined]
            for name, given in pairs:
                if isinstance(name, ast.Name) and isinstance(given, ast.Attribute) and given.attr in groups:
                    aliases[name.id].add(given.attr)
    return aliases


# Rules ----------------------------------------------------------------------------------------------------------------


def unsourced_rules(sources: Sources) -> Iterator[Finding]:
    """Rules that name no source, or one that is not in the bibliography."""
    text = (sources.folder / "parameters" / "references.bib").read_text(encoding="utf-8")
    known = set(re.findall(r"@\w+\{([^,\s]+),", text)) | WITHOUT_WORK
    for name, function in _decorated(sources, {"rule"}):
        said = re.search(r"Source:\s*([^.]+)\.", ast.get_docstring(function) or "")
        if said is None:
            yield Finding("rule without a source", name, "Write 'Source: key.' into its docstring.")
            continue
        for key in (key.strip() for key in said[1].split(";")):
            if key not in known:
                yield Finding("rule without a source", f"{name} cites {key}", "Add the work to references.bib.")


def uncalled_kernels(sources: Sources) -> Iterator[Finding]:
    """Rules and sweeps that no life comes to call."""
    for name, _ in _decorated(sources, {"rule", "sweep", "inner"}):
        if name not in sources.lived:
            yield Finding("kernel that nothing calls", name, "Call it in a sweep or a phase, or take it out.")


def _decorated(sources: Sources, decorators: set[str]) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions of biology and sweeps with one of these decorators."""
    modules: list[Module] = sources.of_rooms(("biology", "sweeps"))
    for module in modules:
        for name, function in module.functions.items():
            if any(isinstance(mark, ast.Name) and mark.id in decorators for mark in function.decorator_list):
                yield f"{module.name}.{name}", function
