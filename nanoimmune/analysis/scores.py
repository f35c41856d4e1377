"""What an observer wrote down, as a sheet to paste: times by subjects, the arms side by side."""

import pandas as pd

from nanoimmune.analysis.story import Sheet
from nanoimmune.trial.results import Results


def score_sheet(results: Results, sheet: Sheet) -> pd.DataFrame:
    """Lay out one column of the records from day 0 on.

    Args:
        results: Results of a trial.
        sheet: Which column, and the times of its rows.

    Returns:
        A column of times, whole numbers, then for each arm a column for each subject, named after arm and subject.
    """
    written = results.table[(results.table["day"] >= 0) & (results.table["day"] % sheet.days == 0)]
    wide = written.pivot_table(index="day", columns=["arm", "subject"], values=sheet.column, sort=False)
    blocks = [
        (arm.name, subject)
        for arm in results.trial.arms
        for subject in range(results.trial.cohort.subjects)
        if (arm.name, subject) in wide.columns
    ]
    wide = wide[blocks].sort_index()
    wide.columns = [f"{arm} {subject + 1}" for arm, subject in blocks]
    wide.index = pd.Index((wide.index // sheet.days).astype(int), name=sheet.rows)
    return wide.reset_index()
