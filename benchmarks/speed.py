"""Speed and size of the engine: CPU time of steps, by phase, in Python, and bytes.

Times are CPU times of this process, which neighbours on the same machine disturb least.
"""

import time
from typing import Any

import numpy as np

from benchmarks.populous import agents_of, populous
from nanoimmune.host.life import Life
from nanoimmune.host.model import Host
from nanoimmune.host.schedule import SCHEDULE
from nanoimmune.parameters.load import load
from nanoimmune.state.population import Population
from nanoimmune.words import Compartment, Field

STEPS = 24
"""Steps of a measurement; one of them sorts the rows."""

FEW_AGENTS = 40
"""A host of so few agents that a step of it is the fixed cost of Python, calls and unpacking."""

_AGENT_STEPS_WANTED = 400_000


def repeats(agents: int) -> int:
    """How often a measurement of so many agents is made afresh, so that short ones are as sure as long ones."""
    return max(1, min(20, _AGENT_STEPS_WANTED // (agents * STEPS)))


def step_speed(agents: int) -> dict[str, Any]:
    """Measure whole steps of a host of so many agents, all rules and fields on.

    Returns:
        Agent-steps a second of CPU time, milliseconds a step, the share that is fields, and the conditions.
    """
    seconds = in_fields = 0.0
    agent_steps = 0
    for k in range(repeats(agents)):
        host = populous(agents, seed=k + 1)
        host.step()
        for _ in range(STEPS):
            agent_steps += agents_of(host.life)
            began = time.process_time()
            host.step()
            seconds += time.process_time() - began
        in_fields += phase_seconds(host.life, 3)["diffuse"] * STEPS
    steps = STEPS * repeats(agents)
    return {
        "agent_steps_per_second": agent_steps / seconds,
        "agent_steps_per_second_without_fields": agent_steps / max(seconds - in_fields, 1e-9),
        "milliseconds_per_step": 1e3 * seconds / steps,
        "conditions": conditions(host.life) | {"mean_agents": round(agent_steps / steps), "steps": steps},
    }


def conditions(life: Life) -> dict[str, Any]:
    """Under which conditions a life was measured."""
    extent = {place.name.lower(): life.geometry.extent[place].tolist() for place in Compartment}
    return {
        "lattices": extent,
        "sites": int(life.geometry.first[-1]),
        "field_voxels": int(life.geometry.first_voxel[-1]),
        "fields": len(Field),
        "phases": len(SCHEDULE),
        "step_hours": life.hours,
    }


def phase_seconds(life: Life, steps: int = STEPS) -> dict[str, float]:
    """CPU seconds a step that each phase takes, by its name."""
    spent = {phase.__name__: 0.0 for phase in SCHEDULE}
    for _ in range(steps):
        for phase in SCHEDULE:
            began = time.process_time()
            phase(life)
            spent[phase.__name__] += time.process_time() - began
        life.body.step += 1
    return {name: seconds / steps for name, seconds in spent.items()}


def fixed_milliseconds() -> float:
    """CPU milliseconds of a step in which the kernels have nothing to do; Python, calls and unpacking of columns."""
    return float(np.median([step_speed(FEW_AGENTS)["milliseconds_per_step"] for _ in range(2)]))


def build_seconds(agents: int) -> float:
    """CPU seconds that a host of so many agents takes to be built."""
    began = time.process_time()
    populous(agents)
    return time.process_time() - began


def standard_build_seconds() -> float:
    """CPU seconds that a host of the standard parameters takes to be built, with all its founders."""
    from nanoimmune.host.declared import Declaration

    began = time.process_time()
    Host(Declaration(load({})))
    return time.process_time() - began


def bytes_a_row(population: Population[Any]) -> float:
    """Bytes that a row of a population takes, over all columns."""
    names = [name for name in population.layout._fields if name != "meta"]
    return sum(population.column(name).nbytes for name in names) / population.capacity


def bytes_by_kind(agents: int) -> dict[str, float]:
    """Bytes an agent of each kind, an agent of the mix, and a lattice site with its share of tissue and fields."""
    life = populous(agents).life
    counts = [len(life.cells), len(life.apcs), len(life.parcels)]
    rows = [bytes_a_row(life.cells), bytes_a_row(life.apcs), bytes_a_row(life.parcels)]
    sites = int(life.geometry.first[-1])
    arrays: list[Any] = [*life.tissue, life.fields, life.geometry.voxel_of_site, *life.crowd[:1], *life.crowd[3:]]
    return {
        "T cell": rows[0],
        "presenting cell": rows[1],
        "parcel": rows[2],
        "agent of the mix": float(np.average(rows, weights=counts)),
        "site": sum(array.nbytes for array in arrays) / sites,
    }


def state_bytes(life: Life) -> int:
    """Bytes of the rows in use, the tissue and the fields: what a step could at least touch."""
    populations: tuple[Population[Any], ...] = (life.cells, life.apcs, life.parcels)
    rows = sum(int(bytes_a_row(population) * population.used) for population in populations)
    return rows + sum(int(array.nbytes) for array in life.tissue) + life.fields.nbytes


def copy_bandwidth(megabytes: int = 128) -> float:
    """Bytes read and written in a second of copying an array that no cache holds."""
    source = np.ones(megabytes * 2**17)
    target = np.zeros_like(source)
    seconds = []
    for _ in range(4):
        began = time.process_time()
        np.copyto(target, source)
        seconds.append(time.process_time() - began)
    return 2.0 * source.nbytes / min(seconds)
