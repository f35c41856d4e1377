"""Supply from outside the lattices: thymus and bone marrow."""

from nanoimmune.biology.fate import treg_death_rate
from nanoimmune.biology.kinetics import decay_rate
from nanoimmune.rule import rule


@rule
def naive_death_rate(repertoire):
    """Naive T cells turn over within weeks to months.

    Source: assumption.  Returns 1/h.
    """
    return decay_rate(repertoire.thymic_half_life)


@rule
def thymic_output(founders, repertoire):
    """The thymus replaces the naive cells that a host of this repertoire would lose.

    Source: assumption.  founders: precursors at birth, cells.  Returns cells/h.
    """
    return founders * decay_rate(repertoire.thymic_half_life) * repertoire.thymic_share


@rule
def treg_output(founders, resting_il2, repertoire, fates):
    """The thymus replaces the Foxp3 Tregs that a host at rest would lose.

    Source: assumption.  founders: Tregs at birth, cells; resting_il2: nM.  Returns cells/h.
    """
    return founders * treg_death_rate(resting_il2, fates) * repertoire.thymic_share


@rule
def monocyte_loss_rate(recruitment):
    """Inflammatory monocytes stay in the blood for about a day.

    Source: assumption.  Returns 1/h.
    """
    return decay_rate(recruitment.marrow_half_life)


@rule
def marrow_output(resting_number, permeability, recruitment):
    """The marrow holds the number of blood monocytes, and sends more when the tissue is inflamed.

    Source: assumption.  resting_number: agents; permeability: sum over target tissues, each 0 to 1.  Returns agents/h.
    """
    return resting_number * decay_rate(recruitment.marrow_half_life) * (1.0 + recruitment.emergency * permeability)
