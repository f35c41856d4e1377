"""What every method of calibration is: designs that are lived one wave after the other, and what was found of them."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol

import numpy as np
import pandas as pd

from nanoimmune.calibration.found import Calibrated
from nanoimmune.calibration.simulator import Outputs, Simulator
from nanoimmune.calibration.targets import Target
from nanoimmune.study.factors import Factor


class Planned(Protocol):
    """How much is lived, by any method; `Calibration` checks it."""

    @property
    def seed(self) -> int:
        """Seed of all that is drawn."""


class Search[P: Planned]:
    """A calibration as it goes on: designs that were lived, wave by wave."""

    method: ClassVar[str]

    def __init__(
        self,
        factors: Sequence[Factor],
        targets: Sequence[Target],
        simulator: Simulator,
        plan: P,
        present: Mapping[str, float] | None = None,
    ) -> None:
        """Take what is moved, what it is fitted to, and who answers.

        Args:
            factors: The numbers, with their priors.
            targets: What they are fitted to.
            simulator: The model.
            plan: How much is lived; one that passed its own `check`.
            present: The values that the numbers have now, which are the first design; none for no such design.
        """
        self.factors, self.targets, self.plan = tuple(factors), tuple(targets), plan
        self._simulator = simulator
        self._first = [dict(present)] if present is not None else []
        self._points: list[dict[str, float]] = []
        self._waves: list[str] = []
        self._outputs = Outputs(np.empty((0, len(targets))), np.empty((0, len(targets))))

    def _live(self, points: list[dict[str, float]], wave: str, said: str) -> None:
        """Live some designs."""
        if not points:
            return
        found = self._simulator.answers(points, said)
        self._points += points
        self._waves += [wave] * len(points)
        self._outputs = Outputs(
            np.concatenate([self._outputs.values, found.values]), np.concatenate([self._outputs.errors, found.errors])
        )

    def _found(
        self, posterior: pd.DataFrame, diagnostics: pd.DataFrame, searched: pd.DataFrame, verdict: tuple[str, ...]
    ) -> Calibrated:
        """Lay what was found beside all that was lived."""
        return Calibrated(
            method=self.method,
            factors=self.factors,
            targets=self.targets,
            points=tuple(self._points),
            waves=tuple(self._waves),
            outputs=self._outputs,
            posterior=posterior,
            diagnostics=diagnostics,
            searched=searched,
            verdict=verdict,
            seed=self.plan.seed,
        )
