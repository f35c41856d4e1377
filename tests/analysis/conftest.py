"""A trial with made-up records, whose every end-point is known beforehand."""

import math

import numpy as np
import pandas as pd
import pytest

from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.results import Results
from nanoimmune.trial.scenario import Scenario
from nanoimmune.trial.trial import Trial

SEVERITY = {
    "untreated": 1.0,
    "plg-cognate": 0.05,
    "plg-irrelevant": 1.0,
    "pmhc2-cognate": 0.5,
    "pmhc2-irrelevant": 0.98,
    "pmhc2-low-valency": 1.0,
    "plg-empty": 0.97,
}


def life(arm: str, subject: int, days: int = 60) -> pd.DataFrame:
    """Make up one record: a score that rises on a day of the subject's own to a plateau that the arm lowers."""
    rng = np.random.default_rng(subject)
    onset, top = 13 + rng.normal(0, 2), 3 + rng.normal(0, 0.5)
    day = np.arange(-7, days + 1)
    treated = SEVERITY[arm] if SEVERITY[arm] < 0.9 else 1.0
    fall = np.where(day > 18, treated + (1 - treated) * np.exp(-(day - 18) / 6), 1.0)
    plateau = top * (fall if arm.startswith("pmhc2") else SEVERITY[arm])
    score = np.round(2 * plateau / (1 + np.exp(-(day - onset) * 1.5))) / 2
    vaccinated = np.where((day >= 40) & (day <= 54), 100 * np.exp(-((day - 49) ** 2) / 8) * (10 + subject), math.nan)
    tr1 = np.where((day > 14) & (arm == "pmhc2-cognate"), 50 * (day - 14), 0)
    return pd.DataFrame(
        {
            "arm": arm,
            "subject": subject,
            "day": day.astype(float),
            "score": score,
            "alive": 1.0,
            "tissue_preserved": 1 - 0.1 * score,
            "effector_cns": 40 * score,
            "treg_cns": 10 * score,
            "tr1_cns": tr1 / 10,
            "cognate_tr1_blood_spleen": tr1,
            "vaccinated_challenge_cells": vaccinated,
            "vaccinated_peak_cells": vaccinated,
        }
    )


@pytest.fixture(scope="session")
def results() -> Results:
    """Seven arms of twelve made-up subjects."""
    scenario = Scenario.named("ms")
    trial = Trial([Arm.named(name, scenario) for name in SEVERITY], Cohort(subjects=12, seed=3))
    table = pd.concat([life(arm, subject) for arm in SEVERITY for subject in range(12)], ignore_index=True)
    return Results(trial, table)
