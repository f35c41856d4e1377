"""Medicines and transferred cells in one step: they are absorbed, act on the processes of cells, and are eliminated."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nanoimmune.biology.kinetics import decay_rate, remaining
from nanoimmune.biology.medication import (
    absorbed_amount,
    circulating_gain,
    depletion_rate,
    mean_concentration,
    pace_factor,
    surviving_cells,
    target_occupancy,
)
from nanoimmune.chance import chance
from nanoimmune.host.life import Life
from nanoimmune.host.paces import paced
from nanoimmune.medicine_words import Process, Route
from nanoimmune.state.medication import Depot, Medication
from nanoimmune.state.medicine import CellDose, MedicineDose
from nanoimmune.sweeps.medicate import deplete, load_peptide
from nanoimmune.sweeps.transfer import transfer
from nanoimmune.words import N_PHENOTYPES, Decision, Field, Phenotype

AS_GOOD_AS_GONE = 1e-6
"""Share of all that was given of a medicine below which it is no longer followed; what is left counts as gone."""

MOST_TRANSFERS = 1 << 24
"""Agents that one dose of cells can make, so that each has an identity of its own."""

DEPLETED = {
    Process.NAIVE_DEPLETION: (Phenotype.NAIVE,),
    Process.ACTIVATED_DEPLETION: (Phenotype.PRIMED, Phenotype.EFFECTOR),
    Process.RESTING_DEPLETION: (Phenotype.MEMORY, Phenotype.ANERGIC, Phenotype.EXHAUSTED),
    Process.REGULATORY_DEPLETION: (
        Phenotype.TREG,
        Phenotype.PERIPHERAL_TREG,
        Phenotype.TR1,
        Phenotype.AUTOREGULATORY,
    ),
}
"""Which cells each depletion kills."""

ADDED = {
    Process.IL2_ADDED: Field.IL2,
    Process.INFLAMMATION_ADDED: Field.INFLAMMATORY,
    Process.SUPPRESSION_ADDED: Field.SUPPRESSIVE,
}
"""The field that each cytokine adds to."""


def give_medicine(life: Life, dose: MedicineDose) -> None:
    """Put a medicine into the blood, or into the depot that its route makes."""
    taken = life.medication
    number = taken.number_of(dose.medicine)
    taken.given[number] += dose.amount
    if dose.medicine.shown is not None:
        taken.exposures[dose.medicine.shown] += 1
    if dose.route == Route.IV:
        taken.circulating[number] += dose.amount * dose.bioavailability
        taken.gone[number] += dose.amount * (1.0 - dose.bioavailability)
    else:
        depot = taken.depot_of(Depot(number, dose.absorption_half_life, dose.bioavailability))
        taken.waiting[depot] += dose.amount


def give_cells(life: Life, dose: CellDose) -> None:
    """Let transferred cells begin to arrive; those that do not survive the transfer are lost at once."""
    taken = life.medication
    given = dose.cells * life.parameters.world.size
    surviving = float(round(surviving_cells(given, dose.engrafted)))
    taken.cells_given += given
    taken.cells_lost += given - surviving
    taken.coming.append(dose)
    taken.left = np.append(taken.left, surviving)


def medicate(life: Life) -> None:
    """Live a step of every medicine and transfer; sets what cells are paced by and what they feel of cytokines."""
    life.medicated, life.added = None, ()
    if life.medication.is_idle:
        return
    _absorb_and_eliminate(life.medication, life.hours)
    _admit_cells(life)
    _load_peptides(life)
    acts = _acts(life.medication)
    life.medicated = paced(life.parameters, _factors(acts))
    life.added = _felt(acts)
    rates = _depletion_rates(acts)
    if rates.any():
        _deplete(life, rates)


class Act(NamedTuple):
    """One effect of one medicine in this step."""

    process: Process
    strength: float
    occupied: float
    level: float


def _acts(taken: Medication) -> list[Act]:
    """List what every medicine does in this step."""
    acts = []
    for medicine, level in zip(taken.medicines, taken.levels.tolist(), strict=True):
        occupied = float(target_occupancy(level, medicine.half_concentration, medicine.steepness))
        acts += [Act(effect.process, effect.strength, occupied, level) for effect in medicine.effects]
    return acts


def _factors(acts: list[Act]) -> dict[Process, float]:
    """Factor on the pace of each process; those of several medicines multiply."""
    factors: dict[Process, float] = {}
    for act in acts:
        if act.process < Process.INFLAMMATION_FELT:
            factors[act.process] = factors.get(act.process, 1.0) * pace_factor(act.strength, act.occupied)
    return factors


def _felt(acts: list[Act]) -> tuple[tuple[int, float, float], ...]:
    """Fields that cells feel otherwise than they are: number, level that is added, and share that is felt."""
    added: dict[Field, float] = {}
    share = 1.0
    for act in acts:
        if act.process in ADDED:
            field = ADDED[act.process]
            added[field] = added.get(field, 0.0) + act.strength * act.level
        elif act.process == Process.INFLAMMATION_FELT:
            share *= pace_factor(act.strength, act.occupied)
    changes = tuple((int(field), level, 1.0) for field, level in sorted(added.items()))
    return changes if share == 1.0 else (*changes, (int(Field.INFLAMMATORY), 0.0, share))


def _depletion_rates(acts: list[Act]) -> NDArray[np.float64]:
    """Death rate that medicines add, 1/h, by phenotype."""
    rates = np.zeros(N_PHENOTYPES)
    for act in acts:
        for phenotype in DEPLETED.get(act.process, ()):
            rates[phenotype] += depletion_rate(act.strength, act.occupied)
    return rates


def _load_peptides(life: Life) -> None:
    """Let presenting cells load dissolved peptides."""
    for medicine, level in zip(life.medication.medicines, life.medication.levels.tolist(), strict=True):
        if medicine.shown is not None and level > 0.0:
            life.sweep(load_peptide, life.apcs.columns, int(medicine.shown), level, medicine.display, life.hours)


def _absorb_and_eliminate(taken: Medication, hours: float) -> None:
    """Let depots empty and medicines be eliminated, in closed form; note the mean level of each over the step."""
    before = taken.circulating.copy()
    eliminations = [decay_rate(medicine.half_life) for medicine in taken.medicines]
    reached = np.zeros_like(before)
    after = before * np.array([remaining(rate, hours) for rate in eliminations])
    for number, depot in enumerate(taken.depots):
        mine, absorption = depot.medicine, decay_rate(depot.half_life)
        left = absorbed_amount(taken.waiting[number], absorption, hours)
        after[mine] += circulating_gain(
            taken.waiting[number] * depot.bioavailability, absorption, eliminations[mine], hours
        )
        reached[mine] += left * depot.bioavailability
        taken.gone[mine] += left * (1.0 - depot.bioavailability)
        taken.waiting[number] -= left
    eliminated = np.maximum(before + reached - after, 0.0)
    taken.circulating[:] = before + reached - eliminated
    taken.gone += eliminated
    for number, medicine in enumerate(taken.medicines):
        taken.levels[number] = mean_concentration(
            eliminated[number], eliminations[number], medicine.volume, medicine.molar_mass, hours
        )
    _forget_traces(taken)


def _forget_traces(taken: Medication) -> None:
    """Count a medicine as gone when next to nothing of it is left, so that its host is as if it had none."""
    for number in range(len(taken.medicines)):
        mine = np.array([depot.medicine == number for depot in taken.depots], bool)
        left = float(taken.waiting[mine].sum() + taken.circulating[number])
        if left <= AS_GOOD_AS_GONE * taken.given[number]:
            taken.gone[number] += left
            taken.waiting[mine] = 0.0
            taken.circulating[number] = 0.0


def _deplete(life: Life, rates: NDArray[np.float64]) -> None:
    """Kill cells, and enter the particles that they held as cleared."""
    quanta, cleared = life.quanta(), np.zeros(len(life.ledger.injected), np.int64)
    life.sweep(deplete, life.cells.columns, rates, quanta, cleared, life.subject.key, life.body.step, life.hours)
    life.cells.epoch += 1
    life.settle(cleared, quanta)


def _admit_cells(life: Life) -> None:
    """Let cells of every dose that is under way enter the blood: all at once from a vein, otherwise bit by bit."""
    taken, key, step = life.medication, life.subject.key, life.body.step
    for number, dose in enumerate(taken.coming):
        total = float(taken.left[number])
        if dose.arrival_half_life > 0.0 and total > 1.0:
            share = absorbed_amount(total, decay_rate(dose.arrival_half_life), life.hours)
            draw = float(chance(key, step, number, int(Decision.TRANSFER)))
            total = min(total, float(int(share) + (draw < share - int(share))))
        if total >= 1.0:
            _enter_blood(life, dose, int(total), number)
            taken.left[number] -= total
            taken.cells_entered += total
    waiting = taken.left > 0.0
    if not waiting.any():
        taken.coming, taken.left = [], np.zeros(0)


def _enter_blood(life: Life, dose: CellDose, total: int, number: int) -> None:
    """Make the agents of some cells of a dose."""
    most = int(life.parameters.world.cells_per_agent)
    count = -(-total // most)
    life.cells.reserve(count)
    life.sweep(
        transfer, life.cells.columns, count, most, total, number * MOST_TRANSFERS, int(dose.phenotype),
        int(dose.epitope), dose.affinity, life.geometry.first, life.subject.affinity_factor,
        life.parameters.repertoire, life.subject.key, life.body.step,
    )  # fmt: skip
    life.cells.epoch += 1
