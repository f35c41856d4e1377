"""Fates of T cells in the plain model: what a cell becomes by the first of its clocks that rings."""

from benchmarks.plain_mesa.agents import FOXP3, TCell
from benchmarks.plain_mesa.rules import rules
from nanoimmune.words import Field, Phenotype

DEATH = Phenotype.FREE


def feel_particles(cell: TCell) -> None:
    """Feel the strongest signal among the designs on the surface."""
    cell.felt = 0.0
    if cell.phenotype is Phenotype.NAIVE:
        return
    binding = cell.model.parameters.binding
    for number, bound in cell.bound.items():
        design = cell.model.designs[number]
        if bound > 0.0 and design.ligand is not None:
            filled = min(1.0, bound / (cell.weight * binding.particles_per_cell))
            loose = rules.dissociation(cell.affinity, binding)
            most = rules.receptors_bound(design.valency, loose, design.diameter, binding)
            cell.felt = max(cell.felt, rules.particle_signal(most * filled, binding))


def clocks(cell: TCell) -> list[tuple[float, Phenotype]]:
    """Hourly rate of each fate that is open to a cell."""
    numbers, signal, helped = cell.model.parameters, cell.signal, cell.help
    fates = numbers.fates
    phenotype = cell.phenotype
    if phenotype in FOXP3:
        return [(rules.treg_death_rate(cell.model.fields.level(Field.IL2, cell.voxel), fates), DEATH)]
    if phenotype is Phenotype.TR1:
        return [(rules.tr1_death_rate(numbers.binding), DEATH)]
    anergy = rules.anergy_rate(signal, helped, fates)
    deletion = rules.deletion_rate(signal, helped, fates)
    if phenotype is Phenotype.NAIVE:
        treg = rules.peripheral_treg_rate(signal, helped, cell.affinity, fates)
        return [
            (rules.activation_rate(helped, fates.activation_threshold, fates), Phenotype.PRIMED),
            (anergy, Phenotype.ANERGIC),
            (deletion, DEATH),
            (treg, Phenotype.PERIPHERAL_TREG),
            (rules.naive_death_rate(numbers.repertoire), DEATH),
        ]
    if phenotype is Phenotype.ANERGIC:
        awake = Phenotype.NAIVE if cell.divisions == 0 else Phenotype.MEMORY
        reversal = rules.anergy_reversal_rate(signal, fates)
        return [(reversal, awake), (deletion, DEATH), (fates.resting_death_rate, DEATH)]
    open_to_all = [
        (rules.tr1_conversion_rate(cell.felt, helped, numbers.binding), Phenotype.TR1),
        (anergy / fates.experienced_resistance, Phenotype.ANERGIC),
        (deletion / fates.experienced_resistance, DEATH),
    ]
    if phenotype is Phenotype.PRIMED:
        return [*open_to_all, (rules.differentiation_rate(cell.programme, fates), Phenotype.EFFECTOR)]
    if phenotype is Phenotype.EFFECTOR:
        il2 = cell.model.fields.level(Field.IL2, cell.voxel)
        soothing = cell.model.fields.level(Field.SUPPRESSIVE, cell.voxel)
        return [
            *open_to_all,
            (rules.effector_death_rate(il2, signal, fates), DEATH),
            (rules.memory_rate(fates), Phenotype.MEMORY),
            (rules.exhaustion_rate(signal, fates), Phenotype.EXHAUSTED),
            (rules.natural_tr1_rate(signal, soothing, fates), Phenotype.TR1),
        ]
    resting = (fates.resting_death_rate, DEATH)
    if phenotype is Phenotype.MEMORY:
        renewal = rules.activation_rate(helped, fates.memory_threshold, fates)
        return [*open_to_all, (renewal, Phenotype.PRIMED), resting]
    return [*open_to_all, resting]


def choose_fate(cell: TCell) -> None:
    """Let the first clock that rings within the step decide."""
    model = cell.model
    feel_particles(cell)
    first, fate = min((model.hours_until(rate), fate) for rate, fate in clocks(cell))
    if first > model.hours:
        return
    if fate is DEATH:
        for held in (cell.bound, cell.inside):
            for number, particles in held.items():
                model.cleared[number] += particles
        cell.remove()
        return
    if fate is Phenotype.PRIMED:
        renewed = cell.phenotype is Phenotype.MEMORY
        fates = model.parameters.fates
        cell.programme = int(fates.memory_programme if renewed else fates.programme)
    elif fate is Phenotype.EFFECTOR:
        cell.programme = min(cell.programme, 0)
    cell.phenotype = fate
    cell.changed = model.steps_lived
