"""Fields: diffusing substances on a lattice coarser than the cells'."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nanoimmune.parameters.names import Parameters
from nanoimmune.state.columns import Geometry
from nanoimmune.state.geometry import spacing_of
from nanoimmune.words import N_FIELDS, PROTEINS_OF, Compartment, Field


def extents(targets: tuple[Compartment, ...]) -> dict[Field, tuple[Compartment, ...]]:
    """Compartments in which each field is followed, in a host with these target tissues."""
    lymphoid = (Compartment.BLOOD, Compartment.SPLEEN, Compartment.LIVER, Compartment.NODE)
    followed: dict[Field, tuple[Compartment, ...]] = {
        Field.IL2: (*lymphoid, *targets),
        Field.INFLAMMATORY: (Compartment.NODE, *targets),
        Field.SUPPRESSIVE: (Compartment.SPLEEN, Compartment.NODE, *targets),
        Field.CHEMOKINE: targets,
    }
    return followed | {
        Field(Field.SHED_MOG + protein): (target,) for target in targets for protein in PROTEINS_OF[target]
    }


class FieldSteps(NamedTuple):
    """How every field spreads over a step, in every compartment where it is followed.

    Attributes:
        steps: Field and compartment of each entry, shape (entries, 2).
        axes: Three matrices an entry, which spread it along each axis.
    """

    steps: NDArray[np.int64]
    axes: tuple[NDArray[np.float64], ...]


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


def field_steps(
    parameters: Parameters, geometry: Geometry, targets: tuple[Compartment, ...] = (Compartment.CNS,)
) -> FieldSteps:
    """Prepare the spreading of every field in every compartment where it is followed, for one step."""
    cytokines, world = parameters.cytokines, parameters.world
    diffusivity = {field: cytokines.antigen_diffusion for field in Field if field >= Field.SHED_MOG}
    diffusivity[Field.IL2] = cytokines.il2_diffusion
    steps = [(field, place) for field, places in extents(targets).items() for place in places]
    axes = [
        spreading_matrix(
            int(points),
            spacing_of(place, world) * world.sites_per_voxel,
            diffusivity.get(field, cytokines.cytokine_diffusion),
            world.step,
        )
        for field, place in steps
        for points in geometry.voxels[place]
    ]
    return FieldSteps(np.array(steps, np.int64), tuple(axes))


def empty_fields(geometry: Geometry) -> NDArray[np.float64]:
    """Levels of all fields in all voxels, nM, at zero; shape (fields, voxels)."""
    return np.zeros((N_FIELDS, int(geometry.first_voxel[-1])))
