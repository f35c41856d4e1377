"""Made-up records of diabetic mice, whose course is known beforehand."""

import math

import numpy as np
import pandas as pd

from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.results import Results
from nanoimmune.trial.scenario import Scenario
from nanoimmune.trial.trial import Trial
from types import SimpleNamespace

BIRTH_TO_START = 14
END = 210
SUBJECTS = 12

PROTECTION = {"untreated": 0.0, "pmhc1-cognate": 0.8, "pmhc1-irrelevant": 0.0, "plg-mixture": 0.4}
"""Share of the loss of beta cells that an arm prevents."""


def diabetic_days(glucose: "np.ndarray", day: "np.ndarray") -> "np.ndarray":
    """Write 1 from the second of two weekly readings above 250 to the day before the second of two that are not."""
    flags, state, last = np.zeros(day.size), 0.0, [False, False]
    for place, today in enumerate(day):
        if today % 7 == 0:
            last = [last[1], bool(glucose[place] > 250)]
            state = 1.0 if all(last) else 0.0 if not any(last) else state
        flags[place] = state
    return flags


def record(arm: str, subject: int, glucose: "np.ndarray", mass: "np.ndarray", **columns: object) -> pd.DataFrame:
    """Write the record of one mouse from its glucose and its insulin-positive mass on each day."""
    day = np.arange(BIRTH_TO_START, END + 1, dtype=float)
    weekly = day % 7 == 0
    cells = np.sqrt(mass)
    return pd.DataFrame(
        {
            "arm": arm,
            "subject": subject,
            "day": day,
            "alive": 1.0,
            "glucose": glucose,
            "reading": np.where(weekly, np.round(glucose), math.nan),
            "diabetic": diabetic_days(glucose, day),
            "beta_mass": mass,
            "beta_cells": cells,
            "granulation": np.divide(mass, cells, out=np.zeros_like(mass), where=cells > 0),
            "insulitis": 4 * (1 - mass),
            "insulitis_islets": np.minimum(1.0, 2 * (1 - mass)),
            "tissue_preserved": mass,
            **columns,
        }
    )


def mouse(arm: str, subject: int) -> pd.DataFrame:
    """Make up one mouse: beta cells are lost from week 8 on at a pace of its own, which the arm slows."""
    rng = np.random.default_rng(subject)
    day = np.arange(BIRTH_TO_START, END + 1, dtype=float)
    pace = 0.022 * np.exp(rng.normal(0, 0.35)) * (1 - PROTECTION[arm])
    mass = np.exp(-pace * np.clip(day - 56, 0, None))
    glucose = 110 + 450 / (1 + (mass / 0.12) ** 3)
    tr1 = np.where((day > 70) & (arm == "plg-mixture"), 4 * (day - 70), 0)
    killers = np.where((day > 70) & (arm == "pmhc1-cognate"), 9 * (day - 70), 0)
    vaccinated = np.where((day >= 180) & (day <= 194), 100 * np.exp(-((day - 189) ** 2) / 8), math.nan)
    columns = {
        "effector_pancreas": 400 * (1 - mass),
        "treg_pancreas": 60 * (1 - mass),
        "tr1_pancreas": tr1 / 5,
        "autoregulatory_pancreas": killers / 5,
        "effector_node": 50.0,
        "treg_node": 101.0,
        "tr1_node": 0.0,
        "cognate_tr1_blood_spleen": tr1,
        "cognate_autoregulatory_blood_spleen": killers,
        "vaccinated_peak_cells": vaccinated,
    }
    return record(arm, subject, glucose, mass, **columns)


def mice_scenario() -> Scenario:
    """Give a host whose pancreas is the target, born on day 0."""
    scenario = Scenario.named("ms")
    object.__setattr__(scenario, "tissue", SimpleNamespace(name="PANCREAS"))
    return scenario


def made_up_mice() -> Results:
    """Four arms of twelve made-up mice."""
    scenario = mice_scenario()
    regimens = {
        "pmhc1-cognate": Regimen(_particle("MOG35-55"), start_day=70, doses=10, every_days=7, ligand_ug=25),
        "pmhc1-irrelevant": Regimen(_particle("GP61-80"), start_day=70, doses=10, every_days=7, ligand_ug=25),
        "plg-mixture": Regimen(_particle("PLP178-191"), start_day=70, doses=5, every_days=7, ligand_ug=25),
    }
    arms = [Arm(name, scenario, regimens[name] if name in regimens else ()) for name in PROTECTION]
    trial = Trial(arms, Cohort(subjects=SUBJECTS, seed=3), days=END)
    table = pd.concat([mouse(arm, subject) for arm in PROTECTION for subject in range(SUBJECTS)], ignore_index=True)
    return Results(trial, table)


def _particle(ligand: str) -> Particle:
    """Give a small particle with one ligand."""
    return Particle(diameter=20, coat="dextran", ligand=ligand, valency=40)
