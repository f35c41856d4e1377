"""B cells of a body: antigen and linked help, antibody with a half-life, regulation, presentation."""

import math
from typing import Any

import numpy as np
import pytest
from worlds import IMMUNISATION, found, histories, inflamed, live

from nanoimmune.host.humoral import help_b_cells, soothe_organs
from nanoimmune.host.life import Life
from nanoimmune.parameters.load import load
from nanoimmune.words import FOLLICLES, BCell, Compartment, Epitope, Field, Phenotype, is_class_i

MOG, OVA = Epitope.MOG35_55, Epitope.OVA323_339
NODE, SPLEEN = FOLLICLES.index(Compartment.NODE), FOLLICLES.index(Compartment.SPLEEN)


def with_cells(phenotype: Phenotype, epitope: Epitope = MOG, weight: int = 1000, **overrides: float) -> Life:
    """A body that holds a MOG depot, in whose node one agent of so many driven T cells stands and nobody else."""
    life = found((), {f"humoral.{name}": value for name, value in overrides.items()})
    life.cells.remove(life.cells.rows())
    life.cells.add(
        1, phenotype=phenotype, uid=9_000_000, epitope=epitope, weight=weight, place=Compartment.NODE, affinity=1.0,
        site=life.sites_of(Compartment.NODE).start, partner=-1, help=10.0, signal=10.0,
    )  # fmt: skip
    life.body.depot[MOG] = 1.0
    return life


def b_cells(life: Life, state: BCell, epitope: Epitope = MOG) -> float:
    """B cells of one state in all organs."""
    return float(life.body.b_cells[state, :, epitope].sum())


def matured(life: Life, steps: int = 48) -> Life:
    """Let B cells alone go through so many steps."""
    for _ in range(steps):
        help_b_cells(life)
    return life


def test_a_healthy_body_has_naive_b_cells_and_no_antibody() -> None:
    life = live(found(), 24)
    numbers = life.parameters.humoral
    assert b_cells(life, BCell.NAIVE) == pytest.approx(numbers.founders)
    assert life.body.b_cells[BCell.NAIVE, NODE, MOG] == pytest.approx(numbers.founders * numbers.node_share)
    assert not life.body.b_cells[1:].any()
    assert not life.body.antibody.any()
    of_cd8 = [epitope for epitope in Epitope if is_class_i(epitope)]
    assert not life.body.b_cells[:, :, of_cd8].any(), "peptides of MHC-I alone have no helper"


def test_b_cells_need_antigen_and_linked_help() -> None:
    """Help for another antigen, or antigen without help, or help without antigen, makes no antibody."""
    helped = matured(with_cells(Phenotype.EFFECTOR))
    assert helped.body.antibody[MOG] > 0.0
    assert helped.body.antibody[OVA] == 0.0
    assert matured(with_cells(Phenotype.EFFECTOR, OVA)).body.antibody.max() == 0.0
    assert matured(with_cells(Phenotype.NAIVE)).body.antibody.max() == 0.0
    starved = with_cells(Phenotype.EFFECTOR)
    starved.body.depot[:] = 0.0
    assert matured(starved).body.antibody.max() == 0.0
    assert helped.body.b_cells[BCell.ACTIVATED, SPLEEN, MOG] == 0.0, "the depot drains to the node"


def test_help_counts_only_while_the_helper_is_armed() -> None:
    life = with_cells(Phenotype.EFFECTOR)
    life.cells.column("help")[life.cells.rows()] = 0.0
    assert matured(life).body.antibody.max() == 0.0


def test_antibody_halves_in_its_half_life_once_plasma_cells_are_gone() -> None:
    life = matured(with_cells(Phenotype.EFFECTOR))
    life.cells.remove(life.cells.rows())
    life.body.b_cells[1:] = 0.0
    before = life.body.antibody[MOG]
    matured(life, round(life.parameters.humoral.antibody_half_life))
    assert life.body.antibody[MOG] == pytest.approx(before / 2, rel=1e-6)


def test_the_titre_balances_secretion_and_loss() -> None:
    """At constant plasma cells: secretion over loss, in nM of the volume that antibody spreads in."""
    life = found((), {"humoral.plasma_half_life": 5000})
    numbers = life.parameters.humoral
    life.body.b_cells[BCell.PLASMA, NODE, MOG] = 1000.0
    matured(life, 24 * 60)
    kept = life.body.b_cells[BCell.PLASMA, NODE, MOG]
    per_hour = 1000.0 * numbers.secretion * 3600.0 / 6.02214076e23 * 1e9 / (numbers.distribution_volume * 1e-6)
    loss, dying = (math.log(2) / each for each in (numbers.antibody_half_life, numbers.plasma_half_life))
    expected = per_hour / (loss - dying) * (math.exp(-dying * 1440) - math.exp(-loss * 1440))
    assert kept == pytest.approx(1000.0 * 0.5 ** (1440 / 5000))
    assert life.body.antibody[MOG] == pytest.approx(expected, rel=1e-3)


def test_tr1_cells_make_cognate_b_cells_regulatory_where_there_is_antigen() -> None:
    soothed = matured(with_cells(Phenotype.TR1))
    assert b_cells(soothed, BCell.REGULATORY) > 5.0
    assert soothed.body.antibody.max() == 0.0, "Tr1 cells give no help"
    assert b_cells(matured(with_cells(Phenotype.TR1, OVA)), BCell.REGULATORY) == 0.0
    starved = with_cells(Phenotype.TR1)
    starved.body.depot[:] = 0.0
    assert b_cells(matured(starved), BCell.REGULATORY) == 0.0


