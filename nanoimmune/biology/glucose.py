"""Blood glucose from the mass of working beta cells: the minimal model of Topp et al., at its fast balance."""

import math

from nanoimmune.rule import rule

HOURS_PER_DAY = 24.0


@rule
def real_cube_root(number):
    """Every real number has one real cube root.

    Source: definition.  Returns the root, in the unit whose cube the number has, below zero with it.
    """
    return math.copysign(abs(number) ** (1.0 / 3.0), number)


@rule
def balanced_glucose(working_mass, glucose):
    """Glucose settles within hours where production equals uptake with and without insulin.

    The balance of the published equations is a cubic with one real root, solved in closed form.

    Source: Topp2000.  working_mass: insulin-filled beta cells over those of a healthy animal.  Returns mg/dL.
    """
    by_insulin = glucose.insulin_sensitivity * glucose.largest_secretion / glucose.insulin_clearance
    a = glucose.effectiveness + by_insulin * glucose.healthy_mass * working_mass
    b = -glucose.production / a
    c = glucose.effectiveness * glucose.half_secretion / a
    d = -glucose.production * glucose.half_secretion / a
    p = c - b * b / 3.0
    q = 2.0 * b * b * b / 27.0 - b * c / 3.0 + d
    root = math.sqrt(q * q / 4.0 + p * p * p / 27.0)
    return real_cube_root(-q / 2.0 + root) + real_cube_root(-q / 2.0 - root) - b / 3.0


@rule
def mass_rate(level, glucose):
    """Beta-cell mass grows when glucose is moderately raised, and no more when it is high.

    Source: Topp2000.  level: glucose, mg/dL.  Returns 1/h, below zero under 100 and above 250 mg/dL.
    """
    per_day = -glucose.mass_loss + glucose.mass_gain * level - glucose.mass_toxicity * level * level
    return per_day / HOURS_PER_DAY
