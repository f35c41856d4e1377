"""Draws of a posterior: each subject of a cohort lives by one of them, so that intervals hold what is not known."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from nanoimmune.errors import refuse
from nanoimmune.parameters.load import check_override, passports
from nanoimmune.trial.arm import Arm

if TYPE_CHECKING:
    from nanoimmune.trial.trial import Trial

_WHOLE_FILE = "a CSV file with a column for each number, named group.name, as nanoimmune calibrate writes it"


@dataclass(frozen=True)
class Posterior:
    """Draws of numbers of the model.

    Attributes:
        draws: Values by `group.name`, a table a draw.
        digest: SHA-256 of the file that they were read from.
    """

    draws: tuple[Mapping[str, float], ...]
    digest: str

    @classmethod
    def from_file(cls, path: str | Path) -> Self:
        """Read the draws of a file; columns that name no parameter and have no dot are passed over.

        Args:
            path: A `posterior.csv`.

        Returns:
            The draws.

        Raises:
            InputError: If it cannot be read, or a value is no number within the range of its parameter.
        """
        import pandas as pd

        path = Path(path)
        try:
            content = path.read_bytes()
            table = pd.read_csv(path)
        except (OSError, ValueError) as problem:
            raise refuse("--posterior", str(path), _WHOLE_FILE, "Check the path.") from problem
        names = [str(name) for name in table.columns if "." in str(name) or str(name) in passports()]
        if not names or table.empty:
            raise refuse("--posterior", str(path), _WHOLE_FILE, "Check the file.")
        values = table[names].apply(pd.to_numeric, errors="coerce").to_numpy(float)
        if not np.isfinite(values).all():
            raise refuse("--posterior", str(path), "a number in every cell of its parameters", "Check the file.")
        draws = [{name: check_override(name, float(value)) for name, value in zip(names, row, strict=True)}
                 for row in values]  # fmt: skip
        return cls(tuple(draws), hashlib.sha256(content).hexdigest())

    @classmethod
    def from_manifest(cls, told: Mapping[str, Any]) -> Self:
        """Take the draws that a manifest holds."""
        return cls(tuple(dict(zip(told["numbers"], row, strict=True)) for row in told["draws"]), told["digest"])

    def told(self) -> dict[str, Any]:
        """Write the draws out for a manifest."""
        numbers = list(self.draws[0])
        rows = [[each[name] for name in numbers] for each in self.draws]
        return {"digest": self.digest, "numbers": numbers, "draws": rows}

    def draw_of(self, seed: int, subject: int) -> int:
        """Choose the draw that one subject lives by, the same in every arm.

        Args:
            seed: Seed of the cohort.
            subject: Number of the subject, from 0.

        Returns:
            Number of the draw, by a hash of both, every draw as likely as any other.
        """
        digest = hashlib.sha256(f"posterior {seed} {subject}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % len(self.draws)

    def __repr__(self) -> str:
        """Show size in one line."""
        return f"<Posterior: {len(self.draws)} draws of {len(self.draws[0])} numbers>"


def arms_of_subjects(trial: "Trial") -> Sequence[Sequence[Arm]]:
    """Give every subject the arms of a trial, with the numbers that it lives by.

    Args:
        trial: The trial.

    Returns:
        The arms, a row a subject; those of the trial itself where it has no posterior.
    """
    arms, posterior = tuple(trial.arms), trial.posterior
    if posterior is None:
        return [arms] * trial.cohort.subjects
    chosen = [posterior.draw_of(trial.cohort.seed, subject) for subject in range(trial.cohort.subjects)]
    drawn = {
        place: [replace(arm, scenario=arm.scenario.with_parameters(posterior.draws[place])) for arm in arms]
        for place in dict.fromkeys(chosen)
    }
    return [drawn[place] for place in chosen]
