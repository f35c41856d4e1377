"""What the diseases of a host are directed at."""

from collections.abc import Collection, Sequence

from nanoimmune.words import EPITOPES_OF, PROTEINS_OF, Compartment, Epitope


def epitopes_of(place: Compartment) -> list[Epitope]:
    """Epitopes of the proteins of a target tissue."""
    return [epitope for protein in PROTEINS_OF[place] for epitope in EPITOPES_OF[protein]]


def autoantigens(targets: Sequence[Compartment], induced: Collection[Epitope]) -> list[Epitope]:
    """Epitopes that diseases were induced with, and all of each target tissue whose disease comes of itself.

    Args:
        targets: The target tissues.
        induced: Epitopes that the host is immunised with to make it ill; where none of them is of any target tissue,
            they are foreign antigens that a tissue expresses.

    Returns:
        The epitopes, in the order of their numbers.
    """
    spontaneous = [place for place in targets if not {*induced} & {*epitopes_of(place)}]
    if induced and len(spontaneous) == len(targets):
        spontaneous = []
    return sorted({*induced, *(epitope for place in spontaneous for epitope in epitopes_of(place))})
