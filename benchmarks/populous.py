"""Hosts with as many agents as wanted, filled directly, for measurements of speed.

`populous` founds a host on lattices of about four agents a site, in the proportions of the scenario `ms`, and replaces
its cells by a mix in which every rule has work to do. It is no disease: it is the middle of one, multiplied.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nanoimmune.host.arrivals import enter_design
from nanoimmune.host.declared import Declaration
from nanoimmune.host.life import Life
from nanoimmune.host.model import Host
from nanoimmune.parameters.load import load
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.dose import Design
from nanoimmune.state.population import Population
from nanoimmune.words import N_EPITOPES, ApcKind, ApcState, Coat, Compartment, Epitope, Field, Phenotype

STANDARD_AGENTS = 25_600
"""Agents that live on the lattices of the scenario `ms` at four a site."""

LARGEST_EXTENT = 1024

PRESENTING_SHARE = 0.06
PARCEL_SHARE = 0.09
PLACES = {Compartment.BLOOD: 0.2, Compartment.SPLEEN: 0.15, Compartment.LIVER: 0.05, Compartment.NODE: 0.3,
          Compartment.CNS: 0.3}  # fmt: skip
PHENOTYPES = {Phenotype.NAIVE: 0.2, Phenotype.PRIMED: 0.15, Phenotype.EFFECTOR: 0.25, Phenotype.MEMORY: 0.1,
              Phenotype.ANERGIC: 0.05, Phenotype.EXHAUSTED: 0.05, Phenotype.TREG: 0.1,
              Phenotype.PERIPHERAL_TREG: 0.02, Phenotype.TR1: 0.08}  # fmt: skip
EPITOPES = {Epitope.MOG35_55: 0.6, Epitope.PLP178_191: 0.2, Epitope.OVA323_339: 0.1, Epitope.GP61_80: 0.1}
KINDS = {ApcKind.DENDRITIC: 0.25, ApcKind.MARGINAL_ZONE_MACROPHAGE: 0.1, ApcKind.SINUSOIDAL: 0.1,
         ApcKind.MICROGLIA: 0.25, ApcKind.MONOCYTE: 0.2, ApcKind.MIGRATORY_DENDRITIC: 0.1}  # fmt: skip
HOMES = {
    ApcKind.DENDRITIC: (Compartment.NODE, Compartment.SPLEEN),
    ApcKind.MARGINAL_ZONE_MACROPHAGE: (Compartment.SPLEEN,),
    ApcKind.SINUSOIDAL: (Compartment.LIVER,),
    ApcKind.MICROGLIA: (Compartment.CNS,),
    ApcKind.MONOCYTE: (Compartment.BLOOD, Compartment.CNS),
    ApcKind.MIGRATORY_DENDRITIC: (Compartment.NODE,),
}
DESIGNS = (
    Design(diameter=20.0, coat=Coat.DEXTRAN, ligand=Epitope.MOG35_55, valency=40.0),
    Design(diameter=500.0, coat=Coat.CARBOXYLATED, cargo=Epitope.MOG35_55, cargo_load=0.1),
)
PARTICLES_A_PARCEL = 1e9

Draws = np.random.Generator


def body(agents: int) -> Parameters:
    """Numbers of a body in which so many agents live at about four a site, and at the standard densities."""
    factor = agents / STANDARD_AGENTS
    standard = {"spleen": 32, "liver": 16, "node": 32, "cns": 64}
    sides = {
        f"world.{organ}_extent": float(min(LARGEST_EXTENT, max(4, 2 * round(0.5 * side * factor**0.5))))
        for organ, side in standard.items()
    }
    numbers = load({**sides, "world.lead": 0.0})
    names = [name for name in numbers.world._fields if name.endswith("_volume")]
    volumes = {name: getattr(numbers.world, name) * factor for name in names}
    return numbers._replace(world=numbers.world._replace(**volumes))


def populous(agents: int, seed: int = 1) -> Host:
    """Found a host of so many cells and particle parcels.

    Of the agents, 85 % are T cells of all phenotypes (weights are powers of two up to the most that an agent may
    stand for, so that divisions double some and make daughters of others), 6 % presenting cells of all kinds and
    states, and 9 % parcels of two designs. Sites are uniform within compartments; signals are exponential.

    Args:
        agents: How many cells and parcels.
        seed: Seed of the mix and of the life.

    Returns:
        A host without a data collector.
    """
    host = Host(Declaration(body(agents)), rng=seed)
    host.datacollector = None
    life, draws = host.life, np.random.default_rng(seed)
    for population in (life.cells, life.apcs, life.parcels):
        population.remove(population.rows())
    for design in DESIGNS:
        enter_design(life, design)
    presenting, parcels = round(PRESENTING_SHARE * agents), round(PARCEL_SHARE * agents)
    _add_t_cells(life, agents - presenting - parcels, draws)
    _add_presenting_cells(life, presenting, draws)
    _add_parcels(life, parcels, draws)
    life.ledger.injected[:] = [_held(life, number) for number in range(len(DESIGNS))]
    life.fields[:] = draws.uniform(0.0, 0.02, life.fields.shape)
    for population in (life.cells, life.apcs):
        population.sort_by_kind_and_place()
    life.organs[0].permeability = 0.5
    life.organs[0].inflammation = float(life.fields[Field.INFLAMMATORY].mean())
    return host


def agents_of(life: Life) -> int:
    """Cells and parcels that live now; tissue sites are not counted."""
    return len(life.cells) + len(life.apcs) + len(life.parcels)


def _held(life: Life, number: int) -> float:
    """Particles of a design, wherever they are."""
    free = life.parcels.column("free")[life.parcels.column("design") == number].sum()
    columns = [life.cells.column("bound"), life.cells.column("inside"), life.apcs.column("inside")]
    return float(free + sum(column[:, number].sum() for column in columns))


def _drawn(shares: dict[Any, float], count: int, draws: Draws) -> NDArray[np.int64]:
    """Words drawn by their shares."""
    return draws.choice([int(word) for word in shares], count, p=list(shares.values()))


def _sites(life: Life, places: NDArray[np.int64], draws: Draws) -> NDArray[np.int64]:
    """A random site of each place."""
    first = life.geometry.first.astype(np.int64)
    return first[places] + (draws.random(len(places)) * (first[places + 1] - first[places])).astype(np.int64)


def _fill(population: Population[Any], count: int, **values: Any) -> None:
    """Put rows into an emptied population in order of their site, as they lie after sorting."""
    population.column("meta")[:] = 0
    order = np.argsort(values["site"], kind="stable")
    population.add(count, **{name: value[order] for name, value in values.items()})


def _add_t_cells(life: Life, count: int, draws: Draws) -> None:
    """Add T cells of all phenotypes."""
    places = _drawn(PLACES, count, draws)
    phenotypes = _drawn(PHENOTYPES, count, draws)
    doublings = int(np.log2(life.parameters.world.cells_per_agent))
    signal = np.where(places == Compartment.BLOOD, 0.5, 3.0) * draws.exponential(1.0, count)
    experienced = phenotypes > Phenotype.NAIVE
    epitopes = _drawn(EPITOPES, count, draws)
    binders = experienced & (epitopes == Epitope.MOG35_55)
    bound = np.zeros((count, len(DESIGNS)))
    bound[binders, 0] = draws.uniform(0.0, 500.0, binders.sum())
    identities = np.arange(count) + 10
    _fill(
        life.cells, count, phenotype=phenotypes, uid=identities, mother=identities, site=_sites(life, places, draws),
        place=places, epitope=epitopes, clone=identities % 1000, affinity=draws.lognormal(-0.5, 0.5, count),
        weight=2 ** draws.integers(0, doublings + 1, count), divisions=np.where(experienced, 3, 0),
        programme=np.where(phenotypes == Phenotype.PRIMED, draws.integers(0, 8, count), 0), signal=signal,
        help=signal * draws.random(count), changed=np.full(count, -48), born=np.full(count, -48),
        partner=np.full(count, -1), bound=bound, inside=0.5 * bound,
    )  # fmt: skip


def _add_presenting_cells(life: Life, count: int, draws: Draws) -> None:
    """Add presenting cells of all kinds, at home, in all states."""
    kinds = _drawn(KINDS, count, draws)
    second = draws.random(count) < 0.5
    homes = np.array([(HOMES[kind][0], HOMES[kind][-1]) if kind in HOMES else (0, 0) for kind in ApcKind])
    places = np.where(second, homes[kinds, 1], homes[kinds, 0])
    states = _drawn({ApcState.IMMATURE: 0.6, ApcState.LICENSED: 0.3, ApcState.TOLEROGENIC: 0.1}, count, draws)
    pmhc = np.zeros((count, N_EPITOPES))
    pmhc[:, : len(EPITOPES)] = draws.exponential(0.6, (count, len(EPITOPES)))
    pmhc[:, 2 : len(EPITOPES)] *= draws.random((count, 2)) < 0.1
    inside = np.zeros((count, len(DESIGNS)))
    inside[:, 1] = draws.exponential(20.0, count)
    _fill(
        life.apcs, count, kind=kinds, uid=2**40 + np.arange(count), site=_sites(life, places, draws), place=places,
        state=states, costimulation=np.where(states == ApcState.LICENSED, 1.0, 0.1), pmhc=pmhc, inside=inside,
    )  # fmt: skip


def _add_parcels(life: Life, count: int, draws: Draws) -> None:
    """Add parcels of both designs in blood, spleen and liver."""
    shares = {Compartment.BLOOD: 0.3, Compartment.SPLEEN: 0.3, Compartment.LIVER: 0.4}
    places = _drawn(shares, count, draws)
    given = np.full(count, PARTICLES_A_PARCEL)
    _fill(
        life.parcels, count, alive=np.ones(count), uid=2**41 + np.arange(count), site=_sites(life, places, draws),
        place=places, design=draws.integers(0, len(DESIGNS), count), free=given, given=given,
    )  # fmt: skip
