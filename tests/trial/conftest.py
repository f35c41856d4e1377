"""A small body, so that whole lives take moments."""

from pathlib import Path

import pytest

from nanoimmune.trial.scenario import Scenario

DIABETES = Path(__file__).parents[1] / "diabetes.toml"


@pytest.fixture(scope="session")
def small_ms() -> Scenario:
    """The packaged scenario with coarse agents and a small white matter."""
    return Scenario.named("ms").with_parameters({"world.cells_per_agent": 256, "world.cns_extent": 16})


@pytest.fixture(scope="session")
def diabetes() -> Scenario:
    """A disease of the pancreas from a file that has every key, in a small body."""
    return Scenario.from_file(DIABETES)


@pytest.fixture(scope="session")
def diabetes_text() -> str:
    """That file."""
    return DIABETES.read_text(encoding="utf-8")
