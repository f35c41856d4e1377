"""`PlainHost`: one life as an ordinary Mesa model, phase by phase."""

import math
from collections.abc import Callable, Sequence

import mesa
import numpy as np

from benchmarks.plain_mesa.agents import TCell
from benchmarks.plain_mesa.fates import choose_fate
from benchmarks.plain_mesa.fields import Census, Fields
from benchmarks.plain_mesa.founding import (
    found_repertoire,
    found_residents,
    found_tissue,
    supply_clonotypes,
)
from benchmarks.plain_mesa.parcels import Nanoparticle
from benchmarks.plain_mesa.presenting import AntigenPresentingCell
from benchmarks.plain_mesa.rules import rules
from benchmarks.plain_mesa.space import Organ, Site
from benchmarks.plain_mesa.tissue import Oligodendrocyte, TissueSite
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.dose import Design, Dose, ImmunisationDose, ParticleDose
from nanoimmune.state.founding import founder_stock, processing
from nanoimmune.state.geometry import build_geometry, spacing_of
from nanoimmune.state.subject import Subject
from nanoimmune.words import N_EPITOPES, PROTEINS_OF, ApcKind, ApcState, Compartment, Epitope, Field


class PlainHost(mesa.Model):
    """One host from before immunisation on, written as one would write it in Mesa.

    Attributes:
        organs: The grid of each compartment but the blood.
        fields: Concentrations.
        permeability: How open the barrier of the tissue is.
        designs: Particle designs given so far.
        cleared: Particles that left the body or were digested, a design.
    """

    def __init__(
        self,
        parameters: Parameters,
        subject: Subject,
        doses: Sequence[Dose] = (),
        absent: frozenset[Epitope] = frozenset(),
        rng: int = 0,
        founded: bool = True,
        fields: type[Fields] = Fields,
    ) -> None:
        """Found a host.

        Args:
            parameters: Numbers of the life.
            subject: Precursors and factors of the subject; its key is not used.
            doses: What will be given.
            absent: Specificities that the T cells lack.
            rng: Seed.
            founded: Whether to add the first cells; the tissue is there in any case.
            fields: How the fields are stepped; `SharedFields` does it with the compiled code.
        """
        super().__init__(rng=rng)
        self.parameters, self.subject, self.pending = parameters, subject, list(doses)
        self.hours, self.steps_lived = parameters.world.step, 0
        self.geometry = build_geometry(parameters.world)
        self.organs = {p: Organ(p, self.geometry, self.random) for p in Compartment if p is not Compartment.BLOOD}
        self.volumes = (self.geometry.voxel_volume * np.diff(self.geometry.first_voxel)).tolist()
        self.fields, self.crowd = fields(parameters, self.geometry), Census(int(self.geometry.first_voxel[-1]))
        self.depot, self.adjuvant, self.pertussis = [0.0] * N_EPITOPES, 0.0, 0.0
        self.permeability, self.drained = parameters.barrier.resting, dict.fromkeys(PROTEINS_OF[Compartment.CNS], 0.0)
        self.node_inflammation = self.inflammation = self.chemokine = 0.0
        self.designs: list[Design] = []
        self.injected: list[float] = []
        self.cleared: list[float] = []
        self.stock = founder_stock(subject, parameters, absent).tolist()
        self.signal_loss = rules.decay_rate(parameters.engagement.signal_half_life)
        self.processed = processing(parameters.antigens, Compartment.CNS, parameters.presentation.pmhc_half_life)
        self.pmhc_loss = [rules.decay_rate(half_life) for half_life in self.processed.half_life.tolist()]
        motility = parameters.motility
        self.cell_variance = self.variances(motility.lymphoid)
        self.cell_variance[Compartment.CNS] = self.variances(motility.tissue)[Compartment.CNS]
        self.apc_variance, self.parcel_variance = map(self.variances, (motility.presenting, motility.particle))
        found_tissue(self)
        if founded:
            found_residents(self)
            found_repertoire(self)

    # Chance and space -----------------------------------------------------------------------------------------------

    def rings_within(self, rate: float) -> int:
        """How often a clock of an hourly rate rings within the step; twice at most."""
        draw, never = self.random.random(), math.exp(-rate * self.hours)
        return int(draw > never) + int(draw > never * (1.0 + rate * self.hours))

    def hours_until(self, rate: float) -> float:
        """Hours until a clock of this hourly rate rings, or infinity if not within the step."""
        after = self.random.expovariate(rate) if rate > 0.0 else math.inf
        return after if after <= self.hours else math.inf

    def random_site(self, place: Compartment) -> Site | None:
        """A random site of an organ; None for the blood."""
        return None if place is Compartment.BLOOD else self.random.choice(self.organs[place].sites)

    def site_by_a_vessel(self) -> Site:
        """A site of the tissue, drawn by how much its voxel attracts cells from the vessels."""
        return self.random.choice(self.random.choices(self.tissue_voxels, cum_weights=self.attraction)[0])  # type: ignore[no-any-return]

    def weigh_vessels(self) -> None:
        """Find how much each voxel of the tissue attracts cells, as a running sum."""
        voxels: dict[int, list[Site]] = {}
        for site in self.organs[Compartment.CNS].sites:
            voxels.setdefault(site.voxel, []).append(site)
        total, self.attraction = 0.0, []
        self.tissue_voxels = list(voxels.values())
        for voxel in voxels:
            total += rules.vessel_weight(self.fields.level(Field.CHEMOKINE, voxel), self.parameters.recruitment)
            self.attraction.append(total)

    def variances(self, motility: float) -> dict[Compartment, float]:
        """Mean square displacement along an axis in a step, sites squared, in each organ."""
        world = self.parameters.world
        return {place: 2.0 * motility * self.hours / spacing_of(place, world) ** 2 for place in self.organs}

    def agents_of[A: mesa.Agent](self, kind: type[A]) -> mesa.agent.AgentSet[A]:
        """All agents of a class; an empty set where there are none."""
        return self.agents_by_type.get(kind) or mesa.agent.AgentSet([], random=self.random)

    # One step -------------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Live one step."""
        for phase in PHASES:
            phase(self)
        self.steps_lived += 1

    def dose(self) -> None:
        """Doses that are due arrive; the depot under the skin feeds the node."""
        day = (self.steps_lived * self.hours - self.parameters.world.lead) / 24.0
        for due in [dose for dose in self.pending if dose.day <= day + 1e-9]:
            self.pending.remove(due)
            if isinstance(due, ParticleDose):
                self.give_particles(due)
            elif isinstance(due, ImmunisationDose):
                self.depot[due.epitope] += due.amount * self.subject.antigen_factor
                self.adjuvant += min(1.0, due.amount)
                self.pertussis += due.pertussis
        immunisation = self.parameters.immunisation
        self.pertussis *= rules.remaining(rules.pertussis_loss_rate(self.parameters.barrier), self.hours)
        if self.adjuvant > 0.0:
            kept = rules.remaining(rules.depot_loss_rate(immunisation), self.hours)
            self.depot = [antigen * kept for antigen in self.depot]
            self.adjuvant *= kept
            mean = rules.carrier_arrival_rate(self.adjuvant, immunisation) * self.parameters.world.size
            for _ in range(self.rng.poisson(mean * self.hours)):
                self.add_carrier()

    def give_particles(self, dose: ParticleDose) -> None:
        """Put the parcels of one dose into the blood."""
        if dose.design not in self.designs:
            self.designs.append(dose.design)
            self.injected.append(0.0)
            self.cleared.append(0.0)
        number, size = self.designs.index(dose.design), self.parameters.world.size
        parcels = round(self.parameters.world.parcels_per_dose * size)
        Nanoparticle.create_agents(self, parcels, None, number, dose.particles * size / parcels)
        self.injected[number] += dose.particles * size

    def add_carrier(self) -> None:
        """Let a licensed dendritic cell arrive in the node with antigen of one depot, of a full one more often."""
        carrier = AntigenPresentingCell(self, self.random_site(Compartment.NODE), ApcKind.MIGRATORY_DENDRITIC)
        carrier.state, carrier.costimulation = ApcState.LICENSED, 1.0
        epitope = self.random.choices(range(N_EPITOPES), weights=self.depot)[0]
        most = rules.carrier_display(self.depot[epitope], self.parameters.immunisation)
        carrier.pmhc[epitope] = self.random.random() * most

    def circulate(self) -> None:
        """T cells and monocytes travel between compartments; thymus and marrow supply new ones."""
        numbers = self.parameters
        resting = numbers.residents.blood_monocytes * numbers.world.size
        mean = rules.marrow_output(resting, self.permeability, numbers.recruitment) * self.hours
        for _ in range(self.rng.poisson(mean)):
            AntigenPresentingCell(self, None, ApcKind.MONOCYTE)
        supply_clonotypes(self)
        aim = rules.barrier_opening(Compartment.CNS, self.inflammation, min(1.0, self.pertussis), numbers.barrier)
        kept = rules.remaining(rules.barrier_rate(numbers.barrier), self.hours)
        self.permeability = aim + (self.permeability - aim) * kept
        self.node_inflammation = min(1.0, self.adjuvant + numbers.immunisation.tissue_drainage * self.permeability)
        self.weigh_vessels()
        self.agents_of(TCell).do("circulate")
        self.agents_of(AntigenPresentingCell).do("leave_the_blood")

    def clear(self) -> None:
        """Liver and spleen filter particles out of the blood; free ones leave by bile."""
        self.agents_of(Nanoparticle).do("clear")

    def take_up(self) -> None:
        """Cognate T cells take particles on their surface, phagocytes swallow them."""
        for number, design in enumerate(self.designs):
            parcels = self.agents_of(Nanoparticle).select(lambda parcel, n=number: parcel.design == n)
            free = dict.fromkeys(Compartment, 0.0)
            for parcel in parcels:
                for place, amount in parcel.presence():
                    free[place] += amount
            if not any(free.values()):
                continue
            wanted = dict.fromkeys(Compartment, 0.0)
            if design.ligand is not None:
                self.agents_of(TCell).do("want", number, design, free)
                for cell in self.agents_of(TCell):
                    wanted[cell.place] += cell.wanted
                to_be_had = {p: min(1.0, free[p] / wanted[p]) for p in wanted if wanted[p] > 0.0}
                self.agents_of(TCell).do("bind", number, to_be_had)
            attached = {p: min(1.0, wanted[p] / free[p]) if free[p] > 0.0 else 0.0 for p in free}
            together = dict.fromkeys(Compartment, 0.0)
            for apc in self.agents_of(AntigenPresentingCell):
                together[apc.place] += apc.appetite(design)
            rate = {place: together[place] / self.volumes[place] for place in Compartment}
            eaten = dict.fromkeys(Compartment, 0.0)
            for parcel in parcels.to_list():
                for place, amount in parcel.feed(attached, rate).items():
                    eaten[place] += amount
            self.agents_of(AntigenPresentingCell).do("swallow", number, design, eaten, together)

    def release(self) -> None:
        """Swallowed particles are digested and give up their cargo; bound ones are taken in."""
        digestion = rules.decay_rate(self.parameters.pharmacology.digestion_half_life)
        internalisation = rules.decay_rate(self.parameters.binding.internalisation_half_life)
        kept = rules.remaining(digestion, self.hours)
        kept_outside = rules.remaining(internalisation, self.hours)
        for number, design in enumerate(self.designs):
            self.agents_of(AntigenPresentingCell).do("digest", number, design, kept)
            if design.ligand is not None:
                self.agents_of(TCell).do("internalise", number, kept_outside, kept)

    def present(self) -> None:
        """Presenting cells process antigen, are licensed, calm down, and are renewed."""
        self.agents_of(AntigenPresentingCell).do("process_antigen").do("mature").do("renew")

    def engage(self) -> None:
        """T cells find presenting cells, share their room, and integrate signal and help."""
        self.agents_of(AntigenPresentingCell).do("forget_contacts")
        self.agents_of(TCell).do("meet").do("integrate")

    def choose_fate(self) -> None:
        """Each T cell meets the first fate whose clock rings."""
        self.agents_of(TCell).do(choose_fate)

    def suppress(self) -> None:
        """Regulatory T cells change the presenting cells that they touch."""
        self.agents_of(AntigenPresentingCell).do("be_suppressed")

    def harm(self) -> None:
        """Licensed phagocytes and armed effectors strip myelin, which sheds antigen."""
        self.crowd = Census(int(self.geometry.first_voxel[-1]))
        self.agents_of(TCell).do("count_in", self.crowd)
        self.agents_of(AntigenPresentingCell).do("count_in", self.crowd)
        self.agents_of(Oligodendrocyte).do("suffer")
        self.agents_of(TissueSite).do("be_stripped")

    def repair(self) -> None:
        """Oligodendrocytes repair, stop, die and are replaced; axons that stay bare are lost."""
        self.agents_of(Oligodendrocyte).do("respond")
        self.agents_of(TissueSite).do("repair")

    def divide(self) -> None:
        """Primed, restimulated and regulatory T cells divide."""
        self.agents_of(TCell).do("divide")

    def move(self) -> None:
        """Cells that no contact holds wander, those that one holds go with their partner; free particles diffuse."""
        for kind in (TCell, AntigenPresentingCell, Nanoparticle):
            self.agents_of(kind).do("wander")
        self.agents_of(TCell).do("keep_up")

    def diffuse(self) -> None:
        """Fields spread, are secreted and consumed; the node feels what its tissue sheds."""
        self.fields.step(self.crowd, self.adjuvant, self.inflammation)
        self.inflammation = self.fields.mean(Field.INFLAMMATORY, Compartment.CNS)
        self.chemokine = self.fields.mean(Field.CHEMOKINE, Compartment.CNS)
        self.drained = {protein: self.fields.drained(protein) for protein in PROTEINS_OF[Compartment.CNS]}


PHASES: tuple[Callable[[PlainHost], None], ...] = (
    PlainHost.dose,
    PlainHost.circulate,
    PlainHost.clear,
    PlainHost.take_up,
    PlainHost.release,
    PlainHost.present,
    PlainHost.engage,
    PlainHost.choose_fate,
    PlainHost.suppress,
    PlainHost.harm,
    PlainHost.repair,
    PlainHost.divide,
    PlainHost.move,
    PlainHost.diffuse,
)
"""The phases of a step, in order."""
