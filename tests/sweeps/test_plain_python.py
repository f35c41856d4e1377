"""The compiled sweeps compute what the same source computes in plain Python, bit for bit."""

import os
import subprocess
import sys
from pathlib import Path

from worlds import digest, inflamed, live

STEPS = 48
SCRIPT = Path(__file__).parents[1] / "worlds.py"


def test_compiled_and_plain_python_lives_are_the_same_bits() -> None:
    """A wrapped integer, a fused multiply-add or a float that became single precision changes the digest."""
    plain = subprocess.run(
        [sys.executable, SCRIPT, str(STEPS)],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.strip() == digest(live(inflamed(), STEPS))
