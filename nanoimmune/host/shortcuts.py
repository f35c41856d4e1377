"""The shortest way into a compiled sweep, for the many calls of small lives."""

from collections.abc import Callable
from typing import Any, Self

import numba

Sweep = Callable[..., Any]


class Shortcuts(dict[Sweep, Sweep]):
    """Compiled code of the sweeps that one life has called.

    numba looks at the type of every argument of a call, column by column, to find the code compiled for it: most
    of the time of a call whose columns are short. The arguments of a sweep have the same types all through a life,
    so only the first call of each sweep is left to numba. A copy of a life finds its own shortcuts.
    """

    def first_call(self, sweep: Sweep, arguments: tuple[Any, ...]) -> Any:
        """Call a sweep, and remember the code for arguments like these; the sweep itself where nothing is compiled."""
        result = sweep(*arguments)
        overloads = getattr(sweep, "overloads", {})
        if len(overloads) > 1:
            types = tuple(numba.typeof(argument) for argument in arguments)
            overloads = {types: overloads[types]} if types in overloads else {}
        self[sweep] = next((found.entry_point for found in overloads.values()), sweep)
        return result

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Start anew in a copy."""
        return type(self)()

    def __reduce__(self) -> tuple[type[Self], tuple[()]]:
        """Start anew in another process."""
        return type(self), ()
