"""A trigger: the sign in an animal's daily record upon which it is treated."""

import math
import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Self

from nanoimmune.errors import did_you_mean, nearest, refuse
from nanoimmune.trial.wording import listed

EVERY_DAYS = 1
"""Days between looks at the record for a sign."""

SIGNS = {"diabetes": "diabetic >= 1"}
"""Triggers that have a name of their own, such as onset as the course of the disease defines it."""

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip
_WORDS = {">": "above", ">=": "at least", "<": "below", "<=": "at most"}
_FORM = re.compile(r"\s*(\w+)\s*(>=|<=|>|<)\s*(\S+)\s*")
_EXAMPLES = "'diabetes', or a column of the record with >, >=, < or <= and a number"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One column of the daily record against a number.

    Attributes:
        column: Name of the column.
        comparison: One of `>`, `>=`, `<`, `<=`.
        threshold: The number, in the unit of the column.
    """

    column: str
    comparison: str
    threshold: float

    @classmethod
    def read(cls, text: object, field: str = "regimen.trigger") -> Self:
        """Read a trigger as a user writes it.

        Args:
            text: `"diabetes"`, or a condition such as `"glucose > 300"`.
            field: Name of the field as the user writes it.

        Returns:
            The trigger.

        Raises:
            InputError: If it is neither.
        """
        match = _FORM.fullmatch(SIGNS.get(text, text)) if isinstance(text, str) else None
        if match is None or not _is_number(match[3]):
            raise refuse(field, text, _EXAMPLES, 'Write it as "glucose > 300".')
        return cls(match[1], match[2], float(match[3]))

    def check_column(self, columns: Collection[str], field: str = "regimen.trigger") -> None:
        """Refuse a column that the record does not have.

        Args:
            columns: Names of its columns.
            field: Name of the field as the user writes it.

        Raises:
            InputError: With the nearest names.
        """
        if self.column not in columns:
            near = nearest(self.column, columns, 3)
            allowed = f"a column of the daily record, such as {listed(near or list(columns)[:3])}"
            mend = did_you_mean(self.column, columns, "Use a column that the run files of this disease have.")
            raise refuse(field, self.column, allowed, mend)

    def is_met(self, row: Mapping[str, float]) -> bool:
        """Tell whether the record of a day shows the sign; an empty value shows none."""
        return _COMPARISONS[self.comparison](row[self.column], self.threshold)

    def __str__(self) -> str:
        """Write the trigger as a user does."""
        text = f"{self.column} {self.comparison} {repr(self.threshold).removesuffix('.0')}"
        return next((name for name, sign in SIGNS.items() if sign == text), text)

    @property
    def in_words(self) -> str:
        """The event, as a methods section names it."""
        if str(self) in SIGNS:
            return f"onset of {self}"
        return f"the first daily record with {self.column} {_WORDS[self.comparison]} {self.threshold:g}"


def _is_number(text: str) -> bool:
    """Tell whether a text is a finite number."""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
