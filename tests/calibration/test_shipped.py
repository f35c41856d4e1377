"""Posteriors that lie beside the documents belong to the scenarios that ship."""

from pathlib import Path

import pandas as pd
import pytest

from nanoimmune import Scenario
from nanoimmune.trial.posterior import Posterior

POSTERIORS = Path(__file__).parents[2] / "docs" / "posteriors"
NAMES = sorted(path.stem for path in POSTERIORS.glob("*.csv"))


def test_there_are_some() -> None:
    assert NAMES == ["ms", "ms-monophasic", "ms-relapsing", "t1d"]


@pytest.mark.parametrize("name", NAMES)
def test_what_ships_lies_among_the_draws_of_its_posterior(name: str) -> None:
    """A scenario that was fitted anew, and not its posterior, would lie outside of most draws of some number."""
    path = POSTERIORS / f"{name}.csv"
    draws = pd.read_csv(path)
    moved = [column for column in draws if "." in column]
    scenario = Scenario.named(name)
    assert len(moved) >= 5
    for number in moved:
        group, own = number.split(".")
        value = getattr(getattr(scenario.parameters, group), own)
        assert draws[number].quantile(0.05) <= value <= draws[number].quantile(0.95), number
    assert (draws["implausibility"] <= 3.0).all()
    assert Posterior.from_file(path) is not None
