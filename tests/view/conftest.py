"""Twins in a small body."""

from dataclasses import replace

import pytest
from small_twins import FIRST_DOSE, SMALL, Desk

from nanoimmune.view.choices import Choices
from nanoimmune.view.twins import Twins


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
