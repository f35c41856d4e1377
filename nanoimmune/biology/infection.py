"""An infection of spleen and nodes: the pathogen multiplies, is shown, alarms, and is cleared by CD8 cells."""

import math

from nanoimmune.biology.kinetics import saturation
from nanoimmune.rule import rule


@rule
def pathogen_clearance_rate(killers, infection):
    """CD8 effectors clear the pathogen that they know from the organ that they are in, up to the pace of killing.

    Source: Halle2016.  killers: effectors in the organ of a body of standard size.  Returns 1/h.
    """
    return infection.kill_rate * saturation(killers, infection.half_killers, 1.0)


@rule
def pathogen_left(load, clearance, hours, infection):
    """A pathogen multiplies until its organ is full, and is gone for good once too little of it is left.

    Source: definition.  load: relative to a full organ; clearance: 1/h.  Returns the load after `hours`, 0 to 1.
    """
    if load <= 0.0:
        return 0.0
    net = infection.replication_rate - clearance
    grown = hours if net == 0.0 else math.expm1(net * hours) / net
    left = load * math.exp(net * hours) / (1.0 + infection.replication_rate * load * grown)
    return left if left >= infection.least_load else 0.0


@rule
def pathogen_shown(load, infection):
    """Presenting cells of an infected organ show the pathogen on both classes of MHC.

    Source: assumption.  load: relative to a full organ.  Returns pMHC.
    """
    return infection.display * saturation(load, infection.half_display, 1.0)


@rule
def pathogen_licensing_rate(load, infection):
    """A pathogen licenses the presenting cells of the organ that it multiplies in.

    Source: assumption.  load: relative to a full organ.  Returns 1/h.
    """
    return infection.licensing_rate * saturation(load, infection.half_alarm, 1.0)
