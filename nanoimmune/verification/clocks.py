"""Racing clocks share out fates in proportion to their rates, at any time step."""

import math

import numpy as np
from numpy.typing import NDArray

from nanoimmune.chance import chances, rings_after
from nanoimmune.rule import sweep
from nanoimmune.verification.claim import Claim, of_mean, of_share
from nanoimmune.verification.worlds import KEY
from nanoimmune.words import Decision

AREA = "clocks"
FATE = int(Decision.FATE)
FIRST, SECOND, THIRD, SPAN = 0.2, 0.1, 0.05, 8.0
UNTOUCHED = 0


@sweep
def race(
    fates: NDArray[np.int64],
    first: float,
    second: float,
    third: float,
    key: int,
    decision: int,
    steps: int,
    hours: float,
) -> None:
    """Let three clocks race for each cell until one rings."""
    for uid in range(fates.size):
        for step in range(steps):
            a, b, c, _ = chances(key, step, uid, decision)
            one, two, three = rings_after(first, a, hours), rings_after(second, b, hours), rings_after(third, c, hours)
            soonest = min(one, two, three)
            if soonest <= hours:
                fates[uid] = 1 if soonest == one else (2 if soonest == two else 3)
                break


def clocks(quick: bool) -> list[Claim]:
    """Three clocks: exp(-(a + b + c) t) untouched, and the rest as a to b to c.

    Args:
        quick: Fewer cells.

    Returns:
        The claims.
    """
    cells = 40_000 if quick else 400_000
    together = FIRST + SECOND + THIRD
    untouched = math.exp(-together * SPAN)
    claims = []
    for hours in (4.0, 1.0, 0.25):
        fates = np.zeros(cells, np.int64)
        race(fates, FIRST, SECOND, THIRD, KEY, FATE, round(SPAN / hours), hours)
        counts = np.bincount(fates, minlength=4)
        told = f"after {SPAN:g} h, step {hours:g} h"
        claims.append(of_share(AREA, f"untouched by three clocks {told}", untouched, int(counts[UNTOUCHED]), cells))
        for place, rate in enumerate((FIRST, SECOND, THIRD), start=1):
            share = (1.0 - untouched) * rate / together
            claims.append(of_share(AREA, f"taken by the clock of {rate:g}/h {told}", share, int(counts[place]), cells))
    draws = [chances(KEY, 0, uid, FATE)[0] for uid in range(cells // 40)]
    waits = [rings_after(FIRST, draw, 1e9) for draw in draws]
    return [*claims, of_mean(AREA, f"mean time until a clock of {FIRST:g}/h rings, h", 1.0 / FIRST, waits)]
