"""Affinities of new clonotypes."""

import math

from nanoimmune.rule import rule


@rule
def clonal_affinity(first, second, subject_factor, repertoire):
    """Affinities of the clonotypes of an epitope spread lognormally about a median.

    Source: assumption.  first and second: uniform draws; subject_factor: on the median.  Returns relative affinity.
    """
    normal = math.sqrt(-2.0 * math.log(first)) * math.cos(2.0 * math.pi * second)
    return repertoire.median_affinity * subject_factor * math.exp(repertoire.affinity_spread * normal)
