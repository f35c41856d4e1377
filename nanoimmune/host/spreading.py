"""How every field of a host is carried through a step: which way, and by which matrices."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nanoimmune.parameters.names import Parameters
from nanoimmune.state.fields import MATRICES, extents, solved_exactly, spreading_matrix
from nanoimmune.state.geometry import spacing_of
from nanoimmune.state.layout import Geometry
from nanoimmune.sweeps.diffuse import uniform_loss
from nanoimmune.words import Compartment, Field, Way

AT_ONCE = (Field.IL2, Field.INFLAMMATORY, Field.SUPPRESSIVE)
"""Fields that cells feel next to where they are secreted: solved exactly where `world.exact_fields` asks for it."""


class FieldSteps(NamedTuple):
    """How every field is followed through a step, in every compartment where it is followed.

    Attributes:
        steps: Field, compartment and way of each entry, shape (entries, 3).
        starts: Where the matrices of each entry begin in `matrices`, shape (entries, 8).
        matrices: All of them in one row. The first three of an entry spread the field along its axes, or turn it into
            its waves; those of an entry that is solved exactly turn waves back, and hold by wave what is left of them
            after a step, and of a steady gain.
    """

    steps: NDArray[np.int64]
    starts: NDArray[np.int64]
    matrices: NDArray[np.float64]


def field_steps(
    parameters: Parameters, geometry: Geometry, targets: tuple[Compartment, ...] = (Compartment.CNS,)
) -> FieldSteps:
    """Prepare every field for a step, in every compartment where it is followed."""
    cytokines, world = parameters.cytokines, parameters.world
    diffusivity = {field: cytokines.antigen_diffusion for field in Field if field >= Field.SHED_MOG}
    diffusivity[Field.IL2] = cytokines.il2_diffusion
    steps: list[tuple[int, int, int]] = []
    matrices: list[NDArray[np.float64]] = []
    for field, places in extents(targets).items():
        way = Way.EXACT if field in AT_ONCE and world.exact_fields else Way.ONCE
        moves = diffusivity.get(field, cytokines.cytokine_diffusion)
        for place in places:
            steps.append((int(field), int(place), int(way)))
            spacing = spacing_of(place, world) * world.sites_per_voxel
            extent = tuple(int(points) for points in geometry.voxels[place])
            if way == Way.EXACT:
                loss = float(uniform_loss(int(field), place >= Compartment.CNS, cytokines))
                matrices += solved_exactly(extent, spacing, moves, loss, world.step)
                continue
            spread = [spreading_matrix(points, spacing, moves, world.step) for points in extent]
            matrices += [*spread, *[np.empty(0)] * (MATRICES - len(spread))]
    sizes = np.array([matrix.size for matrix in matrices])
    starts = (np.cumsum(sizes) - sizes).reshape(len(steps), MATRICES)
    return FieldSteps(np.array(steps, np.int64), starts, np.concatenate([matrix.ravel() for matrix in matrices]))
