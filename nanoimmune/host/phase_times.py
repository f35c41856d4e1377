"""How long each phase of a step takes, measured only when somebody asks."""

import time

from nanoimmune.host.life import Life
from nanoimmune.host.schedule import SCHEDULE, Phase, live_one_step, order_of

BAR = 40
"""Characters of the bar of a phase that takes all of a step."""


class PhaseTimes(dict[str, float]):
    """CPU milliseconds a step by phase, in the order of a step; printed as a table."""

    def __str__(self) -> str:
        """Table with a line a phase, and the sum."""
        total = sum(self.values())
        lines = [f"{name:<12}{spent:>9.3f} ms {spent / total:>5.0%}  {'#' * round(BAR * spent / total)}".rstrip()
                 for name, spent in self.items()]  # fmt: skip
        return "\n".join([*lines, f"{'step':<12}{total:>9.3f} ms"])


def phase_times(life: Life, steps: int) -> PhaseTimes:
    """Time the phases of so many steps of a life, after one step that is not counted.

    Args:
        life: Which lives on meanwhile; give a copy where it should not.
        steps: How many.

    Returns:
        The mean of each phase.
    """
    spent = dict.fromkeys((phase.__name__ for phase in SCHEDULE), 0.0)

    def timed(phase: Phase) -> Phase:
        def run(life: Life) -> None:
            began = time.process_time()
            phase(life)
            spent[phase.__name__] += time.process_time() - began

        return run

    live_one_step(life)
    phases = tuple(timed(phase) for phase in order_of(life))
    for _ in range(steps):
        live_one_step(life, phases=phases)
    return PhaseTimes({name: 1e3 * seconds / steps for name, seconds in spent.items()})
