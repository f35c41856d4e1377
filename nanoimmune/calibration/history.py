"""History matching: waves of designs, each where the surrogates of those before it do not rule the model out."""

from functools import cached_property
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc

from nanoimmune.calibration.found import (
    AT_PRESENT,
    CHECKED,
    Calibrated,
    cohort_variance,
    shares_at,
    values_at,
)
from nanoimmune.calibration.implausibility import CUTOFF, Judgement
from nanoimmune.calibration.sampler import GENERATIONS, Draws, draw, spread_out
from nanoimmune.calibration.search import Search
from nanoimmune.calibration.surrogate import fitted_surrogates
from nanoimmune.calibration.verdict import sentences
from nanoimmune.errors import refuse

Array = NDArray[np.float64]

METHOD = "history-matching"

_SURROGATES = "sklearn"

_CHECKED_SHARE = 5
"""One design in so many is a draw of the posterior, that is lived to see whether the surrogates were right."""

_PRIOR_SAMPLE = 8192
"""Points of the prior at which the share that is not ruled out is counted."""

_POOL = 10
"""Points that are drawn for each that a wave takes."""

_WALL = 8.0
"""How steeply the density of a wave falls where it is ruled out, so that chains find their way in."""


class Plan(NamedTuple):
    """How much is lived.

    Attributes:
        designs: Designs in all, the present values and the draws of the posterior among them.
        waves: Waves before the posterior is drawn.
        draws: Draws of the posterior.
        seed: Seed of designs and draws.
        generations: Steps of every chain of the sampler.
    """

    designs: int = 300
    waves: int = 3
    draws: int = 200
    seed: int = 1
    generations: int = GENERATIONS

    @property
    def checked(self) -> int:
        """Draws of the posterior that are lived."""
        return max(2, self.designs // _CHECKED_SHARE)

    def of_wave(self, wave: int) -> int:
        """Give the number of designs of a wave, counted from 0; the first has the present values as well."""
        left = self.designs - self.checked - 1
        return left // self.waves + (1 if wave < left % self.waves else 0)

    def check(self, numbers: int) -> None:
        """Refuse a plan with too few designs for a surrogate.

        Raises:
            InputError: If scikit-learn is not installed, or a wave has fewer designs than twice the numbers that are
                moved, or than six.
        """
        if find_spec(_SURROGATES) is None:
            raise refuse("--method", METHOD, "scikit-learn for the surrogates", "pip install scikit-learn")
        fewest = max(6, 2 * numbers)
        if self.of_wave(self.waves - 1) < fewest:
            enough = self
            while enough.of_wave(self.waves - 1) < fewest:
                enough = enough._replace(designs=enough.designs + 1)
            allowed = f"{enough.designs} at least, for {numbers} numbers in {self.waves} waves"
            raise refuse("--designs", self.designs, allowed, "Take more, fewer waves, or fewer numbers with --only.")


class HistoryMatching(Search[Plan]):
    """A calibration by waves of designs, and what was said of them wave by wave."""

    method = METHOD

    @cached_property
    def _prior(self) -> Array:
        """Points of the prior at which the share that is not ruled out is counted."""
        rng = np.random.default_rng([self.plan.seed, 1])
        return np.asarray(qmc.Sobol(len(self.factors), rng=rng).random(_PRIOR_SAMPLE))

    def run(self) -> Calibrated:
        """Live every wave, and draw the posterior.

        Sums on one thread have the same last bit wherever they are done again.
        """
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            return self._run()

    def _run(self) -> Calibrated:
        """Live every wave, and draw the posterior."""
        self._live(self._first, AT_PRESENT, "present values")
        sample = qmc.LatinHypercube(len(self.factors), rng=np.random.default_rng([self.plan.seed, 2]))
        shares = np.asarray(sample.random(self.plan.of_wave(0)))
        diagnostics: list[dict[str, object]] = []
        for wave in range(self.plan.waves):
            said = f"wave {wave + 1} of {self.plan.waves}"
            self._live([values_at(self.factors, each) for each in shares], str(wave + 1), said)
            judgement, told = self._judged(wave + 1)
            diagnostics += told
            if wave + 1 < self.plan.waves:
                shares = self._next(judgement, wave + 1)
        return self._ended(judgement, pd.DataFrame(diagnostics))

    def _judged(self, wave: int) -> tuple[Judgement, list[dict[str, object]]]:
        """Fit surrogates to all designs so far, and tell by target how good they are and what they leave."""
        shares = shares_at(self.factors, self._points)
        surrogates = fitted_surrogates(shares, self._outputs.values)
        if not any(surrogates):
            mend = "Live more of them, or move fewer numbers."
            raise refuse("--designs", len(shares), "designs of which some target has a value", mend)
        cohort = cohort_variance(self.targets, self._outputs)
        judgement = Judgement(self.targets, surrogates, cohort.tolist())
        left = float((judgement.implausibility(self._prior) <= CUTOFF).mean())
        rows: list[dict[str, object]] = []
        for place, (target, surrogate) in enumerate(zip(self.targets, surrogates, strict=True)):
            told = None if surrogate is None else surrogate.left_out()
            rows.append({
                "wave": wave,
                "target": target.name,
                "designs": int(np.isfinite(self._outputs.values[:, place]).sum()),
                "spread": told and told.spread,
                "left_out_error": told and told.error,
                "explained": told and told.explained,
                "covered": told and told.covered,
                "noise": surrogate and surrogate.noise,
                "observation_sd": (target.below + target.above) / 2,
                "cohort_sd": float(np.sqrt(cohort[place])),
                "discrepancy_sd": target.discrepancy,
                "not_ruled_out": left,
            })  # fmt: skip
        return judgement, rows

    def _next(self, judgement: Judgement, wave: int) -> Array:
        """Choose designs that are not ruled out, far from each other and from those that were lived."""

        def density(points: Array) -> Array:
            beyond = judgement.implausibility(points) - CUTOFF
            return np.asarray(-_WALL * np.maximum(beyond, 0.0))

        count = self.plan.of_wave(wave)
        pool = draw(density, len(self.factors), _POOL * count, self._seed(wave), self.plan.generations).points
        taken = shares_at(self.factors, self._points)
        inside = pool[judgement.implausibility(pool) <= CUTOFF]
        chosen = spread_out(inside, count, taken)
        rest = pool[np.argsort(judgement.implausibility(pool), kind="stable")]
        return np.concatenate([chosen, rest[: count - len(chosen)]])

    def _seed(self, turn: int) -> int:
        """Give the seed of one use of the sampler."""
        return int(np.random.SeedSequence([self.plan.seed, 100 + turn]).generate_state(1)[0])

    def _ended(self, judgement: Judgement, diagnostics: pd.DataFrame) -> Calibrated:
        """Draw the posterior, live some of it, and say what it is worth."""

        def density(points: Array) -> Array:
            likely, apart = judgement.log_posterior(points)
            return np.asarray(likely - _WALL**2 * np.maximum(apart - CUTOFF, 0.0))

        drawn = draw(density, len(self.factors), self.plan.draws, self._seed(0), self.plan.generations)
        places = np.linspace(0, self.plan.draws - 1, self.plan.checked).round().astype(int)
        values = [values_at(self.factors, each) for each in drawn.points]
        begun = len(self._points)
        self._live([values[place] for place in places], CHECKED, "draws of the posterior")
        posterior = pd.DataFrame(values)
        posterior.insert(0, "draw", range(len(posterior)))
        posterior["implausibility"] = judgement.implausibility(shares_at(self.factors, values))
        lived = dict(zip(places.tolist(), range(begun, begun + len(places)), strict=True))
        posterior["design"] = pd.array([lived.get(place) for place in range(len(values))], dtype="Int64")
        searched = np.concatenate([self._prior, drawn.points])
        verdict = self._verdict(judgement, drawn, posterior, diagnostics, begun)
        return self._found(posterior, diagnostics, self._judged_points(judgement, searched), verdict)

    def _judged_points(self, judgement: Judgement, points: Array) -> pd.DataFrame:
        """Lay points out with their implausibility."""
        table = pd.DataFrame(points, columns=[factor.name for factor in self.factors])
        return table.assign(implausibility=judgement.implausibility(points))

    def _verdict(
        self, judgement: Judgement, drawn: Draws, posterior: pd.DataFrame, diagnostics: pd.DataFrame, begun: int
    ) -> tuple[str, ...]:
        """Say what was found, and how much it can be trusted."""
        shares = shares_at(self.factors, self._points[begun:])
        forecasts = judgement.forecasts(shares)
        places = [self.targets.index(target) for target in judgement.targets]
        lived = self._outputs.values[begun:, places].T
        errors = [(ours - mean) / np.sqrt(variance) for ours, (mean, variance) in zip(lived, forecasts, strict=True)]
        known = np.concatenate([each[np.isfinite(each)] for each in errors])
        covered = float(np.mean(np.abs(known) <= 1.96)) if known.size else float("nan")
        return sentences(diagnostics, posterior["implausibility"].to_numpy(float), drawn.r_hat, covered)
