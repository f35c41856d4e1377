"""What is said of a calibration, in plain sentences."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nanoimmune.calibration.implausibility import CUTOFF

_MIXED = 1.2
"""R-hat up to which chains count as having mixed."""

_GOOD = 0.5
"""Share of the variance below which a surrogate counts as poor."""

_COVERED = 0.85
"""Share of the lived draws within their forecast 95 % intervals below which surrogates count as too sure."""


def sentences(
    diagnostics: pd.DataFrame, posterior: NDArray[np.float64], r_hat: float, covered: float
) -> tuple[str, ...]:
    """Say what history matching found, and how much it can be trusted.

    Args:
        diagnostics: A row a wave and target.
        posterior: Implausibility of the draws by the last surrogates.
        r_hat: Largest split R-hat of the chains.
        covered: Share of the lived draws that are within their forecast 95 % intervals.
    """
    told = []
    shares = diagnostics.groupby("wave")["not_ruled_out"].first()
    said = ", ".join(f"{100 * share:.3g} %" for share in shares)
    told.append(f"Share of the prior that is not ruled out, wave by wave: {said}.")
    left = float(np.mean(posterior <= CUTOFF))
    if left == 0:
        told.append(
            "No point meets all targets together: the draws are the least implausible ones, and no posterior. "
            "Wider ranges, other numbers or a larger discrepancy are needed, or the model is wrong."
        )
    elif left < 1:
        told.append(f"{100 * (1 - left):.0f} % of the draws are ruled out by some target; read `implausibility`.")
    last = diagnostics[diagnostics["wave"] == diagnostics["wave"].max()]
    poor = last[~(last["explained"].astype(float) >= _GOOD)]["target"].tolist()
    if poor:
        told.append(f"Surrogates forecast less than half of the variance of {', '.join(poor)}: they rule little out.")
    if r_hat > _MIXED:
        told.append(f"The chains of the sampler have not mixed (R-hat {r_hat:.2f}): other draws would look otherwise.")
    if covered == covered:
        told.append(f"Of the draws that were lived, {100 * covered:.0f} % of the numbers are in their forecast 95 %.")
        if covered < _COVERED:
            told.append("The surrogates are surer than they should be: live more designs.")
    return tuple(told)
