"""Which agent, how much, how often and when."""

from dataclasses import dataclass

from nanoimmune.errors import refuse
from nanoimmune.medicine_words import Route
from nanoimmune.state.dose import Dose, ParticleDose
from nanoimmune.trial.agents.agent import ROUTE_WORDS, ROUTES, Agent, check_route
from nanoimmune.trial.agents.registry import is_agent
from nanoimmune.trial.checks import one_of
from nanoimmune.trial.dates import keep, set_dates
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.trigger import Trigger
from nanoimmune.trial.wording import listed

PMHC_MOLAR_MASS = {"I": 45_000.0, "II": 55_000.0}
"""Molar mass of a soluble pMHC monomer by class, g/mol (assumed).

Class II is about 55 kDa from the lengths of its chains; class I is 32 kDa of heavy chain without its anchor, 12 kDa of
beta2-microglobulin and 1 kDa of peptide.
"""

AVOGADRO = 6.02214076e23
"""Molecules in a mole."""

PARTICLE_ROUTES = ("iv", "sc", "ip")
"""Routes by which particles are given."""

_UG_PER_G = 1e6
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Regimen:
    """One agent given once or repeatedly.

    A dose of particles is stated either as a number of particles or as the mass of pMHC that they carry. Equal
    `ligand_ug` means equal total pMHC, so particles of low valency are then given in greater number. Of any other
    agent, `amount` states the dose.

    Attributes:
        particle: The particle that is given, or None; another agent that is named first is taken as `agent`.
        start_day: Day of the first dose, counted from the scenario's day 0, or from the day of the trigger where there
            is one (then 0 by default).
        doses: How many doses.
        every_days: Days between doses; needed where there is more than one.
        particles: Particles per dose.
        ligand_ug: pMHC per dose, ug.
        trigger: The sign in a subject's daily record that starts the regimen, once: `"diabetes"`, or a condition such
            as `"glucose > 300"`. None starts it by the calendar.
        agent: What is given if it is no particle: a Drug, Antibody, Cytokine, Peptide, CellTransfer or Immunisation.
        amount: How much of it per dose, in its own unit or as text with a unit.
        route: How it is given: iv, sc, ip or oral; the usual way of the agent by default, and iv for particles.
        days: The days of the doses, in place of start_day, doses and every_days.
        until_day: Last day on which a dose may fall, in place of `doses`.
        stop: The sign in the daily record that ends the regimen, looked for from its first dose on, such as
            `"score < 0.5"`; doses that are still to come are withdrawn. None gives them all.
    """

    particle: Particle | None = None
    start_day: float | None = None
    doses: int = 1
    every_days: float | None = None
    particles: float | None = None
    ligand_ug: float | None = None
    trigger: str | None = None
    agent: Agent | None = None
    amount: float | None = None
    route: str | None = None
    days: tuple[float, ...] | None = None
    until_day: float | None = None
    stop: str | None = None

    def __post_init__(self) -> None:
        """Check dates and amounts, and turn what carries a unit into the unit that it is kept in."""
        if self.agent is None and is_agent(self.particle):
            object.__setattr__(self, "agent", self.particle)
            object.__setattr__(self, "particle", None)
        self._check_what()
        set_dates(self)
        if self.stop is not None:
            object.__setattr__(self, "stop", str(Trigger.read(self.stop, "regimen.stop")))
        if self.agent is not None:
            self._check_agent_dose(self.agent)
        else:
            self._check_particle_dose()

    def _check_what(self) -> None:
        """Demand one particle or one other agent."""
        if self.agent is not None and (self.particle is not None or not is_agent(self.agent)):
            allowed = "one agent: a Drug, Antibody, Cytokine, Peptide, CellTransfer or Immunisation, or one Particle"
            raise refuse("regimen.agent", self.agent, allowed, "Give each agent a regimen of its own.")
        if self.agent is None and not isinstance(self.particle, Particle):
            raise refuse("regimen.particle", self.particle, "a Particle", "Declare it with Particle(...).")

    def _check_agent_dose(self, agent: Agent) -> None:
        """Check amount and route of what is no particle."""
        for name in ("particles", "ligand_ug"):
            if getattr(self, name) is not None:
                raise refuse(f"regimen.{name}", getattr(self, name), "none for what is no particle", "State amount.")
        if self.amount is None:
            raise refuse("regimen.amount", None, "how much is given per dose", "State the amount.")
        object.__setattr__(self, "amount", agent.amount(self.amount))
        object.__setattr__(self, "route", check_route(agent, self.route))

    def _check_particle_dose(self) -> None:
        """Check amount and route of particles."""
        assert self.particle is not None
        if self.amount is not None:
            allowed = "none for particles"
            raise refuse("regimen.amount", self.amount, allowed, "State the dose as particles or ligand_ug.")
        if self.route is not None:
            one_of("regimen.route", self.route, {name: name for name in PARTICLE_ROUTES})
        if (self.particles is None) == (self.ligand_ug is None):
            given = {"particles": self.particles, "ligand_ug": self.ligand_ug}
            raise refuse("regimen", given, "particles or ligand_ug, one of the two", "State the dose one way.")
        if self.particles is not None:
            keep(self, "particles", "1", 1, 1e18)
        else:
            if self.particle.ligand is None:
                mend = "State the dose as a number of particles."
                raise refuse("regimen.ligand_ug", self.ligand_ug, "a particle with a ligand", mend)
            keep(self, "ligand_ug", "ug", 1e-6, 1e5)

    @property
    def given(self) -> Particle | Agent:
        """What is given."""
        chosen = self.particle if self.agent is None else self.agent
        assert chosen is not None
        return chosen

    @property
    def particles_per_dose(self) -> float:
        """Particles in one dose; from the mass of pMHC where that is what was stated; none of any other agent."""
        if self.particle is None:
            return 0.0
        if self.ligand_ug is None:
            return float(self.particles or 0.0)
        molar_mass = PMHC_MOLAR_MASS[self.particle.mhc_class]
        return self.ligand_ug / _UG_PER_G / molar_mass * AVOGADRO / self.particle.valency

    def as_doses(self, trigger_day: float = 0.0) -> tuple[Dose, ...]:
        """List every dose with its day, in order.

        Args:
            trigger_day: Day of the trigger, for a regimen that has one.

        Returns:
            The doses.
        """
        if self.days is not None:
            days = [trigger_day + day for day in self.days]
        else:
            first, interval = trigger_day + (self.start_day or 0.0), self.every_days or 0.0
            days = [first + number * interval for number in range(self.doses)]
        return tuple(self._dose(day) for day in days)

    def _dose(self, day: float) -> Dose:
        """One dose."""
        if self.particle is not None:
            by = Route.IV if self.route is None else ROUTES[self.route]
            return ParticleDose(day, self.particle.design(), self.particles_per_dose, by)
        assert self.agent is not None
        assert self.amount is not None
        assert self.route is not None
        return self.agent.dose(day, self.amount, self.route)

    def __str__(self) -> str:
        """Describe the regimen as a methods section does."""
        told = self._told()
        return told if self.stop is None else f"{told} until {Trigger.read(self.stop).in_words}"

    def _told(self) -> str:
        """Describe what is given and when, but not until when."""
        way = ROUTE_WORDS[self.route or "iv"]
        if self.agent is not None:
            assert self.amount is not None
            what, amount = self.agent.told(self.amount), ""
        else:
            amount = f"{scientific(self.particles_per_dose)} particles"
            if self.ligand_ug is not None:
                amount = f"{self.ligand_ug:g} µg pMHC ({amount})"
            what = f"{self.particle}, "
        if self.doses == 1:
            return f"{what}{amount} {way} {self._start('on', 'at')}"
        times = f"{self.doses} doses of {amount}" if self.agent is None else f"{amount}"
        count = "" if self.agent is None else f" {self.doses} times"
        if self.days is not None:
            after = "" if self.trigger is None else f" after {Trigger.read(self.trigger).in_words}"
            every = f"on days {listed([f'{day:g}' for day in self.days])}{after}"
        else:
            every = f"every {self.every_days:g} days {self._start('from', 'from')}"
        return f"{what}{times} {way}{count} {every}".replace("  ", " ")

    def _start(self, before_day: str, before_event: str) -> str:
        """Say when the first dose is given, after the word that fits a day or an event."""
        if self.trigger is None:
            return f"{before_day} day {self.start_day:g}"
        event = Trigger.read(self.trigger).in_words
        return f"{before_day} day {self.start_day:g} after {event}" if self.start_day else f"{before_event} {event}"

    def __repr__(self) -> str:
        """Show the regimen in one line."""
        return f"<Regimen: {self}>"


def scientific(count: float, digits: int = 3) -> str:
    """Write a large number as a paper does, such as 6.84×10¹²."""
    mantissa, _, exponent = f"{count:.{digits}g}".partition("e+")
    return f"{mantissa}×10{exponent.lstrip('0').translate(_SUPERSCRIPTS)}" if exponent else mantissa
