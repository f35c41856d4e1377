"""The words that a sweep skips cells by: none of them may hide a clock that could ring."""

import math

import numpy as np
import pytest

from nanoimmune.chance import highest_word, rings_after, rings_within, unit
from nanoimmune.parameters.load import check_override, load, passports
from nanoimmune.parameters.names import Parameters
from nanoimmune.sweeps import choose_fate, divide
from nanoimmune.words import Phenotype

STATES = 400
EVERY = np.full(choose_fate.EARLY + choose_fate.LATE, fill_value=True)
"""Clocks that are looked at whether their words are low or not."""
CONVENTIONAL = (Phenotype.NAIVE, Phenotype.PRIMED, Phenotype.EFFECTOR, Phenotype.MEMORY, Phenotype.EXHAUSTED)


def drawn_parameters(random: np.random.Generator) -> Parameters:
    """Numbers of fates, repertoire and binding anywhere within their ranges."""
    values = {}
    for name, passport in passports().items():
        if name.split(".")[0] in ("fates", "binding") or name == "repertoire.thymic_half_life":
            values[name] = check_override(name, float(random.uniform(passport.low, passport.high)))
    return load(values)


@pytest.mark.parametrize("rate", [1e-6, 0.003, 0.1, 0.7, 3.0])
def test_no_word_above_the_highest_rings(rate: float) -> None:
    """A limit that is one word too low loses a clock in 4e9; one that ignores the step loses half of them."""
    for hours in (0.125, 1.0, 2.0):
        above = int(highest_word(rate, hours)) + 1
        if above < 2**32:
            assert rings_after(rate, unit(above), hours) == math.inf
            assert rings_within(rate, unit(above), hours) == 0


def test_no_fate_of_a_conventional_cell_is_hidden() -> None:
    """Draws just above the words of every clock, in random states and with random numbers: no cell changes.

    A rate that can exceed the parameter that the limit is taken from (a sum, or a share above one) changes some.
    """
    random = np.random.default_rng(3)
    for _ in range(40):
        numbers, hours = drawn_parameters(random), float(random.choice([0.25, 1.0, 2.0]))
        fates, binding = numbers.fates, numbers.binding
        highest = choose_fate.highest_words(fates, numbers.repertoire, binding, hours).astype(np.int64)
        for phenotype in CONVENTIONAL:
            above = [unit(min(int(word) + 1, 2**32 - 1)) for word in highest[:, int(phenotype)]]
            if max(highest[:, int(phenotype)]) >= 2**32 - 1:
                continue
            draws, late = tuple(above[:4]), (*above[4:], 1.0)
            for _ in range(STATES // 40):
                signal = float(random.exponential(10.0))
                helped = float(random.uniform(0.0, signal))
                if phenotype == Phenotype.NAIVE:
                    affinity = float(random.exponential(1.0))
                    fate = choose_fate.naive_fate(
                        signal, helped, affinity, fates, numbers.repertoire, EVERY, draws, late, hours
                    )
                else:
                    is_cd8, affinity = bool(random.integers(2)), float(random.exponential(1.0))
                    fate = choose_fate.experienced_fate(
                        int(phenotype), is_cd8, signal, helped, float(random.exponential(0.1)),
                        float(random.exponential(0.1)), float(random.uniform()), affinity,
                        int(random.integers(-3, 12)), fates, binding, EVERY, draws, late, hours,
                    )  # fmt: skip
                assert fate == phenotype


def test_every_phenotype_that_divides_has_a_limit() -> None:
    """A phenotype that is left out of the limits never divides again; some divide only where the body has room."""
    numbers = load()
    fates, homeostasis = numbers.fates, numbers.homeostasis
    full, empty = (divide.highest_words(fates, numbers.binding, homeostasis, room, 1.0) for room in (0.0, 1.0))
    rates = {
        Phenotype.PRIMED: numbers.fates.division_rate,
        Phenotype.EFFECTOR: numbers.fates.effector_division_rate,
        Phenotype.TREG: numbers.fates.treg_division_rate,
        Phenotype.PERIPHERAL_TREG: numbers.fates.treg_division_rate,
        Phenotype.TR1: numbers.binding.tr1_division_rate,
        Phenotype.AUTOREGULATORY: numbers.binding.autoregulatory_division_rate,
    }
    into_room = {
        Phenotype.NAIVE: homeostasis.naive_rate,
        Phenotype.MEMORY: homeostasis.memory_rate,
        Phenotype.TREG: homeostasis.treg_rate,
        Phenotype.PERIPHERAL_TREG: homeostasis.treg_rate,
    }
    for phenotype in Phenotype:
        most = rates.get(phenotype, 0.0)
        assert bool(full[phenotype]) == (phenotype in rates)
        assert full[phenotype] >= most * 2**32 - 1
        assert bool(empty[phenotype]) == (phenotype in rates or phenotype in into_room)
        assert empty[phenotype] >= (most + into_room.get(phenotype, 0.0)) * 2**32 - 1
