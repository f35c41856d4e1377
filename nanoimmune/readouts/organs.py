"""Where the particles of a body are, organ by organ."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from nanoimmune.words import Compartment

if TYPE_CHECKING:
    from nanoimmune.host import Host


def particles_by_organ(host: "Host", places: Mapping[Compartment, str]) -> dict[str, float]:
    """Count the particles that each organ holds: free, on the surface of cells, or inside them, over all designs.

    Args:
        host: The life; it is only read.
        places: Compartments and their names.

    Returns:
        Particles by name of the compartment; their sum is what the ledger has neither cleared nor still to give.
    """
    life, held = host.life, np.zeros(len(Compartment))
    if life.ledger.designs:
        for population, names in (
            (life.cells, ("bound", "inside")),
            (life.apcs, ("inside",)),
            (life.parcels, ("free",)),
        ):
            rows = population.rows()
            where = population.column("place")[rows]
            for name in names:
                amount = population.column(name)[rows]
                total = amount.sum(axis=1) if amount.ndim > 1 else amount
                held += np.bincount(where, weights=total, minlength=len(held))
    return {label: float(held[place]) for place, label in places.items()}
