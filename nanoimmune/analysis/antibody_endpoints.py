"""End-points of autoantibody: the highest titre to each antigen of target tissues, and when it first is positive."""

from collections.abc import Sequence

import numpy as np

from nanoimmune.analysis.endpoints import Endpoint, Life, first_day_of_streak
from nanoimmune.parameters.humoral import Safety
from nanoimmune.readouts.humoral import antigen_of
from nanoimmune.state.autoantigens import epitopes_of
from nanoimmune.trial.exposure import is_sensitised
from nanoimmune.words import Compartment, is_class_i


def peak_titre(life: Life, antigen: str) -> float:
    """Give the highest antibody to an antigen at the beginning of a day, nM; NaN where it was not recorded."""
    titres = life.columns.get(f"antibody_{antigen}")
    return float("nan") if titres is None or np.isnan(titres).all() else float(np.nanmax(titres))


def seroconversion(life: Life, antigen: str, safety: Safety) -> float:
    """Give the first day on which antibody to an antigen was positive; NaN for an animal that never was."""
    titres = life.columns.get(f"antibody_{antigen}")
    if titres is None:
        return float("nan")
    positive = np.array([is_sensitised(titre, safety) for titre in titres])
    return first_day_of_streak(life.day, positive, 1)


def antibody_endpoints(targets: Sequence[Compartment], safety: Safety) -> tuple[Endpoint, ...]:
    """List the end-points of autoantibody of hosts with these target tissues.

    Args:
        targets: The tissues that are harmed.
        safety: Whose `sensitised_titre` is what counts as positive.

    Returns:
        Two end-points for each protein of the tissues that CD4 cells know an epitope of.
    """
    held = [epitope for target in targets for epitope in epitopes_of(target) if not is_class_i(epitope)]
    return tuple(
        endpoint
        for antigen in dict.fromkeys(map(antigen_of, held))
        for endpoint in (
            Endpoint(
                f"antibody_{antigen}_peak", f"Peak antibody to {antigen}", "nM", "mean",
                lambda life, _, antigen=antigen: peak_titre(life, antigen),  # type: ignore[misc]
            ),
            Endpoint(
                f"antibody_{antigen}_day", f"First day with antibody to {antigen} (of the positive)", "day", "mean",
                lambda life, _, antigen=antigen: seroconversion(life, antigen, safety),  # type: ignore[misc]
            ),
        )
    )  # fmt: skip
