"""The generator is the published one, and its words are uniform and independent along every counter."""

import numpy as np
import pytest
from scipy import stats

from nanoimmune.chance import below, chance, chances, philox, related_uid, unit, words
from nanoimmune.words import Decision

FULL = 0xFFFFFFFF
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((FULL, FULL, FULL, FULL), (FULL, FULL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
"""Counter, key and result, from the kat_vectors file of Random123 (philox4x32, 10 rounds)."""

FATE, DIVISION, ENCOUNTER = int(Decision.FATE), int(Decision.DIVISION), int(Decision.ENCOUNTER)
DAUGHTER, FOUNDER = int(Decision.DAUGHTER), int(Decision.FOUNDER)
KEY = 20_240_611
N = 100_000


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_philox_gives_the_published_words(
    counter: tuple[int, ...], key: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    """A wrong constant, shift or round count changes every word."""
    assert tuple(int(word) for word in philox(*counter, *key)) == expected


def test_words_use_all_bits_of_key_and_uid() -> None:
    """A key or uid that is cut to 32 bits would repeat whole histories."""
    base = words(1, 2, 3, FATE)
    assert words(1 + (1 << 32), 2, 3, FATE) != base
    assert words(1, 2, 3 + (1 << 32), FATE) != base


ALONG = {
    "uid": lambda i: chance(KEY, 5, i, FATE),
    "step": lambda i: chance(KEY, i, 5, FATE),
    "key": lambda i: chance(i, 5, 5, FATE),
    "decision": lambda i: chance(KEY, 5, 5, i),
}


@pytest.mark.parametrize("counter", ALONG)
def test_draws_are_uniform_and_independent_along_every_counter(counter: str) -> None:
    """KS against the uniform law, and no correlation between neighbours (4 standard errors of 1/sqrt(n))."""
    draws = np.array([ALONG[counter](i) for i in range(N)])
    assert stats.kstest(draws, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(draws[:-1], draws[1:])[0, 1]) < 4.0 / np.sqrt(N)


def test_the_four_draws_of_a_decision_are_independent() -> None:
    """Clocks that race on one counter must not ring together."""
    draws = np.array([chances(KEY, 3, uid, FATE) for uid in range(N)])
    off_diagonal = np.corrcoef(draws.T)[np.triu_indices(4, 1)]
    assert np.abs(off_diagonal).max() < 4.0 / np.sqrt(N)


def test_decisions_do_not_share_draws() -> None:
    """Fate and division of one cell in one step must not be one draw."""
    fate = np.array([chance(KEY, 3, uid, FATE) for uid in range(N)])
    division = np.array([chance(KEY, 3, uid, DIVISION) for uid in range(N)])
    assert abs(np.corrcoef(fate, division)[0, 1]) < 4.0 / np.sqrt(N)


def test_unit_stays_inside_the_open_interval() -> None:
    """Zero would ring every clock at once, and one would take the logarithm of zero."""
    assert 0.0 < unit(0) < unit(FULL) < 1.0


def test_below_reaches_every_value_equally_often() -> None:
    """Counts of 27 directions by chi squared; an off-by-one leaves one direction empty or out of range."""
    first_words = [words(KEY, 9, uid, ENCOUNTER)[0] for uid in range(N)]
    counts = np.bincount([below(word, 27) for word in first_words], minlength=27)
    assert counts.size == 27
    assert stats.chisquare(counts).pvalue > 1e-4


def test_related_uids_are_their_own() -> None:
    """Descendants of neighbours, and of one mother, never share an identity."""
    uids = {related_uid(mother, number, DAUGHTER) for mother in range(1000) for number in range(100)}
    assert len(uids) == 100_000
    assert min(uids) >= 0
    assert related_uid(1, 2, DAUGHTER) != related_uid(1, 2, FOUNDER)
