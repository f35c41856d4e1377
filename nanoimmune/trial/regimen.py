"""Which particle, how much, how often and when."""

from dataclasses import dataclass

from nanoimmune.errors import refuse
from nanoimmune.state.dose import ParticleDose
from nanoimmune.trial.checks import quantity, whole_number
from nanoimmune.trial.particle import Particle

PMHC_MOLAR_MASS = 55_000.0
"""Molar mass of a soluble pMHC-II monomer, g/mol: about 55 kDa from the lengths of its chains (assumed)."""

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
        start_day: Day of the first dose, counted from immunisation.
        doses: How many doses.
        every_days: Days between doses; needed where there is more than one.
        particles: Particles per dose.
        ligand_ug: pMHC per dose, ug.
    """

    particle: Particle
    start_day: float
    doses: int = 1
    every_days: float | None = None
    particles: float | None = None
    ligand_ug: float | None = None

    def __post_init__(self) -> None:
        """Check dates and amounts, and turn what carries a unit into the unit that it is kept in."""
        if not isinstance(self.particle, Particle):
            raise refuse("regimen.particle", self.particle, "a Particle", "Declare it with Particle(...).")
        self._keep("start_day", "day", -730, 730)
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

    def _keep(self, name: str, unit: str, low: float, high: float) -> None:
        """Check one quantity and keep its magnitude."""
        object.__setattr__(self, name, quantity(f"regimen.{name}", getattr(self, name), unit, low, high))

    @property
    def particles_per_dose(self) -> float:
        """Particles in one dose; from the mass of pMHC where that is what was stated."""
        if self.ligand_ug is None:
            return float(self.particles or 0.0)
        return self.ligand_ug / _UG_PER_G / PMHC_MOLAR_MASS * AVOGADRO / self.particle.valency

    def as_doses(self) -> tuple[ParticleDose, ...]:
        """List every dose with its day, in order."""
        design, interval = self.particle.design(), self.every_days or 0.0
        return tuple(
            ParticleDose(self.start_day + number * interval, design, self.particles_per_dose)
            for number in range(self.doses)
        )

    def __str__(self) -> str:
        """Describe the regimen as a methods section does."""
        amount = f"{_scientific(self.particles_per_dose)} particles"
        if self.ligand_ug is not None:
            amount = f"{self.ligand_ug:g} µg pMHC ({amount})"
        if self.doses == 1:
            return f"{self.particle}, {amount} i.v. on day {self.start_day:g}"
        every = f"every {self.every_days:g} days from day {self.start_day:g}"
        return f"{self.particle}, {self.doses} doses of {amount} i.v. {every}"

    def __repr__(self) -> str:
        """Show the regimen in one line."""
        return f"<Regimen: {self}>"


def _scientific(count: float) -> str:
    """Write a large number as a paper does, such as 6.84×10¹²."""
    mantissa, _, exponent = f"{count:.3g}".partition("e+")
    return f"{mantissa}×10{exponent.lstrip('0').translate(_SUPERSCRIPTS)}" if exponent else mantissa
