"""Nanoparticles of the plain model: parcels of free particles of one design."""

import math
from typing import TYPE_CHECKING

from mesa.discrete_space import CellAgent

from benchmarks.plain_mesa.rules import rules
from benchmarks.plain_mesa.space import Site
from nanoimmune.sweeps.particles import AS_GOOD_AS_EMPTY
from nanoimmune.words import Compartment

if TYPE_CHECKING:
    from benchmarks.plain_mesa.model import PlainHost


class Nanoparticle(CellAgent):
    """A parcel that stands for a number of free particles; in the blood its `cell` is None.

    Attributes:
        design: Number of the design.
        free: Particles that are free.
        given: Particles that the parcel was given with.
        bled: Hours of this step that it spent in the blood before it left it.
    """

    presents = False

    def __init__(self, model: "PlainHost", cell: Site | None, design: int, particles: float) -> None:
        """Make a parcel on a site, or in the blood."""
        super().__init__(model)
        self.cell = cell
        self.design = design
        self.free = self.given = particles
        self.bled = 0.0

    @property
    def place(self) -> Compartment:
        """Compartment that it is in."""
        return Compartment.BLOOD if self.cell is None else self.cell.place

    def clear(self) -> None:
        """Be filtered out of the blood, or lose particles of the organs to bile."""
        model, pharmacology = self.model, self.model.parameters.pharmacology
        self.bled = 0.0
        if self.cell is not None:
            lost = -math.expm1(-pharmacology.hepatobiliary_rate * model.hours) * self.free
            self.free -= lost
            model.cleared[self.design] += lost
            return
        design = model.designs[self.design]
        rate = rules.filtration_rate(design.diameter, design.coat, pharmacology)
        filtered = model.hours_until(rate)
        if filtered <= model.hours:
            self.bled = filtered
            to_spleen = self.random.random() < pharmacology.spleen_share
            self.cell = model.random_site(Compartment.SPLEEN if to_spleen else Compartment.LIVER)

    def presence(self) -> list[tuple[Compartment, float]]:
        """Free particles by the compartments that it was in during the step, each for its share of the step."""
        bled = self.bled / self.model.hours
        return [(Compartment.BLOOD, bled * self.free), (self.place, (1.0 - bled) * self.free)]

    def feed(self, attached: dict[Compartment, float], rate: dict[Compartment, float]) -> dict[Compartment, float]:
        """Give up what attaches and what is eaten; a parcel that is as good as empty ends.

        Args:
            attached: Share of the free particles that attaches to T cells, a compartment.
            rate: Rate at which the phagocytes of a compartment empty it, 1/h.

        Returns:
            Particles eaten, in the blood and in the place that it is in by now.
        """
        place, bled = self.place, self.bled / self.model.hours
        free = self.free * (1.0 - (1.0 - bled) * attached[place] - bled * attached[Compartment.BLOOD])
        in_blood = -math.expm1(-rate[Compartment.BLOOD] * self.bled) * free
        eaten = -math.expm1(-rate[place] * (self.model.hours - self.bled)) * (free - in_blood)
        self.free = free - in_blood - eaten
        if self.free < AS_GOOD_AS_EMPTY * self.given:
            self.model.cleared[self.design] += self.free
            self.remove()
        return {place: eaten} if self.bled == 0.0 else {Compartment.BLOOD: in_blood, place: eaten}

    def wander(self) -> None:
        """Diffuse."""
        if self.cell is not None:
            place = self.cell.place
            self.cell = self.model.organs[place].walk(self.cell, self.model.parcel_variance[place])
