"""Lives in which one rule is switched off go on: nothing is divided by a rate that is gone."""

from typing import Any

import islet_worlds
import numpy as np
import pytest
import worlds

from nanoimmune.host.life import Life
from nanoimmune.trial.mechanisms import mechanisms, switched_off
from nanoimmune.words import Compartment

RULES = sorted(rule for rule, switch in mechanisms().items() if not switch.never)
STEPS = 30


def everything(life: Life) -> list[Any]:
    """Every array of floats of a life."""
    cells, apcs = life.cells.columns, life.apcs.columns
    used = life.cells.used
    arrays = [life.fields, cells.signal[:used], cells.help[:used], apcs.pmhc, apcs.costimulation, life.ledger.cleared]
    return arrays + [each for each in life.tissue if each.dtype.kind == "f"]


@pytest.mark.parametrize("rule", [*RULES, "all of the islets"])
@pytest.mark.parametrize("target", [Compartment.CNS, Compartment.PANCREAS])
def test_a_life_without_a_rule_stays_finite(rule: str, target: Compartment) -> None:
    rules = [rule] if rule in RULES else [each for each in RULES if each.startswith("islets.")]
    life = worlds.inflamed() if target == Compartment.CNS else islet_worlds.diseased()
    life.parameters = switched_off(life.parameters, rules)
    worlds.live(life, STEPS)
    assert all(np.isfinite(array).all() for array in everything(life))
    assert np.isfinite([life.organs[0].permeability, life.organs[0].inflammation, life.body.glucose]).all()
