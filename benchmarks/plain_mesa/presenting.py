"""Antigen-presenting cells of the plain model."""

from typing import TYPE_CHECKING, Any

from mesa.discrete_space import CellAgent

from benchmarks.plain_mesa.rules import rules
from benchmarks.plain_mesa.space import Site
from nanoimmune.state.dose import Design
from nanoimmune.words import (
    EPITOPES_OF,
    N_EPITOPES,
    PROTEINS_OF,
    ApcKind,
    ApcState,
    Coat,
    Compartment,
    Field,
    Phenotype,
)

if TYPE_CHECKING:
    from benchmarks.plain_mesa.model import PlainHost

VISITORS = (ApcKind.MONOCYTE, ApcKind.MIGRATORY_DENDRITIC)
SESSILE = (ApcKind.SINUSOIDAL, ApcKind.MARGINAL_ZONE_MACROPHAGE)
SHED_AS = {int(epitope): protein for protein in PROTEINS_OF[Compartment.CNS] for epitope in EPITOPES_OF[protein]}
"""Protein of white matter that each of its epitopes comes from."""

PHAGOCYTES_OF_THE_TISSUE = (ApcKind.MICROGLIA, ApcKind.MONOCYTE)


class AntigenPresentingCell(CellAgent):
    """An agent of several presenting cells of one kind; in the blood its `cell` is None.

    Attributes:
        kind: Lineage.
        state: Immature, licensed or tolerogenic.
        costimulation: CD80/86 relative to a licensed cell.
        pmhc: Amount shown, an epitope.
        inside: Particles swallowed, by design.
        seekers: T cells in contact.
        helpers: Helped conventional T cells in contact.
        tregs: Foxp3 Tregs in contact.
        tr1s: Tr1 cells in contact.
    """

    presents = True

    def __init__(self, model: "PlainHost", cell: Site | None, kind: ApcKind) -> None:
        """Make an immature cell that shows and holds nothing, on a site or in the blood."""
        super().__init__(model)
        self.kind = kind
        self.state = ApcState.IMMATURE
        self.costimulation = model.parameters.presentation.immature_costimulation
        self.pmhc = [0.0] * N_EPITOPES
        self.inside: dict[int, float] = {}
        self.forget_contacts()
        self.cell = cell

    @property
    def place(self) -> Compartment:
        """Compartment that it is in."""
        return Compartment.BLOOD if self.cell is None else self.cell.place

    @property
    def voxel(self) -> int:
        """Field voxel that it is in."""
        return 0 if self.cell is None else self.cell.voxel

    def end(self) -> None:
        """Die; what it had swallowed leaves the body."""
        for number, particles in self.inside.items():
            self.model.cleared[number] += particles
        self.remove()

    # circulate ------------------------------------------------------------------------------------------------------

    def leave_the_blood(self) -> None:
        """Enter the tissue, die, or be diverted to the spleen by what was eaten; only monocytes do."""
        if self.kind is not ApcKind.MONOCYTE or self.cell is not None:
            return
        model, numbers = self.model, self.model.parameters
        gone = model.hours_until(rules.monocyte_loss_rate(numbers.recruitment))
        called = model.hours_until(rules.monocyte_entry_rate(model.chemokine, model.permeability, numbers.recruitment))
        if any(rules.is_diverted(load, coat, numbers.pharmacology) for coat, load in self.swallowed().items()):
            self.cell = model.random_site(Compartment.SPLEEN)
        elif called < gone:
            self.cell = model.site_by_a_vessel()
        elif gone <= model.hours:
            self.end()

    # take_up, release -----------------------------------------------------------------------------------------------

    def swallowed(self) -> dict[Coat, float]:
        """Particles inside, per phagocyte that the agent stands for, by coat."""
        found: dict[Coat, float] = {}
        for number, held in self.inside.items():
            coat = self.model.designs[number].coat
            found[coat] = found.get(coat, 0.0) + held / self.model.parameters.world.phagocytes_per_apc
        return found

    def appetite(self, design: Design) -> float:
        """Volume that it clears of a design, mm3/h."""
        numbers = self.model.parameters
        rate = rules.uptake_rate(self.kind, design.diameter, design.coat, numbers.pharmacology)
        return numbers.world.phagocytes_per_apc * rate  # type: ignore[no-any-return]

    def swallow(self, number: int, design: Design, eaten: dict[Compartment, float], together: dict[Any, float]) -> None:
        """Take its share of what the phagocytes of its compartment ate together."""
        place = self.place
        if eaten[place] > 0.0:
            share = self.appetite(design) / together[place]
            self.inside[number] = self.inside.get(number, 0.0) + eaten[place] * share

    def digest(self, number: int, design: Design, kept: float) -> None:
        """Digest swallowed particles, and show what is released of their cargo."""
        held, numbers, hours = self.inside.get(number, 0.0), self.model.parameters, self.model.hours
        if held == 0.0:
            return
        digested = held * (1.0 - kept)
        self.inside[number] = held - digested
        self.model.cleared[number] += digested
        for epitope in design.cargoes:
            released = digested / numbers.world.phagocytes_per_apc * design.cargo_load / hours
            self.pmhc[epitope] += rules.cargo_shown(released, numbers.pharmacology) * hours

    # present --------------------------------------------------------------------------------------------------------

    def process_antigen(self) -> None:
        """Let pMHC decay, and gain from what the tissue sheds, in the tissue and in its node."""
        model, numbers, place = self.model, self.model.parameters, self.place
        for epitope in range(N_EPITOPES):
            gain, protein = 0.0, SHED_AS.get(epitope)
            if protein is not None and place is Compartment.CNS:
                shed = model.fields.level(Field.SHED_MOG + protein, self.voxel)
                gain = rules.processing_gain(shed, self.kind, self.state, numbers.presentation)
                at_rest = numbers.residents.basal_display * float(model.processed.stability[epitope])
                gain += at_rest * model.pmhc_loss[epitope]
            elif protein is not None and place is Compartment.NODE:
                gain = rules.processing_gain(model.drained[protein], self.kind, self.state, numbers.presentation)
            gain *= float(model.processed.share[epitope])
            if gain > 0.0 or self.pmhc[epitope] > 0.0:
                self.pmhc[epitope] = rules.relaxed(self.pmhc[epitope], gain, model.pmhc_loss[epitope], model.hours)

    def mature(self) -> None:
        """Be licensed, turn tolerogenic, calm down or forget, by the first clock that rings."""
        model, presentation = self.model, self.model.parameters.presentation
        pharmacology, world = model.parameters.pharmacology, model.parameters.world
        inflammation = model.fields.level(Field.INFLAMMATORY, self.voxel)
        soothing = model.fields.level(Field.SUPPRESSIVE, self.voxel)
        scavenging = max(
            (rules.scavenging_tolerance_rate(load, coat, pharmacology) for coat, load in self.swallowed().items()),
            default=0.0,
        )
        if self.state is ApcState.IMMATURE:
            crowd = max(1.0, self.seekers / (model.parameters.engagement.contact_capacity * world.cells_per_apc))
            helpers = self.helpers / world.cells_per_apc / crowd
            rate = rules.licensing_rate(inflammation, helpers, soothing, presentation)
            licensed, tolerised = model.hours_until(rate), model.hours_until(scavenging)
            if min(licensed, tolerised) <= model.hours:
                self.state = ApcState.LICENSED if licensed < tolerised else ApcState.TOLEROGENIC
        elif self.state is ApcState.LICENSED:
            rate = rules.calming_rate(self.kind, inflammation, soothing, presentation)
            if model.hours_until(rate) <= model.hours:
                self.state = ApcState.IMMATURE
        elif model.hours_until(rules.forgetting_rate(presentation)) <= model.hours:
            self.state = ApcState.IMMATURE

    def renew(self) -> None:
        """Die of age, but not in the blood; a resident leaves its place to a fresh cell."""
        rate = 0.0 if self.cell is None else rules.turnover_rate(
            self.kind, self.state, self.model.parameters.turnover
        )  # fmt: skip
        if self.model.hours_until(rate) <= self.model.hours:
            if self.kind not in VISITORS:
                AntigenPresentingCell(self.model, self.cell, self.kind)
            self.end()

    # engage, suppress -----------------------------------------------------------------------------------------------

    def forget_contacts(self) -> None:
        """Begin to count contacts afresh."""
        self.seekers = self.helpers = self.tregs = self.tr1s = 0

    def join(self, cell: Any) -> None:
        """Count a T cell in contact."""
        self.seekers += cell.weight
        if cell.phenotype is Phenotype.TR1:
            self.tr1s += cell.weight
        elif cell.phenotype >= Phenotype.TREG:
            self.tregs += cell.weight

    def be_suppressed(self) -> None:
        """Lose costimulation to the Tregs in contact, and turn tolerogenic through the Tr1 cells."""
        model, numbers = self.model, self.model.parameters
        presentation, per_apc = numbers.presentation, numbers.world.cells_per_apc
        crowd = max(1.0, self.seekers / (numbers.engagement.contact_capacity * per_apc))
        if self.tr1s > 0 and self.state is not ApcState.TOLEROGENIC:
            rate = rules.regulatory_tolerance_rate(self.tr1s / per_apc / crowd, presentation)
            if model.hours_until(rate) <= model.hours:
                self.state = ApcState.TOLEROGENIC
        inflammation = model.fields.level(Field.INFLAMMATORY, self.voxel)
        lost = rules.costimulation_loss(self.tregs / per_apc / crowd, inflammation, numbers.suppression)
        gain = presentation.costimulation_rate * rules.costimulation_target(self.state, presentation)
        loss = presentation.costimulation_rate + lost
        self.costimulation = rules.relaxed(self.costimulation, gain, loss, model.hours)

    # harm, move -----------------------------------------------------------------------------------------------------

    def count_in(self, crowd: Any) -> None:
        """Enter the census of licensed phagocytes."""
        if self.state is ApcState.LICENSED and self.kind in PHAGOCYTES_OF_THE_TISSUE:
            crowd.licensed[self.voxel] += int(self.model.parameters.world.cells_per_apc)

    def wander(self) -> None:
        """Walk at random, unless it is a sessile cell of the sinuses."""
        if self.cell is not None and self.kind not in SESSILE:
            place = self.cell.place
            self.cell = self.model.organs[place].walk(self.cell, self.model.apc_variance[place])
