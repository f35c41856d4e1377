"""A published model of relapsing multiple sclerosis (17 states, BIOLOGY D4) as cells with clocks.

A virus-like antigen wakes resting T cells; effectors harm oligodendrocytes, which pass through five stages and recover
from all but the last; regulatory cells kill effectors. Interleukin-2 is a level, everything else is cells.
"""

import math
from typing import NamedTuple

import numpy as np
from verification.models.crowd import BORN, bear, bury, crowd, settle

from nanoimmune.chance import chances, rings_after
from nanoimmune.rule import inner, sweep

VIRUS, EFFECTOR, REGULATORY, WHOLE, WORN, THIN, FAILING, LOST = range(8)
MEMORY, KILLER, RESTING_KILLER, NAIVE, SPENT, NAIVE_REGULATORY, SPENT_REGULATORY = range(8, 15)
KINDS = 15
COUNTED = np.array([1] * 8 + [0, 1, 0, 1, 0, 1, 0])
"""Which kinds count among those that meet; interleukin-2 counts besides."""

LIFE, CARRIERS, HELD = 1.0 / 24.0, 1000.0, 200.0
"""Death rate of effectors, regulators and killers (1/h); half-way constants of antigen, of interleukin-2 and memory."""

RECALL_HOUR = 1608
MOST_EVENTS = 64


class Rates(NamedTuple):
    """Rates of the model, 1/h."""

    effector_waking: float = 0.4
    regulator_waking: float = 0.2
    regulator_division: float = 0.09
    effector_division: float = 0.5
    harm: float = 0.10
    suppression: float = 3.0
    clearance: float = 0.15
    recovery: float = 0.1
    killing: float = 0.1


HEALTHY = Rates()
SICK = Rates(harm=0.15, suppression=1.0, clearance=0.10)


@inner
def fed(interleukin):
    """Interleukin-2 lets cells divide, up to a limit."""
    return 1.0 - math.exp(-interleukin / HELD)


@inner
def met(count, all_cells):
    """Cells meet each kind in proportion to its share of all."""
    return count / all_cells


