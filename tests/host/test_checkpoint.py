"""A life on disk goes on bit for bit, and a damaged file says so."""

import json
from pathlib import Path

import mesa
import numpy as np
import pytest
from mesa.discrete_space import CellAgent

from nanoimmune import InputError
from nanoimmune.host import Host, TCell
from nanoimmune.host.checkpoint import FORMAT
from nanoimmune.words import Phenotype


def exhaust(phenotype: int, signal: float, draw: float) -> int:
    """Strong signals exhaust, sometimes."""
    return Phenotype.EXHAUSTED if signal > 2.0 and draw < 0.1 else phenotype


@pytest.fixture
def file(tmp_path: Path, host: Host) -> Path:
    """A checkpoint of a host."""
    host.save(tmp_path / "host.npz")
    return tmp_path / "host.npz"


@pytest.mark.parametrize("hours", [0, 1, 7, 30.5])
def test_a_loaded_host_goes_on_bit_for_bit(host: Host, tmp_path: Path, hours: float) -> None:
    added = TCell(host, cell=host.grid[3, 3])
    if hours:
        host.run_for(hours)
    host.save(tmp_path / "host.npz")
    loaded = Host.load(tmp_path / "host.npz")
    assert loaded.digest() == host.digest()
    assert loaded.agents.get("unique_id") == host.agents.get("unique_id")
    for each in (host, loaded):
        each.run_for(60)
    assert loaded.digest() == host.digest()
    assert (loaded.time, loaded.steps, loaded.day) == (host.time, host.steps, host.day)
    assert loaded.random.random() == host.random.random()
    assert loaded.rng.random() == host.rng.random()
    assert loaded.datacollector.model_vars == host.datacollector.model_vars
    assert loaded.ledger() == host.ledger()
    assert TCell(loaded).unique_id == TCell(host).unique_id != added.unique_id


def test_only_the_file_is_left(file: Path) -> None:
    assert list(file.parent.iterdir()) == [file]


def test_a_host_may_be_loaded_with_its_scenario(host: Host, file: Path, make) -> None:
    assert Host.load(file, scenario=host.declared).declared is host.declared
    assert Host.load(file).declared.parameters == host.declared.parameters
    with pytest.raises(InputError, match="other parameters"):
        Host.load(file, scenario=make(world__step=0.5).declared)


def test_rules_are_given_again(host: Host, tmp_path: Path) -> None:
    rule = host.add_rule(exhaust, to=TCell, sets="phenotype", after="choose_fate")
    host.save(tmp_path / "ruled.npz")
    with pytest.raises(InputError, match="exhaust"):
        Host.load(tmp_path / "ruled.npz")
    loaded = Host.load(tmp_path / "ruled.npz", rules=[rule])
    for each in (host, loaded):
        each.run_for(60)
    assert loaded.digest() == host.digest()
    assert Phenotype.EXHAUSTED in host.agents_by_type[TCell].get("phenotype")


def test_what_cannot_be_kept_is_refused(host: Host, tmp_path: Path) -> None:
    file = tmp_path / "host.npz"
    agent = CellAgent(host)
    with pytest.raises(InputError, match="1 agents of class CellAgent"):
        host.save(file)
    agent.remove()
    cell = host.agents_by_type[TCell].to_list()[0]
    cell.note = "mine"
    with pytest.raises(InputError, match="'note'"):
        host.save(file)
    del cell.note
    event = host.schedule_event(host.remove_all_agents, after=3)
    with pytest.raises(InputError, match="event"):
        host.save(file)
    event.cancel()
    host.datacollector = mesa.DataCollector()
    with pytest.raises(InputError, match="collector"):
        host.save(file)
    assert not file.exists()
    host.datacollector = None
    host.save(file)
    assert Host.load(file).datacollector is None


def test_a_damaged_or_foreign_file_is_refused(file: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    for length in (0, 10, 1000, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.npz").write_bytes(whole[:length])
        with pytest.raises(InputError, match=r"cut\.npz"):
            Host.load(tmp_path / "cut.npz")
    flipped = bytearray(whole)
    flipped[len(whole) // 3] ^= 255
    (tmp_path / "flipped.npz").write_bytes(flipped)
    with pytest.raises(InputError, match="damaged"):
        Host.load(tmp_path / "flipped.npz")
    np.savez(tmp_path / "foreign.npz", a=np.arange(3))
    (tmp_path / "text.npz").write_text("no checkpoint")
    for name in ("foreign", "text", "absent"):
        with pytest.raises(InputError, match=name):
            Host.load(tmp_path / f"{name}.npz")
    with pytest.raises(InputError):
        Host.load(tmp_path)


def test_another_format_is_refused(file: Path) -> None:
    arrays = dict(np.load(file))
    text = json.loads(arrays["json"].tobytes())
    for change in ({"format": FORMAT + 1}, {"maker": "somebody"}, {"parameters": {}}, {"pending": [{"is": "Odd"}]}):
        arrays["json"] = np.frombuffer(json.dumps(text | change).encode(), np.uint8)
        with file.open("wb") as changed:
            np.savez(changed, **arrays)
        with pytest.raises(InputError, match="host"):
            Host.load(file)


def test_a_checkpoint_forgets_nothing_of_a_life(host: Host) -> None:
    kept = {
        "parameters",
        "subject",
        "absent",
        "targets",
        "pending",
        "cells",
        "apcs",
        "parcels",
        "organs",
        "fields",
        "body",
        "ledger",
        "medication",
    }
    follows_from_parameters = {
        "geometry",
        "stock",
        "spreading",
        "cell_steps",
        "departures",
        "apc_steps",
        "parcel_steps",
    }
    follows_from_parameters |= {"processed", "sites_per_voxel", "at_rest", "_places", "shown_in_organs"}
    follows_from_parameters |= {"hours", "coarse", "volumes", "_voxels", "_sites", "naive_b_cells"}
    made_afresh_in_a_step = {"crowd", "vessels", "known_makeup", "_quanta", "medicated", "added"}
    without_effect = {"team", "shortcuts"}
    assert set(vars(host.life)) == kept | follows_from_parameters | made_afresh_in_a_step | without_effect
