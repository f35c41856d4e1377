"""Made-up records of diabetic mice, whose course is known beforehand."""

import math

import numpy as np
import pandas as pd

from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.glycaemia import Glycaemia
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.results import Results
from nanoimmune.trial.scenario import Scenario
from nanoimmune.trial.trial import Trial
from nanoimmune.words import Compartment, Epitope

Column = np.ndarray[tuple[int], np.dtype[np.float64]]

FIRST_DAY = 14
END = 210
SUBJECTS = 12

PROTECTION = {"untreated": 0.0, "pmhc1-cognate": 0.8, "pmhc1-irrelevant": 0.0, "pmhc2-cognate": 0.4}
"""Share of the loss of beta cells that an arm prevents."""


def diabetic_days(glucose: Column, day: Column) -> Column:
    """Write 1 from the second of two weekly readings above 250 to the day before the second of two that are not."""
    flags, state, last = np.zeros(day.size), 0.0, [False, False]
    for place, today in enumerate(day):
        if today % 7 == 0:
            last = [last[1], bool(glucose[place] > 250)]
            state = 1.0 if all(last) else 0.0 if not any(last) else state
        flags[place] = state
    return flags


def record(arm: str, subject: int, glucose: Column, mass: Column, **columns: object) -> pd.DataFrame:
    """Write the record of one mouse from its glucose and its insulin-positive mass on each day."""
    day = np.arange(FIRST_DAY, END + 1, dtype=float)
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
    day = np.arange(FIRST_DAY, END + 1, dtype=float)
    pace = 0.022 * np.exp(rng.normal(0, 0.35)) * (1 - PROTECTION[arm])
    mass = np.exp(-pace * np.clip(day - 56, 0, None))
    glucose = 110 + 450 / (1 + (mass / 0.12) ** 3)
    tr1 = np.where((day > 70) & (arm == "pmhc2-cognate"), 4 * (day - 70), 0)
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
    """Give a host whose pancreas is the target, born on day 0 and followed from day 14."""
    return Scenario(
        name="mice",
        title="Made-up mice",
        description="Mice that lose their beta cells.",
        overrides={"world.lead": -24.0 * FIRST_DAY},
        tissues=(Compartment.PANCREAS,),
        day_zero="birth",
        glycaemia=Glycaemia(threshold=250, readings=2, every_days=7),
        repertoire=frozenset({Epitope.IGRP206_214, Epitope.INSB9_23, Epitope.GP61_80}),
        days=END,
    )


def regimen(ligand: str, **timing: object) -> Regimen:
    """Give a weekly regimen of a small particle with one ligand."""
    particle = Particle(diameter=20, coat="dextran", ligand=ligand, valency=40)
    return Regimen(particle, every_days=7, ligand_ug=25, **timing)  # type: ignore[arg-type]


def made_up_mice() -> Results:
    """Four arms of twelve made-up mice."""
    scenario = mice_scenario()
    regimens = {
        "pmhc1-cognate": regimen("IGRP206-214", start_day=70, doses=10),
        "pmhc1-irrelevant": regimen("TUM", start_day=70, doses=10),
        "pmhc2-cognate": regimen("InsB9-23", start_day=70, doses=5),
    }
    arms = [Arm(name, scenario, regimens.get(name, ())) for name in PROTECTION]
    trial = Trial(arms, Cohort(subjects=SUBJECTS, seed=3), days=END)
    table = pd.concat([mouse(arm, subject) for arm in PROTECTION for subject in range(SUBJECTS)], ignore_index=True)
    return Results(trial, table)


def made_up_reversal() -> Results:
    """Mice that become diabetic in week 16 or later; treated from onset on, they recover and most relapse."""
    scenario = mice_scenario()
    arms = [
        Arm("untreated", scenario),
        Arm("from-onset", scenario, regimen("IGRP206-214", trigger="diabetes", doses=4)),
    ]
    trial = Trial(arms, Cohort(subjects=SUBJECTS, seed=3), days=END)
    table = pd.concat(
        [late_mouse(arm, subject) for arm in trial.arms for subject in range(SUBJECTS)], ignore_index=True
    )
    return Results(trial, table)


def late_mouse(arm: Arm, subject: int) -> pd.DataFrame:
    """Make up one mouse: high from a week of its own, low for some weeks from the third of treatment on."""
    day = np.arange(FIRST_DAY, END + 1, dtype=float)
    week, onset = day // 7, 16 + subject % 6
    glucose = np.where(week >= onset - 1, 420.0 + 10 * (subject % 3), 120.0)
    if arm.triggered:
        glucose = np.where((week >= onset + 2) & (week < onset + 5 + subject), 160.0 + 5 * subject, glucose)
    mass = np.where(glucose > 250, 0.08, 0.4)
    zeros = dict.fromkeys(
        [f"{kind}_{place}" for kind in ("effector", "treg", "tr1", "autoregulatory") for place in ("pancreas", "node")]
        + ["cognate_tr1_blood_spleen", "cognate_autoregulatory_blood_spleen"],
        0.0,
    )
    lived = record(arm.name, subject, glucose, mass, **zeros)
    if arm.triggered:
        lived["days_since_trigger"] = (day - 7 * onset).astype(float)
        lived.loc[lived["day"] < 7 * onset, "days_since_trigger"] = math.nan
    return lived