@sweep
def live(cells, rates, interleukin, key, first, steps, hours, next_uid, peaks):
    """Let every cell live through some steps, each of its clocks racing the others until the step is over."""
    counts = np.zeros(KINDS, np.int64)
    for step in range(first, first + steps):
        counts[:] = 0
        for i in range(cells.meta[0]):
            if cells.phenotype[i] != 0:
                counts[cells.clone[i]] += 1
        every = interleukin
        for kind in range(KINDS):
            every += counts[kind] * COUNTED[kind]
        peaks[0] = max(peaks[0], counts[EFFECTOR])
        peaks[1] = max(peaks[1], counts[REGULATORY])
        by_effectors, by_killers = met(counts[EFFECTOR], every), rates.killing * met(counts[KILLER], every)
        feeding = fed(interleukin) * met(interleukin, every)
        waking = rates.effector_waking * (1.0 - math.exp(-counts[VIRUS] / CARRIERS))
        calling = rates.regulator_waking * counts[EFFECTOR] / (counts[EFFECTOR] + counts[VIRUS] + 1.0)
        recall = 0.0
        if step * hours > RECALL_HOUR:
            recall = 2.0 * rates.effector_waking * (1.0 - math.exp(-counts[MEMORY] / HELD))
            recall *= 1.0 - math.exp(-counts[VIRUS] / CARRIERS)
        killer_birth = LIFE * met(interleukin, every) * counts[KILLER] / max(1, counts[RESTING_KILLER])
        gained, newborn = 0, next_uid
        for i in range(cells.meta[0]):
            if cells.uid[i] >= newborn:
                continue
            left, number = hours, 0
            while cells.phenotype[i] != 0 and left > 0.0:
                kind, uid = cells.clone[i], cells.uid[i]
                die, turn, bud, store, to = 0.0, 0.0, 0.0, 0.0, kind
                if kind == VIRUS:
                    die = rates.clearance * by_effectors
                elif kind == EFFECTOR:
                    die = LIFE + rates.clearance * met(counts[VIRUS], every)
                    die += rates.suppression * met(counts[REGULATORY], every) + by_killers
                    bud, store = rates.effector_division * feeding * 2.0 / 3.0, rates.effector_division * feeding / 3.0
                elif kind == REGULATORY:
                    die, bud = LIFE + by_killers, rates.regulator_division * feeding
                elif kind == KILLER:
                    turn, to = LIFE + rates.killing * met(counts[EFFECTOR] + counts[REGULATORY], every), RESTING_KILLER
                elif kind == RESTING_KILLER:
                    turn, store, to = 100.0 / 375.0, killer_birth, KILLER
                elif kind == NAIVE:
                    turn, to = waking, SPENT
                elif kind == SPENT:
                    turn, to = 500.0 / 1687.0, NAIVE
                elif kind == NAIVE_REGULATORY:
                    turn, to = calling, SPENT_REGULATORY
                elif kind == SPENT_REGULATORY:
                    turn, to = 20.0 / 63.0, NAIVE_REGULATORY
                elif kind == MEMORY:
                    turn, to = recall, EFFECTOR
                elif kind >= WHOLE and kind < LOST:
                    turn, to = rates.harm * by_effectors, kind + 1
                    store = rates.recovery if kind != WHOLE else 0.0
                together = die + turn + bud + store
                if together == 0.0:
                    break
                wait, pick, _, _ = chances(key, step, uid, number)
                after = rings_after(together, wait, left)
                if after > left or number >= MOST_EVENTS:
                    break
                left -= after
                number += 1
                pick *= together
                if pick < die:
                    bury(cells, i)
                elif pick < die + turn:
                    cells.clone[i] = to
                    if kind == NAIVE:
                        bear(cells, EFFECTOR, next_uid)
                    if kind == NAIVE_REGULATORY:
                        bear(cells, REGULATORY, next_uid)
                    next_uid += 1
                    gained += (kind == NAIVE) + (kind == MEMORY)
                elif pick < die + turn + bud:
                    bear(cells, kind, next_uid)
                    next_uid += 1
                    gained -= 1
                elif kind == EFFECTOR:
                    bear(cells, MEMORY, next_uid)
                    next_uid += 1
                    gained -= 1
                elif kind == RESTING_KILLER:
                    cells.clone[i] = KILLER
                    gained -= 1
                else:
                    cells.clone[i] = kind - 1
        interleukin = max(0.0, interleukin + gained)
    return interleukin, next_uid


class Course(NamedTuple):
    """What became of one subject: share of oligodendrocytes lost on day 365, and the most effectors of each wave."""

    lost: float
    peaks: list[float]
    most_regulatory: float


def course(rates: Rates, key: int, hours: float = 0.2) -> Course:
    """Live a year with antigen on five days."""
    cells = crowd(60_000)
    for kind, count in ((NAIVE, 1687), (NAIVE_REGULATORY, 63), (KILLER, 375), (WHOLE, 500)):
        settle(cells, kind, count, kind)
    interleukin, day, peaks, most = 1000.0, 0, [], 0.0
    next_uid = BORN
    for wave, until in enumerate((7, 67, 127, 187, 247, 365)):
        highest = np.zeros(2)
        first, steps = round(24 * day / hours), round(24 * (until - day) / hours)
        interleukin, next_uid = live(cells.columns, rates, interleukin, key, first, steps, hours, next_uid, highest)
        peaks.append(float(highest[0]))
        most = max(most, float(highest[1]))
        day = until
        if until < 365:
            settle(cells, VIRUS, 1000, KINDS + wave)
    kinds = cells.column("clone")[cells.rows()]
    return Course(float((kinds == LOST).sum()) / 500.0, peaks[1:], most)
