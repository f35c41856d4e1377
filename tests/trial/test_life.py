"""One run keeps to its days."""

import pytest

from nanoimmune import Arm, Cohort, Host, Scenario
from nanoimmune.trial.life import live
from nanoimmune.trial.run import Run

SMALL = {"world.cns_extent": 16, "world.cells_per_agent": 256, "world.lead": 24}


@pytest.mark.parametrize("step", [1.0, 0.7])
def test_days_are_days_whatever_the_step(step: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row is written on its day to the hour, with the steps lived that were over by then."""
    seen: list[tuple[float, int]] = []

    def note(host: Host) -> dict[str, float]:
        from nanoimmune.readouts.record import record

        seen.append((host.time, host.steps))
        return record(host)

    monkeypatch.setattr("nanoimmune.readouts.record", note)
    scenario = Scenario.named("ms").with_parameters(SMALL | {"world.step": step})
    table = live(Run(Arm("untreated", scenario), Cohort(1, 3), 0, 6)).record
    assert table["day"].tolist() == [-1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    hours = [24.0 * day for day in range(8)]
    assert seen == [(pytest.approx(hour), int(hour / step + 1e-9)) for hour in hours]
