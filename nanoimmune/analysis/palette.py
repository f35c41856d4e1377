"""The one palette of every figure: Okabe and Ito's, which people with any colour vision can tell apart."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nanoimmune.trial.trial import Trial

INK = "#1a1a1a"
"""Colour of the reference arm and of text."""

FAINT = "#6e6e6e"
"""Colour of what stands in the background."""

ARM_COLOURS = ("#0072B2", "#56B4E9", "#D55E00", "#E69F00", "#CC79A7", "#009E73", "#8C6D1F", "#5D5D9E")
"""Colours of the arms that are compared with the reference."""


def colours(arms: Sequence[str], reference: str, declared: Sequence[str] = ()) -> dict[str, str]:
    """Give each arm its colour: that of its place among the declared arms, so that it has the same in every figure.

    Where two would have one colour, the later takes the next that nobody has; arms that are not declared come last.

    Args:
        arms: Names of the arms in order.
        reference: Name of the arm that the others are compared with.
        declared: Names of all arms that a scenario has, its untreated one first.

    Returns:
        Colour by name of the arm.
    """
    count = len(ARM_COLOURS)
    home = {arm: (place - 1) % count for place, arm in enumerate(declared)}
    shown = [arm for arm in arms if arm != reference]
    places: dict[str, int] = {}
    for arm in shown:
        if arm in home and home[arm] not in places.values():
            places[arm] = home[arm]
    free: list[int] = []
    for arm in sorted((arm for arm in shown if arm not in places), key=lambda arm: arm not in home):
        free = free or [place for place in range(count) if place not in places.values()] or list(range(count))
        wished = home.get(arm, 0)
        places[arm] = min(free, key=lambda place: (place - wished) % count)
        free.remove(places[arm])
    return {**{arm: ARM_COLOURS[places[arm]] for arm in shown}, reference: INK}


def arm_colours(trial: "Trial") -> dict[str, str]:
    """Give each arm of a trial the colour that it has in every figure.

    Args:
        trial: The trial.

    Returns:
        Colour by name of the arm.
    """
    declared = list(trial.arms[0].scenario.arms)
    return colours([arm.name for arm in trial.arms], trial.reference, declared)
