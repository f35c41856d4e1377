"""Every case of the verification, and its table."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from nanoimmune.trial.checks import one_of
from nanoimmune.verification.binding import binding
from nanoimmune.verification.claim import Claim
from nanoimmune.verification.clocks import clocks
from nanoimmune.verification.convergence import convergence
from nanoimmune.verification.diffusion import diffusion
from nanoimmune.verification.growth import growth
from nanoimmune.verification.lattices import lattices
from nanoimmune.verification.pharmacokinetics import pharmacokinetics

CASES: Mapping[str, Callable[[bool], list[Claim]]] = {
    "growth": growth,
    "clocks": clocks,
    "diffusion": diffusion,
    "binding": binding,
    "kinetics": pharmacokinetics,
    "convergence": convergence,
    "lattices": lattices,
}
"""What is verified, by area; each takes whether it is to be quick."""

BASIS = "of what"
HEADINGS = ["area", "claim", "exact", "ours", "tolerance", BASIS, "verdict"]


def verified(
    areas: Sequence[str] = (), *, quick: bool = False, tell: Callable[[str], object] = lambda _: None
) -> list[Claim]:
    """Carry out cases.

    Args:
        areas: Areas that are wanted; none for all.
        quick: Smaller crowds.
        tell: Told which area comes next.

    Returns:
        Every claim of them.

    Raises:
        InputError: If an area is unknown.
    """
    claims = []
    for area in chosen_areas(areas):
        tell(area)
        claims += CASES[area](quick)
    return claims


def chosen_areas(areas: Sequence[str]) -> list[str]:
    """Find areas by name.

    Args:
        areas: Areas that are wanted; none for all.

    Returns:
        Each once.

    Raises:
        InputError: If an area is unknown.
    """
    return [one_of("--only", area, {name: name for name in CASES}) for area in dict.fromkeys(areas or CASES)]


def as_table(claims: Sequence[Claim]) -> pd.DataFrame:
    """Give claims as a table, columns `HEADINGS`."""
    rows = [(*claim, "holds" if claim.holds else "fails") for claim in claims]
    return pd.DataFrame(rows, columns=HEADINGS)


def as_texts(claims: Sequence[Claim]) -> list[list[str]]:
    """Write claims as rows of texts for a terminal, the headings first; what each tolerance is stands in the file."""
    rows = [
        [each.area, each.says, f"{each.exact:.5g}", f"{each.ours:.5g}", f"{each.tolerance:.2g}",
         "holds" if each.holds else "FAILS"]
        for each in claims
    ]  # fmt: skip
    return [[name for name in HEADINGS if name != BASIS], *rows]
