"""A small body of MS, in which a day costs milliseconds, and a visitor's desk without a browser."""

from nanoimmune.view.choices import Choices, Plan, planned

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
        self.choices, self.hours = choices, hours

    def plan(self) -> Plan:
        return planned(self.choices)

    def wait(self) -> None:
        """Nobody draws."""
