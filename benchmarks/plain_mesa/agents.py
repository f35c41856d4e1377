"""T cells, conventional and regulatory, of the plain model."""

import math
from typing import TYPE_CHECKING, Any

from mesa.discrete_space import CellAgent

from benchmarks.plain_mesa.presenting import AntigenPresentingCell
from benchmarks.plain_mesa.rules import rules
from benchmarks.plain_mesa.space import Site
from nanoimmune.state.dose import Design
from nanoimmune.words import Compartment, Field, Phenotype

if TYPE_CHECKING:
    from benchmarks.plain_mesa.model import PlainHost

EXPERIENCED = (Phenotype.PRIMED, Phenotype.EFFECTOR, Phenotype.MEMORY)
FOXP3 = (Phenotype.TREG, Phenotype.PERIPHERAL_TREG)
DIVIDING = (Phenotype.PRIMED, Phenotype.EFFECTOR, Phenotype.TR1, *FOXP3)


class TCell(CellAgent):
    """A T cell, or several of one clone that share one history; in the blood its `cell` is None.

    Attributes:
        phenotype: What it is.
        epitope: What it recognises.
        affinity: Relative affinity for the epitope.
        weight: Cells that it stands for.
        divisions: Divisions since the founder.
        programme: Divisions left in the present programme.
        signal: Integrated contact, h.
        help: Integrated helped contact, h.
        changed: Step of the last change of phenotype.
        contact: Presenting cell that it holds on to.
        is_fresh: Whether the contact began within this step.
        is_late: Whether it began after the moment at which the crowd is counted.
        bound: Particles on the surface, by design.
        inside: Particles taken in, by design.
        wanted: Particles that it would bind in this step.
        felt: Signal of the particles on its surface.
    """

    presents = False

    def __init__(
        self, model: "PlainHost", cell: Site | None, phenotype: Phenotype, epitope: int, affinity: float,
        weight: int = 1,
    ) -> None:  # fmt: skip
        """Make a T cell on a site, or in the blood."""
        super().__init__(model)
        self.cell = cell
        self.phenotype = phenotype
        self.epitope = epitope
        self.affinity = affinity
        self.weight = weight
        self.divisions = 0
        self.programme = 0
        self.signal = 0.0
        self.help = 0.0
        self.changed = model.steps_lived
        self.contact: AntigenPresentingCell | None = None
        self.is_fresh = self.is_late = False
        self.bound: dict[int, float] = {}
        self.inside: dict[int, float] = {}
        self.wanted = 0.0
        self.felt = 0.0

    @property
    def place(self) -> Compartment:
        """Compartment that it is in."""
        return Compartment.BLOOD if self.cell is None else self.cell.place

    @property
    def voxel(self) -> int:
        """Field voxel that it is in."""
        return 0 if self.cell is None else self.cell.voxel

    # circulate ------------------------------------------------------------------------------------------------------

    def circulate(self) -> None:
        """Leave the organ, or the blood for one of the organs; one journey a step, with the mean stay of its rate."""
        model, traffic = self.model, self.model.parameters.traffic
        if self.cell is not None:
            if rules.is_retained(self.phenotype):
                return
            rate = rules.leaving_rate(self.cell.place, traffic)
            stay = rules.egress_factor(self.signal, model.parameters.engagement)
            if self.random.random() < rate * stay * model.hours:
                self.cell = None
                self.contact = None
            return
        entry = rules.tissue_entry_rate(self.phenotype, model.permeability, traffic)
        ways = {
            Compartment.SPLEEN: rules.spleen_homing(traffic),
            Compartment.LIVER: rules.liver_homing(traffic),
            Compartment.NODE: rules.node_homing(self.phenotype, model.node_inflammation, traffic),
            Compartment.CNS: entry * model.subject.barrier_factor,
        }
        if self.random.random() >= sum(ways.values()) * model.hours:
            return
        there = self.random.choices(list(ways), list(ways.values()))[0]
        self.cell = model.site_by_a_vessel() if there is Compartment.CNS else model.random_site(there)

    # take_up, release -----------------------------------------------------------------------------------------------

    def want(self, number: int, design: Design, free: dict[Compartment, float]) -> None:
        """Find how many particles of a design it would bind within the step, if there were enough."""
        self.wanted = 0.0
        if self.phenotype is Phenotype.NAIVE or self.epitope != design.ligand:
            return
        binding, place = self.model.parameters.binding, self.place
        concentration = free[place] / self.model.volumes[place]
        filling = rules.attachment_rate(design.valency, 1.0, binding) * concentration / binding.particles_per_cell
        room = self.weight * binding.particles_per_cell - self.bound.get(number, 0.0)
        self.wanted = max(room, 0.0) * -math.expm1(-filling * self.model.hours)

    def bind(self, number: int, share: dict[Compartment, float]) -> None:
        """Take the share of what it wanted that is to be had in its compartment."""
        if self.wanted > 0.0:
            self.bound[number] = self.bound.get(number, 0.0) + self.wanted * share[self.place]

    def internalise(self, number: int, kept_outside: float, kept_inside: float) -> None:
        """Take bound particles in, and digest those inside."""
        bound, inside = self.bound.get(number, 0.0), self.inside.get(number, 0.0)
        if bound == 0.0 and inside == 0.0:
            return
        digested = inside * (1.0 - kept_inside)
        self.bound[number] = bound * kept_outside
        self.inside[number] = inside + bound * (1.0 - kept_outside) - digested
        self.model.cleared[number] += digested

    # engage ---------------------------------------------------------------------------------------------------------

    def meet(self) -> None:
        """Keep the contact, or else look for a presenting cell around that shows the epitope."""
        self.is_fresh = self.is_late = False
        around = self.cell
        if self.contact is not None and not self.keeps_contact():
            self.contact = None
            if self.cell is not None:
                # It looks around on its way away from the partner that it has left.
                model, place = self.model, self.cell.place
                apart = model.parameters.engagement.walk_off / model.hours
                around = model.organs[place].walk(self.cell, model.cell_variance[place] * apart)
        if self.contact is None and around is not None:
            self.seek(around.reach)
        if self.contact is not None and not self.is_late:
            self.contact.join(self)

    def keeps_contact(self) -> bool:
        """Tell whether the contact lasts: not let go, and the partner still here and showing enough."""
        model, partner = self.model, self.contact
        if partner is None or model.hours_until(rules.detachment_rate(model.parameters.engagement)) <= model.hours:
            return False
        return partner.cell is self.cell and self.stops_at(partner)

    def stops_at(self, partner: AntigenPresentingCell) -> bool:
        """Tell whether it stops at what a presenting cell shows."""
        engagement = self.model.parameters.engagement
        shown = partner.pmhc[self.epitope]
        return (
            shown > 0.0
            and rules.receptor_occupancy(shown, self.affinity, engagement) >= engagement.recognition_threshold
        )

    def seek(self, reach: list[Site]) -> None:
        """Meet, at a rate, one of the presenting cells around that show its epitope, and move to its site."""
        model = self.model
        cognate = [partner for site in reach for partner in site.presenting if self.stops_at(partner)]
        if not cognate:
            return
        engagement = model.parameters.engagement
        begins = model.hours_until(rules.encounter_rate(len(cognate), engagement))
        if begins <= model.hours:
            self.contact = self.random.choice(cognate)
            self.is_fresh, self.is_late = True, begins > engagement.crowd_moment * model.hours
            self.cell = self.contact.cell

    def integrate(self) -> None:
        """Add what the contact gives to the integrated signals, which decay."""
        model, partner = self.model, self.contact
        engagement, per_apc = model.parameters.engagement, model.parameters.world.cells_per_apc
        drive = helped = 0.0
        if partner is not None:
            share = rules.contact_share(partner.seekers, engagement.contact_capacity * per_apc)
            drive = share * rules.receptor_occupancy(partner.pmhc[self.epitope], self.affinity, engagement)
            if self.is_fresh:
                # It began at any moment of the step, so it lasted for half of it on average.
                drive *= 0.5
            is_regulatory = self.phenotype >= Phenotype.TREG
            damped = rules.contact_suppression(share * partner.tregs / per_apc, model.parameters.suppression)
            damped = 1.0 if is_regulatory else damped
            experienced = is_regulatory or self.phenotype in EXPERIENCED
            helped = drive * damped * rules.felt_costimulation(partner.costimulation, experienced, engagement)
        elif self.signal == 0.0:
            return
        self.signal = rules.relaxed(self.signal, drive, model.signal_loss, model.hours)
        self.help = rules.relaxed(self.help, helped, model.signal_loss, model.hours)
        if partner is None or self.is_late or self.phenotype not in EXPERIENCED:
            return
        if rules.is_armed(self.help, engagement):
            partner.helpers += self.weight

    # harm -----------------------------------------------------------------------------------------------------------

    def count_in(self, crowd: Any) -> None:
        """Enter the census of cells that secrete, consume or harm."""
        engagement = self.model.parameters.engagement
        if self.phenotype is Phenotype.TR1:
            if rules.is_armed(self.signal, engagement):
                crowd.suppressors[self.voxel] += self.weight
        elif self.phenotype in FOXP3:
            crowd.tregs[self.voxel] += self.weight
            if rules.is_armed(self.signal, engagement):
                crowd.signalled_tregs[self.voxel] += self.weight
        elif self.phenotype in (Phenotype.PRIMED, Phenotype.EFFECTOR) and rules.is_armed(self.help, engagement):
            crowd.producers[self.voxel] += self.weight
            if self.phenotype is Phenotype.EFFECTOR:
                crowd.armed[self.voxel] += self.weight

    # divide ---------------------------------------------------------------------------------------------------------

    def division_rate(self) -> float:
        """How fast it divides now, 1/h."""
        model, fates = self.model, self.model.parameters.fates
        il2 = model.fields.level(Field.IL2, self.voxel)
        if self.phenotype is Phenotype.PRIMED:
            hours_primed = (model.steps_lived - self.changed) * model.hours
            return rules.primed_division_rate(il2, self.help, hours_primed, fates) if self.programme > 0 else 0.0
        if self.phenotype is Phenotype.EFFECTOR:
            return rules.effector_division_rate(il2, self.help, self.programme, fates)  # type: ignore[no-any-return]
        if self.phenotype is Phenotype.TR1:
            return rules.tr1_division_rate(self.felt, model.parameters.binding)  # type: ignore[no-any-return]
        return 0.0 if self.cell is None else rules.treg_division_rate(il2, self.help, fates)

    def divide(self) -> None:
        """Double the weight, or make daughters when it is too heavy for that."""
        if self.phenotype not in DIVIDING:
            return
        times = self.model.rings_within(self.division_rate())
        if self.phenotype is Phenotype.PRIMED:
            times = min(times, self.programme)
        elif self.phenotype is Phenotype.EFFECTOR:
            times = min(times, self.programme + int(self.model.parameters.fates.restimulated_divisions))
        self.divisions += times
        self.programme -= times
        while times > 0 and 2 * self.weight <= self.model.parameters.world.cells_per_agent:
            self.weight *= 2
            times -= 1
        share = 0.5**times
        self.bound = {number: share * held for number, held in self.bound.items()}
        self.inside = {number: share * held for number, held in self.inside.items()}
        for _ in range(2**times - 1):
            self.bear()

    def bear(self) -> None:
        """Make a daughter like itself, with as many particles."""
        daughter = TCell(self.model, self.cell, self.phenotype, self.epitope, self.affinity, self.weight)
        for name in ("divisions", "programme", "signal", "help", "changed"):
            setattr(daughter, name, getattr(self, name))
        daughter.bound, daughter.inside = dict(self.bound), dict(self.inside)

    # move -----------------------------------------------------------------------------------------------------------

    def wander(self) -> None:
        """Walk at random, unless a contact holds it."""
        if self.cell is not None and self.contact is None:
            place = self.cell.place
            self.cell = self.model.organs[place].walk(self.cell, self.model.cell_variance[place])

    def keep_up(self) -> None:
        """Go with the presenting cell that it holds on to."""
        if self.cell is not None and self.contact is not None:
            there = self.contact.cell
            if there is not None and there.place is self.cell.place:
                self.cell = there
