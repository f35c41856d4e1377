"""What must not matter does not: half the time step, half W, twice the body (an hour on two cores)."""

from pathlib import Path

import pytest
from verification.equivalences import verify


@pytest.mark.verification
def test_step_weight_and_size_move_only_noise(tmp_path: Path) -> None:
    """An encounter drawn once a step, or a sum that counts agents for cells, moves area or onset out of the margin."""
    differences = verify(subjects=300, pairs=300, arm_subjects=60, seed=1, out=tmp_path)
    assert all(each.is_equivalent for each in differences), differences
