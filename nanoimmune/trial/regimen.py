"""Which particle, how much, how often and when."""

from dataclasses import dataclass

from nanoimmune.errors import refuse
from nanoimmune.state.dose import ParticleDose
from nanoimmune.trial.checks import quantity, whole_number
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.trigger import Trigger

PMHC_MOLAR_MASS = {"I": 45_000.0, "II": 55_000.0}
"""Molar mass of a soluble pMHC monomer by class, g/mol (assumed).

Class II is about 55 kDa from the lengths of its chains; class I is 32 kDa of heavy chain without its anchor, 12 kDa of
beta2-microglobulin and 1 kDa of peptide.
"""

AVOGADRO = 6.02214076e23
"""Molecules in a mole."""

_UG_PER_G = 1e6
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Regimen:
    """One particle given once or repeatedly into a vein.

    The dose is stated either as a number of particles or as the mass of pMHC that they carry. Equal `ligand_ug`
    means equal total pMHC, so particles of low valency are then given in greater number.

    Attributes:
        particle: What is given.
        start_day: Day of the first dose, counted from the scenario's day 0, or from the day of the trigger where there
            is one (then 0 by default).
        doses: How many doses.
        every_days: Days between doses; needed where there is more than one.
        particles: Particles per dose.
        ligand_ug: pMHC per dose, ug.
        trigger: The sign in a subject's daily record that starts the regimen, once: `"diabetes"`, or a condition such
            as `"glucose > 300"`. None starts it by the calendar.
    """

    particle: Particle
    start_day: float | None = None
    doses: int = 1
    every_days: float | None = None
    particles: float | None = None
    ligand_ug: float | None = None
    trigger: str | None = None

    def __post_init__(self) -> None:
        """Check dates and amounts, and turn what carries a unit into the unit that it is kept in."""
        if not isinstance(self.particle, Particle):
            raise refuse("regimen.particle", self.particle, "a Particle", "Declare it with Particle(...).")
        self._check_start()
        whole_number("regimen.doses", self.doses, 1, 1000)
        if self.every_days is None:
            if self.doses > 1:
                mend = "State the days between doses."
                raise refuse("regimen.every_days", None, f"a number of days for {self.doses} doses", mend)
        else:
            self._keep("every_days", "day", 1 / 24, 365)
        if (self.particles is None) == (self.ligand_ug is None):
            given = {"particles": self.particles, "ligand_ug": self.ligand_ug}
            raise refuse("regimen", given, "particles or ligand_ug, one of the two", "State the dose one way.")
        if self.particles is not None:
            self._keep("particles", "1", 1, 1e18)
        else:
            if self.particle.ligand is None:
                mend = "State the dose as a number of particles."
                raise refuse("regimen.ligand_ug", self.ligand_ug, "a particle with a ligand", mend)
            self._keep("ligand_ug", "ug", 1e-6, 1e5)

    def _check_start(self) -> None:
        """Check the trigger, if there is one, and the day of the first dose."""
        if self.trigger is not None:
            object.__setattr__(self, "trigger", str(Trigger.read(self.trigger)))
            object.__setattr__(self, "start_day", 0.0 if self.start_day is None else self.start_day)
        if self.start_day is None:
            raise refuse("regimen.start_day", None, "-730 to 730 day", "State the day of the first dose, or a trigger.")
        self._keep("start_day", "day", -730 if self.trigger is None else 0, 730)

    def _keep(self, name: str, unit: str, low: float, high: float) -> None:
        """Check one quantity and keep its magnitude."""
        object.__setattr__(self, name, quantity(f"regimen.{name}", getattr(self, name), unit, low, high))

    @property
    def particles_per_dose(self) -> float:
        """Particles in one dose; from the mass of pMHC where that is what was stated."""
        if self.ligand_ug is None:
            return float(self.particles or 0.0)
        molar_mass = PMHC_MOLAR_MASS[self.particle.mhc_class]
        return self.ligand_ug / _UG_PER_G / molar_mass * AVOGADRO / self.particle.valency

    def as_doses(self, trigger_day: float = 0.0) -> tuple[ParticleDose, ...]:
        """List every dose with its day, in order.

        Args:
            trigger_day: Day of the trigger, for a regimen that has one.

        Returns:
            The doses.
        """
        design, interval = self.particle.design(), self.every_days or 0.0
        first = trigger_day + (self.start_day or 0.0)
        return tuple(
            ParticleDose(first + number * interval, design, self.particles_per_dose) for number in range(self.doses)
        )

    def __str__(self) -> str:
        """Describe the regimen as a methods section does."""
        amount = f"{_scientific(self.particles_per_dose)} particles"
        if self.ligand_ug is not None:
            amount = f"{self.ligand_ug:g} µg pMHC ({amount})"
        if self.doses == 1:
            return f"{self.particle}, {amount} i.v. {self._start('on', 'at')}"
        every = f"every {self.every_days:g} days {self._start('from', 'from')}"
        return f"{self.particle}, {self.doses} doses of {amount} i.v. {every}"

    def _start(self, before_day: str, before_event: str) -> str:
        """Say when the first dose is given, after the word that fits a day or an event."""
        if self.trigger is None:
            return f"{before_day} day {self.start_day:g}"
        event = Trigger.read(self.trigger).in_words
        return f"{before_day} day {self.start_day:g} after {event}" if self.start_day else f"{before_event} {event}"

    def __repr__(self) -> str:
        """Show the regimen in one line."""
        return f"<Regimen: {self}>"


def _scientific(count: float) -> str:
    """Write a large number as a paper does, such as 6.84×10¹²."""
    mantissa, _, exponent = f"{count:.3g}".partition("e+")
    return f"{mantissa}×10{exponent.lstrip('0').translate(_SUPERSCRIPTS)}" if exponent else mantissa
