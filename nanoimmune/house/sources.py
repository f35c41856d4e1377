"""The package as a reader sees it: its modules as syntax trees, and which functions a life can come to call.

Nothing is imported, so a copy of the package in any folder can be read.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = "nanoimmune"
LIVED = ("biology", "state", "sweeps", "host")
"""Rooms whose functions have to be called by somebody."""

CALLERS = ("readouts", "trial")
"""Rooms that call a life, or read it, as a user does."""

NO_PART_OF_LIFE = {"host.compilation", "trial.describe", "trial.provenance"}
"""Modules that call or read without anything coming of it."""


@dataclass
class Module:
    """One file.

    Attributes:
        name: Its name within the package, such as `sweeps.move`.
        tree: Its syntax tree.
        functions: Its own functions by name; methods of classes are not among them.
        imported: What local names stand for: modules and their members, by name within the package.
    """

    name: str
    tree: ast.Module
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note functions and imports."""
        self.functions = {node.name: node for node in self.tree.body if isinstance(node, ast.FunctionDef)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == PACKAGE:
                origin = node.module.removeprefix(PACKAGE).lstrip(".")
                for each in node.names:
                    self.imported[each.asname or each.name] = f"{origin}.{each.name}".lstrip(".")

    @property
    def room(self) -> str:
        """Room that it stands in."""
        return self.name.split(".")[0]

    def rest(self) -> Iterator[ast.stmt]:
        """Statements outside its own functions: tuples of phases, classes with their methods."""
        return (node for node in self.tree.body if not isinstance(node, ast.FunctionDef))

    def named_in(self, node: ast.AST) -> Iterator[str]:
        """Functions that are named within a piece of its code, by name within the package."""
        for each in ast.walk(node):
            if isinstance(each, ast.Name):
                own = f"{self.name}.{each.id}" if each.id in self.functions else None
                yield own or self.imported.get(each.id, "")
            elif isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
                yield f"{self.imported.get(each.value.id, '')}.{each.attr}"


class Sources:
    """All modules of a package folder.

    Attributes:
        folder: The folder of the package.
        modules: Modules by name.
        lived: Functions that a life can come to call, by name.
    """

    def __init__(self, folder: Path) -> None:
        """Read every file.

        Args:
            folder: Folder of the package, this one or a copy.
        """
        self.folder = folder
        self.modules: dict[str, Module] = {}
        for path in sorted(folder.rglob("*.py")):
            name = ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
            self.modules[name] = Module(name, ast.parse(path.read_text(encoding="utf-8")))
        self.lived = self._follow()

    def of_rooms(self, rooms: tuple[str, ...]) -> list[Module]:
        """Modules of some rooms that have a part in life."""
        return [m for m in self.modules.values() if m.room in rooms and m.name not in NO_PART_OF_LIFE]

    def code_of_life(self, rooms: tuple[str, ...]) -> Iterator[tuple[Module, str, ast.AST]]:
        """Pieces of code that a life comes to, with their module and name."""
        for module in self.of_rooms(rooms):
            yield from ((module, module.name, statement) for statement in module.rest())
            for name, function in module.functions.items():
                full = f"{module.name}.{name}"
                if full in self.lived or module.room in CALLERS:
                    yield module, full, function

    def _follow(self) -> set[str]:
        """Follow names from the classes and tables of the host, the readouts and the trial to all functions."""
        waiting = [
            name
            for module in self.of_rooms(LIVED + CALLERS)
            for statement in (module.tree.body if module.room in CALLERS else module.rest())
            if not isinstance(statement, ast.Import | ast.ImportFrom)
            for name in module.named_in(statement)
        ]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            home, _, function = name.rpartition(".")
            if name in found or home not in self.modules or function not in self.modules[home].functions:
                continue
            found.add(name)
            waiting += self.modules[home].named_in(self.modules[home].functions[function])
        return found
