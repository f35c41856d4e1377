"""The recall assay: a sample of an organ meets antigen outside the body, and those that answer are counted."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nanoimmune.chance import chance
from nanoimmune.words import Compartment, Decision, Epitope, Phenotype

if TYPE_CHECKING:
    from nanoimmune.host import Host

RESPONDING = (Phenotype.PRIMED, Phenotype.EFFECTOR, Phenotype.MEMORY)
"""Antigen-experienced cells that make cytokine within a day; anergic, exhausted and regulatory ones do not."""

CONFIDENCE = 0.95


class Recall(NamedTuple):
    """What was counted in a sample.

    Attributes:
        responders: Cells that answered.
        sample: Cells in the sample.
        fraction: Share of the sample that answered.
        low: Lower limit of the share in the organ, at 95 % confidence (Clopper and Pearson).
        high: Upper limit.
    """

    responders: int
    sample: int
    fraction: float
    low: float
    high: float


def binomial_interval(found: int, sample: int) -> tuple[float, float]:
    """Give the limits of a share of which so many were found in a sample, exact at 95 % (Clopper and Pearson)."""
    from scipy.special import betaincinv

    tail = (1.0 - CONFIDENCE) / 2.0
    low = 0.0 if found == 0 else float(betaincinv(found, sample - found + 1, tail))
    high = 1.0 if found == sample else float(betaincinv(found + 1, sample - found, 1.0 - tail))
    return low, high


def responding_share(host: "Host", epitope: Epitope, place: Compartment = Compartment.SPLEEN) -> float:
    """Give the true share of an organ's cells that answer to an epitope, without sampling."""
    life = host.life
    cells, rows = life.cells.columns, life.cells.rows()
    answering = (cells.place[rows] == place) & (cells.epitope[rows] == epitope)
    answering &= np.isin(cells.phenotype[rows], RESPONDING)
    whole = life.parameters.assay.lymphoid_density * life.volumes[place]
    return min(1.0, float(cells.weight[rows][answering].sum()) / float(whole))


def recall(
    host: "Host", epitope: Epitope, place: Compartment = Compartment.SPLEEN, sample: int = 1_000_000, well: int = 0
) -> Recall:
    """Draw a sample of an organ, give it an epitope, and count the cells that make cytokine.

    Args:
        host: The life; it is only read.
        epitope: What the sample is given.
        place: Spleen or node.
        sample: Cells that are drawn.
        well: Number of the sample; another well of the same organ is another draw.

    Returns:
        The count, which has the sampling error of a binomial draw, and its interval. The draw depends on the subject,
        the step, epitope, organ and well alone.
    """
    from scipy.stats import binom

    source = (well * len(Compartment) + int(place)) * len(Epitope) + int(epitope)
    draw = float(chance(host.life.subject.key, host.life.body.step, source, int(Decision.ASSAY)))
    found = int(binom.ppf(draw, sample, responding_share(host, epitope, place)))
    return Recall(found, sample, found / sample, *binomial_interval(found, sample))
