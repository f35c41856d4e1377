"""The order of a step's phases, where biology leaves it open."""

from pathlib import Path

import pytest
from worlds import found

from nanoimmune.host import Host
from nanoimmune.host.schedule import OTHER_ORDER, SCHEDULE, live_one_step
from nanoimmune.state.dose import Design, ParticleDose
from nanoimmune.words import Coat


def test_the_other_order_has_every_phase_once_and_keeps_causes_before_their_effects() -> None:
    """Doses come first, vessels open before they are passed, contacts are made before they signal."""
    assert sorted(phase.__name__ for phase in OTHER_ORDER) == sorted(phase.__name__ for phase in SCHEDULE)
    for order in (SCHEDULE, OTHER_ORDER):
        at = {phase.__name__: place for place, phase in enumerate(order)}
        assert (at["dose"], at["diffuse"]) == (0, len(order) - 1)
        assert at["circulate"] < at["clear"]
        assert at["present"] < at["engage"] < at["choose_fate"] < at["divide"]
        assert at["engage"] < at["harm"]


def test_a_host_lives_by_the_order_that_its_numbers_name() -> None:
    """A rule after a phase tells when that phase was."""
    heard: dict[float, list[str]] = {}
    for number in (0.0, 1.0):
        told = heard.setdefault(number, [])
        rules = {phase.__name__: [lambda _, name=phase.__name__, told=told: told.append(name)] for phase in SCHEDULE}
        live_one_step(found(overrides={"world.phase_order": number}), rules)
    assert heard[0.0] == [phase.__name__ for phase in SCHEDULE]
    assert heard[1.0] == [phase.__name__ for phase in OTHER_ORDER]


def test_a_life_in_the_other_order_loses_no_particle_and_goes_on_from_a_file(make, tmp_path: Path) -> None:
    """A file does not keep the weights of vessels, by which particles under membrane enter an inflamed tissue."""
    homing = Design(120.0, Coat.NEUTROPHIL_MEMBRANE, None, 0.0)
    many = {"world__parcels_per_dose": 1000}
    host = make(doses=[ParticleDose(14.0, homing, 1e11)], world__phase_order=1.0, **many)
    host.run_for(24 * 15 + 1)
    host.save(tmp_path / "host.npz")
    loaded = Host.load(tmp_path / "host.npz")
    for each in (host, loaded):
        each.run_for(3)
    assert loaded.digest() == host.digest()
    ledger = host.ledger()
    assert sum(ledger[k] for k in ("free", "bound", "inside", "cleared")) == pytest.approx(ledger["injected"], rel=1e-9)
    assert ledger["injected"] > 0.0
