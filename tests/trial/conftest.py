"""A small body, so that whole lives take moments."""

import pytest

from nanoimmune.trial.scenario import Scenario


@pytest.fixture(scope="session")
def small_ms() -> Scenario:
    """The packaged scenario with coarse agents and a small white matter."""
    return Scenario.named("ms").with_parameters({"world.cells_per_agent": 256, "world.cns_extent": 16})
