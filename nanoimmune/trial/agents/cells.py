"""Transferred T cells."""

from dataclasses import dataclass
from typing import ClassVar

from nanoimmune.errors import refuse
from nanoimmune.state.medicine import CellDose
from nanoimmune.trial.agents.agent import standard
from nanoimmune.trial.checks import epitope, one_of, quantity
from nanoimmune.words import EPITOPE_NAMES, Phenotype, is_class_i

PHENOTYPES = {
    "naive": Phenotype.NAIVE,
    "effector": Phenotype.EFFECTOR,
    "memory": Phenotype.MEMORY,
    "treg": Phenotype.TREG,
    "peripheral treg": Phenotype.PERIPHERAL_TREG,
    "tr1": Phenotype.TR1,
    "autoregulatory": Phenotype.AUTOREGULATORY,
}
"""What transferred cells can be, by the name that a user writes."""

OF_CD8 = ("autoregulatory",)
OF_CD4 = ("treg", "peripheral treg", "tr1")


@dataclass(frozen=True, slots=True)
class CellTransfer:
    """T cells of one specificity; an `effector` for a peptide of MHC-I is a CTL.

    Attributes:
        phenotype: What they are, one of `PHENOTYPES`.
        epitope: What they recognise.
        affinity: Affinity of their one clonotype, as of cells with a transgenic receptor; None for many clonotypes with
            affinities of their own.
        engrafted: Share that survives the transfer.
        arrival_half_life: Half-life of their way into the blood where they are not given into a vein, h.
    """

    kind: ClassVar[str] = "cells"
    routes: ClassVar[tuple[str, ...]] = ("iv", "ip")

    phenotype: str
    epitope: str
    affinity: float | None = None
    engrafted: float | None = None
    arrival_half_life: float | None = None

    def __post_init__(self) -> None:
        """Check what they are, and fill in what is left out."""
        one_of("cells.phenotype", self.phenotype, PHENOTYPES)
        member = epitope("cells.epitope", self.epitope)
        object.__setattr__(self, "epitope", EPITOPE_NAMES[member])
        if self.phenotype in (OF_CD4 if is_class_i(member) else OF_CD8):
            shown, lineage = ("I", "CD8") if is_class_i(member) else ("II", "CD4")
            allowed = f"what {lineage} cells can be, for {self.epitope} is shown on MHC-{shown}"
            raise refuse("cells.phenotype", self.phenotype, allowed, "Choose another phenotype or epitope.")
        if self.affinity is not None:
            object.__setattr__(self, "affinity", quantity("cells.affinity", self.affinity, "1", 0.001, 100))
        for field, unit, low, high in (("engrafted", "1", 0.0001, 1), ("arrival_half_life", "h", 0.1, 2000)):
            given = getattr(self, field)
            given = standard("cells", field) if given is None else given
            object.__setattr__(self, field, quantity(f"cells.{field}", given, unit, low, high))

    def amount(self, given: object) -> float:
        """Accept a number of cells."""
        return quantity("regimen.amount", given, "1", 1, 1e8)

    def dose(self, day: float, amount: float, route: str) -> CellDose:
        """One dose, as a host receives it."""
        assert self.engrafted is not None
        assert self.arrival_half_life is not None
        member, phenotype = epitope("cells.epitope", self.epitope), PHENOTYPES[self.phenotype]
        half_life = 0.0 if route == "iv" else self.arrival_half_life
        return CellDose(day, phenotype, member, amount, self.affinity or 0.0, self.engrafted, half_life)

    def epitopes(self) -> frozenset[str]:
        """The epitope that they recognise."""
        return frozenset({self.epitope})

    def told(self, amount: float) -> str:
        """One amount of them, as a methods section writes it."""
        return f"{amount:,.0f} {self}"

    def __str__(self) -> str:
        """What they are."""
        clonal = "" if self.affinity is None else f" of one clonotype (affinity {self.affinity:g})"
        return f"{self.phenotype} T cells specific for {self.epitope}{clonal}"
