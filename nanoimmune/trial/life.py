"""One run: one subject lives through one arm, is recorded every day, and is vaccinated in a copy."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from nanoimmune.trial.arm import Arm
from nanoimmune.trial.challenge import NO_ANSWER, Answer, NamedChallenge
from nanoimmune.trial.diary import Diary
from nanoimmune.trial.observed import ObservedLife
from nanoimmune.trial.run import Run
from nanoimmune.trial.stem import Stems

if TYPE_CHECKING:
    import pandas as pd

    from nanoimmune.readouts import Snapshot
    from nanoimmune.readouts.tissue_fields import TissueFields

VACCINATED = "vaccinated_challenge_cells"
"""Column with the challenge-specific T cells of the vaccinated copy, on the days for which it lives."""

VACCINATED_PEAK = "vaccinated_peak_cells"
"""Column with the most of them in its whole watch, which may go on after the trial ends, on the challenge day."""

SINCE_TRIGGER = "days_since_trigger"
"""Column with the days since the first trigger, empty before it; only in arms that have one."""

PICTURED_SUBJECT = 0
"""Number of the subject whose tissue is pictured, in every arm."""

_STEMS = Stems()
"""What this process remembers of the subject that it lived last."""

FIRST_COLUMNS = ("arm", "subject", "day", "score", "alive", "glucose", "reading", "diabetic")
"""The columns that come first, as far as the record has them."""


class Lived(NamedTuple):
    """What is kept of one life.

    Attributes:
        record: One row a day from the start of life to the end of the trial.
        snapshots: Pictures of the tissue, in the order of days; none of most subjects.
        fields: Target tissues site by site, on the days that the run asks for.
    """

    record: "pd.DataFrame"
    snapshots: "tuple[Snapshot, ...]"
    fields: "tuple[TissueFields, ...]" = ()


def live(run: Run, watch: Callable[[Any], object] | None = None) -> Lived:
    """Live one life, record it once a day, and picture its tissue on the days that the scenario names.

    Args:
        run: Which subject, in which arm, for how long.
        watch: Shown the host on every day that it lives, to be looked at and left as it is.

    Returns:
        Record and pictures.
    """
    import pandas as pd

    diary = _keep_diary(run, watch)
    for row in diary.rows:
        row[VACCINATED] = diary.responses.get(row["day"], math.nan)
        is_challenge = row["day"] in diary.responses and row["day"] == min(diary.responses)
        row[VACCINATED_PEAK] = max(diary.responses.values()) if is_challenge else math.nan
        if run.arm.triggered:
            row[SINCE_TRIGGER] = row["day"] - diary.trigger_day if row["day"] >= diary.trigger_day else math.nan
        row.update(_answers(run.arm.scenario.posed, diary.answers, row["day"]))
    record = pd.DataFrame(diary.rows)
    record.insert(0, "arm", run.arm.name)
    record.insert(1, "subject", run.subject)
    first = [name for name in FIRST_COLUMNS if name in record.columns]
    record = record[[*first, *(name for name in record.columns if name not in first)]]
    return Lived(record, tuple(diary.snapshots), tuple(diary.fields))


def _keep_diary(run: Run, watch: Callable[[Any], object] | None) -> Diary:
    """Live day by day to the end, vaccinate a copy on the day of the challenge, and picture the tissue."""
    begun = _STEMS.recall(run) if watch is None else None  # whoever watches sees every day
    life, diary = begun or (ObservedLife(run.arm, run.cohort, run.subject), Diary())
    first = life.first_day if begun is None else int(diary.rows[-1]["day"]) + 1
    for day in range(first, run.days + 1):
        _live_a_day(run, life, diary, day)
        if watch is not None and life.alive:
            watch(life.host)
        if day == run.parting:
            _STEMS.keep(run, life, diary)
    diary.trigger_day = life.trigger_day
    return diary


def _live_a_day(run: Run, life: ObservedLife, diary: Diary, day: int) -> None:
    """Live to the beginning of a day, and note what is to be noted on it."""
    from nanoimmune.readouts import snapshot
    from nanoimmune.readouts.tissue_fields import tissue_fields

    scenario = run.arm.scenario
    diary.rows.append(life.live_to(day))
    if day in run.field_days and life.alive:
        diary.fields.extend(tissue_fields(life.host))
    if run.subject == PICTURED_SUBJECT and day in scenario.snapshots and life.alive:
        diary.snapshots.append(snapshot(life.host))
    if scenario.challenge is not None and day == scenario.challenge.day < run.days and life.alive:
        diary.responses = _vaccinate(life.branch(), run.arm)
    for challenge in scenario.posed:
        if day == challenge.day < run.days and life.alive:
            diary.answers[challenge] = challenge.put_to(life.branch())


def _answers(posed: Sequence[NamedChallenge], answers: Mapping[NamedChallenge, Answer], day: float) -> dict[str, float]:
    """Give the columns of all challenges for one day: numbers of a whole watch stand on the day of the challenge."""
    columns = {}
    for challenge in posed:
        answer = answers.get(challenge, NO_ANSWER)
        for name in challenge.numbers:
            number = answer.numbers.get(name, math.nan) if day == challenge.day else math.nan
            columns[f"{challenge.column}_{name}"] = number
        for name in challenge.courses:
            columns[f"{challenge.column}_{name}"] = answer.courses.get(name, {}).get(day, math.nan)
    return columns


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
