"""The rulebook, and calls of a rule by name with the numbers that it reads filled in."""

import importlib
import inspect
import pkgutil
from typing import Any

import pytest

from nanoimmune import biology
from nanoimmune.parameters.load import load
from nanoimmune.parameters.names import Parameters
from nanoimmune.rule import RULEBOOK

for module in pkgutil.iter_modules(biology.__path__):
    importlib.import_module(f"{biology.__name__}.{module.name}")


class Rules:
    """Every rule of the rulebook, called in plain Python with default numbers."""

    def __init__(self) -> None:
        """Load the numbers."""
        self.parameters = load()

    def arguments(self, name: str) -> list[str]:
        """Arguments of a rule that are not groups of numbers."""
        return [a for a in inspect.signature(RULEBOOK[name].function).parameters if a not in Parameters._fields]

    def __call__(self, name: str, **given: Any) -> Any:
        """Value of a rule."""
        function = RULEBOOK[name].function
        numbers = {
            group: getattr(self.parameters, group)
            for group in inspect.signature(function).parameters
            if group in Parameters._fields and group not in given
        }
        return function(**given, **numbers)


@pytest.fixture(scope="session")
def rules() -> Rules:
    """Rules at default numbers."""
    return Rules()
