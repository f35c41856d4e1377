"""The five kinds of agents, with the columns that each of them shows."""

from typing import TYPE_CHECKING, Any, ClassVar

from nanoimmune.errors import InputError, refuse
from nanoimmune.host.arrivals import enter_design
from nanoimmune.host.attributes import (
    Column,
    DomainColumn,
    FixedColumn,
    FreeParticles,
    PerDesign,
    PerEpitope,
    Word,
)
from nanoimmune.host.row_agent import RowAgent
from nanoimmune.state.dose import Design
from nanoimmune.words import ApcKind, ApcState, Epitope, Oligodendrocyte, Phenotype

if TYPE_CHECKING:
    from nanoimmune.host.lattice_cell import LatticeCell
    from nanoimmune.host.model import Host


class Lymphocyte(RowAgent):
    """What conventional and regulatory T cells share. The columns are described at `state.columns.TCells`."""

    family = "cells"
    first_phenotype: ClassVar[Phenotype]

    phenotype = Word(Phenotype)
    mother = FixedColumn()
    epitope = Word(Epitope, dated=False)
    clone = Column()
    affinity = Column()
    weight = Column()
    divisions = Column()
    programme = Column()
    signal = Column()
    help = Column()
    engaged = Column(bool)
    changed = Column()
    born = Column()
    held_by = FixedColumn()
    bound = PerDesign()
    inside = PerDesign()

    @classmethod
    def newborn(cls, host: "Host") -> dict[str, Any]:
        """Columns of a new cell: one cell of median affinity, which is its own mother and founds a clone."""
        uid, step = host.next_uid(), host.life.body.step
        return {
            "phenotype": cls.first_phenotype,
            "uid": uid,
            "mother": uid,
            "clone": uid & 0x7FFFFFFF,
            "affinity": host.parameters.repertoire.median_affinity,
            "weight": 1,
            "changed": step,
            "born": step,
            "partner": -1,
        }

    @property
    def age(self) -> float:
        """Hours since birth."""
        return float((self.model.life.body.step - self.born) * self.model.life.hours)


class TCell(Lymphocyte):
    """A conventional T cell: naive, primed, effector, memory, anergic or exhausted."""

    first_phenotype = Phenotype.NAIVE


class RegulatoryTCell(Lymphocyte):
    """A regulatory T cell: thymic or peripheral Foxp3-positive cell, or Tr1 cell."""

    first_phenotype = Phenotype.TREG


class AntigenPresentingCell(RowAgent):
    """An antigen-presenting cell. The columns are described at `state.columns.PresentingCells`."""

    family = "apcs"

    kind = Word(ApcKind, dated=False)
    successions = FixedColumn()
    state = Word(ApcState)
    costimulation = Column()
    pmhc = PerEpitope()
    inside = PerDesign()
    seekers = FixedColumn()
    helpers = FixedColumn()
    tregs = FixedColumn()
    tr1s = FixedColumn()
    changed = Column()
    born = Column()

    @classmethod
    def newborn(cls, host: "Host") -> dict[str, Any]:
        """Columns of a new cell: an immature dendritic cell that shows nothing."""
        step = host.life.body.step
        return {
            "kind": ApcKind.DENDRITIC,
            "uid": host.next_uid(),
            "costimulation": host.parameters.presentation.immature_costimulation,
            "changed": step,
            "born": step,
        }

    @property
    def age(self) -> float:
        """Hours since birth, or since the cell succeeded another."""
        return float((self.model.life.body.step - self.born) * self.model.life.hours)


class Nanoparticle(RowAgent):
    """A parcel that stands for many particles of one design. See `state.columns.Parcels`."""

    family = "parcels"

    design = FixedColumn()
    free = FreeParticles()
    given = Column()
    bled = Column()
    born = Column()

    def __init__(self, model: "Host", cell: "LatticeCell | None" = None, *, design: Design | int, free: float) -> None:
        """Inject one parcel.

        Args:
            model: The host.
            cell: Where; the blood where not given.
            design: What the particles are, or the number of a design that the host was given before.
            free: How many particles; they are entered as injected.
        """
        life = model.life
        known = range(len(life.ledger.designs))
        if not isinstance(design, Design) and design not in known:
            raise refuse("design", design, f"a Design, or a number in {known}", "Give the composition.")
        if not free > 0.0:
            raise refuse("free", free, "numbers above 0", "Give a number of particles.")
        number = enter_design(life, design) if isinstance(design, Design) else design
        self._content = {"design": number, "free": free, "given": free}
        super().__init__(model, cell)
        life.ledger.injected[number] += free

    def newborn(self, host: "Host") -> dict[str, Any]:  # type: ignore[override]
        """Columns of a new parcel."""
        identity = {"alive": 1, "uid": host.next_uid(), "born": host.life.body.step}
        content: dict[str, Any] = self.__dict__.pop("_content")
        return identity | content

    @property
    def composition(self) -> Design:
        """What the particles are."""
        design: Design = self.model.life.ledger.designs[self.design]
        return design


class TissueSite(RowAgent):
    """One site of white matter; what its oligodendrocyte does is shared by the sites of one domain."""

    family = "cns"

    myelin = Column()
    bareness = Column()
    axons = Column()
    domain = FixedColumn()
    oligodendrocyte = DomainColumn(Oligodendrocyte)
    burden = DomainColumn()

    @classmethod
    def newborn(cls, host: "Host") -> dict[str, Any]:
        """Refuse: the tissue comes with the host."""
        raise InputError("TissueSite: every site of the tissue is made with the host; none can be added.")


class PancreasSite(TissueSite):
    """One site of the pancreas, of an islet or of the exocrine tissue. See `state.columns.Pancreas`.

    What white matter has and the pancreas has not, such as `myelin`, raises AttributeError here.
    """

    family = "pancreas"

    islet = FixedColumn()
    beta = Column()
    granules = Column()
    dying = FixedColumn()
    apoptotic = Column()
    necrotic = Column()
    attackers = FixedColumn()
