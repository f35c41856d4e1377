"""What a user's rule may set a column to: a value that no phase expects would be read as another, or crash."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np

from nanoimmune.errors import refuse
from nanoimmune.state.columns import MARKERS
from nanoimmune.words import ApcKind, ApcState, Epitope, Phenotype

MEMBERS: dict[str, type[IntEnum]] = {
    "phenotype": Phenotype, "kind": ApcKind, "state": ApcState, "epitope": Epitope,
}  # fmt: skip
"""Columns whose values are words of a vocabulary."""

MOST = {"engaged": 5, "alive": 1, "costimulation": 1}
LEAST = {"weight": 1}
"""Largest and least values of columns that have others than any number from 0 up."""


def check_values(rule: str, columns: Any, used: int, sets: Sequence[str]) -> None:
    """Refuse what a rule has set, where no phase could go on with it.

    Args:
        rule: Name of the rule.
        columns: Columns of the population.
        used: Rows that are or were in use.
        sets: Columns that the rule sets.

    Raises:
        InputError: If a value of a living row is no word of its vocabulary, not finite, or outside its limits.
    """
    alive = getattr(columns, MARKERS[type(columns)])[:used] != 0
    for name in sets:
        values = getattr(columns, name)[:used][alive]
        low, high = LEAST.get(name, 0), MOST.get(name, np.inf)
        allowed = f"numbers from {low} up" if high == np.inf else f"numbers from {low} to {high}"
        wrong = ~((values >= low) & (values <= high) & np.isfinite(values))
        if name in MEMBERS:
            words = MEMBERS[name]
            wrong = ~np.isin(values, list(words))
            allowed = ", ".join(f"{word.name} ({word.value})" for word in words)
        if wrong.any():
            mend = "Look at what the rule returns; a cell dies by the phenotype or kind FREE."
            raise refuse(f"rule {rule}, {name}", values[wrong][0].item(), allowed, mend)
