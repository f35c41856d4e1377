"""Colours of a map of values: from least to most, or parted where there is no effect."""

from typing import Any

import numpy as np
from matplotlib.colors import LogNorm, Normalize

from nanoimmune.analysis.endpoints import Kind


def shades(seen: "np.ndarray[Any, np.dtype[np.float64]]", kind: Kind, *, diverging: bool) -> dict[str, Any]:
    """Choose the colours of a map.

    Args:
        seen: All values that it has.
        kind: How the end-point is averaged; colours of a ratio go by its logarithm.
        diverging: Whether colours part where there is no effect: at zero, or at one for ratios.

    Returns:
        Words for `imshow`: `cmap` and `norm`.
    """
    is_ratio = kind == "ratio"
    if not diverging:
        return {"cmap": "viridis", "norm": LogNorm() if is_ratio else Normalize()}
    far = np.abs(np.log(seen) if is_ratio else seen)
    most = float(np.nanmax(far)) if np.isfinite(far).any() else 1.0
    return {"cmap": "RdBu_r", "norm": LogNorm(np.exp(-most), np.exp(most)) if is_ratio else Normalize(-most, most)}
