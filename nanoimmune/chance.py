"""Chance as a function: Philox4x32-10 keyed by seed, agent, step and decision, and the racing clocks.

A draw depends on (key, step, uid, decision) and on nothing else, so results do not depend on order, threads,
or on what else is alive. Reference: Salmon et al., SC11 2011, doi 10.1145/2063384.2063405.
"""

import math

import numpy as np
from numba import uint8, uint32, uint64

from nanoimmune.rule import inner

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_SHIFT = np.uint64(32)
_MASK63 = np.uint64(0x7FFFFFFFFFFFFFFF)
_WORDS = 4294967296.0
_TO_UNIT = 1.0 / _WORDS
_HALF = 0.5


@inner
def mixed(c0, c1, c2, c3, k0, k1):
    """One round of Philox4x32: two products, whose halves change places."""
    p0 = uint64(_M0 * uint64(c0))
    p1 = uint64(_M1 * uint64(c2))
    return (
        uint32(uint32(p1 >> _SHIFT) ^ c1 ^ k0),
        uint32(p1),
        uint32(uint32(p0 >> _SHIFT) ^ c3 ^ k1),
        uint32(p0),
    )


@inner
def bumped(k0, k1):
    """Key of the next round."""
    return uint32(uint64(k0) + _W0), uint32(uint64(k1) + _W1)


@inner
def mixed_twice(c0, c1, c2, c3, k0, k1):
    """Two rounds of Philox4x32, and the key of the round after them."""
    c0, c1, c2, c3 = mixed(c0, c1, c2, c3, k0, k1)
    k0, k1 = bumped(k0, k1)
    c0, c1, c2, c3 = mixed(c0, c1, c2, c3, k0, k1)
    k0, k1 = bumped(k0, k1)
    return c0, c1, c2, c3, k0, k1


@inner
def philox(c0, c1, c2, c3, k0, k1):
    """Ten rounds of Philox4x32 on four 32-bit counter words under two 32-bit key words.

    The rounds are written out and not looped over, so that the compiler can work on many blocks at a time.
    """
    c0, c1, c2, c3, k0, k1 = mixed_twice(uint32(c0), uint32(c1), uint32(c2), uint32(c3), uint32(k0), uint32(k1))
    c0, c1, c2, c3, k0, k1 = mixed_twice(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3, k0, k1 = mixed_twice(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3, k0, k1 = mixed_twice(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3, _, _ = mixed_twice(c0, c1, c2, c3, k0, k1)
    return c0, c1, c2, c3


@inner
def words(key, step, uid, decision):
    """Four independent 32-bit words for one decision of one agent in one step."""
    u = uint64(uid)
    k = uint64(key)
    return philox(u, u >> _SHIFT, uint64(step), uint64(decision), k, k >> _SHIFT)


RUN = 256
"""Rows that are drawn for at once: their words stay in the nearest cache until they are used."""


@inner
def empty_words():
    """Room for the words of a run of rows, one line for each of the four."""
    return np.empty((4, RUN), np.uint32)


@inner
def empty_rows():
    """Room for a list of rows of a run."""
    return np.empty(RUN, np.int64)


@inner
def empty_flags():
    """Room for a flag, 0 or 1, on every row of a run."""
    return np.zeros(RUN, np.uint8)


@inner
def flagged(flags, count, first, rows):
    """List the rows of a run that are flagged; eight that are not are passed over at once.

    Args:
        flags: One for each row of the run.
        count: Rows of the run.
        first: Its first row.
        rows: Room for the list.

    Returns:
        How many were listed.
    """
    listed = 0
    eights = flags.view(np.uint64)
    for eight in range((count + 7) // 8):
        if eights[eight] != 0:
            for k in range(8 * eight, min(8 * eight + 8, count)):
                rows[listed] = first + k
                listed += int(flags[k])
    return listed


@inner
def flag_low_words(kinds, first, count, drawn, highest, flags):
    """Flag each row of a run whose word is not above the highest of its kind; one compare for many rows at a time.

    Args:
        kinds: Kind of every row.
        first: First row of the run.
        count: Rows of the run.
        drawn: One word for each row of the run.
        highest: A word for each kind; rows of a kind with none (zero) are not flagged.
        flags: Flags to be added to.
    """
    these = kinds[first : first + count]
    for kind in range(highest.size):
        most = highest[kind]
        if most > 0:
            for k in range(count):
                flags[k] |= uint8((these[k] == kind) & (drawn[k] <= most))


@inner
def draw_words(key, step, uids, first, end, decision, drawn):
    """Draw the words of one decision for a run of rows, several blocks at once, which takes a sixth of the time."""
    these = uids[first:end]
    for k in range(end - first):
        a, b, c, d = words(key, step, these[k], decision)
        drawn[0, k] = a
        drawn[1, k] = b
        drawn[2, k] = c
        drawn[3, k] = d


@inner
def draw_words_for(key, step, uids, rows, count, decision, drawn):
    """Draw the words of one decision for the first of the rows that a list holds.

    The identities are gathered beforehand, where the words will stand, so that what is drawn from lies side by side.
    """
    for k in range(count):
        uid = uint64(uids[rows[k]])
        drawn[0, k] = uint32(uid)
        drawn[1, k] = uint32(uid >> _SHIFT)
    seed = uint64(key)
    for k in range(count):
        a, b, c, d = philox(drawn[0, k], drawn[1, k], uint64(step), uint64(decision), seed, seed >> _SHIFT)
        drawn[0, k] = a
        drawn[1, k] = b
        drawn[2, k] = c
        drawn[3, k] = d


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
def could_ring(draw, largest, hours):
    """Whether a clock that never runs faster than this rate might ring within `hours`; asked before its rate is known.

    A clock of which this is false does not ring: `rings_after` would tell so of every smaller rate.
    """
    return draw <= largest * hours


@inner
def highest_word(largest, hours):
    """Word above which no clock that never runs faster than this rate rings within `hours`; for comparing words."""
    return uint32(min(math.ceil(largest * hours * _WORDS), _WORDS - 1.0))


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
