"""Colours and shapes of what is drawn; people with any colour vision can tell them apart.

Shape says it once more: cells that can harm are discs, cells that regulate are squares, presenting cells are rings.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nanoimmune.words import Phenotype


class Look(NamedTuple):
    """How one sort of cell is drawn.

    Attributes:
        label: Name in the legend.
        shape: disc, square or ring.
        light, dark: Colour on a light and on a dark page.
    """

    label: str
    shape: str
    light: str
    dark: str


LOOKS = (
    Look("naive", "disc", "#9a9a9a", "#8a8a8a"),
    Look("primed", "disc", "#E8C500", "#F0E442"),
    Look("effector", "disc", "#D55E00", "#FF7A1A"),
    Look("memory", "disc", "#8844FF", "#9A66FF"),
    Look("anergic, exhausted", "disc", "#5e5e5e", "#c4c4c4"),
    Look("Foxp3 Treg", "square", "#009E73", "#20C997"),
    Look("Tr1", "square", "#0050A0", "#56B4E9"),
    Look("autoregulatory CD8", "square", "#F4A6D0", "#F7C6E0"),
    Look("licensed APC", "ring", "#D55E00", "#FF7A1A"),
    Look("tolerogenic APC", "ring", "#0050A0", "#56B4E9"),
)
"""Sorts of cells in the order in which they are drawn: those of T cells first, in the order of `clones.SORTS`."""

LICENSED_LOOK, TOLEROGENIC_LOOK = 8, 9

LOOK_OF = np.array([-1, 0, 1, 2, 3, 4, 4, 5, 5, 6, 7], np.int8)
"""Look of each phenotype, in the order of `Phenotype`."""

GROUND_LEVELS, OVERLAY_LEVELS = 10, 16
"""Shades of tissue health, and of what lies over it; their product and the looks fit one byte."""

FIRST_LOOK = GROUND_LEVELS * OVERLAY_LEVELS
"""Colour number of the first look; below it are the shades of the ground."""

MARK = FIRST_LOOK + len(LOOKS)
"""Colour number of the ring around the cell that is followed."""

SPARE = MARK + 1
"""Colour number of tissue that is neither healthy nor ill: exocrine tissue, lymphoid organs."""

GROUNDS = {False: ("#ead3b4", "#b9cfe8", "#efefec"), True: ("#3a2d24", "#24405f", "#20242a")}
"""Destroyed tissue, healthy tissue, and tissue that is neither, on a light and on a dark page."""

OVERLAYS = {False: "#7a2a8a", True: "#e3a4f0"}
"""Colour of the highest level of a field or of particles, on a light and on a dark page."""

LIVES = {
    "untreated": ("#1a1a1a", "#e8e8e8"),
    "treated": ("#0072B2", "#56B4E9"),
    "branch": ("#D55E00", "#FF9A4D"),
}
"""Colour of the curves of each life, on a light and on a dark page."""

DASHES = {"untreated": "solid", "treated": "solid", "branch": "dashed"}


def life_colour(name: str, dark: bool) -> str:
    """Colour of a life's curves."""
    return LIVES[name][dark]


def look_colour(look: int, dark: bool) -> str:
    """Colour of one sort of cell."""
    return LOOKS[look].dark if dark else LOOKS[look].light


def rgb(colour: str) -> NDArray[np.float64]:
    """Red, green and blue of a colour such as `#0072B2`, 0 to 255."""
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)], float)


def palette(dark: bool) -> NDArray[np.uint8]:
    """All colours of a picture.

    Args:
        dark: Whether the page is dark.

    Returns:
        Array of shape (256, 3).
    """
    lost, healthy, spare = (rgb(colour) for colour in GROUNDS[dark])
    over = rgb(OVERLAYS[dark])
    found = np.zeros((256, 3))
    for level in range(GROUND_LEVELS):
        share = level / (GROUND_LEVELS - 1)
        ground = lost + share * (healthy - lost)
        for layer in range(OVERLAY_LEVELS):
            cover = 0.85 * layer / (OVERLAY_LEVELS - 1)
            found[level * OVERLAY_LEVELS + layer] = ground + cover * (over - ground)
    for number in range(len(LOOKS)):
        found[FIRST_LOOK + number] = rgb(look_colour(number, dark))
    found[MARK] = (255, 255, 255) if dark else (0, 0, 0)
    for layer in range(OVERLAY_LEVELS):
        cover = 0.85 * layer / (OVERLAY_LEVELS - 1)
        found[SPARE + layer] = spare + cover * (over - spare)
    return found.round().astype(np.uint8)


assert len(LOOK_OF) == len(Phenotype)
assert SPARE + OVERLAY_LEVELS <= 256
