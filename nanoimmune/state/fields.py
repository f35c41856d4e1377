"""Fields: diffusing substances on a lattice coarser than the cells'."""

import numpy as np
from numpy.typing import NDArray

from nanoimmune.state.layout import Geometry
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


THERE, BACK, LEFT, OF_GAIN, MATRICES = 0, 3, 6, 7, 8
"""Matrices that carry one field through a step: three there, three back, what is left, and what of a gain is left."""


def waves(points: int) -> NDArray[np.float64]:
    """Cosines that no-flux diffusion along one axis damps without mixing them, one a row, orthonormal."""
    wave = np.arange(points)
    cosines = np.cos(np.pi * np.outer(wave, wave + 0.5) / points) * np.sqrt(2.0 / points)
    cosines[0] /= np.sqrt(2.0)
    return np.asarray(cosines)


def damping(points: int, spacing: float, diffusivity: float) -> NDArray[np.float64]:
    """Rates at which diffusion along one axis damps each wave, 1/h."""
    return np.asarray(2.0 * diffusivity * (1.0 - np.cos(np.pi * np.arange(points) / points)) / spacing**2)


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
    cosines = waves(points)
    eigenvalue = 2.0 * (np.cos(np.pi * np.arange(points) / points) - 1.0) / spacing**2
    return np.asarray(cosines.T * np.exp(diffusivity * hours * eigenvalue) @ cosines)


def solved_exactly(
    extent: tuple[int, ...], spacing: float, diffusivity: float, loss: float, hours: float
) -> tuple[NDArray[np.float64], ...]:
    """Exact solution of diffusion, even loss and a gain that is steady over the step, by its waves.

    Args:
        extent: Voxels along the three axes.
        spacing: Distance between voxels, um.
        diffusivity: um2/h.
        loss: 1/h.
        hours: Time, h.

    Returns:
        The eight matrices: along each axis into waves, and back; what is left by wave, and of a gain of 1 an hour.
    """
    x, y, z = (waves(points) for points in extent)
    damped = [damping(points, spacing, diffusivity) for points in extent]
    rate = loss + (damped[0][:, None, None] + damped[1][:, None] + damped[2]).reshape(1, -1)
    left = np.exp(-rate * hours)
    right = y.T if extent[2] == 1 else y
    there, back = (x, right, z.T), (x.T, right.T, z)
    return tuple(np.ascontiguousarray(each) for each in (*there, *back, left, (1.0 - left) / rate))


def empty_fields(geometry: Geometry) -> NDArray[np.float64]:
    """Levels of all fields in all voxels, nM, at zero; shape (fields, voxels)."""
    return np.zeros((N_FIELDS, int(geometry.first_voxel[-1])))
