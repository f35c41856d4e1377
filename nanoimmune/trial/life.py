"""One run: one subject lives through one arm, is recorded every day, and is vaccinated in a copy."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.observed import ObservedLife

if TYPE_CHECKING:
    import pandas as pd

VACCINATED = "vaccinated_challenge_cells"
"""Column with the challenge-specific T cells of the vaccinated copy, on the days for which it lives."""

VACCINATED_PEAK = "vaccinated_peak_cells"
"""Column with the most of them in its whole watch, which may go on after the trial ends, on the challenge day."""

SINCE_TRIGGER = "days_since_trigger"
"""Column with the days since the first trigger, empty before it; only in arms that have one."""

FIRST_COLUMNS = ("arm", "subject", "day", "score", "alive", "glucose", "reading", "diabetic")
"""The columns that come first, as far as the record has them."""


@dataclass(frozen=True, slots=True)
class Run:
    """One subject in one arm.

    Attributes:
        arm: What happens.
        cohort: Whom the subject belongs to.
        subject: Number of the subject in the cohort, from 0.
        days: Last day of the trial, counted from day zero.
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

    rows, responses, trigger_day = _daily_rows(run)
    for row in rows:
        row[VACCINATED] = responses.get(row["day"], math.nan)
        is_challenge = row["day"] in responses and row["day"] == min(responses)
        row[VACCINATED_PEAK] = max(responses.values()) if is_challenge else math.nan
        if run.arm.triggered:
            row[SINCE_TRIGGER] = row["day"] - trigger_day if row["day"] >= trigger_day else math.nan
    record = pd.DataFrame(rows)
    record.insert(0, "arm", run.arm.name)
    record.insert(1, "subject", run.subject)
    first = [name for name in FIRST_COLUMNS if name in record.columns]
    record = record[[*first, *(name for name in record.columns if name not in first)]]
    if run.folder is not None:
        write_run(run.folder, run.name, record)
    return record


def _daily_rows(run: Run) -> tuple[list[dict[str, float]], dict[float, float], float]:
    """Live day by day to the end, and vaccinate a copy on the day of the challenge.

    Returns:
        The rows, the response of the copy by day, and the day of the first trigger (infinite where there was none).
    """
    life = ObservedLife(run.arm, run.cohort, run.subject)
    challenge = run.arm.scenario.challenge
    rows: list[dict[str, float]] = []
    responses: dict[float, float] = {}
    for day in range(life.first_day, run.days + 1):
        rows.append(life.live_to(day))
        if challenge is not None and day == challenge.day < run.days and life.alive:
            responses = _vaccinate(life.branch(), run.arm)
    return rows, responses, life.trigger_day


def _vaccinate(copy: ObservedLife, arm: Arm) -> dict[float, float]:
    """Vaccinate a copy of a life, and count its challenge-specific T cells every day of its whole watch."""
    challenge = arm.scenario.challenge
    assert challenge is not None
    copy.host.give(challenge.dose())
    responses = {float(challenge.day): copy.row["challenge_cells"]}
    for day in range(challenge.day + 1, challenge.day + challenge.watch_days + 1):
        row = copy.live_to(day)
        if not copy.alive:
            return {}
        responses[float(day)] = row["challenge_cells"]
    return responses
