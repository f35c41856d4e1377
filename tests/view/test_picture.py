"""Pictures show what is there, where it is, in colours that can be told apart."""

import io

import numpy as np
import pytest
from PIL import Image

from nanoimmune.view.cell import portrait
from nanoimmune.view.colours import FIRST_LOOK, GROUND_LEVELS, LOOKS, MARK, OVERLAY_LEVELS, look_colour, palette, rgb
from nanoimmune.view.picture import PARTICLES, cells_drawn, nearest, overlays_of, picture, scale_of
from nanoimmune.view.twins import TREATED, UNTREATED, Twins
from nanoimmune.words import Compartment, Phenotype

DEUTERANOPIA = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
"""What is left of red, green and blue without cones for green (Machado and others, 2009)."""


def test_every_cell_is_drawn_where_a_click_finds_it(lived: Twins) -> None:
    """Of cells that no other covers; wrong if across and down were exchanged."""
    host = lived.lives[UNTREATED].host
    scale = scale_of(12)
    cells = cells_drawn(host, Compartment.NODE, 0, scale)[1]
    size = 12 * scale
    middle = cells.corner + cells.dot[:, None] / 2.0
    apart = np.hypot(*(middle[:, None] - middle[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    alone = np.flatnonzero(apart.min(axis=1) > cells.dot)
    assert len(alone) >= 5
    pixels = picture(host, Compartment.NODE).pixels
    for row in alone[:40]:
        across, down = middle[row]
        assert pixels[int(down), int(across)] == FIRST_LOOK + cells.look[row]
        assert nearest(host, Compartment.NODE, across / size, down / size) == cells.uid[row]


def test_cells_are_counted_by_their_look(lived: Twins) -> None:
    host = lived.lives[UNTREATED].host
    shown = picture(host, Compartment.CNS).shown
    cells, rows = host.life.cells.columns, host.life.cells.rows()
    here = (cells.place[rows] == Compartment.CNS) & (cells.phenotype[rows] == Phenotype.EFFECTOR)
    assert shown[2] == cells.weight[rows][here].sum()
    assert LOOKS[2].label == "effector"


def test_lost_tissue_looks_lost(lived: Twins) -> None:
    """The shade of a bare site follows its myelin and axons."""
    host = lived.lives[UNTREATED].host.branch()
    tissue = host.life.tissue
    tissue.myelin[:], tissue.axons[:] = 1.0, 1.0
    tissue.myelin[0] = 0.0
    host.life.cells.column("place")[:] = Compartment.BLOOD
    host.life.apcs.column("place")[:] = Compartment.BLOOD
    drawn = picture(host, Compartment.CNS)
    assert drawn.pixels[0, 0] == 0
    assert drawn.pixels[drawn.scale, drawn.scale] == (GROUND_LEVELS - 1) * OVERLAY_LEVELS


def test_particles_can_be_laid_over(lived: Twins) -> None:
    """Where they are in the treated life; there are none in the untreated one."""
    assert PARTICLES in overlays_of(lived.lives[TREATED].host, Compartment.SPLEEN)
    assert picture(lived.lives[TREATED].host, Compartment.SPLEEN, PARTICLES).highest > 0.0
    assert picture(lived.lives[UNTREATED].host, Compartment.SPLEEN, PARTICLES).highest == 0.0


def test_a_png_has_the_colours_of_the_picture(lived: Twins) -> None:
    drawn = picture(lived.lives[TREATED].host, Compartment.CNS, "inflammatory cytokines")
    image = np.asarray(Image.open(io.BytesIO(drawn.png(dark=True))).convert("RGB"))
    assert (image == palette(True)[drawn.pixels]).all()


def test_the_cell_that_is_followed_is_marked_and_told(lived: Twins) -> None:
    life = lived.lives[UNTREATED]
    cells = cells_drawn(life.host, Compartment.NODE, 0, scale_of(12))[1]
    uid = int(cells.uid[0])
    assert (picture(life.host, Compartment.NODE, followed=uid).pixels == MARK).any()
    told = portrait(life, uid)
    facts = dict(told.facts)
    assert told.is_there
    assert facts["identity"] == f"{uid:x}"
    assert {"clonotype", "phenotype", "divisions", "mother", "daughters alive"} <= facts.keys()


def test_a_line_of_mothers_ends_with_a_founder(lived: Twins) -> None:
    """A cell that divided has a mother, and its line is as long as its divisions allow."""
    life = lived.lives[UNTREATED]
    cells, rows = life.host.life.cells.columns, life.host.life.cells.rows()
    born = rows[cells.mother[rows] != cells.uid[rows]]
    told = portrait(life, int(cells.uid[born[0]]))
    assert len(told.mothers) >= 1
    assert told.mothers[0] == cells.mother[born[0]]
    gone = portrait(life, 12345)
    assert not gone.is_there


@pytest.mark.parametrize("dark", [False, True])
def test_cells_of_one_shape_can_be_told_apart_without_green_cones(dark: bool) -> None:
    """By at least a tenth of the span from black to white."""
    seen = {look.label: DEUTERANOPIA @ rgb(look_colour(place, dark)) for place, look in enumerate(LOOKS)}
    for one in LOOKS:
        for other in LOOKS:
            if one is not other and one.shape == other.shape:
                assert np.linalg.norm(seen[one.label] - seen[other.label]) > 0.1 * 441.0, (one.label, other.label)
