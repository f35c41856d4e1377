"""The one palette of every figure: Okabe and Ito's, which people with any colour vision can tell apart."""

INK = "#1a1a1a"
"""Colour of the reference arm and of text."""

FAINT = "#6e6e6e"
"""Colour of what stands in the background."""

ARM_COLOURS = ("#0072B2", "#56B4E9", "#D55E00", "#E69F00", "#CC79A7", "#009E73", "#8C6D1F", "#5D5D9E")
"""Colours of the arms that are compared with the reference, in their order."""


def colours(arms: list[str], reference: str) -> dict[str, str]:
    """Give each arm its colour.

    Args:
        arms: Names of the arms in order.
        reference: Name of the arm that the others are compared with.

    Returns:
        Colour by name of the arm.
    """
    treated = [arm for arm in arms if arm != reference]
    chosen = {arm: ARM_COLOURS[place % len(ARM_COLOURS)] for place, arm in enumerate(treated)}
    return {**chosen, reference: INK}
