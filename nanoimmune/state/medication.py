"""What a host has been given that is dissolved, and cells that are under way: amounts, levels and exposures."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nanoimmune.state.medicine import CellDose, Medicine
from nanoimmune.words import N_EPITOPES


@dataclass(frozen=True, slots=True)
class Depot:
    """A place from which a medicine is absorbed: under the skin, in the peritoneum, in the gut.

    Attributes:
        medicine: Number of the medicine.
        half_life: h.
        bioavailability: Share of what leaves it that reaches the blood, 0 to 1.
    """

    medicine: int
    half_life: float
    bioavailability: float


def _none() -> NDArray[np.float64]:
    """Amounts of nothing."""
    return np.zeros(0)


@dataclass
class Medication:
    """Medicines and transferred cells of one host; given = waiting + circulating + gone, of each.

    Attributes:
        medicines: The medicines given so far, in order.
        depots: The depots made so far, in order.
        waiting: In each depot, ug.
        circulating: Of each medicine in the body, ug.
        given: Of each medicine, ug.
        gone: Of each medicine, never absorbed or eliminated, ug.
        levels: Of each medicine, its mean concentration over the step, nM.
        exposures: Doses of each epitope given without a particle: in adjuvant, dissolved, or in incomplete adjuvant.
        coming: Cells that wait outside the blood, as doses, with how many are left of each in `left`.
        left: Cells left of each of those.
        cells_given: Cells transferred, for a body of the simulated size.
        cells_entered: Of these, those that became agents.
        cells_lost: Of these, those that did not survive the transfer.
    """

    medicines: list[Medicine] = field(default_factory=list)
    depots: list[Depot] = field(default_factory=list)
    waiting: NDArray[np.float64] = field(default_factory=_none)
    circulating: NDArray[np.float64] = field(default_factory=_none)
    given: NDArray[np.float64] = field(default_factory=_none)
    gone: NDArray[np.float64] = field(default_factory=_none)
    levels: NDArray[np.float64] = field(default_factory=_none)
    exposures: NDArray[np.int64] = field(default_factory=lambda: np.zeros(N_EPITOPES, np.int64))
    coming: list[CellDose] = field(default_factory=list)
    left: NDArray[np.float64] = field(default_factory=_none)
    cells_given: float = 0.0
    cells_entered: float = 0.0
    cells_lost: float = 0.0

    @property
    def is_idle(self) -> bool:
        """Whether no medicine is in the body and no cell is under way."""
        if not self.medicines and not self.coming:
            return True
        return not (self.waiting.any() or self.circulating.any() or self.levels.any() or self.left.any())

    def number_of(self, medicine: Medicine) -> int:
        """Number of a medicine in this host, which is entered when new."""
        if medicine not in self.medicines:
            self.medicines.append(medicine)
            for name in ("circulating", "given", "gone", "levels"):
                setattr(self, name, np.append(getattr(self, name), 0.0))
        return self.medicines.index(medicine)

    def depot_of(self, depot: Depot) -> int:
        """Number of a depot in this host, which is made when new."""
        if depot not in self.depots:
            self.depots.append(depot)
            self.waiting = np.append(self.waiting, 0.0)
        return self.depots.index(depot)

    def balance(self, number: int) -> dict[str, float]:
        """Where one medicine is, ug: given, waiting, circulating and gone."""
        mine = [each.medicine == number for each in self.depots]
        return {
            "given": float(self.given[number]),
            "waiting": float(self.waiting[mine].sum()),
            "circulating": float(self.circulating[number]),
            "gone": float(self.gone[number]),
        }

    def cell_balance(self) -> dict[str, float]:
        """Where transferred cells went: given, waiting, entered and lost."""
        return {
            "given": self.cells_given,
            "waiting": float(self.left.sum()),
            "entered": self.cells_entered,
            "lost": self.cells_lost,
        }
