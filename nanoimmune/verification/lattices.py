"""How sites and fields are cut is no biology: encounters and harm are the same on any lattice."""

import math
from collections.abc import Mapping

import numpy as np

from nanoimmune.biology.engagement import encounter_rate
from nanoimmune.biology.tissue import demyelination_rate
from nanoimmune.host import schedule
from nanoimmune.host.life import Life
from nanoimmune.host.white_matter import harm_white_matter
from nanoimmune.verification.claim import ERRORS, Claim
from nanoimmune.verification.worlds import body, crowd, emptied
from nanoimmune.words import ApcKind, ApcState, Compartment, Epitope, Phenotype

AREA = "lattices"
WIDTH, APART = 1280.0, 160.0
"""Width of the node, um, and distance between presenting cells in it, so that no T cell has two within reach."""

WHOLE = 0.125
"""Share by which encounters within one step may differ where whole sites are wider or narrower than the reach."""

ATTACKERS, HOURS = 400, 24
"""Licensed phagocytes in the territory of an oligodendrocyte, and hours for which they strip it."""

CUTS: tuple[Mapping[str, float], ...] = (
    {"world.cns_extent": 16, "world.cns_spacing": 100},
    {"world.cns_extent": 32, "world.cns_spacing": 50},
    {"world.cns_extent": 64, "world.cns_spacing": 25},
    {"world.cns_extent": 40, "world.cns_spacing": 40},
    {"world.cns_extent": 32, "world.cns_spacing": 50, "world.sites_per_voxel": 1},
    {"world.cns_extent": 32, "world.cns_spacing": 50, "world.sites_per_voxel": 4},
)
"""Six ways to cut the same white matter, 1.6 mm wide."""


def lattices(quick: bool) -> list[Claim]:
    """Encounters at three spacings, and white matter that is cut in six ways.

    Args:
        quick: Fewer cells.

    Returns:
        The claims.
    """
    cells = 20_000 if quick else 200_000
    return [*(_met(spacing, cells) for spacing in (40.0, 20.0, 10.0)), *(_stripped(cut) for cut in CUTS)]


def _met(spacing: float, cells: int) -> Claim:
    """T cells anywhere in a node meet a presenting cell within an hour if it is within reach and the clock rings."""
    extent = round(WIDTH / spacing)
    life = emptied(body({"world.lymphoid_spacing": spacing, "world.node_extent": extent}))
    sites = life.sites_of(Compartment.NODE)
    middles = np.arange(APART / 2, WIDTH, APART) // spacing
    at = sites.start + (middles[:, None] * extent + middles).ravel().astype(int)
    life.apcs.add(
        at.size, uid=np.arange(at.size) + 3, kind=ApcKind.DENDRITIC, state=ApcState.IMMATURE, place=Compartment.NODE,
        site=at, pmhc=np.ones((at.size, len(Epitope))),
    )  # fmt: skip
    crowd(life, cells, Phenotype.NAIVE, epitope=Epitope.MOG35_55, affinity=1.0, partner=-1)
    life.cells.column("site")[life.cells.rows()] = np.random.default_rng(1).integers(sites.start, sites.stop, cells)
    schedule.engage(life)
    in_reach = at.size * (life.parameters.world.lymphoid_reach / WIDTH) ** 2
    exact = in_reach * -math.expm1(-float(encounter_rate(1, life.parameters.engagement)) * life.hours)
    met = float((life.cells.column("partner")[life.cells.rows()] >= 0).mean())
    tolerance = ERRORS * math.sqrt(exact * (1.0 - exact) / cells) + WHOLE * exact
    says = f"T cells that meet a presenting cell in an hour, {spacing:g} um"
    return Claim(AREA, says, exact, met, tolerance, "4 standard errors, and an eighth for a reach of whole sites")


def _stripped(cut: Mapping[str, float]) -> Claim:
    """What even attackers leave of myelin in a day follows from how many there are in the territory of one cell."""
    life = body(cut)
    organ, geometry = life.organ(Compartment.CNS), life.geometry
    life.crowd.licensed_by_domain[:] = np.rint(ATTACKERS * geometry.domain_sites / geometry.sites_in_territory)
    for _ in range(HOURS):
        harm_white_matter(life, organ)
    exact = math.exp(-HOURS * float(demyelination_rate(ATTACKERS, 0, 0.0, life.parameters.harm)))
    says = f"myelin that even attackers leave in a day, {_told(life)}"
    return Claim(AREA, says, exact, float(organ.tissue.myelin.mean()), 1e-9, "rounding")


def _told(life: Life) -> str:
    """Say how white matter is cut."""
    world = life.parameters.world
    return f"sites of {world.cns_spacing:g} um, fields of {world.cns_spacing * world.sites_per_voxel:g} um"
