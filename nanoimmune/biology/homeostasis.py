"""Homeostasis: T cells divide without antigen into the room that a body short of T cells leaves them."""

from nanoimmune.rule import rule
from nanoimmune.words import Compartment, Phenotype


@rule
def homeostatic_room(followed_cells, homeostasis):
    """T cells of all specificities fill one and the same room, and a normal host has filled it by itself.

    Source: assumption.  followed_cells: naive, memory, Foxp3-positive, in a body of standard size.  Returns 0 to 1.
    """
    return max(0.0, 1.0 - homeostasis.own_cells - followed_cells / homeostasis.normal_number)


@rule
def homeostatic_division_rate(phenotype, place, room, homeostasis):
    """In lymphoid organs with room, naive, memory and Foxp3-positive cells divide slowly without any antigen.

    Source: assumption.  phenotype: Phenotype; place: Compartment; room: 0 to 1.  Returns 1/h.
    """
    if place != Compartment.SPLEEN and place != Compartment.NODE:
        return 0.0
    if phenotype == Phenotype.NAIVE:
        return homeostasis.naive_rate * room
    if phenotype == Phenotype.MEMORY:
        return homeostasis.memory_rate * room
    if phenotype == Phenotype.TREG or phenotype == Phenotype.PERIPHERAL_TREG:
        return homeostasis.treg_rate * room
    return 0.0
