"""Fields and cells spread as diffusion says, and a coarser lattice errs with the square of its spacing."""

import math

import numpy as np

from nanoimmune.state.fields import solved_exactly, spreading_matrix
from nanoimmune.sweeps.diffuse import solve
from nanoimmune.sweeps.move import displacement_table
from nanoimmune.verification.claim import Claim

AREA = "diffusion"
DIFFUSIVITY, LOSS = 36_000.0, 0.61
"""Of a cytokine, um2/h and 1/h."""

ROUNDING = 1e-6
TABLE = 0.03


def diffusion(quick: bool) -> list[Claim]:
    """Mean squares, the decay of a wave, and the level around a plane that secretes.

    Args:
        quick: Nothing is left out; it takes a moment.

    Returns:
        The claims.
    """
    del quick
    return [*_spreading(), *_waves(), *_walkers(), *_refined()]


def _spreading() -> list[Claim]:
    """A point of a field spreads by twice diffusivity and time along an axis, whatever the step."""
    claims, points, spacing = [], 401, 20.0
    place = (np.arange(points) - points // 2) * spacing
    for hours in (0.25, 1.0):
        profile = spreading_matrix(points, spacing, DIFFUSIVITY, hours)[points // 2]
        exact = 2.0 * DIFFUSIVITY * hours
        says = f"mean square displacement of a field in {hours:g} h, um2"
        claims.append(Claim(AREA, says, exact, float(profile @ place**2), exact * ROUNDING, "rounding"))
    return claims


def _waves() -> list[Claim]:
    """The longest wave of a box decays as exp(-D k^2 t); the lattice damps it by 1 - (k h)^2 / 12 of the rate."""
    claims, width, hours = [], 1600.0, 2.0
    for spacing in (100.0, 50.0, 25.0):
        points = round(width / spacing)
        wave = np.cos(np.pi * (np.arange(points) + 0.5) / points)
        left = float((spreading_matrix(points, spacing, DIFFUSIVITY, hours) @ wave)[0] / wave[0])
        k = math.pi / width
        rate = DIFFUSIVITY * k * k
        reach = 2.0 * hours * rate * (k * spacing) ** 2 / 12.0 * math.exp(-rate * hours)
        says = f"what is left of the longest wave after {hours:g} h, spacing {spacing:g} um"
        claims.append(Claim(AREA, says, math.exp(-rate * hours), left, reach, "twice the lattice's known error"))
    return claims


def _walkers() -> list[Claim]:
    """A walker moves by 2 M t along an axis in a step, M its motility coefficient."""
    claims = []
    for variance in (0.1, 1.0, 9.6):
        says = f"mean square displacement of a walker along an axis, sites2, of {variance:g}"
        found = float((displacement_table(variance).astype(float) ** 2).mean())
        claims.append(Claim(AREA, says, variance, found, TABLE * variance, "3 %, rounding of the table"))
    return claims


def _refined() -> list[Claim]:
    """Beside a plane that secretes, a field falls to 1/e in sqrt(D / loss); a finer lattice comes nearer to it."""
    length = math.sqrt(DIFFUSIVITY / LOSS)
    claims, errors = [], []
    for spacing in (80.0, 40.0, 20.0):
        found = _fall(spacing)
        errors.append(abs(found - length))
        says = f"decay length beside a plane that secretes, um, spacing {spacing:g} um"
        claims.append(
            Claim(AREA, says, length, found, length * (spacing / length) ** 2 / 12.0, "the lattice's known error")
        )
    says = "error at 80 um over that at 20 um: it falls with the square of the spacing"
    return [*claims, Claim(AREA, says, 16.0, errors[0] / errors[-1], 2.0, "an eighth")]


def _fall(spacing: float) -> float:
    """Length over which the steady field beside a secreting plane falls to 1/e, measured between two sites."""
    points = round(12_000.0 / spacing)
    level, gain = np.zeros(points), np.zeros(points)
    gain[0] = 1.0
    matrices = solved_exactly((points, 1, 1), spacing, DIFFUSIVITY, LOSS, 40.0)
    for _ in range(3):
        solve(level, gain.copy(), points, 1, 1, matrices[:3], matrices[3:6], matrices[6].ravel(), matrices[7].ravel())
    near, far = round(160.0 / spacing), round(960.0 / spacing)
    return (far - near) * spacing / math.log(level[near] / level[far])
