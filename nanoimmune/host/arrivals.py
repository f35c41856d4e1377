"""What comes into a host from outside the lattices: doses, carriers, thymic emigrants, monocytes."""

import math
import zlib

import numpy as np

from nanoimmune.biology.immunisation import depot_loss_rate, pertussis_loss_rate
from nanoimmune.biology.kinetics import remaining
from nanoimmune.biology.medication import drained_share
from nanoimmune.biology.supply import marrow_output
from nanoimmune.biology.traffic import barrier_opening, barrier_rate
from nanoimmune.chance import related_uids
from nanoimmune.host.life import Life
from nanoimmune.host.medicating import give_cells, give_medicine
from nanoimmune.medicine_words import Route
from nanoimmune.state.dose import Design, Dose, InfectionDose, ParticleDose
from nanoimmune.state.medicine import CellDose, MedicineDose
from nanoimmune.sweeps import arrive as arriving
from nanoimmune.words import Compartment, Decision

MOST_PARCELS = 1_000_000
"""Parcels of one design that one step can bring, so that each has an identity of its own."""

LEAST_ROOM = 256
"""Rows that are kept ready for the arrivals of one step, however few are expected."""


def room_for(mean: float) -> int:
    """Rows that hold the arrivals of a step, of whose Poisson law this is the mean, beyond any doubt."""
    return LEAST_ROOM + int(2.0 * mean)


def give(life: Life, dose: Dose) -> None:
    """Let one dose arrive."""
    if isinstance(dose, ParticleDose):
        _give_particles(life, dose)
        return
    if isinstance(dose, InfectionDose):
        life.body.pathogen = np.minimum(1.0, life.body.pathogen + dose.load)
        life.body.pathogen_gone = math.inf
        return
    if isinstance(dose, MedicineDose):
        give_medicine(life, dose)
        return
    if isinstance(dose, CellDose):
        give_cells(life, dose)
        return
    life.medication.exposures[dose.epitope] += 1
    factor = life.subject.antigen_factor
    life.body.depot[dose.epitope] += dose.amount * factor
    life.body.adjuvant += dose.adjuvant
    life.body.pertussis += dose.pertussis


def enter_design(life: Life, design: Design) -> int:
    """Number of a design in this life; a new one gets room in the columns of those that can hold particles."""
    number = life.ledger.number_of(design)
    designs = len(life.ledger.designs)
    if designs > life.cells.widths["bound"]:
        life.cells.widen("bound", designs)
        life.cells.widen("inside", designs)
        life.apcs.widen("inside", designs)
    return number


def _give_particles(life: Life, dose: ParticleDose) -> None:
    """Put the parcels of one dose into the blood, or, given elsewhere, those that drain into the node."""
    world = life.parameters.world
    number = enter_design(life, dose.design)
    particles = dose.particles * world.size
    place, reaching = Compartment.BLOOD, 1.0
    if dose.route != Route.IV:
        place = Compartment.NODE
        reaching = drained_share(dose.design.diameter, life.parameters.pharmacology)
    parcels = round(world.parcels_per_dose * world.size)
    source = zlib.crc32(repr(dose.design).encode()) * MOST_PARCELS
    rows, given = life.parcels.rows(), life.parcels.columns
    earlier = int(((given.born[rows] == life.body.step) & (given.design[rows] == number)).sum())
    life.parcels.add(
        parcels,
        alive=1,
        uid=related_uids(source + earlier, parcels, life.body.step, int(Decision.CLEARANCE)),
        design=number,
        site=life.geometry.first[place],
        place=place,
        free=particles / parcels * reaching,
        given=particles / parcels * reaching,
        born=life.body.step,
    )
    life.ledger.injected[number] += particles
    life.ledger.cleared[number] += particles * (1.0 - reaching)


def absorb_depot(life: Life) -> None:
    """Let depot and toxin run down, and let carriers of the antigen arrive in the node."""
    body, parameters, key = life.body, life.parameters, life.subject.key
    if body.pertussis == 0.0 and body.adjuvant == 0.0:
        return
    body.pertussis *= remaining(pertussis_loss_rate(parameters.barrier), life.hours)
    if body.adjuvant == 0.0:
        return
    kept = remaining(depot_loss_rate(parameters.immunisation), life.hours)
    body.depot *= kept
    body.adjuvant *= kept
    node = life.sites_of(Compartment.NODE)
    life.apcs.reserve(room_for(parameters.immunisation.carrier_rate * parameters.world.size * life.hours))
    life.sweep(arriving.send_carriers,
        life.apcs.columns, node.start, node.stop - node.start, body.depot, body.adjuvant, parameters.world.size,
        parameters.immunisation, key, body.step, life.hours,
    )  # fmt: skip


def leave_tissue(life: Life) -> None:
    """Let dendritic cells of the pancreas, where it is a target tissue, carry what they show to its node."""
    if Compartment.PANCREAS not in life.targets:
        return
    node, parameters = life.sites_of(Compartment.NODE), life.parameters
    residents = parameters.residents.islet_dendritic * parameters.world.size
    life.apcs.reserve(room_for(residents))
    life.sweep(arriving.send_emigrants,
        life.apcs.columns, node.start, node.stop - node.start, int(Compartment.PANCREAS),
        parameters.presentation.immature_costimulation, parameters.traffic, life.subject.key, life.body.step,
        life.hours,
    )  # fmt: skip


def supply_cells(life: Life) -> None:
    """Let the marrow send monocytes, and the thymus new naive and Foxp3-positive clonotypes."""
    parameters, body, subject = life.parameters, life.body, life.subject
    calling = sum(organ.permeability for organ in life.organs)
    resting = parameters.residents.blood_monocytes * parameters.world.size
    life.apcs.reserve(room_for(marrow_output(resting, calling, parameters.recruitment) * life.hours))
    life.sweep(arriving.send_monocytes,
        life.apcs.columns, life.geometry.first[Compartment.BLOOD], resting, calling,
        parameters.presentation.immature_costimulation, parameters.recruitment, subject.key, body.step, life.hours,
    )  # fmt: skip
    life.cells.reserve(room_for(float(life.stock.sum()) * life.hours))
    life.sweep(arriving.send_thymic_emigrants,
        life.cells.columns, life.stock, life.geometry.first, subject.affinity_factor,
        parameters.cytokines.il2_background, parameters.repertoire, parameters.fates, subject.key, body.step,
        life.hours,
    )  # fmt: skip


def open_barriers(life: Life) -> None:
    """Let the barrier of each target tissue follow its inflammation, and the toxin."""
    toxin, barrier = min(1.0, life.body.pertussis), life.parameters.barrier
    kept = remaining(barrier_rate(barrier), life.hours)
    for organ in life.organs:
        aim = barrier_opening(int(organ.place), organ.inflammation, toxin, barrier)
        organ.permeability = aim + (organ.permeability - aim) * kept
