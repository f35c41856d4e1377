"""A published model of antigen, presenting cells, effectors and regulators (BIOLOGY D2) as cells with clocks.

The world holds a thousand times the published one. Presenting cells are single; an effector or a regulator stands for a
thousand cells. Antigen is a field, well mixed: what every voxel holds is followed, and each voxel sends presenting
cells by a clock of its own.
"""

import math
from typing import NamedTuple

import numpy as np
from verification.models.crowd import BORN, bear, bury, crowd, settle

from nanoimmune.chance import chance, rings_after, rings_within
from nanoimmune.rule import inner, sweep

PRESENTING, EFFECTOR, REGULATORY = range(3)
SCALE = 1000.0
VOXELS = 20_000
SOURCE = 1 << 50


class Rates(NamedTuple):
    """Rates of the model, in its unit of time; published cells."""

    shown: float = 1e-4
    taken: float = 0.0025
    shed: float = 2000.0
    calling: float = 200.0
    calling_by_effectors: float = 0.016
    waking: float = 1000.0
    presenting_death: float = 0.5
    regulatory_death: float = 0.25
    effector_death: float = 0.25
    antigen_loss: float = 5.0
    suppression: float = 3e-6


@inner
def arrivals(antigen, rates):
    """Antigen that is taken up brings presenting cells into play; per unit of time in the whole world."""
    return rates.shown * rates.taken * antigen * SCALE


@inner
def presenting_loss(regulators, rates):
    """Presenting cells tire, and regulators put them down."""
    return rates.presenting_death + rates.suppression * regulators


@inner
def regulators_called(effectors, rates):
    """Presenting cells make regulators, more where effectors are many; agents per presenting cell."""
    return (rates.calling + rates.calling_by_effectors * effectors) / SCALE


@inner
def mean_share(rate, span):
    """Share of the cells at the start of a step that are there on average during it."""
    return -math.expm1(-rate * span) / (rate * span)


@sweep
def live(cells, antigen, rates, key, first, steps, span, next_uid, sums):
    """Let every cell live through some steps; add up what there was of each kind, and of antigen, over them."""
    counts = np.zeros(3, np.int64)
    loss = rates.taken + rates.antigen_loss
    for step in range(first, first + steps):
        counts[:] = 0
        for i in range(cells.meta[0]):
            if cells.phenotype[i] != 0:
                counts[cells.clone[i]] += 1
        regulators = counts[REGULATORY] * mean_share(rates.regulatory_death, span)
        effectors = counts[EFFECTOR] * mean_share(rates.effector_death, span)
        calling, leaving = regulators_called(effectors, rates), presenting_loss(regulators, rates)
        steady, kept = rates.shed * effectors / loss, math.exp(-loss * span)
        mean = steady + (antigen - steady) * (1.0 - kept) / (loss * span)
        used, newborn = cells.meta[0], next_uid
        for i in range(used):
            if cells.phenotype[i] == 0 or cells.uid[i] >= newborn:
                continue
            kind, uid = cells.clone[i], cells.uid[i]
            rate = leaving
            if kind == EFFECTOR:
                rate = rates.effector_death
            elif kind == REGULATORY:
                rate = rates.regulatory_death
            there = min(rings_after(rate, chance(key, step, uid, 3), span), span)
            if kind == PRESENTING:
                for daughter, pace in ((EFFECTOR, rates.waking / SCALE), (REGULATORY, calling)):
                    for _ in range(rings_within(pace, chance(key, step, uid, daughter), there)):
                        bear(cells, daughter, next_uid)
                        next_uid += 1
            if there < span:
                bury(cells, i)
        for voxel in range(VOXELS):
            rate = arrivals(mean, rates) / VOXELS
            for _ in range(rings_within(rate, chance(key, step, SOURCE + voxel, 4), span)):
                bear(cells, PRESENTING, next_uid)
                next_uid += 1
        antigen = steady + (antigen - steady) * kept
        sums[0] += counts[PRESENTING] / SCALE
        sums[1] += counts[EFFECTOR]
        sums[2] += counts[REGULATORY]
        sums[3] += mean
    return antigen, next_uid


def course(rates: Rates, key: int, stretches: list[tuple[float, float]]) -> list[np.ndarray]:
    """Live from one presenting cell in the published world.

    Args:
        rates: Rates of the model.
        key: Key of chance.
        stretches: Length of each stretch and the step in it, in the model's unit of time.

    Returns:
        Presenting cells, effectors, regulators and antigen, each the mean over a stretch, in published numbers.
    """
    cells = crowd(400_000)
    settle(cells, PRESENTING, int(SCALE), 0)
    antigen, next_uid, found, first = 1e8, BORN, [], 0
    for length, span in stretches:
        steps, sums = round(length / span), np.zeros(4)
        antigen, next_uid = live(cells.columns, antigen, rates, key, first, steps, span, next_uid, sums)
        first += steps
        found.append(sums / steps)
    return found
