"""Fields of the plain model in NumPy: cytokines by their cosine waves; the others lose, spread, and lose again."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dctn, idctn
from scipy.linalg import expm

from benchmarks.plain_mesa.rules import rules
from nanoimmune.biology.islets import alarm_secretion
from nanoimmune.host.spreading import AT_ONCE, field_steps
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.fields import empty_fields, extents
from nanoimmune.state.geometry import spacing_of
from nanoimmune.state.layout import Crowd, Geometry
from nanoimmune.sweeps.diffuse import diffuse
from nanoimmune.words import Compartment, Field


class Census:
    """Cells that secrete, consume or harm, a voxel of all compartments."""

    def __init__(self, voxels: int) -> None:
        """Begin at zero."""
        self.producers = [0] * voxels
        self.armed = [0] * voxels
        self.licensed = [0] * voxels
        self.suppressors = [0] * voxels
        self.tregs = [0] * voxels
        self.signalled_tregs = [0] * voxels


def spreading(points: int, spacing: float, diffusivity: float, hours: float) -> NDArray[np.float64]:
    """Matrix that spreads a line of a field between walls: the exponential of the discrete Laplacian."""
    laplacian = np.diag(np.full(points, -2.0)) + np.eye(points, k=1) + np.eye(points, k=-1)
    laplacian[0, 0] += 1.0
    laplacian[-1, -1] += 1.0
    return np.asarray(expm(diffusivity * hours / spacing**2 * laplacian))


class Fields:
    """Concentrations, nM.

    Attributes:
        levels: One row a field, one column a voxel of all compartments.
    """

    def __init__(self, parameters: Parameters, geometry: Geometry) -> None:
        """Begin at zero everywhere."""
        self.parameters = parameters
        self.geometry = geometry
        self.levels = empty_fields(geometry)
        cytokines, world = parameters.cytokines, parameters.world
        diffusivity = {
            Field.IL2: cytokines.il2_diffusion,
            Field.SHED_MOG: cytokines.antigen_diffusion,
            Field.SHED_PLP: cytokines.antigen_diffusion,
            Field.SHED_MBP: cytokines.antigen_diffusion,
        }
        self.matrices = {
            (field, place, axis): spreading(
                int(geometry.voxels[place, axis]),
                spacing_of(place, world) * world.sites_per_voxel,
                diffusivity.get(field, cytokines.cytokine_diffusion),
                world.step,
            )
            for field, places in extents((Compartment.CNS,)).items()
            for place in places
            for axis in (0, 1)
        }

    def voxels_of(self, place: Compartment) -> slice:
        """Columns of a compartment."""
        return slice(int(self.geometry.first_voxel[place]), int(self.geometry.first_voxel[place + 1]))

    def level(self, field: int, voxel: int) -> float:
        """Concentration in a voxel."""
        return self.levels.item(field, voxel)

    def add(self, field: int, voxel: int, amount: float) -> None:
        """Raise the concentration in a voxel."""
        self.levels[field, voxel] += amount

    def mean(self, field: int, place: Compartment) -> float:
        """Mean concentration in a compartment."""
        return float(self.levels[field, self.voxels_of(place)].mean())

    def drained(self, protein: int) -> float:
        """Concentration of a shed protein of the white matter that its node feels."""
        return self.parameters.immunisation.tissue_drainage * self.mean(Field.SHED_MOG + protein, Compartment.CNS)

    def step(self, census: Census, adjuvant: float, tissue_inflammation: float) -> None:
        """Solve the cytokines; exchange, spread and exchange every other field wherever it is followed."""
        for field, places in extents((Compartment.CNS,)).items():
            for place in places:
                shape = tuple(self.geometry.voxels[place, :2])
                sheet = self.levels[field, self.voxels_of(place)].reshape(shape)
                gain, loss = self.exchange(field, place, census, adjuvant, tissue_inflammation)
                if field in AT_ONCE and self.parameters.world.exact_fields:
                    self.solve(field, place, sheet, gain.reshape(shape), loss)
                    continue
                aim, kept = gain.reshape(shape) / loss, np.exp(-loss * 0.5 * self.parameters.world.step)
                sheet[:] = aim + (sheet - aim) * kept
                sheet[:] = self.matrices[field, place, 0] @ sheet @ self.matrices[field, place, 1]
                sheet[:] = aim + (sheet - aim) * kept

    def solve(
        self, field: Field, place: Compartment, sheet: NDArray[np.float64], gain: NDArray[np.float64], loss: Any
    ) -> None:
        """Let level and steady gain spread and be lost together; what single voxels take goes before and after."""
        world, cytokines = self.parameters.world, self.parameters.cytokines
        taken = np.zeros(sheet.shape)
        if field is Field.IL2:
            even = rules.il2_loss(0.0, 1.0, place is Compartment.CNS, cytokines)
            loss, taken = even, loss - even
        moves = cytokines.il2_diffusion if field is Field.IL2 else cytokines.cytokine_diffusion
        pace = 2.0 * moves / (spacing_of(place, world) * world.sites_per_voxel) ** 2
        waves = [pace * (1.0 - np.cos(np.pi * np.arange(points) / points)) for points in sheet.shape]
        rate = loss + waves[0][:, None] + waves[1]
        left = np.exp(-rate * world.step)
        before = dctn(sheet * np.exp(-taken * world.step / 2), norm="ortho")
        after = before * left + dctn(gain, norm="ortho") * (1.0 - left) / rate
        sheet[:] = idctn(after, norm="ortho") * np.exp(-taken * world.step / 2)

    def exchange(
        self, field: Field, place: Compartment, census: Census, adjuvant: float, tissue_inflammation: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Gain, nM/h, in every voxel of a compartment, and loss, 1/h; the rules take whole arrays."""
        cytokines = self.parameters.cytokines
        voxels, volume = self.voxels_of(place), float(self.geometry.voxel_volume[place])
        shape = tuple(self.geometry.voxels[place, :2])
        in_tissue = place is Compartment.CNS

        def cells(counts: list[int]) -> NDArray[np.float64]:
            return np.array(counts[voxels], float)

        gain = np.zeros(voxels.stop - voxels.start)
        if field is Field.IL2:
            gain = rules.il2_gain(cells(census.producers), volume, in_tissue, cytokines)
            loss = rules.il2_loss(cells(census.tregs), volume, in_tissue, cytokines).reshape(shape)
        elif field is Field.INFLAMMATORY:
            gain = rules.inflammatory_gain(cells(census.armed), cells(census.licensed), volume, cytokines)
            loss = rules.inflammatory_loss(cytokines)
            if place is Compartment.NODE:
                gain = gain + rules.node_inflammatory_gain(
                    adjuvant, tissue_inflammation, self.parameters.immunisation, cytokines
                )
        elif field is Field.SUPPRESSIVE:
            signalled = cells(census.signalled_tregs)
            gain = rules.suppressive_gain(cells(census.suppressors), signalled, volume, cytokines)
            loss = rules.suppressive_loss(cytokines)
        elif field is Field.CHEMOKINE:
            attracting = cells(census.armed) + cells(census.licensed)
            gain = rules.secreted(cytokines.chemokine_secretion, attracting, volume)
            loss = rules.chemokine_loss(cytokines)
        else:
            loss = rules.shed_antigen_loss(cytokines)
        return gain, loss


