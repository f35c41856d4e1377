"""The endocrine pancreas of a young animal: islets of many sizes, scattered in exocrine tissue."""

import math

import numpy as np
from numpy.typing import NDArray

from nanoimmune.chance import chances, related_uids
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.columns import Pancreas
from nanoimmune.state.layout import Geometry
from nanoimmune.state.subject import Subject, standard_normal
from nanoimmune.words import Compartment, Decision

ATTEMPTS = 400
"""Places that are tried for an islet before it is left where it touches another."""


def islet_radii(count: int, subject: Subject, parameters: Parameters) -> NDArray[np.float64]:
    """Radii of islet sections in sites, lognormal, one drawn for each."""
    islets, spacing = parameters.islets, parameters.world.pancreas_spacing
    draws = [chances(subject.key, 0, number, int(Decision.ISLET)) for number in range(count)]
    normal = np.array([standard_normal(first, second) for first, second, _, _ in draws])
    return np.asarray(islets.median_diameter * np.exp(islets.diameter_spread * normal) / 2.0 / spacing)


def islet_of_sites(subject: Subject, parameters: Parameters, geometry: Geometry) -> NDArray[np.int16]:
    """Scatter islets over the pancreas, the largest first, so that none overlaps another while there is room.

    Args:
        subject: Whose key the draws depend on.
        parameters: Whose `islets` and `world` are used.
        geometry: The lattices.

    Returns:
        Number of the islet that each site of the pancreas lies in, or -1.
    """
    nx, ny, nz = (int(extent) for extent in geometry.extent[Compartment.PANCREAS])
    count = round(parameters.islets.number * round(parameters.world.size))
    radii = np.sort(islet_radii(count, subject, parameters))[::-1]
    found = np.full((nx, ny, nz), -1, np.int16)
    x, y, z = np.ogrid[:nx, :ny, :nz]
    centres: list[tuple[float, float, float, float]] = []
    for number, radius in enumerate(radii.tolist()):
        best, most = (0.0, 0.0, 0.0), -math.inf
        for attempt in range(ATTEMPTS):
            a, b, c, _ = chances(subject.key, 1 + attempt, number, int(Decision.ISLET))
            at = (a * (nx - 1), b * (ny - 1), c * (nz - 1))
            room = min((math.dist(at, other[:3]) - other[3] for other in centres), default=math.inf) - radius
            if room > most:
                best, most = at, room
            if room > 1.0:
                break
        centres.append((*best, radius))
        inside = (x - best[0]) ** 2 + (y - best[1]) ** 2 + (z - best[2]) ** 2 <= max(radius, 0.5) ** 2
        if not inside.any():
            inside[tuple(round(coordinate) for coordinate in best)] = True
        found[inside & (found < 0)] = number
    return found.ravel()


def healthy_pancreas(subject: Subject, parameters: Parameters, geometry: Geometry) -> Pancreas:
    """A pancreas whose beta cells are all alive and full of insulin."""
    islet = islet_of_sites(subject, parameters, geometry)
    beta = (islet >= 0).astype(np.float64)
    return Pancreas(
        uid=related_uids(950_000_000, islet.size, 2, int(Decision.FOUNDER)),
        islet=islet,
        beta=beta,
        granules=beta.copy(),
        dying=np.zeros(islet.size),
        apoptotic=np.zeros(islet.size),
        necrotic=np.zeros(islet.size),
        attackers=np.zeros(islet.size, np.int64),
    )
