"""Chance as a function: Philox4x32-10 keyed by seed, agent, step and decision, and the racing clocks.

A draw depends on (key, step, uid, decision) and on nothing else, so results do not depend on order, threads,
or on what else is alive. Reference: Salmon et al., SC11 2011, doi 10.1145/2063384.2063405.
"""

import math

import numpy as np
from numba import uint32, uint64

from nanoimmune.rule import inner

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint32(0x9E3779B9)
_W1 = np.uint32(0xBB67AE85)
_SHIFT = np.uint64(32)
_MASK63 = np.uint64(0x7FFFFFFFFFFFFFFF)
_TO_UNIT = 1.0 / 4294967296.0
_HALF = 0.5


@inner
def philox(c0, c1, c2, c3, k0, k1):
    """Ten rounds of Philox4x32 on four 32-bit counter words under two 32-bit key words."""
    c0, c1, c2, c3 = uint32(c0), uint32(c1), uint32(c2), uint32(c3)
    k0, k1 = uint32(k0), uint32(k1)
    for _ in range(10):
        p0 = uint64(_M0 * uint64(c0))
        p1 = uint64(_M1 * uint64(c2))
        c0, c1, c2, c3 = (
            uint32(uint32(p1 >> _SHIFT) ^ c1 ^ k0),
            uint32(p1),
            uint32(uint32(p0 >> _SHIFT) ^ c3 ^ k1),
            uint32(p0),
        )
        k0 = uint32(uint64(k0) + uint64(_W0))
        k1 = uint32(uint64(k1) + uint64(_W1))
    return c0, c1, c2, c3


@inner
def words(key, step, uid, decision):
    """Four independent 32-bit words for one decision of one agent in one step."""
    u = uint64(uid)
    k = uint64(key)
    return philox(u, u >> _SHIFT, uint64(step), uint64(decision), k, k >> _SHIFT)


@inner
def unit(word):
    """Map a 32-bit word to the open interval (0, 1)."""
    return (float(word) + _HALF) * _TO_UNIT


@inner
def chance(key, step, uid, decision):
    """Draw one number in (0, 1) for one decision of one agent in one step."""
    a, _, _, _ = words(key, step, uid, decision)
    return unit(a)


@inner
def chances(key, step, uid, decision):
    """Draw four numbers in (0, 1) for one decision of one agent in one step."""
    a, b, c, d = words(key, step, uid, decision)
    return unit(a), unit(b), unit(c), unit(d)


@inner
def rings_after(rate, draw, hours):
    """Hours until a clock of this hourly rate rings, or infinity if that is not within `hours`.

    The draw is compared with its bound before a logarithm is taken: 1 - exp(-x) never exceeds x.
    """
    if draw > rate * hours:
        return math.inf
    after = -math.log1p(-draw) / rate
    return after if after <= hours else math.inf


@inner
def rings_within(rate, draw, hours):
    """How often, twice at most, a clock of this hourly rate rings within `hours` when it is wound up anew each time."""
    if draw > rate * hours:
        return 0
    never = math.exp(-rate * hours)
    if draw > 1.0 - never:
        return 0
    return 1 if draw > 1.0 - never * (1.0 + rate * hours) else 2


@inner
def below(word, n):
    """Map a 32-bit word to an integer in 0..n-1 by multiply and shift."""
    return int((uint64(word) * uint64(n)) >> _SHIFT)


@inner
def related_uid(uid, number, decision):
    """Identity of an agent that descends from another: the same for every arm, order and thread.

    Args:
        uid: Identity of the mother (or of a source, for cells that arrive from outside).
        number: Which descendant it is (division number, arrival index).
        decision: Vocabulary word that tells kinds of descent apart.

    Returns:
        A non-negative 63-bit integer.
    """
    u = uint64(uid)
    a, b, _, _ = philox(u, u >> _SHIFT, uint64(number), uint64(decision), uint64(0x6E616E6F), uint64(0x75696473))
    return int(((uint64(a) << _SHIFT) | uint64(b)) & _MASK63)


@inner
def related_uids(first, count, number, decision):
    """Identities of descendants of consecutive sources.

    Args:
        first: The first source.
        count: How many sources.
        number: Which descendant of each.
        decision: Vocabulary word that tells kinds of descent apart.

    Returns:
        Array of 63-bit integers, shape (count,).
    """
    uids = np.empty(count, np.int64)
    for k in range(count):
        uids[k] = related_uid(first + k, number, decision)
    return uids
