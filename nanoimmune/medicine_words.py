"""Words for what is given beside particles: how it enters the body, and which processes of cells it acts on."""

from enum import IntEnum


class Route(IntEnum):
    """How a dose is given: into a vein, under the skin, into the peritoneum, by mouth."""

    IV = 0
    SC = 1
    IP = 2
    ORAL = 3


class Process(IntEnum):
    """A process of cells that a medicine can act on.

    Those before `NAIVE_DEPLETION` are sped up or slowed down by a factor; those from there to `REGULATORY_DEPLETION`
    are deaths that a medicine adds, and those from `IL2_ADDED` on are cytokines that a medicine is.
    """

    COSTIMULATION = 0
    LICENSING = 1
    RECEPTORS = 2
    ACTIVATION = 3
    CONVENTIONAL_DIVISION = 4
    REGULATORY_DIVISION = 5
    EFFECTOR_DEATH = 6
    CYTOKINE_SECRETION = 7
    IL2_SECRETION = 8
    TISSUE_HARM = 9
    ANERGY = 10
    DELETION = 11
    PERIPHERAL_INDUCTION = 12
    EXHAUSTION = 13
    INHIBITION_SHOWN = 14
    CONTACT_SUPPRESSION = 15
    COSTIMULATION_STRIPPING = 16
    EFFECTOR_IL2_RESPONSE = 17
    REGULATORY_IL2_RESPONSE = 18
    TISSUE_ENTRY = 19
    NODE_EGRESS = 20
    INFLAMMATION_FELT = 21
    NAIVE_DEPLETION = 22
    ACTIVATED_DEPLETION = 23
    RESTING_DEPLETION = 24
    REGULATORY_DEPLETION = 25
    IL2_ADDED = 26
    INFLAMMATION_ADDED = 27
    SUPPRESSION_ADDED = 28
