"""End-points that ask at what cost to the rest of the body tolerance came.

All are read off recorded lives, days before day zero included, for prevention is given then. Records are taken once a
day, at its beginning, so a peak within a day is missed.
"""

import math
from collections.abc import Callable, Sequence

from nanoimmune.analysis.endpoints import Endpoint, Life
from nanoimmune.parameters.humoral import Safety
from nanoimmune.trial.exposure import is_at_risk
from nanoimmune.words import TARGETS, Compartment

RELEASE_DAYS = 2.0
"""Days after a dose within which cytokine is put down to it."""

INFLAMED = ("inflammation", "inflammation_node", "inflammation_pancreas")
"""Columns of inflammatory cytokine: of the target tissue, of its node, and of a second target tissue."""


def cytokine_release(life: Life, control: Life | None) -> float:
    """Give the most by which inflammatory cytokine exceeded the same subject's in the reference arm after a dose, nM.

    Days count that begin within two days after a dose; tissues and node count alike. It is 0 where the reference had
    more on every such day, and NaN without a dose or without such a day in both records.
    """
    if control is None:
        return math.nan
    pairs = ((life, control), (life.before, control.before))
    excess = [
        part.at(column, day) - reference.at(column, day)
        for part, reference in pairs
        if part is not None and reference is not None
        for day in part.day
        if any(dose < day <= dose + RELEASE_DAYS for dose in life.doses)
        for column in INFLAMED
    ]
    known = [each for each in excess if not math.isnan(each)]
    return max(0.0, *known) if known else math.nan


def anaphylaxis_risk(life: Life, safety: Safety) -> float:
    """Tell whether a repeated intravenous antigen met antibody to it; NaN without any exposure.

    An animal is at risk at its second or a later exposure to an antigen, if on the day that began then its antibody
    to it was at or above `safety.sensitised_titre`, and antibody could reach `safety.least_exposure` of the dose.
    Exposures before day zero count as the first, and meet no antibody.
    """
    if not life.exposures:
        return math.nan
    met: set[str] = set()
    for each in sorted(life.exposures, key=lambda exposure: exposure.day):
        for antigen, amount in each.reachable_ug.items():
            titre = life.at(f"antibody_{antigen}", math.floor(each.day))
            if antigen in met and is_at_risk(amount, titre, safety):
                return 1.0
            met.add(antigen)
    return 0.0


def uptake(life: Life, organ: str) -> float:
    """Give the largest share of the particles given so far that an organ held at the beginning of a day; NaN if none.

    Whatever an organ holds counts: free in it, on the surface of its cells or inside them.
    """
    shares = [math.nan]
    for part in (life, life.before):
        if part is not None and f"particles_in_{organ}" in part.columns:
            held, given = part.columns[f"particles_in_{organ}"], part.columns["particles_injected"]
            shares += [float(share) for share in held[given > 0] / given[given > 0]]
    known = [share for share in shares if not math.isnan(share)]
    return max(known) if known else math.nan


def cumulative(life: Life, amount: Callable[..., float]) -> float:
    """Add up an amount over all doses that were given; 0 without a dose."""
    return float(sum(amount(each) for each in life.exposures))


def safety_endpoints(targets: Sequence[Compartment], safety: Safety) -> tuple[Endpoint, ...]:
    """List the end-points of safety of hosts with these target tissues.

    Args:
        targets: The tissues that are harmed.
        safety: When an intravenous antigen counts as a risk.

    Returns:
        The end-points, beside the systemic suppression index.
    """
    organs = [place.name.lower() for place in Compartment if place not in TARGETS or place in targets]
    return (
        Endpoint("cytokine_release", "Cytokine release", "nM", "mean", cytokine_release),
        Endpoint(
            "anaphylaxis_risk", "Risk of anaphylaxis", "fraction", "proportion",
            lambda life, _: anaphylaxis_risk(life, safety),
        ),
        *(
            Endpoint(
                f"uptake_{organ}", f"Largest share of the particles held by {organ}", "fraction", "mean",
                lambda life, _, organ=organ: uptake(life, organ),  # type: ignore[misc]
            )
            for organ in organs
        ),
        Endpoint(
            "cumulative_particles", "Particles given in all", "particles", "mean",
            lambda life, _: cumulative(life, lambda each: each.particles),
        ),
        Endpoint(
            "cumulative_ligand", "pMHC given in all", "ug", "mean",
            lambda life, _: cumulative(life, lambda each: each.ligand_ug),
        ),
    )  # fmt: skip
