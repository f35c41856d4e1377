"""A finer time step and a finer lattice change nothing: journeys balance and walks reach as far as they should."""

import numpy as np

from nanoimmune.host import schedule
from nanoimmune.host.life import Life
from nanoimmune.verification.claim import Claim, of_mean
from nanoimmune.verification.worlds import body, crowd, emptied
from nanoimmune.words import Compartment, Phenotype

AREA = "convergence"
SETTLING, WATCHED, EVERY = 72, 120, 6
"""Hours until the organs are in balance, hours for which they are then counted, and hours between counts."""

WIDTH, WALKED = 1280.0, 4.0
"""Width of the node that is walked in, um, and hours for which cells walk; no wall is reached in them."""

BALANCE, TABLE = 0.05, 0.03


def convergence(quick: bool) -> list[Claim]:
    """Organs in balance at three time steps, walks at three time steps and three spacings.

    Args:
        quick: Fewer cells.

    Returns:
        The claims.
    """
    cells = 2000 if quick else 10_000
    claims = [claim for step in (2.0, 1.0, 0.5) for claim in _in_balance(step, cells)]
    for spacing, step in ((40.0, 1.0), (20.0, 1.0), (10.0, 1.0), (20.0, 2.0), (20.0, 0.25)):
        claims.append(_walked(spacing, step, cells))
    return claims


def _in_balance(step: float, cells: int) -> list[Claim]:
    """An organ holds (rate in / rate of leaving) of the blood."""
    life = emptied(body({"world.step": step, "repertoire.thymic_half_life": 4800}))
    crowd(life, cells, Phenotype.NAIVE, affinity=1.0, partner=-1)
    counts = np.zeros(len(Compartment))
    for hour in range(0, SETTLING + WATCHED, EVERY):
        for _ in range(round(EVERY / step)):
            schedule.circulate(life)
            life.body.step += 1
        if hour >= SETTLING:
            counts += _naive_by_place(life)
    traffic = life.parameters.traffic
    wanted = {
        Compartment.SPLEEN: traffic.spleen_share * traffic.spleen_residence,
        Compartment.NODE: traffic.node_share * traffic.node_residence,
    }
    claims = []
    for place, hours in wanted.items():
        exact = hours / traffic.blood_residence
        found = counts[place] / counts[Compartment.BLOOD]
        says = f"naive cells in the {place.name.lower()} per cell in the blood, step {step:g} h"
        claims.append(Claim(AREA, says, exact, float(found), BALANCE * exact, f"{BALANCE:.0%}"))
    return claims


def _naive_by_place(life: Life) -> np.ndarray:
    """Naive cells in each compartment."""
    rows = life.cells.rows()
    naive = rows[life.cells.column("phenotype")[rows] == Phenotype.NAIVE]
    return np.bincount(life.cells.column("place")[naive], minlength=len(Compartment))


def _walked(spacing: float, step: float, cells: int) -> Claim:
    """Mean square displacement along an axis: 2 M t, M the motility coefficient."""
    extent = round(WIDTH / spacing)
    numbers = {"world.step": step, "world.lymphoid_spacing": spacing, "world.node_extent": extent}
    life = emptied(body(numbers))
    crowd(life, cells, Phenotype.NAIVE, affinity=1.0, partner=-1)
    start = life.sites_of(Compartment.NODE).start + (extent // 2) * extent + extent // 2
    rows = life.cells.rows()
    life.cells.column("site")[rows] = start
    for _ in range(round(WALKED / step)):
        schedule.move(life)
        life.body.step += 1
    offset = life.geometry.position[life.cells.column("site")[rows]] - life.geometry.position[start]
    squares = (offset[:, :2].astype(float) * spacing) ** 2
    exact = 2.0 * life.parameters.motility.lymphoid * WALKED
    says = (
        f"mean square displacement of naive cells in {WALKED:g} h along an axis, um2, {spacing:g} um, step {step:g} h"
    )
    claim = of_mean(AREA, says, exact, squares.mean(axis=1))
    return claim._replace(tolerance=claim.tolerance + TABLE * exact, basis="4 standard errors and 3 % of rounding")
