"""Fields: diffusing substances on a lattice coarser than the cells'."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nanoimmune.parameters.names import Parameters
from nanoimmune.state.columns import Geometry
from nanoimmune.state.geometry import spacing_of
from nanoimmune.words import N_FIELDS, Compartment, Field

EXTENT: dict[Field, tuple[Compartment, ...]] = {
    Field.IL2: (Compartment.SPLEEN, Compartment.NODE, Compartment.CNS),
    Field.INFLAMMATORY: (Compartment.NODE, Compartment.CNS),
    Field.SUPPRESSIVE: (Compartment.SPLEEN, Compartment.NODE, Compartment.CNS),
    Field.CHEMOKINE: (Compartment.CNS,),
    Field.SHED_MOG: (Compartment.CNS,),
    Field.SHED_PLP: (Compartment.CNS,),
}
"""Compartments in which each field is followed."""


class FieldStep(NamedTuple):
    """What one field does in one compartment over half a step: spreading along each axis, by matrix.

    Attributes:
        field: Which field.
        place: In which compartment.
        spread: One matrix an axis that spreads the field over half a step.
    """

    field: Field
    place: Compartment
    spread: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def spreading_matrix(points: int, spacing: float, diffusivity: float, hours: float) -> NDArray[np.float64]:
    """Exact solution operator of no-flux diffusion along one axis of a lattice.

    The discrete Laplacian with reflecting ends is diagonal in cosines, so its exponential is exact for any step.

    Args:
        points: Voxels along the axis.
        spacing: Distance between voxels, um.
        diffusivity: um2/h.
        hours: Time, h.

    Returns:
        Matrix of shape (points, points) that multiplies a line of the field; rows and columns sum to 1.
    """
    wave = np.arange(points)
    cosines = np.cos(np.pi * np.outer(wave, wave + 0.5) / points) * np.sqrt(2.0 / points)
    cosines[0] /= np.sqrt(2.0)
    eigenvalue = 2.0 * (np.cos(np.pi * wave / points) - 1.0) / spacing**2
    return np.asarray(cosines.T * np.exp(diffusivity * hours * eigenvalue) @ cosines)


def field_steps(parameters: Parameters, geometry: Geometry) -> list[FieldStep]:
    """Prepare the spreading of every field in every compartment where it is followed, for half a step."""
    cytokines, world = parameters.cytokines, parameters.world
    steps = []
    for field, places in EXTENT.items():
        diffusivity = cytokines.cytokine_diffusion
        if field == Field.IL2:
            diffusivity = cytokines.il2_diffusion
        elif field in (Field.SHED_MOG, Field.SHED_PLP):
            diffusivity = cytokines.antigen_diffusion
        for place in places:
            spacing = spacing_of(place, world) * world.sites_per_voxel
            x, y, z = (
                spreading_matrix(int(points), spacing, diffusivity, 0.5 * world.step)
                for points in geometry.voxels[place]
            )
            steps.append(FieldStep(field, place, (x, y, z)))
    return steps


def empty_fields(geometry: Geometry) -> NDArray[np.float64]:
    """Levels of all fields in all voxels, nM, at zero; shape (fields, voxels)."""
    return np.zeros((N_FIELDS, int(geometry.first_voxel[-1])))
