"""The compiled sweeps compute what the same source computes in plain Python, bit for bit."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from worlds import digest, inflamed, live, treated

from nanoimmune.host.life import Life

STEPS = 30
SCRIPT = Path(__file__).parents[1] / "worlds.py"


@pytest.mark.parametrize(("world", "steps"), [(inflamed, STEPS), (treated, STEPS // 5)])
def test_compiled_and_plain_python_lives_are_the_same_bits(world: Callable[[], Life], steps: int) -> None:
    """A wrapped integer, a fused multiply-add or a float that became single precision changes the digest."""
    plain = subprocess.run(
        [sys.executable, SCRIPT, str(steps), world.__name__],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.strip() == digest(live(world(), steps))
