"""Fates of a T cell after its meetings: each is an hourly rate, and the first clock to ring wins."""

from nanoimmune.biology.kinetics import decay_rate, saturation
from nanoimmune.rule import rule


@rule
def activation_rate(help_signal, threshold, fates):
    """Enough integrated contact with help commits a T cell to clonal expansion.

    Source: Riggs2010.  help_signal and threshold: h of full contact.  Returns 1/h.
    """
    return fates.activation_rate * saturation(help_signal, threshold, fates.activation_steepness)


@rule
def anergy_rate(signal, help_signal, fates):
    """Signal without help makes a T cell anergic.

    Source: Schwartz2003.  signal and help_signal: h of full contact.  Returns 1/h.
    """
    unhelped = signal - help_signal
    tolerised = saturation(unhelped, fates.anergy_threshold, 2.0)
    return fates.anergy_rate * tolerised * (1.0 - saturation(help_signal, fates.rescue_help, 2.0))


@rule
def deletion_rate(signal, help_signal, fates):
    """A strong and lasting signal without help deletes the T cell.

    Source: Redmond2005.  signal and help_signal: h of full contact.  Returns 1/h.
    """
    unhelped = signal - help_signal
    deleted = saturation(unhelped, fates.deletion_threshold, 4.0)
    return fates.deletion_rate * deleted * (1.0 - saturation(help_signal, fates.rescue_help, 2.0))


@rule
def peripheral_treg_rate(signal, help_signal, affinity, fates):
    """High-affinity cells under a low unhelped signal become peripheral Tregs; a strong signal deletes them instead.

    Source: Gottschalk2010.  signal and help_signal: h of full contact; affinity: relative.  Returns 1/h.
    """
    unhelped = signal - help_signal
    low_dose = saturation(unhelped, fates.treg_signal, 2.0) * (
        1.0 - saturation(unhelped, fates.deletion_threshold, 2.0)
    )
    fit = saturation(affinity, fates.treg_affinity, 2.0)
    return fates.treg_rate * low_dose * fit * (1.0 - saturation(help_signal, fates.rescue_help, 2.0))


@rule
def anergy_reversal_rate(signal, fates):
    """Anergy wears off once the antigen is gone.

    Source: Rocha1993.  signal: h of full contact.  Returns 1/h.
    """
    return decay_rate(fates.anergy_half_life) * (1.0 - saturation(signal, fates.anergy_threshold, 2.0))


@rule
def effector_death_rate(il2, signal, fates):
    """Effectors die within days of the peak, later while IL-2 lasts, and sooner when driven too hard.

    Source: DeBoer2001.  il2: nM; signal: h of full contact.  Returns 1/h.
    """
    starved = fates.effector_death_rate * (1.0 - fates.il2_rescue * saturation(il2, fates.il2_half_effector, 1.0))
    overdriven = fates.overdrive_death_rate * saturation(signal, fates.overdrive_signal, 4.0)
    return starved + overdriven


@rule
def treg_felt_il2(il2, inflammation, fates):
    """Foxp3 Tregs lose CD25 where it is inflamed, and so feel less of the IL-2 that is there.

    Source: Tang2008.  il2 and inflammation: nM.  Returns nM that a fit Treg would answer alike.
    """
    return il2 / (1.0 + fates.treg_unfitness * inflammation)


@rule
def treg_death_rate(il2, fates):
    """Foxp3 Tregs die without IL-2, for which they are far more sensitive than effectors.

    Source: Boyman2012.  il2: nM.  Returns 1/h.
    """
    return fates.treg_death_rate * (1.0 - fates.il2_rescue * saturation(il2, fates.il2_half_treg, 1.0))


@rule
def memory_rate(fates):
    """One to two in a hundred effectors become memory cells every day.

    Source: DeBoer2001.  Returns 1/h.
    """
    return fates.memory_rate


@rule
def exhaustion_rate(signal, fates):
    """Effectors that are signalled to for days become exhausted.

    Source: SPQSP.  signal: h of full contact.  Returns 1/h.
    """
    return fates.exhaustion_rate * saturation(signal, fates.exhaustion_signal, 2.0)


@rule
def differentiation_rate(divisions_left, fates):
    """A primed cell becomes an effector when its division programme has run out, or sometimes before.

    Source: assumption.  divisions_left: count.  Returns 1/h.
    """
    if divisions_left <= 0:
        return fates.programme_end_rate
    return fates.differentiation_rate


@rule
def primed_division_rate(il2, help_signal, hours_primed, fates):
    """A primed CD4 cell divides about twice a day after a lag, while it finds help, and faster where there is IL-2.

    Source: Johnson2021.  il2: nM; help_signal: h of full contact; hours_primed: h since activation.  Returns 1/h.
    """
    if hours_primed < fates.division_lag:
        return 0.0
    fed = fates.division_floor + (1.0 - fates.division_floor) * saturation(il2, fates.il2_half_effector, 1.0)
    return fates.division_rate * fed * saturation(help_signal, fates.restimulation_help, 2.0)


@rule
def effector_division_rate(il2, help_signal, divisions_left, fates):
    """An effector that is helped again divides where there is IL-2, more slowly than when primed and only a few times.

    Source: Johnson2021.  il2: nM; help_signal: h of full contact; divisions_left: below zero when over.  Returns 1/h.
    """
    if divisions_left <= -fates.restimulated_divisions:
        return 0.0
    fed = saturation(il2, fates.il2_half_effector, 1.0)
    return fates.effector_division_rate * fed * saturation(help_signal, fates.restimulation_help, 2.0)


@rule
def treg_division_rate(il2, help_signal, fates):
    """Foxp3 Tregs divide where they see antigen with CD80/86 and find IL-2, a fraction of what effectors need.

    Source: Tang2003; Zhang2013; Boyman2012.  il2: nM; help_signal: h of full contact.  Returns 1/h.
    """
    return (
        fates.treg_division_rate
        * saturation(il2, fates.il2_half_treg, 1.0)
        * saturation(help_signal, fates.restimulation_help, 2.0)
    )


@rule
def natural_tr1_rate(signal, suppression_field, fates):
    """Effectors that are signalled to for days where there is IL-10 become Tr1 cells, rarely, without any particle.

    Source: Groux1997.  signal: h of full contact; suppression_field: nM.  Returns 1/h.
    """
    bathed = saturation(suppression_field, fates.natural_tr1_suppression, 1.0)
    return fates.natural_tr1_rate * bathed * saturation(signal, fates.exhaustion_signal, 2.0)


@rule
def low_avidity(affinity, fates):
    """Only CD8 cells that bind their epitope weakly escape death and become memory-like and autoregulatory.

    Source: Tsai2010.  affinity: relative.  Returns 0 to 1.
    """
    return 1.0 - saturation(affinity, fates.autoregulatory_affinity, 4.0)


@rule
def natural_autoregulatory_rate(signal, affinity, fates):
    """Low-avidity CD8 effectors that see their antigen for days become autoregulatory, rarely, without any particle.

    Source: Tsai2010.  signal: h of full contact; affinity: relative.  Returns 1/h.
    """
    return fates.autoregulatory_rate * low_avidity(affinity, fates) * saturation(signal, fates.anergy_threshold, 2.0)