def test_disease_makes_some_regulatory_b_cells_by_itself() -> None:
    """Few beside the activated ones, and none where antigen and CD40 together do nothing."""
    life = matured(with_cells(Phenotype.EFFECTOR))
    assert 0.0 < b_cells(life, BCell.REGULATORY) < 0.3 * b_cells(life, BCell.ACTIVATED)
    without = matured(with_cells(Phenotype.EFFECTOR, regulatory_rate=0.0))
    assert b_cells(without, BCell.REGULATORY) == 0.0


def test_room_limits_a_clone() -> None:
    life = matured(with_cells(Phenotype.EFFECTOR, weight=10**6, clone_limit=500.0), 24 * 30)
    assert 200.0 < life.body.b_cells[BCell.ACTIVATED, NODE, MOG] < 500.0


def test_half_the_step_gives_the_same_antibody() -> None:
    """A rate that is used as a probability, or a step that is counted twice, moves it by far more."""

    def titre(step: float) -> float:
        life = with_cells(Phenotype.EFFECTOR)
        life.hours = step
        return float(matured(life, round(96 / step)).body.antibody[MOG])

    assert titre(0.5) == pytest.approx(titre(1.0), rel=0.03)


# In a life ------------------------------------------------------------------------------------------------------------


def everything_but_b_cells(life: Life) -> tuple[Any, ...]:
    """What a life consists of beside B cells and antibody."""
    people = [sorted(histories(each).items()) for each in (life.cells, life.apcs, life.parcels)]
    return people, [column.tolist() for column in life.tissue], life.fields.tolist(), life.body.drained.tolist()


def test_by_default_b_cells_are_a_pure_readout() -> None:
    """Ten times the B cells, the help and the antibody change no bit of anything else."""
    plain = live(inflamed(), 60)
    crowded = inflamed()
    numbers = crowded.parameters.humoral
    louder = {name: 5.0 * getattr(numbers, name) for name in ("founders", "regulatory_rate", "secretion", "half_depot")}
    crowded.parameters = crowded.parameters._replace(humoral=numbers._replace(**louder))
    live(crowded, 60)
    assert everything_but_b_cells(crowded) == everything_but_b_cells(plain)
    assert (crowded.body.antibody != plain.body.antibody).any()


def test_an_immunised_life_makes_antibody_to_what_it_was_immunised_with() -> None:
    life = live(found((IMMUNISATION,), {"fates.activation_rate": 1, "fates.activation_threshold": 1}), 24 * 6)
    titres = life.body.antibody
    assert titres[MOG] > 0.0
    assert titres[MOG] > 100.0 * titres[OVA]


def test_il10_of_regulatory_b_cells_reaches_the_field_of_their_organ() -> None:
    """The steady level is gain over loss; the tissue gets nothing."""
    life = found((), {"humoral.regulatory_secretion": 10})
    for _ in range(48):
        life.body.b_cells[BCell.REGULATORY, NODE, MOG] = 500.0
        life.fields[Field.SUPPRESSIVE] *= 0.5 ** (life.hours / life.parameters.cytokines.suppressive_half_life)
        soothe_organs(life)
    gain = 500.0 * 10 * 3600.0 / 6.02214076e23 * 1e9 / (life.volumes[Compartment.NODE] * 1e-6)
    expected = gain / (math.log(2) / life.parameters.cytokines.suppressive_half_life)
    node = life.fields[Field.SUPPRESSIVE, life.voxels_of(Compartment.NODE)]
    assert node == pytest.approx(np.full(node.shape, expected), rel=1e-6)
    assert not life.fields[Field.SUPPRESSIVE, life.voxels_of(Compartment.CNS)].any()


def test_il10_of_regulatory_b_cells_is_spread_and_lost_with_the_rest() -> None:
    """A life in which only B cells secrete keeps the level that a field without space would have."""
    life = found((), {"humoral.regulatory_secretion": 10, "humoral.regulatory_half_life": 2000})
    life.cells.remove(life.cells.rows())
    life.body.b_cells[BCell.REGULATORY, NODE, MOG] = 500.0
    live(life, 24)
    left = life.body.b_cells[BCell.REGULATORY, NODE, MOG]
    gain = left * 10 * 3600.0 / 6.02214076e23 * 1e9 / (life.volumes[Compartment.NODE] * 1e-6)
    expected = gain / (math.log(2) / life.parameters.cytokines.suppressive_half_life)
    assert life.fields[Field.SUPPRESSIVE, life.voxels_of(Compartment.NODE)].mean() == pytest.approx(expected, rel=0.01)


def test_b_cells_that_present_drive_their_helpers_and_nobody_else() -> None:
    """With help for conventional cells; Tr1 cells are signalled to, and cells of another antigen are not."""

    def driven(phenotype: Phenotype, epitope: Epitope, presentation: float) -> tuple[float, float]:
        life = with_cells(phenotype, epitope, presentation=presentation)
        life.body.b_cells[BCell.ACTIVATED, NODE, MOG] = 2000.0
        help_b_cells(life)
        rows = life.cells.rows()
        return float(life.cells.column("signal")[rows][0]), float(life.cells.column("help")[rows][0])

    assert driven(Phenotype.MEMORY, MOG, 0.0) == (10.0, 10.0)
    assert driven(Phenotype.MEMORY, OVA, 0.5) == (10.0, 10.0)
    signal, helped = driven(Phenotype.MEMORY, MOG, 0.5)
    numbers = load({}).humoral
    assert 10.0 < signal <= 10.0 + 0.5 * 0.5 * 1.0
    assert helped == signal
    regulatory = driven(Phenotype.TR1, MOG, 0.5)
    assert regulatory == (pytest.approx(signal, abs=0.01), 10.0), "Tr1 cells also take a few of the B cells away"
    assert numbers.presentation == numbers.regulatory_secretion == 0.0, "switched on by nobody but the user"
