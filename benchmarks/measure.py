"""All measurements of `nanoimmune bench`, in one run on one machine, so that ratios hold whatever the machine."""

import os
import platform
from collections.abc import Callable
from typing import Any

import mesa
import numba
import numpy as np

from benchmarks import speed
from benchmarks.against_mesa import compare, compare_calling_compiled_rules
from benchmarks.c_twin import compare_with_c
from benchmarks.populous import populous
from benchmarks.start import start_seconds
from benchmarks.trial import trial_seconds
from nanoimmune.host.compilation import compile_kernels

QUICK_SIZES = (1_000, 5_000, 25_000)
SIZES = (1_000, 5_000, 10_000, 25_000, 100_000, 1_000_000)
FULL_SIZES = (*SIZES, 10_000_000)
MESA_QUICK = ((25_000, 2),)
MESA = ((25_000, 3), (100_000, 2))
"""Sizes of hosts that plain Mesa lives too, and for how many steps."""
CALLING = 25_000
"""Agents of the plain model that calls the compiled rules."""
BY_PHASE = 25_000
C_CELLS = 25_000
LARGE_BUILD = 400_000

Say = Callable[[str], None]
Measured = dict[str, Any]


def measure(say: Say, *, quick: bool = False, full: bool = False) -> Measured:
    """Measure everything.

    Args:
        say: Is told what is being measured.
        quick: Small sizes only, few steps of the plain model, no cold start.
        full: Ten million agents as well, which takes some gigabytes, and the default trial twice, which takes minutes.

    Returns:
        The figures, ready for JSON; those by number of agents have the number as key.
    """
    say("compiling kernels (once)")
    compile_kernels()
    return {
        "machine": machine(),
        **_against_mesa(say, quick),
        **_speed(say, QUICK_SIZES if quick else FULL_SIZES if full else SIZES),
        **_where_time_goes(say),
        **_size_and_start(say, quick),
        "c_twin": _c_twin(say),
        **(_trial(say) if full else {}),
    }


def machine() -> dict[str, Any]:
    """What it was measured with."""
    return {
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "mesa": mesa.__version__,
        "threads": 1,
    }


def _against_mesa(say: Say, quick: bool) -> Measured:
    """Ratios to the plain model."""
    found: Measured = {}
    for agents, steps in MESA_QUICK if quick else MESA:
        say(f"plain Mesa at {agents:,} agents")
        for name, value in compare(agents, steps).items():
            found.setdefault(name, {})[str(agents)] = value
    say("plain Mesa that calls the compiled rules")
    found["ratio_to_mesa_calling_compiled_rules"] = {str(CALLING): compare_calling_compiled_rules(CALLING)}
    return found


def _speed(say: Say, sizes: tuple[int, ...]) -> Measured:
    """Speed by number of agents."""
    found: Measured = {}
    for agents in sizes:
        say(f"the engine at {agents:,} agents")
        for name, value in speed.step_speed(agents).items():
            found.setdefault(name, {})[str(agents)] = value
    fixed = speed.fixed_milliseconds()
    shares = {size: min(1.0, fixed / spent) for size, spent in found["milliseconds_per_step"].items()}
    return found | {"fixed_milliseconds_per_step": fixed, "share_of_step_in_python": shares}


def _where_time_goes(say: Say) -> Measured:
    """Phases, and the step against the copying of what it reads."""
    say("phases and copy bandwidth")
    host = populous(BY_PHASE)
    host.step()
    phases = {name: 1e3 * seconds for name, seconds in speed.phase_seconds(host.life).items()}
    bandwidth, touched = speed.copy_bandwidth(), speed.state_bytes(host.life)
    copying = 1e3 * 2.0 * touched / bandwidth
    return {
        "milliseconds_by_phase": {str(BY_PHASE): phases},
        "copy_gigabytes_per_second": bandwidth / 1e9,
        "state_megabytes": {str(BY_PHASE): touched / 1e6},
        "step_over_copy_of_state": {str(BY_PHASE): sum(phases.values()) / copying},
    }


def _size_and_start(say: Say, quick: bool) -> Measured:
    """Bytes, building and starting."""
    say("bytes, building, starting")
    build = {"standard": speed.standard_build_seconds(), str(BY_PHASE): speed.build_seconds(BY_PHASE)}
    start = {"warm": start_seconds(cold=False)}
    if not quick:
        build[str(LARGE_BUILD)] = speed.build_seconds(LARGE_BUILD)
        say("a start with an empty cache of kernels")
        start["cold"] = start_seconds(cold=True)
    return {"bytes": speed.bytes_by_kind(BY_PHASE), "build_seconds": build, "start_cpu_seconds": start}


def _trial(say: Say) -> Measured:
    """The default trial on two workers, with an empty cache of kernels and then with a full one."""
    say("the default trial, twice")
    return {"trial_wall_seconds": trial_seconds()}


def _c_twin(say: Say) -> Measured:
    """The hottest kernel in C."""
    say("the hottest kernel in C")
    return compare_with_c(C_CELLS)
