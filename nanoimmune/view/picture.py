"""One compartment as an image: tissue health beneath, a field or particles over it, and every cell where it is."""

import base64
import io
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nanoimmune.state.fields import extents
from nanoimmune.view.colours import (
    FIRST_LOOK,
    GROUND_LEVELS,
    LICENSED_LOOK,
    LOOK_OF,
    LOOKS,
    MARK,
    OVERLAY_LEVELS,
    SPARE,
    TOLEROGENIC_LOOK,
    palette,
)
from nanoimmune.words import ApcState, Compartment, Field

if TYPE_CHECKING:
    from nanoimmune.host import Host

WANTED_PIXELS = 512
"""Width that a picture has at least; each site is a whole number of pixels."""

FEW_AND_MANY = (2, 12)
"""Cells up to which an agent is drawn small, and above which it is drawn large."""

NO_OVERLAY, PARTICLES = "tissue only", "particles"

OVERLAY_FIELDS = {
    "inflammatory cytokines": Field.INFLAMMATORY,
    "suppressive cytokines": Field.SUPPRESSIVE,
    "interleukin 2": Field.IL2,
    "chemokine": Field.CHEMOKINE,
    "shed MOG": Field.SHED_MOG,
    "shed PLP": Field.SHED_PLP,
    "shed MBP": Field.SHED_MBP,
    "shed insulin": Field.SHED_INSULIN,
    "shed IGRP": Field.SHED_IGRP,
}
"""Fields that can be laid over the tissue, by their names."""


class Drawn(NamedTuple):
    """Agents as they are drawn: the more cells one stands for, the larger.

    Attributes:
        uid: Identity of each.
        look: Its look, a place in `LOOKS`.
        cells: How many cells it stands for.
        dot: Pixels across it.
        corner: Its first pixel, across and down; shape (agents, 2).
    """

    uid: NDArray[np.int64]
    look: NDArray[np.int64]
    cells: NDArray[np.int64]
    dot: NDArray[np.int64]
    corner: NDArray[np.int64]


class Picture(NamedTuple):
    """An image of one compartment.

    Attributes:
        pixels: Colour number of each pixel; shape (down, across).
        scale: Pixels along each side of a site.
        highest: Level that the deepest shade of the overlay stands for, nM or particles a site; 0 without one.
        shown: Cells (not agents) drawn of each look, in the order of `LOOKS`.
    """

    pixels: NDArray[np.uint8]
    scale: int
    highest: float
    shown: tuple[int, ...]

    def png(self, dark: bool) -> bytes:
        """The image as a PNG file."""
        image = Image.fromarray(self.pixels)
        image.putpalette(palette(dark).tobytes())
        file = io.BytesIO()
        image.save(file, "PNG", compress_level=1)
        return file.getvalue()

    def url(self, dark: bool) -> str:
        """The image as text that a browser shows."""
        return "data:image/png;base64," + base64.b64encode(self.png(dark)).decode()


def overlays_of(host: "Host", place: Compartment) -> list[str]:
    """What can be laid over a compartment."""
    followed = extents(host.life.targets)
    fields = [name for name, each in OVERLAY_FIELDS.items() if place in followed.get(each, ())]
    return [NO_OVERLAY, *fields, PARTICLES]


def picture(host: "Host", place: Compartment, overlay: str = NO_OVERLAY, followed: int | None = None) -> Picture:
    """Draw one compartment; of a lattice with several layers, the middle one. The host is only read.

    Args:
        host: The life.
        place: A compartment that has a lattice.
        overlay: One of `overlays_of`.
        followed: Identity of a cell that is marked, if it is there.

    Returns:
        The image, whose first axis of the lattice runs across.
    """
    width, height, depth = (int(extent) for extent in host.life.geometry.extent[place])
    scale = scale_of(max(width, height))
    layer = depth // 2
    ground, is_spare = _ground(host, place)
    over, highest = _over(host, place, overlay)
    numbers = np.where(is_spare, SPARE, np.rint(ground * (GROUND_LEVELS - 1)) * OVERLAY_LEVELS)
    numbers = numbers + np.rint(over * (OVERLAY_LEVELS - 1))
    sites = numbers.astype(np.uint8).reshape(width, height, depth)[:, :, layer].T
    pixels = np.ascontiguousarray(np.repeat(np.repeat(sites, scale, axis=0), scale, axis=1))
    shown = _stamp_cells(pixels, host, place, layer, scale, followed)
    return Picture(pixels, scale, highest, shown)


