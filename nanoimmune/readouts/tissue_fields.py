"""The target tissues of a host at an instant, site by site: health, what diffuses there, and cells by phenotype."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nanoimmune.readouts.record import PHENOTYPES
from nanoimmune.words import PROTEINS_OF, ApcState, Compartment, Field, Phenotype

if TYPE_CHECKING:
    from nanoimmune.host import Host

Lattice = NDArray[np.float32]
"""One value a site; shape (planes, lines, points), which are z, y and x."""

T_CELLS = tuple(PHENOTYPES)
"""Phenotypes in the order in which T cells are counted."""

APC_STATES = tuple(state.name.lower() for state in ApcState)
"""States in the order in which agents of antigen-presenting cells are counted."""

SUBSTANCES = {
    "il2": Field.IL2,
    "inflammatory": Field.INFLAMMATORY,
    "suppressive": Field.SUPPRESSIVE,
    "chemokine": Field.CHEMOKINE,
}
"""What diffuses in every target tissue, by name."""


class TissueFields(NamedTuple):
    """One target tissue on one day.

    Attributes:
        day: Day, counted from day zero.
        place: The tissue.
        spacing: Distance between sites, um.
        health: Share of a healthy site's tissue that lives: myelin times axons of white matter, beta cells of islets;
            NaN between islets.
        substances: Concentrations by name, nM, each site with that of the field voxel that it lies in; `antigen` is
            all that the tissue sheds.
        t_cells: Cells, not agents, by phenotype; shape (phenotypes, planes, lines, points).
        apcs: Agents of antigen-presenting cells by state; shape (states, planes, lines, points).
    """

    day: float
    place: Compartment
    spacing: float
    health: Lattice
    substances: Mapping[str, Lattice]
    t_cells: Lattice
    apcs: Lattice


def tissue_fields(host: "Host") -> tuple[TissueFields, ...]:
    """Write down every target tissue of a host, site by site; the host is only read.

    Args:
        host: The life.

    Returns:
        One tissue after the other, independent of what the host lives through afterwards.
    """
    return tuple(_of_tissue(host, organ.place) for organ in host.life.organs)


def _of_tissue(host: "Host", place: Compartment) -> TissueFields:
    """Write down one tissue."""
    life, world = host.life, host.life.parameters.world
    sites = life.sites_of(place)
    shape = tuple(int(extent) for extent in life.geometry.extent[place])

    def laid_out(values: NDArray[np.generic]) -> Lattice:
        return np.ascontiguousarray(values.reshape(shape).transpose(), np.float32)

    voxel_of_site = life.geometry.voxel_of_site[sites]
    proteins = [Field(Field.SHED_MOG + protein) for protein in PROTEINS_OF[place]]
    amounts = {name: life.fields[number] for name, number in SUBSTANCES.items()}
    amounts["antigen"] = life.fields[proteins].sum(axis=0)
    return TissueFields(
        day=float(host.day),
        place=place,
        spacing=float(world.pancreas_spacing if place == Compartment.PANCREAS else world.cns_spacing),
        health=laid_out(_health(host, place)),
        substances={name: laid_out(values[voxel_of_site]) for name, values in amounts.items()},
        t_cells=np.stack([laid_out(each) for each in _t_cells(host, place)]),
        apcs=np.stack([laid_out(each) for each in _apcs(host, place)]),
    )


def _health(host: "Host", place: Compartment) -> NDArray[np.float64]:
    """Give the share of each site's tissue that lives."""
    tissue = host.life.organ(place).tissue
    if place == Compartment.PANCREAS:
        return np.where(tissue.islet >= 0, tissue.beta, np.nan)
    return np.asarray(tissue.myelin * tissue.axons)


def _t_cells(host: "Host", place: Compartment) -> NDArray[np.int64]:
    """Count T cells by phenotype and site."""
    group = np.full(len(Phenotype), -1)
    for number, phenotypes in enumerate(PHENOTYPES.values()):
        group[list(phenotypes)] = number
    cells, rows = host.life.cells.columns, host.life.cells.rows()
    here = rows[cells.place[rows] == place]
    return _counted(host, place, group[cells.phenotype[here]], cells.site[here], cells.weight[here], len(T_CELLS))


def _apcs(host: "Host", place: Compartment) -> NDArray[np.int64]:
    """Count agents of antigen-presenting cells by state and site."""
    apcs, rows = host.life.apcs.columns, host.life.apcs.rows()
    here = rows[apcs.place[rows] == place]
    return _counted(host, place, apcs.state[here], apcs.site[here], np.ones(here.size, np.int64), len(APC_STATES))


def _counted(
    host: "Host",
    place: Compartment,
    group: NDArray[np.integer[Any]],
    site: NDArray[np.integer[Any]],
    weight: NDArray[np.integer[Any]],
    groups: int,
) -> NDArray[np.int64]:
    """Add up the cells that agents stand for, by group and site of a compartment."""
    sites = host.life.sites_of(place)
    counts = np.zeros((groups, sites.stop - sites.start), np.int64)
    known = group >= 0
    np.add.at(counts, (group[known], site[known] - sites.start), weight[known])
    return counts
