"""The compiled host and the same model in plain Mesa agree in distribution: other loops, other chance, the same rules.

At fixed keys. A sweep that forgets a rule, reads a count of the wrong step, visits a newborn, or shares room or
particles wrongly shifts some observable; the largest of the scores, or their sum over all, tells.
"""

from collections.abc import Sequence

import numpy as np
import pytest
from oracle.observables import (
    Measured,
    as_array,
    measure_life,
    measure_plain,
    permutation_p,
    scores,
    worst,
)
from worlds import DOSED, HASTE, SMALL_WORLD, live

from benchmarks.plain_mesa import PlainHost
from benchmarks.plain_mesa.presenting import AntigenPresentingCell
from nanoimmune.host.life import Life
from nanoimmune.parameters.load import load
from nanoimmune.state.subject import draw_subject
from nanoimmune.words import N_EPITOPES, ApcState, Compartment

WORLD = {
    **SMALL_WORLD,
    **HASTE,
    "world.cns_extent": 16,
    "world.node_extent": 12,
    "world.spleen_extent": 12,
    "world.liver_extent": 6,
    "world.parcels_per_dose": 30,
}
PARAMETERS = load(WORLD)
SUBJECT = draw_subject(PARAMETERS, 7, 0)._replace(precursors=(40, 12, 8, 8, *[0] * (N_EPITOPES - 4)))
FIRST_KEY = 1000


def compiled(key: int, times: Sequence[int]) -> list[Measured]:
    """One life of the engine whose tissue is inflamed from the start, measured at some hours."""
    life = Life(PARAMETERS, SUBJECT._replace(key=key), pending=list(DOSED))
    life.apcs.column("state")[life.apcs.column("place") == Compartment.CNS] = ApcState.LICENSED
    measured = []
    for hour in times:
        live(life, hour - life.body.step)
        measured.append(measure_life(life))
    return measured


def plain(seed: int, times: Sequence[int]) -> list[Measured]:
    """One life of the plain model, likewise."""
    host = PlainHost(PARAMETERS, SUBJECT, DOSED, rng=seed)
    for apc in host.agents_of(AntigenPresentingCell):
        if apc.place is Compartment.CNS:
            apc.state = ApcState.LICENSED
    measured = []
    for hour in times:
        while host.steps_lived < hour:
            host.step()
        measured.append(measure_plain(host))
    return measured


def compare(replicates: int, times: Sequence[int]) -> tuple[int, float, float, str]:
    """Live both, and compare.

    Returns:
        Observable-times that vary, largest score, p of the permutation test, and the largest scores in words.
    """
    engine = [compiled(FIRST_KEY + k, times) for k in range(replicates)]
    oracle = [plain(k, times) for k in range(replicates)]
    first, second = as_array(engine), as_array(oracle)
    varying = int((np.concatenate([first, second]).std(axis=0) > 0.0).sum())
    z = scores(first, second)
    return varying, float(np.abs(z).max()), permutation_p(first, second), worst(first, second, engine[0], times)


def test_a_day_and_a_half_of_few_replicates_agree() -> None:
    """Short enough for every run of the tests: arrivals, licensing, activation, first divisions, harm."""
    varying, largest, p, told = compare(16, (12, 36))
    assert varying >= 30
    assert largest < 4.0, told
    assert p > 0.01, told


@pytest.mark.verification
def test_three_days_of_sixty_replicates_agree() -> None:
    """Immunisation, particles of two designs three times, expansion, conversion, entry, harm and repair."""
    varying, largest, p, told = compare(60, (18, 36, 54, 72))
    assert varying >= 30
    assert largest < 4.0, told
    assert p > 0.01, told
