"""Contacts and targets in equilibrium hold the share that their rates, or their constants, say."""

import math

import numpy as np

from nanoimmune.biology.engagement import detachment_rate, encounter_rate
from nanoimmune.biology.medication import target_occupancy
from nanoimmune.host import schedule
from nanoimmune.verification.claim import ERRORS, Claim, of_share
from nanoimmune.verification.worlds import body, crowd, emptied
from nanoimmune.words import ApcKind, ApcState, Compartment, Epitope, Phenotype

AREA = "binding"
ENCOUNTERS, DURATION = 0.4, 2.0
"""Meetings per hour with the one presenting cell in reach, and hours that a contact lasts."""

SETTLING, EXTENT = 20.0, 64
"""Hours until as many meet it as let go, and sites along each side of the node."""


def binding(quick: bool) -> list[Claim]:
    """T cells around one presenting cell, and Hill's curve.

    Args:
        quick: Fewer cells.

    Returns:
        The claims.
    """
    cells = 4000 if quick else 40_000
    on = DURATION * ENCOUNTERS
    claims, shares = [], []
    for step in (0.125, 0.25, 0.5, 1.0):
        held, off_rate, on_rate, near = _held(cells, step)
        ring_on, ring_off = -math.expm1(-on_rate * step), -math.expm1(-off_rate * step)
        in_steps = ring_on / (ring_on + ring_off * (1.0 - near * ring_on))
        says = f"T cells in contact, in the chain of steps of {step:g} h"
        claims.append(of_share(AREA, says, in_steps, held, cells))
        shares.append(held / cells)
    exact = on / (1.0 + on)
    says = "T cells in contact, on / (on + off): steps of 0.125 and 0.25 h, drawn out to none"
    reach = ERRORS * math.sqrt(5.0 * exact * (1.0 - exact) / cells)
    claims.append(Claim(AREA, says, exact, 2.0 * shares[0] - shares[1], reach, f"{ERRORS:g} standard errors"))
    for dose in (0.1, 1.0, 10.0):
        exact = dose**2 / (1.0 + dose**2)
        found = float(target_occupancy(dose * 3.0, 3.0, 2.0))
        claims.append(
            Claim(AREA, f"targets held at {dose:g} of the half concentration, Hill 2", exact, found, 1e-12, "rounding")
        )
    return claims


def _held(cells: int, step: float) -> tuple[int, float, float, float]:
    """Let cells around one presenting cell, far from the walls, meet it and let go.

    Returns:
        How many hold on, the rates of letting go and of meeting, and the share of those that let go within a step which
        look around, where they have walked off to, with the presenting cell still in reach.
    """
    rates = {"engagement.encounter_rate": ENCOUNTERS, "engagement.contact_duration": DURATION}
    life = emptied(body({"world.step": step, "world.node_extent": EXTENT} | rates))
    site = life.sites_of(Compartment.NODE).start + (EXTENT // 2) * EXTENT + EXTENT // 2
    life.apcs.add(
        1, uid=3, kind=ApcKind.DENDRITIC, state=ApcState.IMMATURE, place=Compartment.NODE, site=site,
        pmhc=np.ones((1, len(Epitope))),
    )  # fmt: skip
    crowd(life, cells, Phenotype.NAIVE, epitope=Epitope.MOG35_55, affinity=1.0, partner=-1)
    life.cells.column("site")[life.cells.rows()] = site
    for _ in range(round(SETTLING / step)):
        schedule.engage(life)
        life.body.step += 1
    numbers = life.parameters.engagement
    held = int((life.cells.column("held_by")[life.cells.rows()] != 0).sum())
    near = float((np.abs(life.departures[Compartment.NODE]) <= life.geometry.aside[Compartment.NODE]).mean()) ** 2
    return held, float(detachment_rate(numbers)), float(encounter_rate(1, numbers)), near
