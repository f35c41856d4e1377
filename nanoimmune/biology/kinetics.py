"""Closed-form kinetics that every other rule file leans on: saturation, decay, relaxation."""

import math

from nanoimmune.rule import rule

LN2 = math.log(2.0)


@rule
def saturation(amount, half, steepness):
    """A graded response is half-maximal at one amount, and steeper with more cooperativity.

    Source: Hill1910.  amount and half in one unit; steepness is the Hill number.  Returns 0 to 1.
    """
    if amount <= 0.0:
        return 0.0
    ratio = half / amount
    if steepness == 1.0:
        return 1.0 / (1.0 + ratio)
    if steepness == 2.0:
        return 1.0 / (1.0 + ratio * ratio)
    if steepness == 4.0:
        return 1.0 / (1.0 + (ratio * ratio) * (ratio * ratio))
    return 1.0 / (1.0 + ratio**steepness)


@rule
def decay_rate(half_life):
    """A first-order loss halves what is left in every half-life.

    Source: definition.  half_life: h.  Returns 1/h.
    """
    return LN2 / half_life


@rule
def remaining(rate, hours):
    """A first-order loss leaves an exponentially falling share.

    Source: definition.  rate: 1/h.  Returns the share left after `hours`, 0 to 1.
    """
    return math.exp(-rate * hours)


@rule
def mean_remaining(rate, hours):
    """Of what arrives evenly over a time, a first-order loss leaves more at its end than of what was there before.

    Source: definition.  rate: 1/h.  Returns the share left after `hours`, 0 to 1.
    """
    lost = rate * hours
    if lost <= 0.0:
        return 1.0
    return -math.expm1(-lost) / lost


@rule
def drawn_to(level, aim, kept):
    """A pool keeps a share of its distance to the level that it approaches.

    Source: definition.  level and aim in one unit; kept: share of the distance left, 0 to 1.  Returns the new level.
    """
    return aim + (level - aim) * kept


@rule
def relaxed(level, gain, rate, hours):
    """A pool that gains at a constant rate and loses in proportion approaches gain over loss.

    Source: definition.  level in any unit; gain: unit/h; rate: 1/h, above zero.  Returns the level after `hours`.
    """
    kept = math.exp(-rate * hours)
    return level * kept + gain / rate * (1.0 - kept)
