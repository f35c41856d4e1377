"""What a host refuses, in one line that names field, value, what is allowed and the mend."""

from typing import Any

import pytest

from nanoimmune.errors import InputError
from nanoimmune.host import Host
from nanoimmune.trial.scenario import Scenario


@pytest.mark.parametrize(
    ("arguments", "field", "allowed"),
    [
        ({"scenario": "ms"}, "scenario", "Scenario.named"),
        ({"rng": -1}, "rng", "0 to"),
        ({"rng": "a"}, "rng", "whole number"),
        ({"threads": 0}, "threads", "1 to"),
        ({"threads": 1.5}, "threads", "whole number"),
    ],
)
def test_a_host_refuses(arguments: dict[str, Any], field: str, allowed: str) -> None:
    """A wrong argument that goes unnoticed here ends in an error of numba, or in a life that nobody asked for."""
    with pytest.raises(InputError) as refused:
        Host(**{"scenario": Scenario.named("ms"), **arguments})
    assert str(refused.value).startswith(f"{field}: got {arguments[field]!r}")
    assert allowed in str(refused.value)


@pytest.mark.parametrize("hours", [-1, 0.0, float("nan"), float("inf"), "x"])
def test_phase_times_refuse_what_is_no_time(host: Host, hours: Any) -> None:
    """A negative time would silently be one step."""
    with pytest.raises(InputError, match="hours above 0"):
        host.phase_times(hours)