def health(host: "Host", place: Compartment) -> NDArray[np.float64] | None:
    """Share of healthy tissue of each site, -1 where there is none to lose; None where a compartment is no target."""
    if place not in host.life.targets:
        return None
    tissue: Any = host.life.organ(place).tissue
    if place == Compartment.CNS:
        return np.asarray(tissue.myelin * tissue.axons)
    return np.where(tissue.islet >= 0, tissue.beta * tissue.granules, -1.0)


def _ground(host: "Host", place: Compartment) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Health of each site, 0 to 1, and which sites have none to lose."""
    found = health(host, place)
    if found is None:
        sites = host.life.sites_of(place)
        found = np.full(sites.stop - sites.start, -1.0)
    return np.clip(found, 0.0, 1.0), found < 0.0


def _over(host: "Host", place: Compartment, overlay: str) -> tuple[NDArray[np.float64], float]:
    """Level of the overlay at each site relative to the highest, and the highest."""
    life = host.life
    sites = life.sites_of(place)
    level = np.zeros(sites.stop - sites.start)
    if overlay == PARTICLES:
        rows, parcels = life.parcels.rows(), life.parcels.columns
        here = rows[parcels.place[rows] == place]
        np.add.at(level, parcels.site[here] - sites.start, parcels.free[here])
        for population, names in ((life.cells, ("bound", "inside")), (life.apcs, ("inside",))):
            rows = population.rows()
            here = rows[population.column("place")[rows] == place]
            for name in names:
                held = population.column(name)[here].sum(axis=1)
                np.add.at(level, population.column("site")[here] - sites.start, held)
    elif overlay in OVERLAY_FIELDS:
        level = life.fields[OVERLAY_FIELDS[overlay], life.geometry.voxel_of_site[sites]]
    highest = float(level.max())
    return (level / highest if highest > 0.0 else level), highest


def _stamp_cells(
    pixels: NDArray[np.uint8], host: "Host", place: Compartment, layer: int, scale: int, followed: int | None
) -> tuple[int, ...]:
    """Stamp every cell of one layer on its site, and count them by look."""
    shown = np.zeros(len(LOOKS), np.int64)
    for cells in cells_drawn(host, place, layer, scale):
        shown += np.bincount(cells.look, cells.cells, minlength=len(LOOKS)).astype(np.int64)
        for look in np.unique(cells.look):
            for dot in np.unique(cells.dot[cells.look == look]):
                _stamp(pixels, cells.corner[(cells.look == look) & (cells.dot == dot)], int(look), int(dot))
        for place_of in np.flatnonzero(cells.uid == followed):
            _ring(pixels, cells.corner[place_of] + cells.dot[place_of] / 2.0, scale)
    return tuple(int(count) for count in shown)


def cells_drawn(host: "Host", place: Compartment, layer: int, scale: int) -> list[Drawn]:
    """Where the cells of one layer are drawn: presenting cells first, T cells over them."""
    life, found = host.life, []
    for population, look, each in (
        (life.apcs, _look_of_presenting, round(life.parameters.world.cells_per_apc)),
        (life.cells, _look_of_t_cells, 0),
    ):
        rows = population.rows()
        rows = rows[population.column("place")[rows] == place]
        looks = look(population.columns, rows)
        position = life.geometry.position[population.column("site")[rows]]
        seen = (looks >= 0) & (position[:, 2] == layer)
        uid = population.column("uid")[rows][seen]
        cells = np.full(len(uid), each) if each else population.column("weight")[rows][seen].astype(np.int64)
        dot = np.full(len(uid), _dots(scale)[1]) if each else _dots(scale)[np.searchsorted(FEW_AND_MANY, cells)]
        corner = position[seen, :2].astype(np.int64) * scale + _shift_within_site(uid, dot, scale)
        found.append(Drawn(uid, looks[seen], cells, dot, corner))
    return found


def nearest(host: "Host", place: Compartment, across: float, down: float) -> int | None:
    """Identity of the cell that is drawn nearest to a point of a picture, or None where none is near.

    Args:
        host: The life.
        place: Compartment of the picture.
        across: Share of the picture's width at which the point lies.
        down: Share of its height.
    """
    width, height, depth = (int(extent) for extent in host.life.geometry.extent[place])
    scale = scale_of(max(width, height))
    point = np.array([across * width, down * height]) * scale
    best, found = max(1.5 * scale, 8.0), None
    for cells in reversed(cells_drawn(host, place, depth // 2, scale)):
        if len(cells.uid):
            away = np.hypot(*(cells.corner + cells.dot[:, None] / 2.0 - point).T)
            if away.min() < best:
                best, found = float(away.min()), int(cells.uid[away.argmin()])
    return found


def scale_of(sites: int) -> int:
    """Pixels along each side of a site, in a picture of so many sites along its longer side."""
    return max(1, round(WANTED_PIXELS / sites))


def _look_of_t_cells(cells: Any, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Look of each T cell."""
    return np.asarray(LOOK_OF[cells.phenotype[rows]], np.int64)


