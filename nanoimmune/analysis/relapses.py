"""Relapses: what a clinical score does after it has fallen."""

import numpy as np

from nanoimmune.analysis.endpoints import Column

FULL_GRADE = 1.0
"""Grades by which a score must have fallen to count as a remission, and then risen to count as a relapse."""

STEADY_DAYS = 2
"""Days that a lower score, and then the higher one, must last."""


def relapses(score: Column) -> int:
    """Count the relapses in a course of daily scores.

    A relapse is a rise by a full grade or more that lasts for more than a day, after the score had fallen by a full
    grade or more below its last peak and had stayed so for as long (McRae et al., J Exp Med 1995).

    Args:
        score: One score a day.

    Returns:
        How many there were.
    """
    if score.size < STEADY_DAYS:
        return 0
    days = np.lib.stride_tricks.sliding_window_view(score, STEADY_DAYS)
    found, peak, trough = 0, 0.0, np.inf
    for least, most in zip(days.min(axis=1).tolist(), days.max(axis=1).tolist(), strict=True):
        if trough == np.inf:
            peak = max(peak, least)
            if most <= peak - FULL_GRADE:
                trough = most
        elif least >= trough + FULL_GRADE:
            found, peak, trough = found + 1, least, np.inf
        else:
            trough = min(trough, most)
    return found
