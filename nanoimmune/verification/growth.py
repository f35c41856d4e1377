"""Cells that divide and die are a birth and death process, of which mean, variance and extinction are known."""

import math

import numpy as np

from nanoimmune.host import schedule
from nanoimmune.host.life import Life
from nanoimmune.verification.claim import ERRORS, Claim, of_mean, of_share
from nanoimmune.verification.worlds import body, crowd, emptied
from nanoimmune.words import Field, Phenotype

AREA = "growth"
HOURS = 30
AMPLE_IL2 = 1e3
LASTING = 1e6


def growth(quick: bool) -> list[Claim]:
    """Clones of Foxp3 Tregs with ample IL-2 and antigen: exp((b - d) t), its variance, and how many die out.

    Args:
        quick: Fewer clones.

    Returns:
        The claims.
    """
    clones = 1000 if quick else 4000
    claims = []
    for step, most in ((1.0, 1), (0.25, 1), (1.0, 8)):
        life = _crowd(clones, step, most)
        fates = life.parameters.fates
        birth, death = fates.treg_division_rate, fates.treg_death_rate * (1.0 - fates.il2_rescue)
        sizes = _sizes(life, clones)
        told = f"step {step:g} h, {most} cells an agent at most"
        mean = math.exp((birth - death) * HOURS)
        claims.append(of_mean(AREA, f"mean size of a clone after {HOURS} h, {told}", mean, sizes))
        if most == 1:
            spread = (birth + death) / (birth - death) * mean * (mean - 1.0)
            extinct = death * (mean - 1.0) / (birth * mean - death)
            claims.append(_variance(f"variance of its size, {told}", spread, sizes))
            claims.append(of_share(AREA, f"clones that died out, {told}", extinct, int((sizes == 0).sum()), clones))
    return claims


def _crowd(clones: int, step: float, most: int) -> Life:
    """Tregs alone, each a clone, that have all that they need."""
    life = emptied(body({"world.cells_per_agent": most, "world.step": step, "fates.treg_division_rate": 0.05}))
    crowd(life, clones, Phenotype.TREG, signal=LASTING, help=LASTING, affinity=1.0)
    life.fields[Field.IL2] = AMPLE_IL2
    return life


def _sizes(life: Life, clones: int) -> np.ndarray:
    """Let a crowd divide and die, and nothing else; cells of each clone at the end."""
    for _ in range(round(HOURS / life.hours)):
        schedule.choose_fate(life)
        schedule.divide(life)
        life.body.step += 1
    rows = life.cells.rows()
    return np.bincount(life.cells.column("clone")[rows], life.cells.column("weight")[rows], minlength=clones)


def _variance(says: str, exact: float, sizes: np.ndarray) -> Claim:
    """Claim a variance, within the standard error that the fourth moment gives it."""
    squares = (sizes - sizes.mean()) ** 2
    error = float(squares.std(ddof=1)) / math.sqrt(sizes.size)
    return Claim(AREA, says, exact, float(sizes.var(ddof=1)), ERRORS * error, f"{ERRORS:g} standard errors")
