"""Phase times are those of a step, and asking for them leaves the host alone."""

from nanoimmune import Host, Scenario
from nanoimmune.host.schedule import SCHEDULE

SMALL = {"world.cns_extent": 16, "world.cells_per_agent": 512}


def test_asking_for_phase_times_changes_nothing() -> None:
    scenario = Scenario.named("ms").with_parameters(SMALL)
    asked, left_alone = Host(scenario, rng=3), Host(scenario, rng=3)
    for host in (asked, left_alone):
        host.run_for(30)
    times = asked.phase_times(hours=5)
    assert list(times) == [phase.__name__ for phase in SCHEDULE]
    assert sum(times.values()) > 0.0
    assert asked.digest() == left_alone.digest()
    assert asked.time == 30.0


def test_phase_times_print_as_a_table() -> None:
    printed = str(Host(Scenario.named("ms").with_parameters(SMALL), rng=3).phase_times(hours=2))
    lines = printed.splitlines()
    assert [line.split()[0] for line in lines] == [*(phase.__name__ for phase in SCHEDULE), "step"]
    assert all(" ms" in line for line in lines)