class SharedFields(Fields):
    """The same fields, stepped by the compiled code of the engine, to tell its part in a ratio of speeds."""

    def __init__(self, parameters: Parameters, geometry: Geometry) -> None:
        """Begin at zero everywhere."""
        super().__init__(parameters, geometry)
        self.spreading = field_steps(parameters, geometry)

    def drained(self, protein: int) -> float:
        """Concentration of a shed protein of the white matter that its node feels."""
        return self.parameters.immunisation.tissue_drainage * self.mean(Field.SHED_MOG + protein, Compartment.CNS)

    def step(self, census: Census, adjuvant: float, tissue_inflammation: float) -> None:
        """Step every field wherever it is followed."""
        counts = {name: np.array(values, np.int64) for name, values in vars(census).items()}
        unused, none = np.zeros(0, np.int32), np.zeros(self.levels.shape[1])
        unasked = dict.fromkeys(("showing", "armed_by_domain", "licensed_by_domain"), np.zeros(1, np.int64))
        crowd = Crowd(unused, unused, necrotic=none, captors=none, **unasked, **counts)
        numbers = self.parameters
        diffuse(
            self.levels, *self.spreading, self.geometry, crowd,
            alarm_secretion(numbers.islets), numbers.cytokines, numbers.immunisation, numbers.formulations, adjuvant,
            tissue_inflammation, numbers.world.step,
        )  # fmt: skip
