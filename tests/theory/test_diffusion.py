"""Spreading of fields and of cells, against what is known of it exactly."""

import math

import numpy as np
import pytest
from scipy.linalg import expm

from nanoimmune.parameters.load import load
from nanoimmune.state.fields import solved_exactly, spreading_matrix
from nanoimmune.state.geometry import build_geometry
from nanoimmune.sweeps.diffuse import solve, spread_all
from nanoimmune.sweeps.move import ENTRIES, displaced, displacement_table, reflected
from nanoimmune.words import N_COMPARTMENTS, Compartment


@pytest.mark.parametrize("points", [1, 2, 7, 64])
def test_spreading_conserves_mass_and_stays_positive(points: int) -> None:
    """Rows and columns sum to one; a wrong boundary leaks, a wrong sign makes negative concentrations."""
    matrix = spreading_matrix(points, 50.0, 30_000.0, 0.5)
    assert np.allclose(matrix.sum(axis=0), 1.0, atol=1e-12)
    assert np.allclose(matrix.sum(axis=1), 1.0, atol=1e-12)
    assert matrix.min() > -1e-12
    assert np.allclose(matrix, matrix.T, atol=1e-12)


@pytest.mark.parametrize("hours", [0.01, 0.25, 1.0])
def test_the_variance_of_a_spreading_point_is_twice_diffusivity_times_time(hours: float) -> None:
    """2Dt along an axis, far from the walls: a factor of two or a wrong spacing shows at once."""
    points, spacing, diffusivity = 401, 20.0, 36_000.0
    profile = spreading_matrix(points, spacing, diffusivity, hours)[points // 2]
    place = (np.arange(points) - points // 2) * spacing
    assert profile @ place == pytest.approx(0.0, abs=1e-6)
    assert profile @ place**2 == pytest.approx(2.0 * diffusivity * hours, rel=1e-6)


def test_two_half_steps_are_one_step() -> None:
    """The operator is exact, so it does not know the time step."""
    half, whole = (spreading_matrix(32, 100.0, 33_334.0, hours) for hours in (0.5, 1.0))
    assert np.allclose(half @ half, whole, atol=1e-12)


@pytest.mark.parametrize("extent", [(5, 7, 1), (4, 5, 6), (1, 8, 1)])
def test_a_sheet_and_a_block_spread_along_every_axis(extent: tuple[int, int, int]) -> None:
    """Axes that are swapped or left out differ from the tensor product."""
    axes = [spreading_matrix(n, 50.0 + 10.0 * n, 30_000.0, 0.5) for n in extent]
    level = np.random.default_rng(3).random(extent)
    expected = np.einsum("ax,by,cz,xyz->abc", *axes, level)
    flat = level.ravel().copy()
    spread_all(flat, *extent, *axes)
    assert np.allclose(flat.reshape(extent), expected, atol=1e-12)


@pytest.mark.parametrize("variance", [0.0, 0.02, 0.3, 0.4, 1.0, 9.6, 25.0])
def test_the_displacement_of_a_step_has_the_right_mean_square(variance: float) -> None:
    """Motility coefficient M gives 2Mt along an axis; the table may round it by a hop in 4096."""
    table = displacement_table(variance)
    assert table.size == ENTRIES
    assert table.mean() == pytest.approx(0.0, abs=0.01)
    assert (table.astype(float) ** 2).mean() == pytest.approx(variance, rel=0.03, abs=2.0 / ENTRIES)


def test_walls_reflect_and_keep_a_uniform_crowd_uniform() -> None:
    """Every site is left and reached equally often; a wall that clips would pile cells up at the rim."""
    extent = 9
    table = displacement_table(4.0)
    reached = np.zeros(extent)
    for start in range(extent):
        for offset, times in zip(*np.unique(table, return_counts=True), strict=True):
            site = reflected(start + int(offset), extent)
            assert 0 <= site < extent
            reached[site] += times
    assert reached / ENTRIES == pytest.approx(np.ones(extent), rel=0.01)


def test_a_walk_without_displacement_stays() -> None:
    """The index of a site and its place on the lattice are each other's inverse."""
    world = load({"world.depth": 3.0}).world
    geometry = build_geometry(world)
    stay, hop = (np.full((N_COMPARTMENTS, ENTRIES), offset, np.int16) for offset in (0, 1))
    for place in (Compartment.LIVER, Compartment.CNS):
        first, end = int(geometry.first[place]), int(geometry.first[place + 1])
        assert [displaced(site, int(place), 0, 0, geometry, stay) for site in range(first, end)] == list(
            range(first, end)
        )
        _, ny, nz = geometry.extent[place].tolist()
        assert displaced(first, int(place), 0, 0, geometry, hop) == first + (ny + 1) * nz + 1


@pytest.mark.parametrize("extent", [(6, 9, 1), (4, 5, 6)])
@pytest.mark.parametrize("hours", [2.0, 0.5])
def test_a_field_that_is_solved_exactly_knows_no_step(extent: tuple[int, int, int], hours: float) -> None:
    """Two hours of secretion at one voxel, beside the solution by the exponential of the whole operator.

    A field that adds a step's secretion where it is made is several times too high there at its end.
    """
    spacing, diffusivity, loss = 80.0, 33_334.0, 0.61
    level = np.random.default_rng(3).random(extent)
    gain = np.zeros(extent)
    gain[1, 2, 0] = 5.0
    generator = -loss * np.eye(level.size)
    for axis, points in enumerate(extent):
        line = np.diag(np.full(points - 1, 1.0), 1) + np.diag(np.full(points - 1, 1.0), -1)
        line -= np.diag(line.sum(axis=0))
        before, after = math.prod(extent[:axis]), math.prod(extent[axis + 1 :])
        generator += diffusivity / spacing**2 * np.kron(np.kron(np.eye(before), line), np.eye(after))
    steady = np.linalg.solve(generator, -gain.ravel())
    expected = steady + expm(2.0 * generator) @ (level.ravel() - steady)
    flat, matrices = level.ravel().copy(), solved_exactly(extent, spacing, diffusivity, loss, hours)
    for _ in range(round(2.0 / hours)):
        solve(flat, gain.ravel().copy(), *extent, matrices[:3], matrices[3:6], matrices[6].ravel(), matrices[7].ravel())
    assert flat == pytest.approx(expected, abs=1e-9)
