"""A small body of MS, in which a day costs milliseconds, and its twins."""

import threading
from dataclasses import replace

import pytest

from nanoimmune.view.choices import Choices, Plan, planned
from nanoimmune.view.twins import Twins

SMALL = {
    "world.cns_extent": 16,
    "world.cells_per_agent": 512,
    "world.parcels_per_dose": 20,
    "world.spleen_extent": 12,
    "world.node_extent": 12,
    "world.liver_extent": 8,
}
FIRST_DOSE = 4
"""Day of the first dose in the small body, so that tests need not live to day 14."""


class Desk:
    """What a visitor chose, without a browser."""

    def __init__(self, choices: Choices, hours: float = 24.0) -> None:
        self.choices, self.hours, self.drawn = choices, hours, threading.Event()

    def plan(self) -> Plan:
        return planned(self.choices)

    def wait(self) -> None:
        """Nobody draws."""


@pytest.fixture(scope="session")
def choices() -> Choices:
    """Cognate particles, first on day 4, in a small body."""
    return Choices("ms", "pmhc2-cognate", settings=SMALL, regimen={"start_day": float(FIRST_DOSE), "doses": 4})


@pytest.fixture
def twins(choices: Choices) -> Twins:
    """The twins on the first day of their life."""
    return Twins(Desk(choices))


@pytest.fixture(scope="session")
def lived(choices: Choices) -> Twins:
    """The twins on day 12; a test that shares them only reads."""
    found = Twins(Desk(replace(choices)))
    found.go_to(12)
    return found
