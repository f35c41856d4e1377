"""Rows for new agents: the daughters of a step, and the parts of agents that became too heavy for their kind."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nanoimmune.host.homeostasis import room_for_t_cells
from nanoimmune.host.life import Life
from nanoimmune.sweeps import divide as divisions


def bear_daughters(life: Life) -> None:
    """Primed, restimulated and regulatory T cells divide, each by its own clock."""
    parameters, world = life.acting, life.acting.world
    mothers, births = _lists(life)
    listed = life.sweep(divisions.propose_divisions,
        life.cells.columns, life.geometry, life.felt, life.makeup(), life.autoregulatory / world.size,
        room_for_t_cells(life), parameters.fates, parameters.binding, parameters.homeostasis,
        int(world.cells_per_agent), int(world.regulator_fineness), life.subject.key, life.body.step, life.hours, births,
        mothers,
    )  # fmt: skip
    _make_rows(divisions.give_birth, life, mothers[:listed], births)


def split_regulators(life: Life) -> None:
    """Agents that became regulatory as heavy effectors are followed as finely as other regulatory cells from now on."""
    world = life.parameters.world
    if world.regulator_fineness == 1:
        return
    mothers, births = _lists(life)
    most = max(1, int(world.cells_per_agent) // int(world.regulator_fineness))
    listed = life.sweep(divisions.propose_splits, life.cells.columns, most, births, mothers)
    _make_rows(divisions.split, life, mothers[:listed], births)


def _lists(life: Life) -> tuple[NDArray[np.int64], NDArray[np.int16]]:
    """Room for the rows of mothers, and for how many daughters each row bears."""
    return np.empty(life.cells.used, np.int64), np.empty(life.cells.used, np.int16)


def _make_rows(make: Callable[..., Any], life: Life, mothers: NDArray[np.int64], births: NDArray[np.int16]) -> None:
    """Let listed mothers have their rows made, in an order that does not depend on that of their own."""
    if len(mothers) == 0:
        return
    life.cells.reserve(int(births[mothers].sum()))
    in_order = mothers[np.argsort(life.cells.columns.uid[mothers])]
    life.sweep(make, life.cells.columns, in_order, births, len(mothers), life.body.step)
