"""Space: one Mesa grid an organ, whose cells know their organ and their field voxel; the blood is no grid."""

import math
from random import Random
from typing import Any

from mesa.discrete_space import Cell, OrthogonalMooreGrid

from nanoimmune.state.layout import Geometry
from nanoimmune.words import Compartment


class Site(Cell):
    """A cell of a grid.

    Attributes:
        place: Compartment.
        voxel: Field voxel, counted over all compartments.
        reach: The site itself and its neighbours.
        presenting: Antigen-presenting cells on the site.
    """

    __slots__ = ["place", "presenting", "reach", "voxel"]

    place: Compartment
    voxel: int
    reach: "list[Site]"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make an empty site."""
        super().__init__(*args, **kwargs)
        self.presenting: list[Any] = []

    def add_agent(self, agent: Any) -> None:
        """Take an agent in."""
        super().add_agent(agent)
        if agent.presents:
            self.presenting.append(agent)

    def remove_agent(self, agent: Any) -> None:
        """Let an agent go."""
        super().remove_agent(agent)
        if agent.presents:
            self.presenting.remove(agent)


class Organ(OrthogonalMooreGrid):
    """A compartment as a grid with walls."""

    def __init__(self, place: Compartment, geometry: Geometry, random: Random) -> None:
        """Lay out the sites.

        Args:
            place: Which compartment.
            geometry: Extents and field voxels; the third axis must be of one site.
            random: Of the model.
        """
        width, height, depth = (int(side) for side in geometry.extent[place])
        if depth != 1:
            raise NotImplementedError("the plain model is two-dimensional")
        if geometry.aside[place] != 1 or geometry.nearness[place] != 1.0:
            raise NotImplementedError("in the plain model T cells reach as far as the sites next to their own")
        super().__init__((width, height), torus=False, random=random, cell_klass=Site)
        first = int(geometry.first[place])
        for k, site in enumerate(self.all_cells.cells):
            site.place = place
            site.voxel = int(geometry.voxel_of_site[first + k])
            site.reach = [site, *site.connections.values()]

    @property
    def sites(self) -> list[Site]:
        """All sites, in order of their index."""
        return self.all_cells.cells  # type: ignore[no-any-return]

    def walk(self, start: Site, variance: float) -> Site:
        """Site that a random walk from `start` reaches in one step; walls reflect.

        Args:
            start: Where it starts.
            variance: Mean square displacement along each axis, sites squared.
        """
        (x, y), (width, height) = start.coordinate, self.dimensions
        x = reflected(x + displacement(variance, self.random), width)
        y = reflected(y + displacement(variance, self.random), height)
        return self._cells[x, y]  # type: ignore[no-any-return]


def displacement(variance: float, random: Random) -> int:
    """Whole sites moved along one axis, of mean zero and the given variance.

    A Gaussian displacement is rounded to one of its two neighbours at random, which keeps the mean and adds a sixth
    to the variance; a variance too small for that is met by single hops.
    """
    if variance <= 1.0 / 3.0:
        draw = random.random()
        if draw >= variance:
            return 0
        return 1 if draw < 0.5 * variance else -1
    moved = random.gauss(0.0, math.sqrt(variance - 1.0 / 6.0))
    whole = math.floor(moved)
    return whole + (random.random() < moved - whole)


def reflected(position: int, extent: int) -> int:
    """Fold a position back over the walls."""
    position %= 2 * extent
    return position if position < extent else 2 * extent - 1 - position
