"""Small bodies, in which one process at a time is let happen."""

from collections.abc import Mapping, Sequence

import numpy as np

from nanoimmune.host.life import Life
from nanoimmune.parameters.load import load
from nanoimmune.state.dose import Dose
from nanoimmune.state.subject import draw_subject
from nanoimmune.words import Compartment, Phenotype

KEY = 7

SMALL: Mapping[str, float] = {
    "world.lead": 0,
    "world.spleen_extent": 8,
    "world.liver_extent": 4,
    "world.node_extent": 8,
    "world.cns_extent": 8,
    "residents.node_dendritic": 20,
    "residents.spleen_dendritic": 15,
    "residents.spleen_macrophages": 15,
    "residents.liver_sinusoidal": 10,
    "residents.cns_microglia": 20,
    "residents.blood_monocytes": 15,
}
"""Numbers of a body that is small enough to be lived in moments."""


def body(overrides: Mapping[str, float] | None = None, doses: Sequence[Dose] = (), number: int = 0) -> Life:
    """Found a small body.

    Args:
        overrides: Numbers that differ from those of a small body.
        doses: What is given.
        number: Which subject.

    Returns:
        Its life, before the first step.
    """
    numbers = load({**SMALL, **(overrides or {})})
    return Life(numbers, draw_subject(numbers, KEY, number), pending=list(doses))


def emptied(life: Life) -> Life:
    """Take away every T cell and every presenting cell of a body."""
    life.cells.remove(life.cells.rows())
    life.apcs.remove(life.apcs.rows())
    return life


def crowd(life: Life, cells: int, phenotype: Phenotype, **columns: object) -> Life:
    """Put so many T cells, each a clone of its own, on the first site of the node.

    Args:
        life: The body.
        cells: How many.
        phenotype: What they are.
        columns: Further columns of theirs.

    Returns:
        The same body.
    """
    life.cells.add(
        cells, phenotype=phenotype, uid=np.arange(cells) + 5, site=life.sites_of(Compartment.NODE).start,
        place=Compartment.NODE, clone=np.arange(cells), weight=1, **columns,
    )  # fmt: skip
    return life
