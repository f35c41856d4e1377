"""B cells: how antigen and T help activate them, what becomes of them, their antibody, IL-10 and presentation."""

from nanoimmune.biology.cytokine import secreted
from nanoimmune.biology.kinetics import decay_rate, saturation
from nanoimmune.rule import rule


@rule
def antigen_held(depot, shed_antigen, pathogen, humoral):
    """Cognate B cells take antigen from a depot that drains to them, from what the tissue sheds, and from a pathogen.

    Source: assumption.  depot and pathogen: relative; shed_antigen: nM.  Returns 0 to 1.
    """
    without = 1.0 - saturation(depot, humoral.half_depot, 1.0)
    without *= 1.0 - saturation(shed_antigen, humoral.half_shed, 1.0)
    return 1.0 - without * (1.0 - saturation(pathogen, humoral.half_pathogen, 1.0))


@rule
def linked_help(helpers, humoral):
    """B cells are helped by armed CD4 cells that know an epitope of the same antigen.

    Source: assumption.  helpers: armed cells in the organ of a body of standard size.  Returns 0 to 1.
    """
    return saturation(helpers, humoral.half_helpers, 1.0)


@rule
def b_cell_activation_rate(held, help_share, humoral):
    """A naive B cell needs both its antigen and linked help to be activated.

    Source: assumption.  held and help_share: 0 to 1.  Returns 1/h.
    """
    return humoral.activation_rate * held * help_share


@rule
def b_cell_division_rate(help_share, activated, humoral):
    """Activated B cells divide while they are helped and as long as the organ has room for them.

    Source: assumption.  help_share: 0 to 1; activated: of one antigen in one organ.  Returns 1/h.
    """
    return humoral.division_rate * help_share * max(0.0, 1.0 - activated / humoral.clone_limit)


@rule
def plasma_cell_rate(help_share, humoral):
    """Helped activated B cells become plasma cells.

    Source: assumption.  help_share: 0 to 1.  Returns 1/h.
    """
    return humoral.plasma_rate * help_share


@rule
def cd40_regulatory_rate(held, help_share, humoral):
    """Antigen and CD40 together make some activated B cells regulatory in the course of disease.

    Source: Fillatreau2002.  held and help_share: 0 to 1.  Returns 1/h.
    """
    return humoral.regulatory_rate * held * help_share


@rule
def tr1_regulatory_rate(held, signalled_tr1, humoral):
    """Tr1 cells make the cognate B cells that hold their antigen regulatory.

    Source: ClementeCasares2016.  held: 0 to 1; signalled_tr1: in the organ of a body of standard size.  Returns 1/h.
    """
    return humoral.tr1_regulatory_rate * held * saturation(signalled_tr1, humoral.half_tr1, 1.0)


@rule
def activated_loss_rate(humoral):
    """Activated B cells die within days.

    Source: assumption.  Returns 1/h.
    """
    return decay_rate(humoral.activated_half_life)


@rule
def plasma_loss_rate(humoral):
    """Plasma cells live for weeks.

    Source: assumption.  Returns 1/h.
    """
    return decay_rate(humoral.plasma_half_life)


@rule
def regulatory_loss_rate(humoral):
    """Regulatory B cells live for days.

    Source: assumption.  Returns 1/h.
    """
    return decay_rate(humoral.regulatory_half_life)


@rule
def renewal_rate(humoral):
    """The marrow fills gaps in the pool of naive B cells within weeks.

    Source: assumption.  Returns 1/h.
    """
    return decay_rate(humoral.renewal_half_life)


@rule
def antibody_gain(plasma_cells, humoral):
    """Plasma cells secrete antibody into the blood.

    Source: definition.  plasma_cells: of a body of standard size.  Returns nM/h.
    """
    return secreted(humoral.secretion, plasma_cells, humoral.distribution_volume)


@rule
def antibody_loss_rate(humoral):
    """Antibody is lost from the blood within a week or two.

    Source: assumption.  Returns 1/h.
    """
    return decay_rate(humoral.antibody_half_life)


@rule
def regulatory_b_cell_gain(regulatory_b_cells, volume, humoral):
    """Regulatory B cells restrain an organ by IL-10.

    Source: Fillatreau2002.  regulatory_b_cells: in the volume; volume: mm3.  Returns nM/h.
    """
    return secreted(humoral.regulatory_secretion, regulatory_b_cells, volume)


@rule
def b_cell_contact(activated, humoral):
    """Activated B cells present the antigen that they know to the CD4 cells of their organ.

    Source: Serreze1996.  activated: of one antigen in one organ.  Returns the share of its time that a cognate CD4 cell
    spends on them, 0 to 1.
    """
    return humoral.presentation * saturation(activated, humoral.half_presenting, 1.0)
