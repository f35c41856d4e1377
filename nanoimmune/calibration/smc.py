"""Approximate Bayesian computation by sequential Monte Carlo: populations of lived designs that come ever nearer.

Sampled by pyABC (Schaelte and others 2022, doi 10.21105/joss.04304), one candidate after the other, so that the
posterior depends on the seed alone; the subjects of a candidate are lived side by side.
"""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc

from nanoimmune.calibration.found import (
    AT_PRESENT,
    CHECKED,
    Calibrated,
    lived_implausibility,
    shares_at,
    values_at,
)
from nanoimmune.calibration.implausibility import implausibility
from nanoimmune.calibration.search import Search
from nanoimmune.errors import refuse

Array = NDArray[np.float64]

METHOD = "abc-smc"

FEWEST_PARTICLES = 4
_FAR = 1e6
"""Distance of a design that has no value of some target."""

_PACKAGE = "pyabc"


class Populations(NamedTuple):
    """How much is lived.

    Attributes:
        designs: Candidates at most, those included that are turned down.
        populations: Populations after each other, each nearer than half of the one before it.
        draws: Draws of the posterior.
        seed: Seed of all that is drawn.
    """

    designs: int
    populations: int = 2
    draws: int = 200
    seed: int = 1

    @property
    def particles(self) -> int:
        """Particles of a population: a first sample finds the distance, and two of three candidates are turned down."""
        return self.designs // (3 * self.populations + 1)

    def check(self, numbers: int) -> None:
        """Refuse populations that are too small for the steps between them.

        Raises:
            InputError: If pyABC is not installed, or a population has hardly more particles than numbers are moved.
        """
        if find_spec(_PACKAGE) is None:
            allowed = "history-matching, for pyABC is not here"
            raise refuse("--method", METHOD, allowed, "pip install pyabc")
        fewest = max(FEWEST_PARTICLES, numbers + 2)
        if self.particles < fewest:
            allowed = f"{fewest * (3 * self.populations + 1)} at least, for {numbers} numbers"
            raise refuse("--designs", self.designs, allowed, "Take more, fewer --waves, or fewer numbers with --only.")


class SequentialMonteCarlo(Search[Populations]):
    """A calibration by populations of lived designs."""

    method = METHOD

    def run(self) -> Calibrated:
        """Live population after population."""
        import pyabc

        self._live(self._first, AT_PRESENT, "present values")
        prior = pyabc.Distribution(**{_key(place): pyabc.RV("uniform", 0, 1) for place in range(len(self.factors))})
        with _seeded(self.plan.seed), _silent():
            inference = pyabc.ABCSMC(
                self._answer, prior, self._distance, population_size=self.plan.particles,
                eps=pyabc.MedianEpsilon(), sampler=pyabc.sampler.SingleCoreSampler(check_max_eval=True),
            )  # fmt: skip
            inference.new("sqlite://", {"row": -1.0})
            history = inference.run(
                max_nr_populations=self.plan.populations,
                max_total_nr_simulations=self.plan.designs - self.plan.particles,
            )
            last = history.max_t
            if last < 0:
                allowed = "enough for one population (too many candidates were turned down)"
                raise refuse("--designs", self.plan.designs, allowed, "Take more.")
            told = history.get_all_populations()
            particles, weights = history.get_distribution(m=0, t=last)
        shares = particles[[_key(place) for place in range(len(self.factors))]].to_numpy(float)
        return self._ended(shares, np.asarray(weights, dtype=float), told)

    def _answer(self, parameter: Mapping[str, float]) -> dict[str, float]:
        """Live one candidate, and say which it was."""
        shares = np.array([parameter[_key(place)] for place in range(len(self.factors))])
        place = len(self._points)
        wave = "1" if self._waves.count("1") < self.plan.particles else "2"
        self._live([values_at(self.factors, shares)], wave, f"candidate {place + 1}")
        return {"row": float(place)}

    def _distance(self, ours: Mapping[str, Any], _: Mapping[str, Any]) -> float:
        """Give the largest implausibility of a candidate over all targets."""
        values = self._outputs.values[int(ours["row"])]
        none = np.zeros(1)
        far = [
            float(implausibility(target, np.array([value]), none)[0])
            for target, value in zip(self.targets, values, strict=True)
        ]
        return min(max(far), _FAR)

    def _ended(self, shares: Array, weights: Array, told: pd.DataFrame) -> Calibrated:
        """Draw of the last population by its weights, and tell what was lived."""
        place_of = {tuple(point.values()): place for place, point in enumerate(self._points)}
        values = [values_at(self.factors, each) for each in shares]
        designs = [place_of[tuple(point.values())] for point in values]
        for place in designs:
            self._waves[place] = CHECKED
        # Systematic resampling: each particle is drawn as often as its weight says, to within one.
        begun = qmc.LatinHypercube(1, rng=np.random.default_rng([self.plan.seed, 3])).random(1)[0, 0]
        marks = (begun + np.arange(self.plan.draws)) / self.plan.draws
        chosen = np.searchsorted(np.cumsum(weights / weights.sum()), marks).clip(max=len(values) - 1)
        judged = lived_implausibility(self.targets, self._outputs)
        posterior = pd.DataFrame([values[place] for place in chosen])
        posterior.insert(0, "draw", range(len(posterior)))
        posterior["implausibility"] = judged[[designs[place] for place in chosen]]
        posterior["design"] = [designs[place] for place in chosen]
        searched = pd.DataFrame(
            shares_at(self.factors, self._points), columns=[factor.name for factor in self.factors]
        ).assign(implausibility=np.minimum(judged, _FAR))
        populations = told[told["t"] >= 0]
        diagnostics = pd.DataFrame({
            "population": populations["t"].to_numpy(int) + 1,
            "distance": populations["epsilon"].to_numpy(float),
            "candidates": populations["samples"].to_numpy(int),
            "particles": populations["particles"].to_numpy(int),
        })  # fmt: skip
        return self._found(posterior, diagnostics, searched, self._verdict(diagnostics, len(values), weights))

    def _verdict(self, diagnostics: pd.DataFrame, particles: int, weights: Array) -> tuple[str, ...]:
        """Say how near the last population came."""
        effective = float(weights.sum() ** 2 / (weights**2).sum())
        told = [
            f"The last of {len(diagnostics)} populations is within {diagnostics['distance'].iloc[-1]:.3g} standard "
            f"deviations of every target; its {particles} particles weigh as much as {effective:.3g} equal ones."
        ]
        if len(diagnostics) < self.plan.populations:
            told.append(
                f"Designs were used up before {self.plan.populations} populations were full: live more of them."
            )
        return tuple(told)


def _key(place: int) -> str:
    """Name a number as pyABC, which takes no dots, knows it."""
    return f"number_{place:03d}"


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Seed the generators that pyABC draws from, and leave them as they were."""
    states = np.random.get_state(), random.getstate()
    np.random.seed(seed % 2**32)
    random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(states[0])
        random.setstate(states[1])


@contextmanager
def _silent() -> Iterator[None]:
    """Keep pyABC's own words from the terminal."""
    import logging

    names = ("ABC", "ABC.History", "ABC.Sampler", "ABC.Distance", "ABC.Transition", "ABC.Epsilon", "ABC.Adaptation")
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
