"""One step of a life: a tuple of named phases, in the order in which they happen."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from nanoimmune.biology.islets import alarm_secretion
from nanoimmune.biology.kinetics import decay_rate, remaining
from nanoimmune.host.appetite import appetite_for, digestion_of
from nanoimmune.host.arrivals import absorb_depot, give, leave_tissue, open_barriers, supply_cells
from nanoimmune.host.births import bear_daughters, split_regulators
from nanoimmune.host.carriers import lay_out_captors, ways_of
from nanoimmune.host.humoral import help_b_cells, infect, soothe_organs
from nanoimmune.host.life import Life
from nanoimmune.host.medicating import medicate
from nanoimmune.host.tissues import feel, harm_tissue, repair_tissue, seek_targets
from nanoimmune.host.transgenes import show_transgenes
from nanoimmune.sweeps import choose_fate as fates
from nanoimmune.sweeps import circulate as journeys
from nanoimmune.sweeps import diffuse as spreading
from nanoimmune.sweeps import engage as meetings
from nanoimmune.sweeps import harm as tissue
from nanoimmune.sweeps import move as walks
from nanoimmune.sweeps import particles as feeding
from nanoimmune.sweeps import present as presenting
from nanoimmune.sweeps import suppress as regulation
from nanoimmune.words import N_COMPARTMENTS, ApcKind, Field

Phase = Callable[[Life], None]


def dose(life: Life) -> None:
    """Doses that are due arrive; the depot under the skin feeds the node; medicines are absorbed, act and go."""
    due = [dose for dose in life.pending if dose.day * 24.0 <= life.day * 24.0 + 1e-9]
    if due:
        life.pending = [dose for dose in life.pending if dose not in due]
        for each in due:
            give(life, each)
    absorb_depot(life)
    medicate(life)


def circulate(life: Life) -> None:
    """T cells and monocytes travel between compartments; thymus and marrow supply new ones."""
    parameters, body, subject = life.acting, life.body, life.subject
    supply_cells(life)
    open_barriers(life)
    leave_tissue(life)
    cells, apcs, _ = life.columns()
    for organ in life.organs:
        voxels = life.voxels_of(organ.place)
        chemokine, vessels = life.fields[Field.CHEMOKINE, voxels], life.vessels[voxels]
        life.sweep(journeys.weigh_vessels, chemokine, parameters.recruitment, vessels)
    doors, open_ = life.doors, sum(organ.permeability for organ in life.organs)
    inflamed = min(1.0, body.adjuvant + parameters.immunisation.tissue_drainage * open_)
    life.sweep(journeys.circulate,
        cells, life.geometry, doors, parameters.traffic, parameters.engagement, life.vessels, life.coarse, inflamed,
        subject.barrier_factor, subject.key, body.step, life.hours,
    )  # fmt: skip
    quanta, cleared = life.quanta(), np.zeros(len(life.ledger.injected), np.int64)
    life.sweep(journeys.recruit_monocytes,
        apcs, life.geometry, doors, life.makeup().coat, parameters.recruitment, parameters.pharmacology, life.vessels,
        life.coarse, parameters.world.phagocytes_per_apc, quanta, cleared, subject.key, body.step, life.hours,
    )  # fmt: skip
    life.settle(cleared, quanta)


def clear(life: Life) -> None:
    """Organs take particles out of the blood, inflamed tissues some coats; free ones leave by urine and bile."""
    if len(life.parcels) == 0:
        return
    quanta, cleared = life.quanta(), np.zeros(len(life.ledger.designs), np.int64)
    life.sweep(journeys.clear_particles,
        life.parcels.columns, life.geometry, ways_of(life), life.doors, life.vessels, life.coarse, quanta, cleared,
        life.subject.key, life.body.step, life.hours,
    )  # fmt: skip
    life.settle(cleared, quanta)


def take_up(life: Life) -> None:
    """Cognate T cells take particles on their surface, phagocytes swallow them."""
    if len(life.parcels) == 0:
        return
    cells, apcs, parcels = life.columns()
    binding, pharmacology, world = life.parameters.binding, life.parameters.pharmacology, life.parameters.world
    volumes = life.volumes
    free_in, wanted_in, eaten_in = (np.zeros(N_COMPARTMENTS, np.int64) for _ in range(3))
    wanted, binders = np.empty(life.cells.used), np.empty(life.cells.used, np.int32)
    eaters = np.zeros((N_COMPARTMENTS, len(ApcKind)), np.int64)
    life.sweep(feeding.count_phagocytes, apcs, eaters)
    quanta, cleared = life.quanta(), np.zeros(len(life.ledger.injected), np.int64)
    for number, design in enumerate(life.ledger.designs):
        per_particle = float(quanta[number])
        life.sweep(feeding.gather_free, parcels, number, per_particle, free_in, life.hours)
        if not free_in.any():
            continue
        wanted_in[:] = 0
        if design.ligand is not None:
            listed = life.sweep(feeding.seek_attachment,
                cells, volumes, number, int(design.ligand), design.valency, binding, per_particle, free_in,
                wanted, wanted_in, binders, life.hours,
            )  # fmt: skip
            life.sweep(feeding.attach, cells, number, wanted, wanted_in, free_in, binders, listed)
        appetite = appetite_for(design, world.phagocytes_per_apc, pharmacology, life.parameters.formulations)
        together = eaters @ appetite
        shares = appetite / np.where(together > 0.0, together, np.inf)[:, None]
        rates = together / volumes
        rates[list(life.targets)] *= life.parameters.formulations.tissue_phagocytes / world.phagocytes_per_apc
        life.sweep(feeding.feed,
            parcels, number, rates, per_particle, wanted_in, free_in, eaten_in, cleared, life.hours,
        )  # fmt: skip
        life.sweep(feeding.swallow, apcs, number, per_particle, shares, eaten_in)
    life.settle(cleared, quanta)


def release(life: Life) -> None:
    """Swallowed particles are digested and give up their cargo; bound ones are taken in."""
    if not life.ledger.designs:
        return
    cells, apcs, _ = life.columns()
    pharmacology, binding, world = life.parameters.pharmacology, life.parameters.binding, life.parameters.world
    formulations = life.parameters.formulations
    kept_outside = remaining(decay_rate(binding.internalisation_half_life), life.hours)
    quanta, cleared = life.quanta(), np.zeros(len(life.ledger.injected), np.int64)
    for number, design in enumerate(life.ledger.designs):
        per_particle = float(quanta[number])
        cargo, message = np.array(design.cargoes, np.int64), np.array(design.messages, np.int64)
        kept = remaining(digestion_of(design, pharmacology, formulations), life.hours)
        life.sweep(feeding.digest,
            apcs, number, cargo, design.cargo_load, message, design.message_load, kept, world.phagocytes_per_apc,
            pharmacology, formulations, per_particle, cleared, life.hours,
        )  # fmt: skip
        if design.ligand is not None:
            life.sweep(feeding.internalise, cells, number, kept_outside, kept, per_particle, cleared)
    life.settle(cleared, quanta)


def present(life: Life) -> None:
    """Presenting cells process antigen, are licensed, calm down, and are renewed."""
    parameters, body, key = life.acting, life.body, life.subject.key
    apcs = life.apcs.columns
    life.sweep(presenting.process_antigen,
        apcs, life.geometry, life.fields, body.drained, life.processed, life.at_rest, parameters.presentation,
        life.hours,
    )  # fmt: skip
    show_transgenes(life)
    life.sweep(presenting.mature,
        apcs, life.geometry, life.felt, life.makeup(), parameters.world.cells_per_apc,
        parameters.world.phagocytes_per_apc, parameters.engagement.contact_capacity, parameters.presentation,
        parameters.pharmacology, parameters.formulations, key, body.step, life.hours,
    )  # fmt: skip
    quanta, cleared = life.quanta(), np.zeros(len(life.ledger.injected), np.int64)
    life.sweep(presenting.renew,
        apcs, parameters.turnover, parameters.presentation.immature_costimulation, quanta, cleared, key,
        body.step, life.hours,
    )  # fmt: skip
    life.settle(cleared, quanta)


def engage(life: Life) -> None:
    """T cells find presenting cells, share their room, and integrate signal and help; CTLs find beta cells."""
    parameters = life.acting
    if life.apcs.capacity > len(life.crowd.apc_order):
        life.crowd = life.crowd._replace(apc_order=np.zeros(life.apcs.capacity, np.int32))
    cells, apcs, _ = life.columns()
    start, order, showing = life.crowd.apc_start, life.crowd.apc_order, life.crowd.showing
    key, step = life.subject.key, life.body.step
    life.sweep(meetings.locate_presenting_cells, apcs, life.geometry, start, order, showing)
    life.sweep(meetings.meet,
        cells, apcs, life.geometry, start, order, showing, parameters.engagement,
        life.departures, key, step, life.hours,
    )  # fmt: skip
    life.sweep(meetings.engage,
        cells, apcs, parameters.engagement, parameters.suppression,
        decay_rate(parameters.engagement.signal_half_life), parameters.world.cells_per_apc, life.hours,
    )  # fmt: skip
    for organ in life.organs:
        seek_targets(life, organ)


def choose_fate(life: Life) -> None:
    """Each T cell meets the first fate whose clock rings."""
    parameters, cells = life.acting, life.cells.columns
    quanta, cleared = life.quanta(), np.zeros(len(life.ledger.injected), np.int64)
    life.sweep(fates.choose_fate,
        cells, life.geometry, life.felt, life.makeup(), parameters.fates, parameters.repertoire, parameters.binding,
        quanta, cleared, life.subject.key, life.body.step, life.hours,
    )  # fmt: skip
    life.settle(cleared, quanta)


def suppress(life: Life) -> None:
    """Regulatory T cells change the presenting cells that they touch."""
    parameters = life.acting
    life.sweep(regulation.suppress,
        life.apcs.columns, life.geometry, life.fields, parameters.world.cells_per_apc,
        parameters.engagement.contact_capacity, parameters.presentation, parameters.suppression,
        life.subject.key, life.body.step, life.hours,
    )  # fmt: skip


def harm(life: Life) -> None:
    """Cells are counted by what they do; attackers harm the target tissues, which shed antigen."""
    parameters, crowd = life.parameters, life.crowd
    cells, apcs, _ = life.columns()
    life.sweep(
        tissue.take_census, cells, apcs, life.geometry, crowd, parameters.engagement, parameters.world.cells_per_apc
    )
    for organ in life.organs:
        harm_tissue(life, organ)


def repair(life: Life) -> None:
    """The target tissues repair themselves as far as they can."""
    for organ in life.organs:
        repair_tissue(life, organ)


def divide(life: Life) -> None:
    """Primed, restimulated and regulatory T cells divide."""
    bear_daughters(life)
    split_regulators(life)


def move(life: Life) -> None:
    """Cells that no contact holds wander, those that one holds go with their partner; free particles diffuse."""
    cells, apcs, parcels = life.columns()
    key, step = life.subject.key, life.body.step
    life.sweep(walks.move_cells, cells, life.geometry, life.cell_steps, key, step)
    life.sweep(walks.move_presenting_cells, apcs, life.geometry, life.apc_steps, key, step)
    life.sweep(walks.keep_up, cells, apcs)
    if len(life.parcels):
        life.sweep(walks.move_parcels, parcels, life.geometry, life.parcel_steps, key, step)


def diffuse(life: Life) -> None:
    """Fields spread, are secreted and consumed; the node feels what its tissues shed."""
    parameters, body = life.acting, life.body
    lay_out_captors(life)
    life.sweep(spreading.diffuse,
        life.fields, *life.spreading, life.geometry, life.crowd, alarm_secretion(parameters.islets),
        parameters.cytokines, parameters.immunisation, parameters.formulations, body.adjuvant,
        sum(organ.inflammation for organ in life.organs), life.hours,
    )  # fmt: skip
    shed = np.add.reduce([feel(life, organ) for organ in life.organs])
    body.drained = parameters.immunisation.tissue_drainage * shed
    soothe_organs(life)


SCHEDULE: tuple[Phase, ...] = (
    dose,
    circulate,
    clear,
    take_up,
    release,
    present,
    infect,
    engage,
    help_b_cells,
    choose_fate,
    suppress,
    harm,
    repair,
    divide,
    move,
    diffuse,
)
"""The phases of a step, in order."""

OTHER_ORDER: tuple[Phase, ...] = (
    dose, circulate, clear, release, take_up, infect, present, engage, suppress, choose_fate, help_b_cells, repair,
    harm, move, divide, diffuse,
)  # fmt: skip
"""The same, with release, infect, suppress, repair and move each before what they follow: neither must come first."""

SORT_INTERVAL = 24
"""Steps between two sortings of the rows by kind and place, which change no result."""


def order_of(life: Life) -> tuple[Phase, ...]:
    """The phases in the order that a life's numbers name."""
    return OTHER_ORDER if life.parameters.world.phase_order else SCHEDULE


def live_one_step(
    life: Life, added: Mapping[str, Sequence[Phase]] | None = None, phases: tuple[Phase, ...] | None = None
) -> None:
    """Let one step of a life happen; `added` holds rules beyond the model by the phase that they follow."""
    for phase in phases or order_of(life):
        phase(life)
        for rule in added.get(phase.__name__, ()) if added else ():
            rule(life)
    life.body.step += 1
    if life.body.step % SORT_INTERVAL == 0:
        life.cells.sort_by_kind_and_place()
        life.apcs.sort_by_kind_and_place()
