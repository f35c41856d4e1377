"""Surrogates: what the model would answer at points where it was not lived, and how sure that is."""

import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FEWEST = 6
"""Designs with a value below which no surrogate is fitted to an output."""

_LENGTHS = (0.05, 20.0)
"""Between which lengths an output may change, in shares of the range of a number."""

_NOISE = (1e-6, 4.0)
_JITTER = 1e-8


class LeftOut(NamedTuple):
    """How well each design is forecast from the others.

    Attributes:
        designs: How many there are.
        error: Root mean square error, in the unit of the output.
        spread: Standard deviation of the output over the designs.
        explained: Share of its variance that is forecast; below zero where the mean would have done better.
        covered: Share of designs within the 95 % interval of their forecast.
    """

    designs: int
    error: float
    spread: float
    explained: float
    covered: float


class Surrogate:
    """A Gaussian process over shares of the ranges of all numbers, for one output.

    A trend that is straight in every number, a smooth departure from it (Matern 5/2, with a length for each number),
    and noise, for the same subjects live otherwise at every point.
    """

    def __init__(self, points: Array, values: Array) -> None:
        """Fit it.

        Args:
            points: Shares of the ranges, 0 to 1; shape (designs, numbers).
            values: The output, shape (designs,).
        """
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct, Matern, WhiteKernel

        self._points = points - 0.5
        self._middle, self._scale = float(values.mean()), float(values.std())
        self._values = (values - self._middle) / (self._scale or 1.0)
        smooth = Matern(length_scale=np.ones(points.shape[1]), length_scale_bounds=_LENGTHS, nu=2.5)
        trend = ConstantKernel(0.5, (1e-3, 1e2)) * DotProduct(sigma_0=0.1, sigma_0_bounds="fixed")
        kernel = ConstantKernel(0.5, (1e-3, 1e2)) * smooth + trend + WhiteKernel(0.1, _NOISE)
        regressor = GaussianProcessRegressor(kernel, alpha=_JITTER)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            regressor.fit(self._points, self._values)
            fitted: Any = regressor.kernel_
            self._latent = fitted.k1
            self.noise = float(np.sqrt(fitted.k2.noise_level)) * self._scale
            everything = fitted(self._points) + _JITTER * np.eye(len(values))
            self._inverse = np.linalg.inv(everything)
            self._weights = self._inverse @ self._values

    def forecast(self, points: Array) -> tuple[Array, Array]:
        """Forecast the output.

        Args:
            points: Shares of the ranges; shape (points, numbers).

        Returns:
            Mean and standard deviation of the output without its noise, shapes (points,).
        """
        at = points - 0.5
        near = self._latent(at, self._points)
        variance = self._latent.diag(at) - np.einsum("ij,ij->i", near @ self._inverse, near)
        mean = near @ self._weights
        return self._middle + self._scale * mean, self._scale * np.sqrt(variance.clip(min=0.0))

    def left_out(self) -> LeftOut:
        """Forecast each design from the others, the lengths being kept.

        The forecast of a design without itself follows from one inverse (Rasmussen and Williams 2006, chapter 5).
        """
        diagonal = np.diag(self._inverse)
        misses = self._weights / diagonal
        expected = np.sqrt(1.0 / diagonal)
        error = float(np.sqrt(np.mean(misses**2)))
        spread = 1.0 if self._scale > 0 else 0.0
        return LeftOut(
            designs=len(misses),
            error=error * self._scale,
            spread=self._scale,
            explained=1.0 - error**2 if spread else 1.0,
            covered=float(np.mean(np.abs(misses) <= 1.96 * expected)),
        )


def fitted_surrogates(points: Array, values: Array) -> list[Surrogate | None]:
    """Fit a surrogate to every output.

    Args:
        points: Shares of the ranges; shape (designs, numbers).
        values: Outputs, NaN or infinite where a design has none; shape (designs, outputs).

    Returns:
        One an output; None where too few designs have a value.
    """
    found: list[Surrogate | None] = []
    for output in range(values.shape[1]):
        known = np.isfinite(values[:, output])
        enough = int(known.sum()) >= FEWEST
        found.append(Surrogate(points[known], values[known, output]) if enough else None)
    return found
