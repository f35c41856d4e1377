"""Geometry, subjects and founders: what a life starts from."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from worlds import SMALL_WORLD, found

from nanoimmune.parameters.load import load
from nanoimmune.state.geometry import build_geometry
from nanoimmune.state.subject import draw_subject
from nanoimmune.words import Compartment, Epitope, Phenotype, is_class_i


@given(st.integers(1, 3), st.integers(1, 4), st.sampled_from([1, 2, 3]), st.integers(4, 9))
def test_every_site_lies_in_one_voxel_of_its_compartment(size: int, depth: int, coarse: int, extent: int) -> None:
    """Extents that voxels do not divide leave smaller voxels at the rim, and never a site without one."""
    world = load(
        SMALL_WORLD | {"world.size": size, "world.depth": depth, "world.sites_per_voxel": coarse,
                       "world.cns_extent": extent}
    ).world  # fmt: skip
    geometry = build_geometry(world)
    for place in Compartment:
        sites = slice(int(geometry.first[place]), int(geometry.first[place + 1]))
        voxels = geometry.voxel_of_site[sites]
        assert voxels.min() == geometry.first_voxel[place]
        assert voxels.max() == geometry.first_voxel[place + 1] - 1
        assert np.unique(voxels).size == geometry.voxels[place].prod()
        assert np.bincount(voxels - voxels.min()).max() <= coarse**3
        assert geometry.extent[place].prod() == sites.stop - sites.start
    assert geometry.site_volume[Compartment.CNS] * geometry.extent[Compartment.CNS].prod() == pytest.approx(
        world.cns_volume * size
    )
    assert geometry.first[Compartment.SPLEEN] == 1


def test_a_body_of_twice_the_size_has_twice_of_everything() -> None:
    """Sites, volumes, founders and residents; concentrations stay, so the volume of a site does too."""
    one, two = found(), found(overrides={"world.size": 2})
    lattices = slice(Compartment.SPLEEN, Compartment.PANCREAS)
    assert np.allclose(two.geometry.site_volume[lattices], one.geometry.site_volume[lattices])
    assert np.array_equal(np.diff(two.geometry.first)[lattices], 2 * np.diff(one.geometry.first)[lattices])
    assert len(two.apcs) == 2 * len(one.apcs)
    assert len(two.cells) == pytest.approx(2 * len(one.cells), abs=len(Epitope))


@pytest.mark.parametrize("long", [16, 1 / 16])
def test_a_long_organ_has_the_sites_of_a_square_one_and_twice_its_wall(long: float) -> None:
    """Or turned by a quarter; volumes, founders and the size of a voxel stay: walls and directions are otherwise."""
    square, other = found(), found(overrides={"world.elongation": long})
    for place in (Compartment.SPLEEN, Compartment.NODE, Compartment.CNS):
        (side, same, _), (along, across, _) = square.geometry.extent[place], other.geometry.extent[place]
        assert (side, along) == (same, round(side * math.sqrt(long)))
        assert along * across == side * same
        assert along + across == pytest.approx(2 * (side + same), rel=0.1)
        assert other.geometry.voxel_volume[place] == square.geometry.voxel_volume[place]
    assert np.allclose(other.geometry.site_volume, square.geometry.site_volume)
    assert (len(other.apcs), len(other.cells)) == (len(square.apcs), len(square.cells))


def test_subjects_are_functions_of_seed_and_number() -> None:
    """Drawn again they are the same; another number or seed is another subject."""
    parameters = load()
    assert draw_subject(parameters, 1, 4) == draw_subject(parameters, 1, 4)
    assert len({draw_subject(parameters, seed, number).key for seed in range(20) for number in range(50)}) == 1000


def test_what_a_subject_is_dealt_does_not_hang_on_how_it_is_treated() -> None:
    """Parameters outside the repertoire change no subject, so the arms of a study share theirs."""
    plain, other = load(), load({"binding.conversion_rate": 0.001, "harm.phagocyte_rate": 0})
    assert draw_subject(plain, 3, 5) == draw_subject(other, 3, 5)


def test_subjects_spread_as_their_passports_say() -> None:
    """Lognormal numbers and factors, an epitope independent of the next: shares and spreads within 4 standard errors.

    Precursors are held within their limits, so quantiles between these are compared, and not moments.
    """
    parameters, n = load(), 4000
    repertoire = parameters.repertoire
    subjects = [draw_subject(parameters, 0, number) for number in range(n)]
    precursors = np.array([subject.precursors for subject in subjects])
    assert precursors.min() >= repertoire.fewest_precursors
    assert precursors.max() <= repertoire.most_precursors
    for share in (0.25, 0.5, 0.75):
        quantile = repertoire.median_precursors * math.exp(repertoire.precursor_spread * norm.ppf(share))
        assert repertoire.fewest_precursors < quantile < repertoire.most_precursors
        error = math.sqrt(share * (1.0 - share) / n)
        assert np.abs((precursors < quantile).mean(axis=0) - share).max() < 4.0 * error + 0.01
    for name, sigma in (
        ("affinity_factor", repertoire.subject_affinity_spread),
        ("antigen_factor", repertoire.antigen_spread),
        ("barrier_factor", repertoire.barrier_spread),
    ):
        logs = np.log([getattr(subject, name) for subject in subjects])
        assert abs(logs.mean()) < 4.0 * sigma / math.sqrt(n)
        assert abs(logs.std() - sigma) < 4.0 * sigma / math.sqrt(2 * n)
    assert np.abs(np.corrcoef(precursors.T)[np.triu_indices(4, 1)]).max() < 4.0 / math.sqrt(n)


def test_founders_are_as_many_as_the_subject_was_dealt() -> None:
    """Cell for cell, an epitope at a time; a tenth of the CD4 cells are Tregs; no two share an identity."""
    life = found(overrides={"repertoire.treg_share": 0.1})
    rows = life.cells.rows()
    phenotype, epitope = life.cells.column("phenotype")[rows], life.cells.column("epitope")[rows]
    for which in Epitope:
        mine = phenotype[epitope == which]
        naive = life.subject.precursors[which]
        assert (mine == Phenotype.NAIVE).sum() == naive
        assert (mine == Phenotype.TREG).sum() == (0 if is_class_i(which) else round(naive / 9.0))
    assert (life.cells.column("weight")[rows] == 1).all()
    assert np.unique(life.cells.column("uid")[rows]).size == rows.size


def test_affinities_spread_about_the_subject_s_median() -> None:
    """Lognormal: the mean of the logarithm within 4 standard errors."""
    life = found(overrides={"repertoire.fewest_precursors": 900, "repertoire.most_precursors": 900})
    repertoire = life.parameters.repertoire
    logs = np.log(life.cells.column("affinity")[life.cells.rows()].astype(float))
    expected = math.log(repertoire.median_affinity * life.subject.affinity_factor)
    error = repertoire.affinity_spread / math.sqrt(logs.size)
    assert abs(logs.mean() - expected) < 4.0 * error
    assert logs.std() == pytest.approx(repertoire.affinity_spread, rel=0.06)


def test_cells_that_start_life_stand_on_their_own_lattice() -> None:
    """Place and site agree for every population."""
    life = found()
    for population in (life.cells, life.apcs):
        rows = population.rows()
        place, site = population.column("place")[rows], population.column("site")[rows]
        assert (site >= life.geometry.first[place]).all()
        assert (site < life.geometry.first[place + 1]).all()
