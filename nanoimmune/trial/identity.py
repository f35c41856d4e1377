"""The name of a run: who lives in what, under which numbers and by which model, as a hash."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from nanoimmune.trial import provenance
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.model_version import model_version
from nanoimmune.trial.run import Run

_DIGITS = 16

_TOLD_ONLY = frozenset({"title", "description", "sources", "notes", "changed", "days"})
"""What a scenario says of itself and no life depends on; the length of a run stands beside it."""


class Declared:
    """An arm written out once, for the names and the files of all its runs.

    Attributes:
        arm: The arm.
        told: Every number of it, as a manifest has it.
    """

    def __init__(self, arm: Arm) -> None:
        """Write the arm out."""
        self.arm = arm
        self.told: Mapping[str, Any] = provenance.describe_arms((arm,))
        (scenario,), (entry,) = self.told["scenarios"], self.told["arms"]
        lived = {name: value for name, value in scenario.items() if name not in _TOLD_ONLY}
        self._lived = json.dumps([lived, entry["regimens"]], sort_keys=True)

    def name_of(self, run: Run) -> str:
        """Name a run of this arm: arm and subject to read, and the hash that tells it from every other.

        Args:
            run: The run.

        Returns:
            Text such as `"untreated-0000-0123456789abcdef"`; its file is called after it.
        """
        key = [self._lived, run.cohort.seed, run.subject, run.days, model_version()]
        if run.field_days:
            key.append(list(run.field_days))
        digest = hashlib.sha256(json.dumps(key).encode()).hexdigest()
        return f"{run.name}-{digest[:_DIGITS]}"

    def planned(self, run: Run) -> tuple[Run, dict[str, Any]]:
        """Give a run with what its file says of itself."""
        return run, self.stamp(run)

    def stamp(self, run: Run) -> dict[str, Any]:
        """Write out everything that the run can be lived again from.

        Args:
            run: The run.

        Returns:
            What its file says of itself.
        """
        return {
            "format": provenance.FORMAT,
            "name": self.name_of(run),
            "model": model_version(),
            "subject": run.subject,
            "seed": run.cohort.seed,
            "days": run.days,
            "field_days": list(run.field_days),
            **self.told,
        }
