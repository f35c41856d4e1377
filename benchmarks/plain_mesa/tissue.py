"""White matter of the plain model: oligodendrocytes, and the tissue sites that they serve."""

from typing import TYPE_CHECKING

from mesa import Agent
from mesa.discrete_space import FixedAgent

from benchmarks.plain_mesa.rules import rules
from benchmarks.plain_mesa.space import Site
from nanoimmune.words import Field
from nanoimmune.words import Oligodendrocyte as Condition

if TYPE_CHECKING:
    from benchmarks.plain_mesa.model import PlainHost


class Oligodendrocyte(Agent):
    """The oligodendrocyte of one field voxel.

    Attributes:
        voxel: Its field voxel.
        sites: How many sites it serves.
        condition: Dead, repairing or stopped.
        burden: Recent loss of myelin, share of the domain.
        kept: Share of its myelin that is kept through the harm of this step.
    """

    def __init__(self, model: "PlainHost", voxel: int) -> None:
        """Make a healthy one."""
        super().__init__(model)
        self.voxel = voxel
        self.sites = 0
        self.condition = Condition.REPAIRING
        self.burden = 0.0
        self.kept = 1.0

    def suffer(self) -> None:
        """Find what its attackers, and its own death, leave of its myelin."""
        model, crowd = self.model, self.model.crowd
        soothing = model.fields.level(Field.SUPPRESSIVE, self.voxel)
        attack = rules.demyelination_rate(
            crowd.licensed[self.voxel], crowd.armed[self.voxel], soothing, model.parameters.harm
        )
        falling_apart = rules.sheath_loss_rate(self.condition, model.parameters.repair)
        self.kept = rules.remaining(attack + falling_apart, model.hours)

    def respond(self) -> None:
        """Die, be replaced, stop or go on; and forget some of the burden."""
        model, repair = self.model, self.model.parameters.repair
        if self.condition is Condition.DEAD:
            inflammation = model.fields.level(Field.INFLAMMATORY, self.voxel)
            if model.hours_until(rules.replacement_rate(inflammation, repair)) <= model.hours:
                self.condition = Condition.REPAIRING
        elif model.hours_until(rules.oligodendrocyte_death_rate(self.burden, repair)) <= model.hours:
            self.condition = Condition.DEAD
        else:
            self.condition = Condition(rules.oligodendrocyte_condition(self.burden, repair))
        self.burden *= rules.remaining(rules.burden_decay_rate(repair), model.hours)


class TissueSite(FixedAgent):
    """White matter of one site.

    Attributes:
        oligodendrocyte: Who serves it.
        myelin: Share of myelin left.
        bareness: Share of bare myelin, averaged over recent days.
        axons: Share of axons left.
    """

    presents = False

    def __init__(self, model: "PlainHost", cell: Site, oligodendrocyte: Oligodendrocyte) -> None:
        """Make an intact site."""
        super().__init__(model)
        self.cell = cell
        self.oligodendrocyte = oligodendrocyte
        oligodendrocyte.sites += 1
        self.myelin = 1.0
        self.bareness = 0.0
        self.axons = 1.0

    def be_stripped(self) -> None:
        """Lose myelin, and shed its antigens."""
        domain, harm = self.oligodendrocyte, self.model.parameters.harm
        if domain.kept == 1.0:
            return
        gone = self.myelin * (1.0 - domain.kept)
        self.myelin -= gone
        share = gone / domain.sites
        domain.burden += share
        self.model.fields.add(Field.SHED_MOG, domain.voxel, rules.shed_antigen(share, harm.mog_content))
        self.model.fields.add(Field.SHED_PLP, domain.voxel, rules.shed_antigen(share, harm.plp_content))
        self.model.fields.add(Field.SHED_MBP, domain.voxel, rules.shed_antigen(share, harm.mbp_content))

    def repair(self) -> None:
        """Regain myelin where the oligodendrocyte repairs, and lose axons to lasting bareness."""
        if self.myelin == 1.0 and self.bareness == 0.0:
            return
        model, harm, hours = self.model, self.model.parameters.harm, self.model.hours
        averaging = rules.bareness_rate(harm)
        lost = rules.axon_loss_rate(self.bareness, harm)
        wrapping = rules.remyelination_rate(self.axons, model.parameters.repair)
        self.bareness = rules.relaxed(self.bareness, averaging * (1.0 - self.myelin), averaging, hours)
        self.axons *= rules.remaining(lost, hours)
        if self.oligodendrocyte.condition is Condition.REPAIRING:
            self.myelin = 1.0 - (1.0 - self.myelin) * rules.remaining(wrapping, hours)