def _look_of_presenting(apcs: Any, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Look of each presenting cell; immature ones are not drawn."""
    look = np.full(len(rows), -1, np.int64)
    look[apcs.state[rows] == ApcState.LICENSED] = LICENSED_LOOK
    look[apcs.state[rows] == ApcState.TOLEROGENIC] = TOLEROGENIC_LOOK
    return look


def _shift_within_site(uids: NDArray[np.int64], dot: NDArray[np.int64], scale: int) -> NDArray[np.int64]:
    """A place within the site that a cell keeps, so that neighbours on one site can be told apart."""
    room = np.maximum(1, scale - dot + 1)
    mixed = (uids * np.int64(2654435761)) & np.int64(0x7FFFFFFF)
    return np.stack(((mixed >> 8) % room, (mixed >> 18) % room), axis=1)


def _dots(scale: int) -> NDArray[np.int64]:
    """Pixels across agents that stand for few, some and many cells."""
    return np.maximum(1, np.minimum(scale, np.rint(np.array([0.4, 0.6, 1.0]) * scale))).astype(np.int64)


def _stamp(pixels: NDArray[np.uint8], corner: NDArray[np.int64], look: int, dot: int) -> None:
    """Stamp agents of one look and size."""
    for row, column in _shape(LOOKS[look].shape, dot):
        pixels[corner[:, 1] + row, corner[:, 0] + column] = FIRST_LOOK + look


def _shape(shape: str, size: int) -> list[tuple[int, int]]:
    """Pixels of a shape, within a square of so many pixels across."""
    middle = (size - 1) / 2.0
    found = []
    for row in range(size):
        for column in range(size):
            reach = ((row - middle) ** 2 + (column - middle) ** 2) ** 0.5
            inside = shape == "square" or reach <= size / 2.0
            hollow = shape == "ring" and size >= 4 and reach < size / 2.0 - 1.2
            if inside and not hollow:
                found.append((row, column))
    return found


def _ring(pixels: NDArray[np.uint8], middle: NDArray[np.float64], scale: int) -> None:
    """Draw a ring around a point, across and down."""
    down, across = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    reach = np.hypot(across - middle[0], down - middle[1])
    pixels[np.abs(reach - max(7.0, 1.2 * scale)) < 1.3] = MARK
