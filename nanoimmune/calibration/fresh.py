"""The nearest designs once more, by fresh subjects: of many cohorts of eight, the nearest one is lucky in part."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from nanoimmune.calibration.found import AT_PRESENT, Calibrated, farthest, with_answers
from nanoimmune.calibration.simulator import Array, Outputs
from nanoimmune.calibration.targets import Target
from nanoimmune.trial.cohort import LARGEST_SEED, Cohort

CANDIDATES = 5
"""Designs that are lived again, the nearest ones, beside the present values."""

STAYS = 1.0
"""Implausibility up to which the present values stay: nothing that is sure speaks against them."""

FRESH_SUBJECTS = 24
"""Subjects that live each candidate again, where nothing else is said."""

REDRAWN = 2000
"""Redraws of what the fresh subjects said, within its standard errors."""


class Fresh(NamedTuple):
    """What fresh subjects said of the nearest designs.

    Attributes:
        designs: Numbers of the designs that were lived again, the present values first, then the nearest ones.
        outputs: What the model answered, a row a design.
        implausibility: How far the target that speaks most against each is, by its own lives alone; infinite where no
            subject has a value.
        nearest: How often each is the nearest, as a share, where its outputs are drawn anew within their standard
            errors: of designs that so few subjects cannot tell apart, none is it often, and none where none is judged.
            Each output is drawn by itself, though all designs have the same subjects, so it is rather too even.
        proposed: Number of the design that is proposed; if none could be judged, the one that was nearest before.
        stays: Whether that is the present values, for nothing that is sure speaks against them.
        cohort: The fresh subjects.
        second: What further subjects said of the present values and of the design that led, if another one did.
    """

    designs: tuple[int, ...]
    outputs: Outputs
    implausibility: Array
    nearest: Array
    proposed: int
    stays: bool
    cohort: Cohort
    second: "Fresh | None" = None

    def table(self, targets: Sequence[Target]) -> pd.DataFrame:
        """Lay out a row a design: seed, outputs with standard errors, implausibility, share of redraws, if proposed.

        Args:
            targets: What was fitted to.

        Returns:
            Rows of the fresh subjects, then of the further ones, with `proposed` in those of the proposed design.
        """
        begun = pd.DataFrame({"design": self.designs, "seed": self.cohort.seed})
        table = with_answers(begun, targets, self.outputs, self.implausibility).assign(nearest=self.nearest)
        if self.second is not None:
            table = pd.concat([table, self.second.table(targets)], ignore_index=True)
        return table.assign(proposed=table["design"] == self.proposed)

    @property
    def place(self) -> int:
        """Row of the design that is proposed."""
        return self.designs.index(self.proposed)

    @property
    def _said(self) -> str:
        """Say how far each design is."""
        far = ", ".join(f"{design} {off:.3g}" for design, off in zip(self.designs, self.implausibility, strict=True))
        return f"By {self.cohort.subjects} fresh subjects of seed {self.cohort.seed}, implausibility by design: {far}."

    @property
    def sentence(self) -> str:
        """Say which design is proposed, and why."""
        found = self._said
        if self.second is not None:
            present, led = self.second.designs
            if self.proposed == led:
                return f"{found} {self.second._said} Design {led} leads twice, and is proposed."
            return f"{found} {self.second._said} Design {led} does not lead twice: the present values ({present}) stay."
        if not np.isfinite(self.implausibility).any():
            return f"{found} None could be judged, and design {self.proposed} is the one that was nearest before."
        if self.stays:
            return f"{found} The present values (design {self.proposed}) stay: within {STAYS:g} of every target."
        often = f"the nearest in {self.nearest[self.place]:.0%} of redraws within the standard errors"
        return f"{found} Design {self.proposed} is proposed, {often}."


def challenged(found: Calibrated, fresh: Fresh) -> tuple[int, int] | None:
    """Give the present values and the design that leads, if another one does; the nearest of six is lucky in part.

    Args:
        found: What a calibration found.
        fresh: What fresh subjects said of the nearest designs.
    """
    present = fresh.designs[0]
    if found.waves[present] != AT_PRESENT or fresh.proposed == present:
        return None
    return present, fresh.proposed


def fresh_cohort(cohort: Cohort, subjects: int) -> Cohort:
    """Give subjects that no design was lived by.

    Args:
        cohort: The subjects of the designs.
        subjects: How many fresh ones.

    Returns:
        A cohort of the next seed.
    """
    return Cohort(subjects, (cohort.seed + 1) % (LARGEST_SEED + 1))


def candidates(found: Calibrated) -> tuple[int, ...]:
    """Choose the designs that are lived again.

    Args:
        found: What a calibration found.

    Returns:
        Their numbers: the present values, if they were lived, and those nearest to all targets.
    """
    present = [place for place, wave in enumerate(found.waves) if wave == AT_PRESENT]
    nearest = [int(place) for place in np.argsort(found.implausibility, kind="stable") if place not in present]
    return (*present, *nearest[:CANDIDATES])


def judged(found: Calibrated, designs: Sequence[int], outputs: Outputs, cohort: Cohort) -> Fresh:
    """Judge designs by what fresh subjects said of them, and propose one.

    The present values stay where no target is farther than `STAYS`; else the nearest design is taken, perhaps they.

    Args:
        found: What a calibration found.
        designs: Numbers of the designs that were lived again.
        outputs: What the model answered, a row a design.
        cohort: The fresh subjects.
    """
    errors = _known_errors(outputs.errors, np.sqrt(found.cohort))
    off = farthest(found.targets, outputs.values, errors**2)
    stays = found.waves[designs[0]] == AT_PRESENT and bool(off[0] <= STAYS)
    nearest = designs[int(np.argmin(off))] if np.isfinite(off).any() else found.best
    proposed = designs[0] if stays else nearest
    return Fresh(
        tuple(designs), outputs, off, _how_often(found.targets, outputs.values, errors), proposed, stays, cohort
    )


def _known_errors(errors: Array, usual: Array) -> Array:
    """Give an output without a standard error the largest that its target has, or the usual one of the cohort before.

    An interval that is open, as where few more than half of all fell ill, says that an output is unsure, not sure.
    """
    largest = np.max(np.where(np.isnan(errors), -np.inf, errors), axis=0)
    return np.where(np.isnan(errors), np.where(np.isfinite(largest), largest, usual), errors)


def _how_often(targets: Sequence[Target], values: Array, errors: Array) -> Array:
    """Give the share of redraws, each output within its standard error, in which each design is nearest, or one of n.

    Designs that are equally near share the redraw.
    """
    noise = np.random.default_rng(REDRAWN).standard_normal((REDRAWN, *values.shape))
    drawn = (values + errors * noise).reshape(-1, values.shape[1])
    off = farthest(targets, drawn, np.tile(errors**2, (REDRAWN, 1))).reshape(REDRAWN, -1)
    closest = off.min(axis=1, keepdims=True)
    tied = (off == closest) & np.isfinite(closest)
    return np.asarray((tied / np.maximum(tied.sum(axis=1, keepdims=True), 1)).mean(axis=0))
