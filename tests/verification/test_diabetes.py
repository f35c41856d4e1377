"""What must not matter in diabetes does not: half the time step, half W, twice the body (an hour on two cores)."""

from pathlib import Path

import pytest
from verification.diabetes import Cohorts, verify


@pytest.mark.verification
def test_step_weight_and_size_move_only_noise_in_diabetes(tmp_path: Path) -> None:
    """A CTL that attacks once a step, or beta cells counted by sites, move survival or mass out of the margin."""
    assert verify(Cohorts(females=100, males=4, pairs=50, arms=2, seed=1), tmp_path)
