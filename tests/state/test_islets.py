"""Islets are scattered as they are declared, and the first cells of a pancreas are those that it should have."""

import math
from typing import Any

import numpy as np
import pytest
from islet_worlds import OWN, PANCREAS, found
from numpy.typing import NDArray
from worlds import live

from nanoimmune.biology.engagement import sees_class_i
from nanoimmune.host.life import Life
from nanoimmune.parameters.load import load
from nanoimmune.state.founding import founder_stock, processing
from nanoimmune.state.geometry import build_geometry
from nanoimmune.state.islets import healthy_pancreas, islet_of_sites, islet_radii
from nanoimmune.state.subject import draw_subject
from nanoimmune.words import (
    EPITOPES_OF,
    N_EPITOPES,
    ApcKind,
    Compartment,
    Epitope,
    Phenotype,
    Protein,
    is_class_i,
)


def lattice_of_islets(number: int = 0, **changes: float) -> tuple[NDArray[np.int64], dict[str, Any]]:
    """Islet of every site of a standard pancreas, as a lattice, and what it was made from."""
    parameters = load(changes | {"world.sites_per_voxel": 4})
    subject, geometry = draw_subject(parameters, 3, number), build_geometry(parameters.world, (Compartment.PANCREAS,))
    islets = islet_of_sites(subject, parameters, geometry)
    extent = geometry.extent[Compartment.PANCREAS]
    return islets.reshape(extent[:2]), {"parameters": parameters, "subject": subject, "geometry": geometry}


@pytest.mark.parametrize("number", range(3))
def test_there_are_as_many_islets_as_declared_and_each_has_sites(number: int) -> None:
    """None is swallowed by another, however small it is; a pancreas of four parts has four times as many."""
    lattice, made = lattice_of_islets(number)
    count = round(made["parameters"].islets.number)
    assert set(lattice[lattice >= 0].tolist()) == set(range(count))
    larger, _ = lattice_of_islets(number, **{"world.size": 4, "islets.number": 15})
    assert set(larger[larger >= 0].tolist()) == set(range(60))


@pytest.mark.parametrize("number", range(3))
def test_islets_are_whole_while_there_is_room(number: int) -> None:
    """Each covers as many sites as its circle would alone, except where a wall cuts it off."""
    lattice, made = lattice_of_islets(number, **{"islets.number": 12})
    radii = np.sort(islet_radii(12, made["subject"], made["parameters"]))[::-1]
    side = len(lattice)
    for islet, radius in enumerate(radii.tolist()):
        x, y = np.nonzero(lattice == islet)
        touches_a_wall = min(x.min(), y.min()) == 0 or max(x.max(), y.max()) == side - 1
        expected = math.pi * radius**2
        assert len(x) <= expected + 2.5 * math.pi * radius + 1.0
        if not touches_a_wall:
            assert len(x) >= expected - 2.5 * math.pi * radius - 1.0
            around = lattice[x.min() - 1 : x.max() + 2, y.min() - 1 : y.max() + 2]
            assert (around == islet).sum() == len(x), "an islet is one piece"


def test_diameters_are_lognormal_about_their_median() -> None:
    """Over many subjects: the median within 4 standard errors, far below a tenth, and the spread of the logarithm."""
    parameters = load()
    radii = np.concatenate([islet_radii(40, draw_subject(parameters, 1, n), parameters) for n in range(100)])
    diameters, islets = 2.0 * radii * parameters.world.pancreas_spacing, parameters.islets
    error = islets.diameter_spread * math.sqrt(math.pi / 2.0 / len(radii))
    assert abs(math.log(np.median(diameters) / islets.median_diameter)) < 4.0 * error < 0.1
    assert np.log(diameters).std() == pytest.approx(islets.diameter_spread, rel=0.05)


