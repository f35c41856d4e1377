"""A model that is known exactly: three numbers, of which one does nothing, and three outputs."""

from collections.abc import Mapping, Sequence

import numpy as np

from nanoimmune.calibration.simulator import Outputs
from nanoimmune.calibration.targets import Target
from nanoimmune.study.factors import Factor

ERROR = 0.02

FACTORS = (
    Factor("fates.anergy_rate", (0.001, 0.1), logarithmic=True),
    Factor("fates.deletion_rate", (0.0, 0.2)),
    Factor("harm.phagocyte_rate", (0.0, 0.1)),
)
TRUTH = {"fates.anergy_rate": 0.01, "fates.deletion_rate": 0.06}
"""What the outputs that are aimed at come from; the third number changes none of them."""


def exact(point: Mapping[str, float]) -> list[float]:
    """The outputs without noise."""
    first, second = (factor.share_of(point[factor.name]) for factor in FACTORS[:2])
    return [3 * first + np.sin(3 * second), 4 * first * second, first - second]


def aims(shift: float = 0.0) -> tuple[Target, ...]:
    """The outputs of the truth as targets: two published values, and a direction."""
    one, two, three = exact(TRUTH)
    return (
        Target("A.one", "first", "1", one + shift, 0.05, 0.05),
        Target("A.two", "second", "1", two - shift, 0.05, 0.05),
        Target("A.three", "third", "1", three - 0.1, 0.0, 0.0, "above"),
    )


class Toy:
    """Answers with a little noise that depends on the point alone, and counts what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Mapping[str, float]] = []

    def answers(self, points: Sequence[Mapping[str, float]], said: str) -> Outputs:
        self.asked += points
        values = []
        for point in points:
            seed = [int(1e9 * value) for value in point.values()]
            values.append(np.array(exact(point)) + ERROR * np.random.default_rng(seed).standard_normal(3))
        found = np.array(values)
        return Outputs(found, np.full(found.shape, ERROR))
