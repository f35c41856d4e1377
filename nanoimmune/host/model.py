"""`Host`: one life as a Mesa model."""

import copy
from collections.abc import Sequence

import mesa

from nanoimmune.host.declared import Declared
from nanoimmune.host.life import Life
from nanoimmune.host.schedule import live_one_step
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.dose import Dose
from nanoimmune.state.subject import Subject, draw_subject


class Host(mesa.Model):
    """One host from before immunisation on: cells, particles, tissue and fields in five compartments.

    Attributes:
        declared: The scenario that the host was made from.
        life: The arrays.
    """

    def __init__(
        self, scenario: Declared, doses: Sequence[Dose] = (), rng: int = 0, subject: Subject | None = None
    ) -> None:
        """Found a host.

        Args:
            scenario: Host and disease.
            doses: What it will be given beyond the induction of the disease.
            rng: Seed of the study.
            subject: Which subject it is; the first of the study where not given.
        """
        super().__init__(rng=rng)
        self.declared = scenario
        chosen = subject if subject is not None else draw_subject(scenario.parameters, rng, 0)
        pending = [*scenario.induction, *doses]
        self.life = Life(scenario.parameters, chosen, scenario.absent, pending)

    def step(self) -> None:
        """Live one step."""
        live_one_step(self.life)

    def run_for(self, hours: float) -> None:
        """Live for so many hours."""
        for _ in range(round(hours / self.life.hours)):
            live_one_step(self.life)

    @property
    def day(self) -> float:
        """Days from immunisation; negative before it."""
        return self.life.day

    @property
    def parameters(self) -> Parameters:
        """Numbers of this life."""
        return self.life.parameters

    def give(self, dose: Dose) -> None:
        """Schedule one more dose, from now on."""
        self.life.pending.append(dose)

    def branch(self) -> "Host":
        """An independent copy that can be dosed differently from now on."""
        return copy.deepcopy(self)

    def ledger(self) -> dict[str, float]:
        """Where the particles are: injected, free, bound, inside and cleared, over all designs."""
        life = self.life
        return {
            "injected": float(life.ledger.injected.sum()),
            "free": float(life.parcels.column("free")[life.parcels.rows()].sum()),
            "bound": float(life.cells.column("bound")[life.cells.rows()].sum()),
            "inside": float(life.cells.column("inside")[life.cells.rows()].sum())
            + float(life.apcs.column("inside")[life.apcs.rows()].sum()),
            "cleared": float(life.ledger.cleared.sum()),
        }


