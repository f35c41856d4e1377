"""Read-outs of the pancreas: glucose, beta-cell mass and number, insulitis as a pathologist scores it."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nanoimmune.words import Compartment, Field, Phenotype

if TYPE_CHECKING:
    from nanoimmune.host import Host

INFILTRATED = (0.02, 0.25, 0.5, 0.75)
"""Share of an islet's volume taken by lymphocytes from which it scores 1, 2, 3 and 4."""

LYMPHOCYTE_DIAMETER, BETA_CELL_VOLUME = 7.0, 1280.0
"""Diameter of a T cell in um, and volume of a beta cell in um3; they turn counts into shares of an islet's volume."""


def glycaemic_state(host: "Host") -> dict[str, float]:
    """Blood glucose, beta cells, their insulin, and insulitis, from the whole of a host's pancreas."""
    life, organ = host.life, host.life.organ(Compartment.PANCREAS)
    tissue, islets = organ.tissue, organ.tissue.islet >= 0
    beta, granules = tissue.beta[islets], tissue.granules[islets]
    mass, cells = float((beta * granules).mean()), float(beta.mean())
    scores = insulitis_scores(host)
    pancreas = life.voxels_of(Compartment.PANCREAS)
    return {
        "glucose": life.body.glucose,
        "beta_mass": mass,
        "beta_cells": cells,
        "granulation": mass / cells if cells > 0.0 else 0.0,
        "insulitis": float(scores.mean()),
        "insulitis_islets": float((scores >= 1).mean()),
        "tissue_preserved": mass,
        "inflammation": organ.inflammation,
        "suppression": float(life.fields[Field.SUPPRESSIVE, pancreas].mean()),
        "permeability": organ.permeability,
    }


def with_neighbours(numbers: NDArray[np.int16]) -> NDArray[np.int16]:
    """Number of the islet that each site lies in or next to, or -1; `numbers` has those that it lies in.

    Args:
        numbers: Lattice of the pancreas, of any depth; what lies beyond a wall is next to nothing.
    """
    reach = np.pad(numbers, 1, constant_values=-1)
    for axis in range(reach.ndim):
        for shift in (-1, 1):
            reach = np.where(reach < 0, np.roll(reach, shift, axis), reach)
    return reach[1:-1, 1:-1, 1:-1]


@lru_cache(maxsize=4)
def _reach(islets: bytes, extent: tuple[int, ...]) -> NDArray[np.int16]:
    """Islet that each site lies in or next to, worked out once for each animal, whose islets stay where they are."""
    return with_neighbours(np.frombuffer(islets, np.int16).reshape(extent)).ravel()


def infiltration(host: "Host") -> NDArray[np.float64]:
    """Volume of lymphocytes in and at each islet over the volume that its beta cells have in health.

    Each T cell of the modelled epitopes brings bystanders with it. T cells that stand on sites next to an islet count
    as peri-insulitis for it.

    Returns:
        One share an islet.
    """
    life = host.life
    islets, extent = life.organ(Compartment.PANCREAS).tissue.islet, life.geometry.extent[Compartment.PANCREAS]
    numbers = np.asarray(islets)
    reach = _reach(numbers.tobytes(), tuple(extent.tolist()))
    cells, rows = life.cells.columns, life.cells.rows()
    here = rows[(cells.place[rows] == Compartment.PANCREAS) & (cells.phenotype[rows] > Phenotype.NAIVE)]
    first = int(life.geometry.first[Compartment.PANCREAS])
    islet_of_cell = reach[cells.site[here] - first]
    within = islet_of_cell >= 0
    count = int(numbers.max()) + 1
    found = np.bincount(islet_of_cell[within], weights=cells.weight[here][within], minlength=count)
    found = found * life.parameters.islets.bystanders
    sites = np.bincount(numbers[numbers >= 0], minlength=count)
    volume = sites * life.cells_per_site * BETA_CELL_VOLUME
    return np.asarray(found * (np.pi / 6.0 * LYMPHOCYTE_DIAMETER**3) / np.maximum(volume, 1.0))


def insulitis_scores(host: "Host") -> NDArray[np.int64]:
    """Score each islet from 0 (free of lymphocytes) to 4 (mostly replaced by them).

    Returns:
        One score an islet.
    """
    return np.asarray(np.digitize(infiltration(host), INFILTRATED), np.int64)
