"""Islets of Langerhans: how beta cells are found by CTLs, die, are cleared, divide and fill with insulin."""

import math

from nanoimmune.biology.kinetics import saturation
from nanoimmune.rule import rule


@rule
def beta_cell_display(share_shown, inflammation, islets):
    """Beta cells show their own peptides on MHC-I, several times more where they are inflamed.

    Source: assumption.  share_shown: of the epitope, relative; inflammation: nM.  Returns pMHC.
    """
    risen = saturation(inflammation, islets.half_mhc, 1.0)
    return islets.display * share_shown * (islets.resting_mhc + (1.0 - islets.resting_mhc) * risen)


@rule
def target_finding_rate(beta_left, islets):
    """A CTL among beta cells finds the next one that shows its epitope the sooner, the more of them are left.

    Source: assumption.  beta_left: living share of the beta cells around it, 0 to 1.  Returns 1/h.
    """
    return beta_left / islets.search_duration


@rule
def target_leaving_rate(islets):
    """A CTL stays with a beta cell for hours.

    Source: Coppieters2012.  Returns 1/h.
    """
    return 1.0 / islets.contact_duration


@rule
def killing_rate(ctls, suppression_field, islets):
    """CTLs kill beta cells slowly when alone, and faster together than each for itself; IL-10 restrains them.

    Source: Halle2016.  ctls: in contact, per living beta cell; suppression_field: nM.  Returns 1/h.
    """
    together = 1.0 + islets.cooperation * saturation(ctls, islets.cooperative_crowd, 2.0)
    return islets.kill_rate * ctls * together / (1.0 + suppression_field / islets.half_suppression)


@rule
def cytokine_death_rate(inflammation, islets):
    """Inflammatory cytokine of T cells and macrophages kills beta cells without contact.

    Source: assumption.  inflammation: nM.  Returns 1/h.
    """
    return islets.cytokine_rate * saturation(inflammation, islets.half_inflammation, 2.0)


@rule
def remodelling_rate(age, islets):
    """A wave of beta-cell death passes through the islets of every mouse in its third week of life.

    Source: Turley2003.  age: h.  Returns 1/h.
    """
    distance = (age - islets.wave_peak) / islets.wave_width
    return islets.wave_rate * math.exp(-distance * distance / 2.0)


@rule
def corpse_clearance_rate(islets):
    """Macrophages clear apoptotic beta cells within hours, in NOD mice less well than in others.

    Source: Maree2005.  Returns 1/h.
    """
    return islets.clearance_rate


@rule
def necrosis_rate(islets):
    """An apoptotic beta cell that nothing clears becomes necrotic.

    Source: Maree2005.  Returns 1/h.
    """
    return islets.necrosis_rate


@rule
def debris_clearance_rate(islets):
    """Debris of necrotic beta cells is cleared within a day.

    Source: assumption.  Returns 1/h.
    """
    return islets.necrotic_clearance_rate


@rule
def alarm_secretion(islets):
    """Necrotic beta cells, unlike apoptotic ones, inflame the tissue around them.

    Source: Turley2003.  Returns molecules/s of inflammatory cytokine for one necrotic cell.
    """
    return islets.alarm_secretion


@rule
def beta_division_rate(age, mass_rate, islets):
    """Beta cells divide often in the first weeks of life, rarely later, and more again when glucose is high.

    Source: Topp2000.  age: h; mass_rate: net gain of mass by glucose, 1/h.  Returns 1/h.
    """
    young = islets.young_division_rate / (1.0 + (age / islets.maturity) ** 4.0)
    return islets.adult_division_rate + young + max(mass_rate, 0.0)


@rule
def granulation_aim(inflammation, glucose_level, islets):
    """Beta cells lose their granules under cytokine and under high glucose, and are refilled when these pass.

    Source: Sherry2006.  inflammation: nM; glucose_level: mg/dL.  Returns the share of granules aimed at, 0 to 1.
    """
    inflamed = 1.0 / (1.0 + inflammation / islets.half_degranulation)
    return inflamed * (1.0 - saturation(glucose_level, islets.half_glucotoxicity, islets.glucotoxic_steepness))


@rule
def granulation_rate(islets):
    """Granules are lost and regained within a week.

    Source: Sherry2006.  Returns 1/h.
    """
    return islets.granulation_rate