def test_subjects_have_islets_of_their_own_and_keep_them() -> None:
    """Another subject has others; the same one the same, whatever happens to it."""
    first, again, other = (lattice_of_islets(number)[0] for number in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_healthy_pancreas_is_full_of_living_beta_cells_and_of_nothing_dead() -> None:
    """Beta cells are in islets only, and all beta cells of the animal are shared among the sites."""
    life = found()
    tissue, islets = life.tissue, life.tissue.islet >= 0
    assert (tissue.beta == islets).all()
    assert (tissue.granules == islets).all()
    assert tissue.apoptotic.sum() == tissue.necrotic.sum() == tissue.attackers.sum() == 0
    assert len(set(tissue.uid.tolist())) == len(tissue.uid)
    assert life.cells_per_site * islets.sum() == pytest.approx(life.parameters.islets.beta_cells)
    one = healthy_pancreas(life.subject, life.parameters, life.geometry)
    assert np.array_equal(one.islet, tissue.islet)


def test_macrophages_and_dendritic_cells_of_the_pancreas_begin_in_islets() -> None:
    """There is no microglia, and what they show at rest is what islets hold."""
    life = found()
    apcs, rows = life.apcs.columns, life.apcs.rows()
    here = rows[apcs.place[rows] == Compartment.PANCREAS]
    assert set(apcs.kind[here].tolist()) == {ApcKind.ISLET_MACROPHAGE, ApcKind.DENDRITIC}
    assert not (apcs.kind[rows] == ApcKind.MICROGLIA).any()
    within = apcs.site[here] - life.sites_of(Compartment.PANCREAS).start
    assert (life.tissue.islet[within] >= 0).all()
    shown = apcs.pmhc[here]
    assert (shown == life.parameters.residents.islet_display * life.processed.share).all()
    assert (shown[:, [Epitope.MOG35_55, Epitope.OVA323_339, Epitope.GP61_80, Epitope.TUM]] == 0.0).all()
    elsewhere = rows[apcs.place[rows] != Compartment.PANCREAS]
    assert (apcs.pmhc[elsewhere] == 0.0).all()


def test_founders_of_class_i_epitopes_are_never_foxp3_tregs() -> None:
    """Foxp3 Tregs are CD4 cells; as founders and of those that the thymus sends later."""
    life = found(overrides={"repertoire.treg_share": 0.1})
    stock = founder_stock(life.subject, life.parameters, frozenset())
    for epitope in Epitope:
        assert (stock[epitope, 1] == 0) == is_class_i(epitope)
        assert stock[epitope, 0] == life.subject.precursors[epitope] > 0
    cells, rows = life.cells.columns, life.cells.rows()
    tregs = rows[cells.phenotype[rows] == Phenotype.TREG]
    assert len(tregs) == stock[:, 1].sum()
    assert not any(is_class_i(epitope) for epitope in cells.epitope[tregs].tolist())
    live(life, 20 * 24)
    cells, rows = life.cells.columns, life.cells.rows()
    tregs = rows[(cells.phenotype[rows] == Phenotype.TREG) | (cells.phenotype[rows] == Phenotype.PERIPHERAL_TREG)]
    assert (cells.born[tregs] > 0).any()
    assert not any(is_class_i(epitope) for epitope in cells.epitope[tregs].tolist())


def test_class_i_epitopes_are_those_of_cd8_cells() -> None:
    """The model and its compiled rule agree; epitopes that were added after them are of CD4 cells."""
    assert {epitope for epitope in Epitope if is_class_i(epitope)} == {
        Epitope.INSB15_23,
        Epitope.IGRP206_214,
        Epitope.TUM,
        Epitope.GP33_41,
    }
    assert all(sees_class_i(int(epitope)) == is_class_i(epitope) for epitope in Epitope)


@pytest.mark.parametrize("target", [Compartment.CNS, Compartment.PANCREAS])
def test_each_epitope_of_the_tissue_comes_from_its_protein_by_its_share(target: Compartment) -> None:
    """Different shares, so that one that is read under another name is seen; and nothing of the other tissue."""
    antigens = load().antigens
    names = [name for name in antigens._fields if hasattr(Epitope, name.upper())]
    antigens = antigens._replace(**{name: 1.0 + n for n, name in enumerate(names)})
    processed = processing(antigens, target, 48.0)
    expected = {Epitope[name.upper()]: getattr(antigens, name) for name in names}
    myelin = (Protein.MOG, Protein.PLP, Protein.MBP)
    of_cns = {epitope for protein in myelin for epitope in EPITOPES_OF[protein]}
    own = of_cns if target == Compartment.CNS else set(OWN)
    for epitope in range(N_EPITOPES):
        if epitope in own:
            assert processed.share[epitope] == expected[Epitope(epitope)]
            assert epitope in EPITOPES_OF[Protein(int(processed.protein[epitope]))]
        else:
            assert processed.protein[epitope] == -1
            assert processed.share[epitope] == 0.0
    assert len(expected) == len(of_cns) + len(OWN)


def test_only_the_target_tissue_has_a_lattice() -> None:
    """The other one is a single site that nothing enters."""
    life = found()
    assert np.diff(life.geometry.first)[Compartment.CNS] == 1
    assert np.diff(life.geometry.first)[Compartment.PANCREAS] == PANCREAS["world.pancreas_extent"] ** 2


def test_only_the_unstable_peptide_leaves_its_mhc_early() -> None:
    """And the tissue at rest shows the less of a peptide the sooner it leaves, supply being the same."""
    antigens = load().antigens._replace(mbp_ac1_11=1.0, mbp_ac1_11_half_life=12.0)
    processed = processing(antigens, Compartment.CNS, 48.0)
    others = np.arange(N_EPITOPES) != Epitope.MBP_AC1_11
    assert (processed.half_life[others] == 48.0).all()
    assert (processed.half_life[~others], processed.stability[~others]) == (12.0, 0.25)
    world = {"antigens.mbp_ac1_11": 1.0, "antigens.mbp_ac1_11_half_life": 12.0}
    life = Life(load(world), draw_subject(load(world), 1, 0), targets=(Compartment.CNS,))
    shown = life.apcs.columns.pmhc[life.apcs.column("place") == Compartment.CNS]
    usual = life.parameters.residents.basal_display
    assert (shown[:, Epitope.MBP_AC1_11] == 0.25 * usual).all()
    assert (shown[:, Epitope.MOG35_55] == usual).all()
