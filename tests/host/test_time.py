"""Time is in hours, in steps of any length."""

import pytest
from mesa.time import Schedule

from nanoimmune.host import Host


def test_a_step_takes_an_hour(host: Host) -> None:
    before = host.time
    host.step()
    assert (host.time, host.life.time) == (before + 1, before + 1)
    host.run_for(10)
    assert (host.time, host.life.time, host.steps) == (before + 11, before + 11, before + 11)
    host.run_until(before + 20)
    assert host.life.time == before + 20
    assert host.day == (host.time - 24) / 24


@pytest.mark.parametrize("length", [0.5, 0.3, 0.7, 2.0])
def test_steps_may_be_shorter_or_longer(make, length: float) -> None:
    host = make(world__step=length)
    host.step()
    assert host.time == host.life.time == length
    host.run_for(99 * length)
    assert host.life.body.step == host.steps == 100
    assert host.time == host.life.time == 100 * length
    host.run_for(24)
    assert host.life.body.step == 100 + int(24 / length + 1e-9)


@pytest.mark.parametrize(("length", "hours"), [(0.7, 24.0), (1.0, 1 / 3), (1.0, 0.1), (2.0, 0.3), (0.125, 24 / 7)])
def test_runs_that_end_within_a_step_do_not_drift(make, length: float, hours: float) -> None:
    """Time is exact after every run, whole steps have been lived, and the rest of a step is lived by the next run."""
    host = make(world__step=length)
    for run in range(1, 61):
        host.run_for(hours)
        assert host.time == pytest.approx(run * hours, abs=1e-6)
        assert host.steps == host.life.body.step == int(run * hours / length + 1e-6)
        assert 0.0 <= host.time - host.life.time < length
        if run * hours > 72.0:
            break
    once = make(world__step=length)
    once.run_until(host.time)
    assert once.digest() == host.digest()


def test_two_halves_make_one_run(make) -> None:
    whole, parts = make(), make()
    whole.run_for(30)
    for hours in (0.5, 0.5, 7.25, 21.75):
        parts.run_for(hours)
    assert whole.digest() == parts.digest()


def test_events_happen_at_their_hour(make) -> None:
    host, heard = make(world__step=0.5), []

    def hear() -> None:
        heard.append((host.time, host.life.time))

    host.schedule_event(hear, after=2.75)
    host.schedule_recurring(hear, Schedule(interval=2.0))
    host.run_for(5)
    assert heard == [(2.0, 2.0), (2.75, 2.5), (4.0, 4.0)]


def test_a_host_may_be_run_step_by_step_or_to_its_end(make) -> None:
    host = make()
    host.schedule_event(host_stops := lambda_free_stop(host), after=3.5)
    while host.running:
        host.step()
    assert host.steps == 4
    assert host_stops


def lambda_free_stop(host: Host):
    """A function that stops a host; Mesa takes no lambda."""

    def stop() -> None:
        host.running = False

    return stop
