"""What one visitor has before them: choices, and how the lives are shown. Each visitor has a desk of their own."""

import threading
from typing import Any

import solara

from nanoimmune.view.choices import Choices, Plan, first_choices, opened, planned
from nanoimmune.view.picture import NO_OVERLAY

STRIDES = {
    "1 hour": 1.0,
    "3 hours": 3.0,
    "6 hours": 6.0,
    "12 hours": 12.0,
    "1 day": 24.0,
    "3 days": 72.0,
    "1 week": 168.0,
}
"""Lengths of a step that a visitor can choose, h."""

LONGEST_WAIT = 0.5
"""Seconds for which a step waits at most until the browser has drawn the one before."""

_opening = {"scenario": "ms"}


def open_with(scenario: str) -> None:
    """Let every visitor begin with a scenario: its name, or the path of its file."""
    opened(scenario)
    _opening["scenario"] = scenario


class Desk:
    """One visitor's choices.

    Attributes:
        choices: What the next reset will live.
        stride: Length of a step, a key of `STRIDES`.
        place: Compartment that is shown, by its name; empty for the tissue that is harmed.
        overlay: What lies over the tissue.
        everywhere: Whether the curves of cells count the whole body, and not the shown compartment.
        followed: Life and identity of the cell that was picked, or None.
        drawn: Set while the browser has drawn all that it was sent.
    """

    def __init__(self) -> None:
        """Begin with what the app was opened with."""
        self.first = _opening["scenario"]
        self.choices: Any = solara.reactive(first_choices(self.first))
        self.stride: Any = solara.reactive("6 hours" if self.first != "t1d" else "1 day")
        self.place: Any = solara.reactive("")
        self.overlay: Any = solara.reactive(NO_OVERLAY)
        self.everywhere: Any = solara.reactive(True)
        self.followed: Any = solara.reactive(None)
        self.drawn = threading.Event()
        self.drawn.set()

    @property
    def hours(self) -> float:
        """Length of a step, h."""
        return STRIDES[self.stride.value]

    def plan(self) -> Plan:
        """Make a plan of the choices.

        Raises:
            InputError: If something chosen cannot be.
        """
        choices: Choices = self.choices.value
        return planned(choices)

    def wait(self) -> None:
        """Wait until the browser has drawn the last step, so that a slow one is not flooded."""
        self.drawn.wait(LONGEST_WAIT)
        self.drawn.clear()
