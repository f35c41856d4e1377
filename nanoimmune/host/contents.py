"""The particles that rows hold, when the rows end."""

import numpy as np
from numpy.typing import NDArray

from nanoimmune.host.life import Life
from nanoimmune.host.rows_by_site import Rows


def clear_contents(life: Life, population: Rows, slots: NDArray[np.int64]) -> None:
    """Enter the particles that rows hold as cleared, and empty the rows, so that the ledger still closes.

    Args:
        life: The life.
        population: The population that the rows stand in.
        slots: The rows.
    """
    cleared = life.ledger.cleared
    if population is life.parcels:
        free = population.column("free")
        np.add.at(cleared, population.column("design")[slots], free[slots])
        free[slots] = 0.0
    elif population is life.apcs or population is life.cells:
        for name in ("bound", "inside") if population is life.cells else ("inside",):
            held = population.column(name)
            cleared[: held.shape[1]] += held[slots].sum(axis=0)
            held[slots] = 0.0
