"""Compartments are Mesa grids, whose cells know who stands on them."""

import numpy as np
import pytest
from mesa.discrete_space import CellAgent, OrthogonalMooreGrid

from nanoimmune.host import Host, TCell, TissueSite


def test_every_organ_has_a_grid(host: Host) -> None:
    assert set(host.grids) == {"spleen", "liver", "node", "cns"}
    assert host.grid is host.grids["cns"]
    assert all(isinstance(grid, OrthogonalMooreGrid) for grid in host.grids.values())
    assert (host.grid.width, host.grid.height, host.grid.torus) == (16, 16, False)
    assert host.grid[3, 4] is host.grid[3, 4]
    with pytest.raises(KeyError):
        _ = host.grid[16, 0]
    assert host.grid.find_nearest_cell(np.array([3.7, 4.2])) is host.grid[3, 4]


def test_an_agent_moves(host: Host) -> None:
    cell = TCell(host, cell=host.grid[5, 5])
    here, there = host.grid[5, 5], host.grid[6, 5]
    cell.move_to(there)
    assert cell.cell is there
    assert cell in there.agents
    assert cell not in here.agents
    cell.move_relative((-1, 0))
    assert cell.cell is here
    assert cell.pos == (5, 5)
    cell.cell = host.grids["node"][0, 0]
    assert cell in host.grids["node"].agents
    assert cell not in host.grid.agents
    cell.cell = None
    assert cell.cell is None
    with pytest.raises(ValueError, match="Cannot move"):
        host.agents_by_type[TissueSite].to_list()[0].move_to(here)


def test_a_cell_of_another_host_is_refused(host: Host, make) -> None:
    with pytest.raises(ValueError, match="another host"):
        TCell(host, cell=make(rng=4).grid[0, 0])


def test_neighbourhoods_end_at_the_walls(host: Host) -> None:
    cell = host.grid[5, 5]
    assert len(cell.neighborhood) == len(cell.connections) == 8
    assert len(cell.get_neighborhood(2, include_center=True)) == 25
    assert len(host.grid[0, 0].neighborhood) == 3
    assert cell.connections[1, 0] is host.grid[6, 5]
    assert cell.neighborhood.select_random_cell() in cell.neighborhood
    wide = cell.get_neighborhood(3)
    assert wide.select_random_agent() in list(wide.agents)
    assert len(wide.select(lambda other: other.is_empty)) == sum(other.is_empty for other in wide)
    assert host.grid.get_neighborhood_mask((0, 0)).sum() == 4
    with pytest.raises(ValueError, match="radius"):
        cell.get_neighborhood(0)


def test_cells_list_everyone_once(host: Host) -> None:
    for grid in host.grids.values():
        listed = [agent for cell in grid.all_cells for agent in cell.agents]
        assert len(set(listed)) == len(listed)
        assert set(listed) == set(grid.agents)
    assert {agent for grid in host.grids.values() for agent in grid.agents} == {
        agent for agent in host.agents if agent.cell is not None
    }


def test_tissue_takes_no_place(host: Host) -> None:
    empty = host.grid.select_random_empty_cell()
    assert empty.is_empty
    assert [type(agent) for agent in empty.agents] == [TissueSite]
    assert len(host.grid.empties) == host.grid.empty.data.sum() == sum(cell.is_empty for cell in host.grid.all_cells)
    assert empty in host.grid.empties
    empty.capacity = 1
    assert not empty.is_full
    TCell(host, cell=empty)
    assert empty.is_full
    assert empty not in host.grid.empties
    with pytest.raises(Exception, match="full"):
        TCell(host, cell=empty)
    with pytest.raises(Exception, match="full"):
        CellAgent(host).cell = empty


def test_a_lattice_may_have_three_dimensions(make) -> None:
    host = make(world__depth=4, world__cns_extent=8)
    host.run_for(30)
    assert host.grid.dimensions == (8, 8, 4)
    cell = host.grid[4, 4, 2]
    assert len(cell.neighborhood) == 26
    agent = TCell(host, cell=cell)
    agent.move_relative((1, -1, 1))
    assert agent.pos == (5, 3, 3)
    assert agent in host.grid[5, 3, 3].agents
    host.grid[0, 0, 1].il2 = 2.0
    assert host.grid.il2.data[0, 0, 1] == 2.0
    assert host.grid.myelin.data.shape == (8, 8, 4)
    assert host.grid.select_random_empty_cell().is_empty
    assert len(host.grids["spleen"].agents) > 0
