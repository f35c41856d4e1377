"""The same step in plain Mesa and in the engine, from the same state: how many times faster an agent-step is."""

import copy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from benchmarks.plain_mesa import PlainHost, transcribe
from benchmarks.plain_mesa.agents import TCell
from benchmarks.plain_mesa.fields import SharedFields
from benchmarks.plain_mesa.model import PHASES
from benchmarks.plain_mesa.parcels import Nanoparticle
from benchmarks.plain_mesa.presenting import AntigenPresentingCell
from benchmarks.plain_mesa.rules import rules
from benchmarks.populous import agents_of, populous
from benchmarks.speed import STEPS
from nanoimmune.host.life import Life
from nanoimmune.host.schedule import SCHEDULE, live_one_step
from nanoimmune.rule import RULEBOOK


def compare(agents: int, steps: int) -> dict[str, float]:
    """Measure both over the same first steps of a host of so many agents.

    Args:
        agents: Cells and parcels.
        steps: Steps of the plain model; the engine lives as many, several times over.

    Returns:
        Ratios of the CPU time of an agent-step: of the whole step with either side's own field code, with the
        engine's field code on both sides, and of all phases but the fields.
    """
    host = populous(agents)
    host.step()
    engine, engine_fields = _engine(host.life, steps)
    plain, plain_fields = _plain(transcribe(host.life), steps)
    shared, _ = _plain(transcribe(host.life, fields=SharedFields), steps)
    return {
        "ratio_to_mesa": plain / engine,
        "ratio_to_mesa_with_shared_field_code": shared / engine,
        "ratio_to_mesa_without_fields": (plain - plain_fields) / (engine - engine_fields),
        "mesa_agent_steps_per_second": 1.0 / plain,
    }


def compare_calling_compiled_rules(agents: int, steps: int = 1) -> float:
    """Ratio where the plain model calls the rules as they are, compiled, and pays for each call."""
    host = populous(agents)
    host.step()
    engine, _ = _engine(host.life, steps)
    with compiled_rules():
        transcribe(populous(FEW).life).step()
        plain, _ = _plain(transcribe(host.life), steps)
    return plain / engine


FEW = 200


@contextmanager
def compiled_rules() -> Iterator[None]:
    """Let the plain model call the compiled rules."""
    plain = dict(vars(rules))
    for claim in RULEBOOK.values():
        if claim.name in plain:
            setattr(rules, claim.name, getattr(import_module(claim.module), claim.name))
    try:
        yield
    finally:
        vars(rules).update(plain)


def _engine(life: Life, steps: int) -> tuple[float, float]:
    """CPU seconds an agent-step of the engine, and those of its fields, after a step in which a copy settles down."""
    seconds = in_fields = 0.0
    agent_steps = 0
    for _ in range(max(1, STEPS // steps)):
        twin = copy.deepcopy(life)
        live_one_step(twin)
        for _ in range(steps):
            agent_steps += agents_of(twin)
            began = time.process_time()
            live_one_step(twin)
            seconds += time.process_time() - began
        began = time.process_time()
        SCHEDULE[-1](twin)
        in_fields += (time.process_time() - began) * steps
    return seconds / agent_steps, in_fields / agent_steps


def _plain(host: PlainHost, steps: int) -> tuple[float, float]:
    """CPU seconds an agent-step of the plain model, and those of its fields."""
    seconds = in_fields = 0.0
    agent_steps = 0
    kinds: tuple[Any, ...] = (TCell, AntigenPresentingCell, Nanoparticle)
    for _ in range(steps):
        agent_steps += sum(len(host.agents_of(kind)) for kind in kinds)
        for phase in PHASES:
            began = time.process_time()
            phase(host)
            spent = time.process_time() - began
            seconds += spent
            in_fields += spent if phase is PHASES[-1] else 0.0
        host.steps_lived += 1
    return seconds / agent_steps, in_fields / agent_steps
