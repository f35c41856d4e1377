"""One simulated host before its life begins: its key and what it was dealt."""

import math
from typing import NamedTuple

from nanoimmune.chance import chance, related_uid
from nanoimmune.parameters.body import Repertoire
from nanoimmune.parameters.names import Parameters
from nanoimmune.words import N_EPITOPES, Decision, Epitope


class Subject(NamedTuple):
    """A subject's key and drawn parameters; the same in every arm of a study.

    Attributes:
        seed: Seed of the study.
        number: Which subject of the cohort, from 0.
        key: Key of all chance in this subject's life.
        precursors: Naive precursors of each epitope, cells.
        affinity_factor: Factor on the median affinity.
        antigen_factor: Factor on the antigen received at immunisation.
        barrier_factor: Factor on the entry of T cells into the target tissue.
    """

    seed: int
    number: int
    key: int
    precursors: tuple[int, ...]
    affinity_factor: float
    antigen_factor: float
    barrier_factor: float


def standard_normal(first: float, second: float) -> float:
    """Turn two uniform draws into one standard normal draw (Box and Muller)."""
    return math.sqrt(-2.0 * math.log(first)) * math.cos(2.0 * math.pi * second)


def abundance(epitope: Epitope, repertoire: Repertoire) -> float:
    """Precursors of an epitope relative to those of other epitopes."""
    known = {
        Epitope.PLP139_151: repertoire.plp139_151_abundance,
        Epitope.MBP_AC1_11: repertoire.mbp_ac1_11_abundance,
    }
    return known.get(epitope, 1.0)


def draw_subject(parameters: Parameters, seed: int, number: int) -> Subject:
    """Deal one subject of a study.

    Args:
        parameters: Whose `repertoire` and `world.size` are used.
        seed: Seed of the study.
        number: Which subject, from 0.

    Returns:
        The subject, a function of the arguments alone.
    """
    repertoire = parameters.repertoire
    key = related_uid(seed, number, int(Decision.SUBJECT))

    def draw(which: int) -> float:
        return float(chance(key, 0, which, int(Decision.SUBJECT)))

    def spread(which: int, sigma: float) -> float:
        return math.exp(sigma * standard_normal(draw(which), draw(which + 1)))

    fewest, most = repertoire.fewest_precursors, repertoire.most_precursors
    precursors = tuple(
        round(
            parameters.world.size
            * min(most, max(fewest, repertoire.median_precursors * spread(100 + 2 * e, repertoire.precursor_spread)))
            * abundance(Epitope(e), repertoire)
        )
        for e in range(N_EPITOPES)
    )
    return Subject(
        seed=seed,
        number=number,
        key=key,
        precursors=precursors,
        affinity_factor=spread(0, repertoire.subject_affinity_spread),
        antigen_factor=spread(2, repertoire.antigen_spread),
        barrier_factor=spread(4, repertoire.barrier_spread),
    )
