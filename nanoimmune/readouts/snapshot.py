"""A picture of the pancreas at an instant: beta cells, their insulin, and the immune cells, each where it is."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nanoimmune.words import ApcState, Compartment, Epitope, Phenotype, is_class_i

if TYPE_CHECKING:
    from nanoimmune.host import Host

CELL_KINDS = ("CD4 effector", "CTL", "Foxp3 Treg", "Tr1", "autoregulatory CD8")
"""Kinds of T cells in a snapshot; `Snapshot.kind` holds places in this list."""

_KIND_OF = {
    Phenotype.TREG: CELL_KINDS.index("Foxp3 Treg"),
    Phenotype.PERIPHERAL_TREG: CELL_KINDS.index("Foxp3 Treg"),
    Phenotype.TR1: CELL_KINDS.index("Tr1"),
    Phenotype.AUTOREGULATORY: CELL_KINDS.index("autoregulatory CD8"),
}


class Snapshot(NamedTuple):
    """One section of the pancreas on one day. A lattice with several layers shows the middle one.

    Attributes:
        day: Day, counted from day zero.
        spacing: Distance between sites, um.
        islet: Number of the islet that each site lies in, or -1 in exocrine tissue; shape (sites along x, along y).
        beta: Share of the beta cells of a healthy site that live; likewise.
        insulin: Insulin-positive mass over a healthy site's (living beta cells times their granules); likewise.
        kind: Kind of each T-cell agent, a place in `CELL_KINDS`.
        weight: Cells that the agent stands for.
        position: Site that it is on, along x and y; shape (agents, 2).
        macrophages: Sites of licensed phagocytes, along x and y; shape (phagocytes, 2).
    """

    day: float
    spacing: float
    islet: NDArray[np.int16]
    beta: NDArray[np.float32]
    insulin: NDArray[np.float32]
    kind: NDArray[np.int8]
    weight: NDArray[np.int32]
    position: NDArray[np.int16]
    macrophages: NDArray[np.int16]


def snapshot(host: "Host") -> Snapshot:
    """Picture the pancreas of a host; the host is only read.

    Args:
        host: The life; its pancreas is a target tissue.

    Returns:
        The picture, independent of what the host lives through afterwards.
    """
    life = host.life
    shape = tuple(int(extent) for extent in life.geometry.extent[Compartment.PANCREAS])
    layer = shape[2] // 2
    tissue = life.organ(Compartment.PANCREAS).tissue
    islet, beta, granules = (
        np.asarray(column).reshape(shape)[:, :, layer].copy() for column in (tissue.islet, tissue.beta, tissue.granules)
    )
    kind, weight, position = _t_cells(host, layer)
    return Snapshot(
        day=float(host.day),
        spacing=float(life.parameters.world.pancreas_spacing),
        islet=islet,
        beta=beta.astype(np.float32),
        insulin=(beta * granules).astype(np.float32),
        kind=kind,
        weight=weight,
        position=position,
        macrophages=_licensed(host, layer),
    )


def _t_cells(host: "Host", layer: int) -> tuple[NDArray[np.int8], NDArray[np.int32], NDArray[np.int16]]:
    """Give kind, weight and place of the T cells of one layer that attack or regulate."""
    cells, rows = host.life.cells.columns, host.life.cells.rows()
    kind_of = np.full(len(Phenotype), -1, np.int8)
    kind_of[list(_KIND_OF)] = list(_KIND_OF.values())
    kind = kind_of[cells.phenotype[rows]]
    effector = cells.phenotype[rows] == Phenotype.EFFECTOR
    killer = np.isin(cells.epitope[rows], [epitope for epitope in Epitope if is_class_i(epitope)])
    kind[effector] = np.where(killer, CELL_KINDS.index("CTL"), CELL_KINDS.index("CD4 effector"))[effector]
    place = host.life.geometry.position[cells.site[rows]]
    shown = (cells.place[rows] == Compartment.PANCREAS) & (kind >= 0) & (place[:, 2] == layer)
    return kind[shown], cells.weight[rows][shown], place[shown, :2]


def _licensed(host: "Host", layer: int) -> NDArray[np.int16]:
    """Give the places of the licensed phagocytes of one layer."""
    apcs, rows = host.life.apcs.columns, host.life.apcs.rows()
    place = host.life.geometry.position[apcs.site[rows]]
    here = (apcs.place[rows] == Compartment.PANCREAS) & (apcs.state[rows] == ApcState.LICENSED)
    return np.asarray(place[here & (place[:, 2] == layer), :2])
