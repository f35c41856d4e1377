"""What a host has only one of: depots, glucose, antibody, particle designs, the particle ledger."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nanoimmune.state.dose import Design
from nanoimmune.words import FOLLICLES, N_EPITOPES, N_PROTEINS, BCell


@dataclass
class Body:
    """Well-mixed state of one host.

    Attributes:
        step: Steps lived.
        depot: Antigen left under the skin, an epitope, relative to the standard dose.
        adjuvant: Adjuvant left under the skin, relative to the standard dose.
        pertussis: Effect of pertussis toxin, relative to the standard dose.
        drained: Antigen of the target tissues that is felt in their node, a protein, nM.
        glucose: Blood glucose, mg/dL; it follows beta cells where the host has islets to follow.
        b_cells: B cells by state, organ (`FOLLICLES`) and epitope of the antigen that they know, for a body of standard
            size.
        antibody: Antibody in the blood to the antigen of each epitope, nM.
        pathogen: Pathogen in each organ (`FOLLICLES`), relative to the most that the organ can carry.
        pathogen_gone: Hour of life by which the last of it was cleared; infinite where none was yet.
    """

    step: int = 0
    depot: NDArray[np.float64] = field(default_factory=lambda: np.zeros(N_EPITOPES))
    adjuvant: float = 0.0
    pertussis: float = 0.0
    drained: NDArray[np.float64] = field(default_factory=lambda: np.zeros(N_PROTEINS))
    glucose: float = 100.0
    b_cells: NDArray[np.float64] = field(default_factory=lambda: np.zeros((len(BCell), len(FOLLICLES), N_EPITOPES)))
    antibody: NDArray[np.float64] = field(default_factory=lambda: np.zeros(N_EPITOPES))
    pathogen: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(FOLLICLES)))
    pathogen_gone: float = math.inf


@dataclass
class Ledger:
    """Where the particles of each design are; injected = free + bound + inside + cleared.

    Attributes:
        designs: The designs given so far, in order.
        injected: Particles given, a design.
        cleared: Particles that left the body or were digested, a design.
    """

    designs: list[Design] = field(default_factory=list)
    injected: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))
    cleared: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))

    def number_of(self, design: Design) -> int:
        """Number of a design in this host, which is entered when new."""
        if design not in self.designs:
            self.designs.append(design)
            missing = len(self.designs) - len(self.injected)
            if missing > 0:
                self.injected = np.append(self.injected, np.zeros(missing))
                self.cleared = np.append(self.cleared, np.zeros(missing))
        return self.designs.index(design)
