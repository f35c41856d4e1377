"""One run: one subject lives through one arm, is scored every day, and is vaccinated in a copy."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nanoimmune.trial.arm import HOURS_PER_DAY, Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.course import Course

if TYPE_CHECKING:
    import pandas as pd

VACCINATED = "vaccinated_challenge_cells"
"""Column with the challenge-specific T cells of the vaccinated copy, on the days for which it lives."""

VACCINATED_PEAK = "vaccinated_peak_cells"
"""Column with the most of them in its whole watch, which may go on after the trial ends, on the challenge day."""

FIRST_COLUMNS = ("arm", "subject", "day", "score", "alive")


@dataclass(frozen=True, slots=True)
class Run:
    """One subject in one arm.

    Attributes:
        arm: What happens.
        cohort: Whom the subject belongs to.
        subject: Number of the subject in the cohort, from 0.
        days: Days from immunisation that the trial lasts.
        folder: Where the record is written, or None.
    """

    arm: Arm
    cohort: Cohort
    subject: int
    days: int
    folder: Path | None = None

    @property
    def name(self) -> str:
        """Name of the run, and of its file."""
        return f"{self.arm.name}-{self.subject:04d}"


def live(run: Run) -> "pd.DataFrame":
    """Live one life and record it once a day.

    Args:
        run: Which subject, in which arm, for how long.

    Returns:
        The record: one row a day from the start of life to the end of the trial.
    """
    import pandas as pd

    from nanoimmune.trial.store import write_run

    rows, responses = _daily_rows(run)
    for row in rows:
        row[VACCINATED] = responses.get(row["day"], math.nan)
        is_challenge = row["day"] in responses and row["day"] == min(responses)
        row[VACCINATED_PEAK] = max(responses.values()) if is_challenge else math.nan
    record = pd.DataFrame(rows)
    record.insert(0, "arm", run.arm.name)
    record.insert(1, "subject", run.subject)
    rest = [name for name in record.columns if name not in FIRST_COLUMNS]
    record = record[[*FIRST_COLUMNS, *rest]]
    if run.folder is not None:
        write_run(run.folder, run.name, record)
    return record


def _daily_rows(run: Run) -> tuple[list[dict[str, float]], dict[float, float]]:
    """Step a host day by day to its death or the end, and vaccinate a copy of it on the day of the challenge."""
    from nanoimmune.host import Host
    from nanoimmune.readouts import record

    scenario = run.arm.scenario
    subject = run.cohort.subject(run.subject, scenario.parameters)
    host: Any = Host(scenario, doses=run.arm.doses, rng=run.cohort.seed, subject=subject)
    course = Course(scenario.parameters.clinical.lethal_score, scenario.humane_endpoint)
    challenge = scenario.challenge
    rows: list[dict[str, float]] = []
    responses: dict[float, float] = {}
    for day in range(math.ceil(host.day), run.days + 1):
        if not course.alive:
            rows.append(course.after_death(float(day)))
            continue
        _live_until(host, day)
        rows.append(course.observe({**record(host), "day": float(day)}))
        if challenge is not None and day == challenge.day < run.days and course.alive:
            responses = _vaccinate(run, host.branch())
    return rows, responses


def _vaccinate(run: Run, copy: Any) -> dict[float, float]:
    """Vaccinate a copy of a host, and count its challenge-specific T cells every day of its whole watch."""
    from nanoimmune.readouts import record

    scenario = run.arm.scenario
    challenge = scenario.challenge
    assert challenge is not None
    copy.give(challenge.dose())
    course = Course(scenario.parameters.clinical.lethal_score, scenario.humane_endpoint)
    responses: dict[float, float] = {}
    for day in range(challenge.day, challenge.day + challenge.watch_days + 1):
        _live_until(copy, day)
        row = course.observe(record(copy))
        if not course.alive:
            return {}
        responses[float(day)] = row["challenge_cells"]
    return responses


def _live_until(host: Any, day: int) -> None:
    """Run a host to the beginning of a day. A step that is not over by then is lived in the next day."""
    hour = host.parameters.world.lead + day * HOURS_PER_DAY
    if hour > host.time:
        host.run_until(hour)
