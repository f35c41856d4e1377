"""What comes into a host from outside the lattices: doses, carriers, thymic emigrants, monocytes."""

import math

import numpy as np

from nanoimmune.biology.immunisation import (
    carrier_arrival_rate,
    carrier_display,
    depot_loss_rate,
    pertussis_loss_rate,
)
from nanoimmune.biology.kinetics import remaining
from nanoimmune.biology.supply import marrow_output, thymic_output
from nanoimmune.biology.traffic import barrier_opening, barrier_rate
from nanoimmune.chance import chance, chances, related_uid
from nanoimmune.host.life import Life
from nanoimmune.state.dose import Dose, ParticleDose
from nanoimmune.state.founding import found_t_cells, random_site
from nanoimmune.words import N_EPITOPES, ApcKind, ApcState, Compartment, Decision, Phenotype


def poisson(mean: float, draw: float) -> int:
    """Number of arrivals of a Poisson law that one uniform draw gives."""
    count, share = 0, math.exp(-mean)
    total = share
    while draw > total and count < 10_000:
        count += 1
        share *= mean / count
        total += share
    return count


def give(life: Life, dose: Dose) -> None:
    """Let one dose arrive."""
    if isinstance(dose, ParticleDose):
        _give_particles(life, dose)
        return
    factor = life.subject.antigen_factor
    life.body.depot[dose.epitope] += dose.amount * factor
    life.body.adjuvant += min(1.0, dose.amount)
    life.body.pertussis += dose.pertussis


def _give_particles(life: Life, dose: ParticleDose) -> None:
    """Put the parcels of one dose into the blood."""
    world = life.parameters.world
    number = life.ledger.number_of(dose.design)
    designs = len(life.ledger.designs)
    if designs > life.cells.widths["bound"]:
        life.cells.widen("bound", designs)
        life.cells.widen("inside", designs)
        life.apcs.widen("inside", designs)
    particles = dose.particles * world.size
    parcels = round(world.parcels_per_dose * world.size)
    source = life.body.step * 64 + number
    life.parcels.add(
        parcels,
        alive=1,
        uid=[related_uid(source, k, Decision.CLEARANCE) for k in range(parcels)],
        design=number,
        site=life.geometry.first[Compartment.BLOOD],
        place=Compartment.BLOOD,
        free=particles / parcels,
        given=particles / parcels,
        born=life.body.step,
    )
    life.ledger.injected[number] += particles


def absorb_depot(life: Life) -> None:
    """Let depot and toxin run down, and let carriers of the antigen arrive in the node."""
    body, parameters, key = life.body, life.parameters, life.subject.key
    if body.adjuvant > 0.0:
        kept = remaining(depot_loss_rate(parameters.immunisation), life.hours)
        body.depot *= kept
        body.adjuvant *= kept
        mean = carrier_arrival_rate(body.adjuvant, parameters.immunisation) * life.hours * parameters.world.size
        count = poisson(mean, chance(key, body.step, 0, Decision.ARRIVAL))
        if count:
            _carriers_arrive(life, count)
    body.pertussis *= remaining(pertussis_loss_rate(parameters.barrier), life.hours)


def _carriers_arrive(life: Life, count: int) -> None:
    """Add licensed migratory dendritic cells to the node."""
    key, step = life.subject.key, life.body.step
    uids = [related_uid(step, k, Decision.MIGRATION) for k in range(count)]
    draws = [chances(key, step, uid, Decision.MIGRATION) for uid in uids]
    shown = [carrier_display(life.body.depot[epitope], life.parameters.immunisation) for epitope in range(N_EPITOPES)]
    life.apcs.add(
        count,
        kind=ApcKind.MIGRATORY_DENDRITIC,
        uid=uids,
        site=[random_site(draw[0], Compartment.NODE, life.geometry) for draw in draws],
        place=Compartment.NODE,
        state=ApcState.LICENSED,
        costimulation=1.0,
        pmhc=np.outer([draw[1] for draw in draws], shown),
        changed=step,
        born=step,
    )


def supply_monocytes(life: Life) -> None:
    """Let the marrow send monocytes into the blood."""
    parameters, body, key = life.parameters, life.body, life.subject.key
    resting = parameters.residents.blood_monocytes * parameters.world.size
    mean = marrow_output(resting, body.permeability, parameters.recruitment) * life.hours
    count = poisson(mean, chance(key, body.step, 1, Decision.ARRIVAL))
    if count:
        life.apcs.add(
            count,
            kind=ApcKind.MONOCYTE,
            uid=[related_uid(body.step, k, Decision.RECRUITMENT) for k in range(count)],
            site=life.geometry.first[Compartment.BLOOD],
            place=Compartment.BLOOD,
            costimulation=parameters.presentation.immature_costimulation,
            changed=body.step,
            born=body.step,
        )


def supply_naive_cells(life: Life) -> None:
    """Let the thymus send new naive clonotypes of every epitope that the host can recognise."""
    step, key = life.body.step, life.subject.key
    for epitope in range(N_EPITOPES):
        if epitope in life.absent:
            continue
        mean = thymic_output(life.subject.precursors[epitope], life.parameters.repertoire) * life.hours
        count = poisson(mean, chance(key, step, 2 + epitope, Decision.THYMUS))
        if count:
            uids = [related_uid(step * N_EPITOPES + epitope, k, Decision.THYMUS) for k in range(count)]
            found_t_cells(
                life.cells, epitope, Phenotype.NAIVE, uids, life.subject, life.parameters, life.geometry, step
            )


def open_barrier(life: Life) -> None:
    """Let the barrier of the tissue follow inflammation and toxin."""
    body, barrier = life.body, life.parameters.barrier
    aim = barrier_opening(body.inflammation, min(1.0, body.pertussis), barrier)
    kept = remaining(barrier_rate(barrier), life.hours)
    body.permeability = aim + (body.permeability - aim) * kept
