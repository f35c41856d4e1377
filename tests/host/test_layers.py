"""Property layers are the engine's own arrays."""

import numpy as np
import pytest

from nanoimmune.host import Host
from nanoimmune.words import Compartment, Field


def test_tissue_is_a_writable_layer(host: Host) -> None:
    grid = host.grid
    grid.myelin.data[5, 6] = 0.5
    assert grid[5, 6].myelin == 0.5
    grid[5, 6].axons = 0.25
    assert host.life.tissue.axons[5 * 16 + 6] == 0.25
    grid.set_property("myelin", 0.75)
    grid.modify_properties("myelin", np.multiply, 0.5)
    assert (host.life.tissue.myelin == 0.375).all()
    assert grid.select_cells({"axons": lambda share: share < 0.5}) == [(5, 6)]
    assert grid.myelin.aggregate(np.mean) == 0.375


def test_a_field_is_shared_by_the_sites_of_a_voxel(host: Host) -> None:
    grid, voxels = host.grid, host.life.voxels_of(Compartment.CNS)
    assert isinstance(grid[4, 6].il2, float)
    grid[4, 6].il2 = 9.0
    assert grid.il2.data[4, 6] == grid[5, 7].il2 == 9.0
    assert (grid.il2.data == 9.0).sum() == 4
    assert (host.life.fields[Field.IL2, voxels] == 9.0).sum() == 1
    with pytest.raises(ValueError, match="read-only"):
        grid.il2.data[4, 6] = 1.0


def test_a_field_can_be_set_everywhere(host: Host) -> None:
    grid = host.grid
    grid.set_property("inflammatory", 2.0)
    assert (grid.inflammatory.data == 2.0).all()
    grid.inflammatory.modify_cells(np.add, 1.0)
    assert (grid.inflammatory.data == 3.0).all()
    grid.inflammatory.set_cells(5.0, lambda level: level > 10.0)
    assert (grid.inflammatory.data == 3.0).all()
    ramp = np.arange(256.0).reshape(16, 16)
    grid.inflammatory.data = ramp
    assert grid.inflammatory.data[0, 0] == ramp[:2, :2].mean()
    assert grid.inflammatory.data.mean() == pytest.approx(ramp.mean())


def test_layers_follow_the_life(host: Host) -> None:
    grid = host.grid
    grid[5, 6].il2 = 9.0
    host.step()
    assert grid[5, 6].il2 == grid.il2.data[5, 6] != 9.0
    host.life.fields = host.life.fields.copy()
    host.life.fields[Field.IL2] = 4.0
    assert grid[5, 6].il2 == 4.0
    host.life.organs[0].tissue = host.life.tissue._replace(myelin=np.full(256, 0.125))
    assert grid[5, 6].myelin == 0.125


def test_each_grid_shows_the_fields_that_are_followed_there(host: Host) -> None:
    assert host.grids["node"][3, 3].il2 >= 0.0
    with pytest.raises(AttributeError, match="chemokine"):
        _ = host.grids["node"][3, 3].chemokine
    with pytest.raises(AttributeError, match="myelin"):
        _ = host.grids["spleen"].myelin


def test_a_layer_of_the_users_own(host: Host) -> None:
    grid = host.grid
    grid.create_property_layer("extra", 0.0)
    grid[1, 1].extra = 2.0
    assert grid.extra.data[1, 1] == 2.0
    host.step()
    assert grid[1, 1].extra == 2.0
    for name in ("extra", "il2", "agents"):
        with pytest.raises(ValueError, match=name):
            grid.create_property_layer(name)
    grid.remove_property_layer("extra")
    with pytest.raises(AttributeError):
        _ = grid[1, 1].extra
