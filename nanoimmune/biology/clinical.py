"""From the state of the CNS to the clinical score of EAE."""

from nanoimmune.biology.kinetics import saturation
from nanoimmune.rule import rule


@rule
def deficit_score(inflammation, demyelination, axon_loss, clinical):
    """Weakness adds up from inflammation, which passes, demyelination, which mends, and axon loss, which stays.

    Source: assumption.  inflammation: nM, mean of the CNS; demyelination, axon_loss: shares, 0 to 1.  Returns 0 to 5.
    """
    inflamed = clinical.inflammation_weight * saturation(inflammation, clinical.half_inflammation, clinical.steepness)
    bare = clinical.demyelination_weight * saturation(demyelination, clinical.half_demyelination, clinical.steepness)
    lost = clinical.axon_weight * saturation(axon_loss, clinical.half_axon_loss, clinical.steepness)
    return min(5.0, clinical.scale * (inflamed + bare + lost))


@rule
def observed_score(score, clinical):
    """Observers round to half points.

    Source: assumption.  score: 0 to 5.  Returns 0 to 5.
    """
    if clinical.observation_step <= 0.0:
        return score
    return clinical.observation_step * round(score / clinical.observation_step)
