"""Courses that begin on each subject's own trigger, or on its onset of diabetes where nothing waited for one."""

import pandas as pd

from nanoimmune.analysis.endpoints import Life
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.glycaemic_endpoints import onset
from nanoimmune.trial.life import SINCE_TRIGGER


def from_trigger(evidence: Evidence, arm: str, column: str) -> pd.DataFrame:
    """Line up a column of one arm on the day of the trigger.

    Args:
        evidence: The findings of a trial.
        arm: Name of the arm; where no regimen of it waits for a trigger, days count from the onset of diabetes.
        column: Name of the column.

    Returns:
        A row a day from the trigger on (0 on its day), a column a subject; who never came to it is left out.
    """
    given = next(each for each in evidence.results.trial.arms if each.name == arm)
    records = evidence.records[evidence.records["arm"] == arm]
    courses = {}
    for subject, record in records.groupby("subject"):
        days = record["day"] - onset(Life.of(record))
        if given.triggered:
            days = record[SINCE_TRIGGER]
        later = record[days >= 0]
        if not later.empty:
            courses[subject] = pd.Series(later[column].to_numpy(), index=days[later.index])
    return pd.DataFrame(courses).sort_index()
