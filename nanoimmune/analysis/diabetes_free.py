"""Survival free of diabetes: how long the subjects of each arm were followed, and the tables that come of it."""

import pandas as pd

from nanoimmune.analysis.endpoints import Life
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.glycaemic_endpoints import DAYS_PER_WEEK, followed_to, onset
from nanoimmune.analysis.hazards import survival_tests
from nanoimmune.analysis.survival import FollowUp, curve

CURVES, TESTS = "survival.csv", "survival_tests.csv"


def follow_up(records: pd.DataFrame, arm: str) -> FollowUp:
    """Follow the subjects of one arm from the first day of the record to diabetes, or to their last day alive.

    Args:
        records: Records of all runs.
        arm: Name of the arm.

    Returns:
        Weeks of age, a value a subject.
    """
    chosen = records[records["arm"] == arm]
    lives = [Life.of(record) for _, record in chosen.groupby("subject")]
    frame = pd.DataFrame({"week": [followed_to(life) for life in lives], "onset": [onset(life) for life in lives]})
    start = min((float(life.day[0]) for life in lives), default=0.0)
    event = frame["onset"].notna().to_numpy(dtype=bool)
    return FollowUp(frame["week"].to_numpy(dtype=float) / DAYS_PER_WEEK, event, start / DAYS_PER_WEEK)


def survival_tables(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """Make the survival tables of a trial.

    Args:
        evidence: The findings of a trial.

    Returns:
        By name of the file: the curves, columns `arm, week, at_risk, events, free, low, high`, and the comparisons,
        columns `nanoimmune.analysis.hazards.TEST_COLUMNS`.
    """
    follow_ups = {arm: follow_up(evidence.records, arm) for arm in evidence.arms}
    curves = [curve(followed).assign(arm=arm) for arm, followed in follow_ups.items()]
    whole = pd.concat(curves, ignore_index=True)
    whole.insert(0, "arm", whole.pop("arm"))
    tests = survival_tests(follow_ups, evidence.references, evidence.days / DAYS_PER_WEEK)
    return {CURVES: whole, TESTS: tests}
