"""Sequential Monte Carlo on a model that is known: nearer from population to population, by the seed alone."""

import numpy as np
import pandas as pd
import pytest
from known_model import FACTORS, TRUTH, Toy, aims

from nanoimmune.calibration import smc
from nanoimmune.calibration.smc import Populations, SequentialMonteCarlo
from nanoimmune.errors import InputError

PLAN = Populations(designs=240, populations=4, draws=60, seed=5)


def test_without_pyabc_it_says_what_is_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smc, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install pyabc"):
        PLAN.check(len(FACTORS))


def test_populations_come_nearer_and_depend_on_the_seed_alone() -> None:
    pytest.importorskip("pyabc", reason="an extra that is not installed")
    before = np.random.get_state()[1].tolist()  # type: ignore[index, union-attr]
    found, again = (SequentialMonteCarlo(FACTORS, aims(), Toy(), PLAN).run() for _ in range(2))
    assert np.random.get_state()[1].tolist() == before, "the user's own generator is left alone"  # type: ignore[index, union-attr]
    pd.testing.assert_frame_equal(found.posterior, again.posterior)
    other = SequentialMonteCarlo(FACTORS, aims(), Toy(), PLAN._replace(seed=6)).run()
    assert other.posterior.iloc[0, 1] != found.posterior.iloc[0, 1]
    distances = found.diagnostics["distance"].to_numpy()
    assert (np.diff(distances) < 0).all()
    assert len(found.points) <= PLAN.designs
    prior = np.median(found.implausibility[: PLAN.particles])
    assert np.median(found.posterior["implausibility"]) < prior / 3
    for name, truth in TRUTH.items():
        low, high = np.quantile(found.posterior[name], [0.02, 0.98])
        assert low < truth < high, name
    for row in found.posterior.itertuples():
        assert list(found.points[row.design].values()) == list(row[2:5])


def test_populations_that_are_too_small_are_refused() -> None:
    pytest.importorskip("pyabc", reason="an extra that is not installed")
    with pytest.raises(InputError, match="--designs"):
        Populations(designs=20).check(len(FACTORS))
