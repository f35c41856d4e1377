"""The arrays of one life, and what the phases need beside them. Mesa is not known here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nanoimmune.host.organ import Doors, TargetOrgan, displays_at_rest, found_organs, processed_in_all
from nanoimmune.host.shortcuts import Shortcuts
from nanoimmune.host.spreading import FieldSteps, field_steps
from nanoimmune.host.team import Team
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.body import Body, Ledger
from nanoimmune.state.columns import Makeup, Parcels, PresentingCells, TCells
from nanoimmune.state.dose import Design, Dose
from nanoimmune.state.fields import empty_fields
from nanoimmune.state.founding import (
    found_presenting_cells,
    founder_stock,
    founders,
    naive_b_cells,
)
from nanoimmune.state.geometry import axes_of, build_geometry, spacing_of
from nanoimmune.state.layout import Crowd, Geometry
from nanoimmune.state.medication import Medication
from nanoimmune.state.population import Population
from nanoimmune.state.subject import Subject
from nanoimmune.state.transgenes import shown_in_organs
from nanoimmune.sweeps.arrive import found_clonotypes
from nanoimmune.sweeps.move import displacement_table
from nanoimmune.words import N_COMPARTMENTS, BCell, Coat, Compartment, Epitope, Phenotype

QUANTA = 2.0**60
"""Quanta that all particles of a design are counted in, so that sums do not depend on order."""


def displacement_tables(parameters: Parameters, coefficients: tuple[float, ...], hours: float) -> NDArray[np.int16]:
    """Displacement tables of a population, one a compartment, for a walk of some hours.

    Args:
        parameters: Whose spacings are used.
        coefficients: Motility coefficient in each compartment, um2/h.
        hours: Length of the walk.

    Returns:
        Array of shape (compartments, entries).
    """
    variances = [
        2.0 * coefficient * hours / spacing_of(place, parameters.world) ** 2
        for place, coefficient in enumerate(coefficients)
    ]
    return np.array([displacement_table(variance) for variance in variances])


def empty_crowd(geometry: Geometry, apc_capacity: int) -> Crowd:
    """Room for the counts of a step."""
    sites, voxels, domains = int(geometry.first[-1]), int(geometry.first_voxel[-1]), geometry.domain_sites.size
    amounts = ("necrotic", "captors")
    counted = [name for name in Crowd._fields[3:] if name not in amounts]
    sizes = {name: domains if name.endswith("_by_domain") else voxels for name in counted}
    counts = {name: np.zeros(size, np.int64) for name, size in sizes.items()}
    showing = np.zeros(sites, np.int64)
    start, order = np.zeros(sites + 1, np.int32), np.zeros(apc_capacity, np.int32)
    return Crowd(start, order, showing, necrotic=np.zeros(voxels), captors=np.zeros(voxels), **counts)


def makeup_of(designs: list[Design]) -> Makeup:
    """What particle designs are made of; a plain particle stands in where there is none."""
    each = designs or [Design(1.0, Coat.DEXTRAN)]
    return Makeup(
        coat=np.array([design.coat for design in each], np.int64),
        valency=np.array([design.valency if design.ligand is not None else 0.0 for design in each]),
        diameter=np.array([design.diameter for design in each]),
        core=np.array([design.core for design in each], np.int64),
        drug=np.array([-1 if design.drug is None else design.drug for design in each], np.int64),
        drug_load=np.array([design.drug_load for design in each]),
        nucleoside=np.array([design.nucleoside for design in each], np.int64),
        message_load=np.array([design.message_load * len(design.messages) for design in each]),
    )


@dataclass
class Life:
    """Everything that one life consists of: parameters, populations, tissues, fields, body, doses to come."""

    parameters: Parameters
    subject: Subject
    absent: frozenset[Epitope] = frozenset()
    targets: tuple[Compartment, ...] = (Compartment.CNS,)
    pending: list[Dose] = field(default_factory=list)
    team: Team | None = None

    def __post_init__(self) -> None:
        """Found the first cells."""
        world, motility = self.parameters.world, self.parameters.motility
        self.shortcuts = Shortcuts()
        self.geometry = build_geometry(world, self.targets)
        self.stock = founder_stock(self.subject, self.parameters, self.absent)
        self.cells: Population[TCells] = Population(TCells, 4096, {"bound": 1, "inside": 1})
        self.organs: tuple[TargetOrgan, ...] = found_organs(self.targets, self.subject, self.parameters, self.geometry)
        self.processed = processed_in_all(self.organs)
        self.at_rest = displays_at_rest(self.organs, self.parameters)
        self.shown_in_organs = shown_in_organs(self.parameters.transgenes)
        self.apcs: Population[PresentingCells] = found_presenting_cells(
            self.subject, self.parameters, self.geometry,
            {organ.place: self.at_rest[organ.place] * organ.processed.share for organ in self.organs},
            self._find_islets(),
        )  # fmt: skip
        self.parcels: Population[Parcels] = Population(Parcels, 16, {})
        self.fields = empty_fields(self.geometry)
        self.spreading: FieldSteps = field_steps(self.parameters, self.geometry, self.targets)
        self.body = Body()
        self.naive_b_cells = naive_b_cells(self.parameters.humoral)
        self.body.b_cells[BCell.NAIVE] = self.naive_b_cells
        self.ledger = Ledger()
        self.medication = Medication()
        self.medicated: Parameters | None = None
        self.added: tuple[tuple[int, float, float], ...] = ()
        self.crowd = empty_crowd(self.geometry, self.apcs.capacity)
        self._set_constants()
        self.vessels = np.zeros(self.fields.shape[1])
        paces = tuple(motility.tissue if place in self.targets else motility.lymphoid for place in Compartment)
        numbers, apart = self.parameters, self.parameters.engagement.walk_off
        self.cell_steps = displacement_tables(numbers, paces, self.hours)
        self.departures = displacement_tables(numbers, paces, apart)
        self.apc_steps = displacement_tables(numbers, (motility.presenting,) * N_COMPARTMENTS, self.hours)
        self.parcel_steps = displacement_tables(numbers, (motility.particle,) * N_COMPARTMENTS, self.hours)

        self.known_makeup = (0, makeup_of([]))
        self._found_repertoire()

    def _find_islets(self) -> NDArray[np.int64]:
        """Find the sites of islets, and note how many beta cells one of them stands for; none without a pancreas."""
        if Compartment.PANCREAS not in self.targets:
            return np.empty(0, np.int64)
        self.islet_sites = within = np.flatnonzero(self.organ(Compartment.PANCREAS).tissue.islet >= 0)
        beta_cells = self.parameters.islets.beta_cells * self.parameters.world.size
        self.cells_per_site: float = beta_cells / max(len(within), 1)
        return within + int(self.geometry.first[Compartment.PANCREAS])

    def _found_repertoire(self) -> None:
        """Add the founders of the repertoire."""
        self.cells.reserve(int(self.stock.sum()))
        for epitope in range(len(self.stock)):
            self._found_clones(epitope)

    def _found_clones(self, epitope: int) -> None:
        """Add the founders of one specificity, naive and Foxp3-positive."""
        for order, phenotype in enumerate((Phenotype.NAIVE, Phenotype.TREG)):
            source = epitope * 1_000_000 + order * 500_000
            found_clonotypes(
                self.cells.columns, self.stock[epitope, order], source, int(phenotype), epitope,
                self.geometry.first, self.subject.affinity_factor, self.parameters.repertoire, self.subject.key,
                self.body.step,
            )  # fmt: skip

    def follow(self, epitope: Epitope) -> None:
        """Follow the T cells of one more specificity from now on, as naive as they were while nobody showed it.

        A specificity that is followed already is left as it is.
        """
        if not self.stock[epitope].any():
            self.absent -= {epitope}
            self.stock[epitope] = founders(self.subject, epitope, self.parameters)
            self.cells.reserve(int(self.stock[epitope].sum()))
            self._found_clones(int(epitope))

    def _set_constants(self) -> None:
        """Note what follows from the parameters and the geometry alone, so that no step works it out again."""
        geometry, places = self.geometry, range(N_COMPARTMENTS)
        self.hours: float = self.parameters.world.step
        self.coarse: int = round(self.parameters.world.sites_per_voxel)
        self.sites_per_voxel: int = self.coarse ** axes_of(self.parameters.world)
        self.volumes: NDArray[np.float64] = np.asarray(geometry.site_volume * np.diff(geometry.first))
        self._voxels = [slice(int(geometry.first_voxel[k]), int(geometry.first_voxel[k + 1])) for k in places]
        self._sites = [slice(int(geometry.first[k]), int(geometry.first[k + 1])) for k in places]
        self._quanta = (b"", np.empty(0))
        self._places = np.array(self.targets, np.int64)

    def organ(self, place: Compartment) -> TargetOrgan:
        """One of the target tissues."""
        return self.organs[self.targets.index(place)]

    @property
    def tissue(self) -> Any:
        """Sites of the target tissue; of the first, where there are several."""
        return self.organs[0].tissue

    @property
    def doors(self) -> Doors:
        """The target tissues as kernels read them."""
        return Doors(
            self._places,
            np.array([organ.permeability for organ in self.organs]),
            np.array([organ.chemokine for organ in self.organs]),
        )

    @property
    def time(self) -> float:
        """Hours lived."""
        return self.body.step * self.hours

    @property
    def day(self) -> float:
        """Days from immunisation; negative before it."""
        return (self.time - self.parameters.world.lead) / 24.0

    @property
    def autoregulatory(self) -> float:
        """Autoregulatory cells (not agents) of the whole body, which share one niche."""
        cells, used = self.cells.columns, self.cells.used
        return float(cells.weight[:used][cells.phenotype[:used] == Phenotype.AUTOREGULATORY].sum())

    @property
    def acting(self) -> Parameters:
        """The numbers that cells go by in this step: the life's own, or what medicines make of them."""
        return self.parameters if self.medicated is None else self.medicated

    @property
    def felt(self) -> NDArray[np.float64]:
        """What cells feel of the fields: the fields themselves, or with the cytokine that medicines add or block."""
        if not self.added:
            return self.fields
        felt = self.fields.copy()
        for field_number, level, share in self.added:
            felt[field_number] = (felt[field_number] + level) * share
        return felt

    def voxels_of(self, place: Compartment) -> slice:
        """Field voxels of a compartment."""
        return self._voxels[place]

    def sites_of(self, place: Compartment) -> slice:
        """Sites of a compartment."""
        return self._sites[place]

    def sweep(self, kernel: Callable[..., Any], *arguments: Any) -> Any:
        """Call a sweep; with a team, in blocks of rows where that can be and is worth it."""
        if self.team is not None:
            return self.team.sweep(kernel, *arguments)
        known = self.shortcuts.get(kernel)
        return self.shortcuts.first_call(kernel, arguments) if known is None else known(*arguments)

    def columns(self) -> tuple[TCells, PresentingCells, Parcels]:
        """The columns of the three populations, as kernels read them."""
        return self.cells.columns, self.apcs.columns, self.parcels.columns

    def quanta(self) -> NDArray[np.float64]:
        """Quanta a particle, for each design that was given, and one entry at least; not to be written to."""
        injected = self.ledger.injected
        given = injected.tobytes()
        if given != self._quanta[0]:
            self._quanta = (given, np.asarray(QUANTA / np.maximum(injected, 1.0)))
        return self._quanta[1]

    def settle(self, cleared: NDArray[np.int64], quanta: NDArray[np.float64]) -> None:
        """Enter counted losses into the ledger."""
        if any(cleared.tolist()):
            self.ledger.cleared += cleared / quanta

    def makeup(self) -> Makeup:
        """What the designs given so far are made of, as kernels read it."""
        designs = self.ledger.designs
        if len(designs) != self.known_makeup[0]:
            self.known_makeup = (len(designs), makeup_of(designs))
        return self.known_makeup[1]

    def balance(self) -> dict[str, float]:
        """Particles of all designs: injected, free, bound, inside cells and cleared."""
        cells, apcs, parcels = self.cells, self.apcs, self.parcels
        return {
            "injected": float(self.ledger.injected.sum()),
            "free": float(parcels.column("free")[parcels.rows()].sum()),
            "bound": float(cells.column("bound")[cells.rows()].sum()),
            "inside": float(cells.column("inside")[cells.rows()].sum())
            + float(apcs.column("inside")[apcs.rows()].sum()),
            "cleared": float(self.ledger.cleared.sum()),
        }
