"""Which findings hang on how the world is cut up: steps, lattices, lumps of cells, sizes of the body, and seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from nanoimmune.errors import refuse
from nanoimmune.parameters.load import passports
from nanoimmune.study.bundle import Bundle, Bundled
from nanoimmune.study.headline import NOT_LIVED, Headline, change, headlines
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.scenario import Scenario
from nanoimmune.trial.trial import Trial
from nanoimmune.words import Compartment

AS_IT_IS = "as it is"
MARGIN = 0.25
"""Share of a benefit by which a variation may change it for certain before the finding is fragile."""

SEEDS = 2
"""Further seeds."""

FINER = {"cns": 2.0, "pancreas": 1.25}
"""How many times closer together the sites of a tissue are put; islets, which are cut out of sites, only a little."""

LONG = 16.0
"""Length of an organ over its width, or the other way round, where walls and directions are looked into."""


class Variation(NamedTuple):
    """One other way to cut up the same world.

    Attributes:
        says: What is otherwise.
        numbers: Numbers that differ, by `group.name`.
        seeds: What is added to the seed.
    """

    says: str
    numbers: Mapping[str, float] = {}
    seeds: int = 0


def variations(scenario: Scenario) -> list[Variation]:
    """List the ways in which a scenario's world can be cut up otherwise.

    Args:
        scenario: Host and disease.

    Returns:
        The variations whose numbers lie inside their ranges.
    """
    world = scenario.parameters.world
    tissue = "pancreas" if Compartment.PANCREAS in scenario.tissues else "cns"
    finer: dict[str, float] = {}
    for organ, spacing in (("node", "lymphoid"), ("spleen", "lymphoid")):
        finer[f"world.{organ}_extent"] = 2.0 * getattr(world, f"{organ}_extent")
        finer[f"world.{spacing}_spacing"] = getattr(world, f"{spacing}_spacing") / 2.0
    extent, spacing_of = f"world.{tissue}_extent", f"world.{tissue}_spacing"
    closer, sites, apart = FINER[tissue], getattr(world, f"{tissue}_extent"), getattr(world, f"{tissue}_spacing")
    many = [
        Variation("half the time step", {"world.step": world.step / 2.0}),
        Variation("twice the time step", {"world.step": world.step * 2.0}),
        Variation("half the cells an agent", {"world.cells_per_agent": world.cells_per_agent / 2.0}),
        Variation("twice the cells an agent", {"world.cells_per_agent": world.cells_per_agent * 2.0}),
        Variation("twice the body: sites, volumes, founders, doses", {"world.size": 2.0 * world.size}),
        Variation("node and spleen of half the spacing", finer),
        Variation(
            f"tissue of {1.0 / closer:g} of the spacing", {extent: round(closer * sites), spacing_of: apart / closer}
        ),
        Variation("fields as fine as the sites", {"world.sites_per_voxel": 1.0}),
        Variation("secretion and spreading in the other order", {"world.exact_fields": 1.0 - world.exact_fields}),
        Variation("some phases of a step in the other order", {"world.phase_order": 1.0 - world.phase_order}),
        Variation("organs sixteen times as long as wide", {"world.elongation": LONG}),
        Variation("organs sixteen times as wide as long", {"world.elongation": 1.0 / LONG}),
        Variation("twice the parcels of a dose", {"world.parcels_per_dose": 2.0 * world.parcels_per_dose}),
        *(Variation(f"seed raised by {more}", {}, more) for more in range(1, SEEDS + 1)),
    ]
    return [each for each in many if all(_fits(scenario, name, value) for name, value in each.numbers.items())]


def _fits(scenario: Scenario, name: str, value: float) -> bool:
    """Tell whether a number may be so, and is not so already."""
    passport = passports()[name]
    group, _, number = name.partition(".")
    return passport.low <= value <= passport.high and value != getattr(getattr(scenario.parameters, group), number)


class Row(NamedTuple):
    """One finding under one variation.

    Attributes:
        arm: Name of the arm.
        variation: What was otherwise.
        n: Pairs of subjects.
        benefit: Mean benefit with its limits, in the unit of the primary end-point.
        low: Lower limit.
        high: Upper limit.
        change: What the variation changes of the benefit, with its limits.
        change_low: Lower limit.
        change_high: Upper limit.
        verdict: `benefit`, `harm`, `no clear effect` or `not lived`.
        holds: Whether the verdict is the same, and the benefit not clearly changed by more than a quarter.
    """

    arm: str
    variation: str
    n: int
    benefit: float
    low: float
    high: float
    change: float
    change_low: float
    change_high: float
    verdict: str
    holds: bool


class Audit:
    """The arms of a scenario under every variation of its world.

    Attributes:
        arms: Names of the arms.
        variations: The variations.
        bundle: A trial for each.
    """

    def __init__(self, scenario: Scenario, arms: Sequence[str], cohort: Cohort, days: int | None = None) -> None:
        """Declare every trial.

        Args:
            scenario: Host and disease.
            arms: Names of the arms, the references among them.
            cohort: Subjects of every trial.
            days: Last day of every trial; by default that of the scenario.

        Raises:
            InputError: If an arm is unknown, or none is compared with another.
        """
        lived = replace(scenario, challenge=None, snapshots=())
        self.variations = [Variation(AS_IT_IS), *variations(lived)]
        trials = {}
        for each in self.variations:
            varied = lived.with_parameters(each.numbers)
            subjects = replace(cohort, seed=cohort.seed + each.seeds)
            trials[each.says] = Trial([Arm.named(name, varied) for name in arms], subjects, days)
        first = trials[AS_IT_IS]
        self.arms = [name for name in arms if first.reference_of(name) != name]
        if not self.arms:
            raise refuse("--arms", list(arms), "an arm beside its reference", "Name untreated and a treated arm.")
        self.bundle = Bundle(trials, "audit")

    def rows(self, bundled: Bundled) -> list[Row]:
        """Tell every finding under every variation from the runs that are there.

        Args:
            bundled: The folder.

        Returns:
            A row an arm and variation.
        """
        found = {each.says: headlines(bundled.results(each.says)) for each in self.variations}
        return [
            _row(each, found[each.says][arm], found[AS_IT_IS][arm]) for arm in self.arms for each in self.variations
        ]

    def __repr__(self) -> str:
        """Show size in one line."""
        return f"<Audit of {len(self.arms)} findings under {len(self.variations) - 1} variations>"


def _row(variation: Variation, varied: Headline, base: Headline) -> Row:
    """Lay a finding under one variation beside the finding as it is."""
    moved = change(varied, base, paired=variation.seeds == 0)
    clear = moved.low > 0 or moved.high < 0
    large = abs(moved.estimate) > MARGIN * abs(base.effect.estimate)
    holds = varied.verdict == base.verdict and not (clear and large)
    return Row(varied.arm, variation.says, len(varied.differences), *varied.effect, *moved, varied.verdict, holds)


def as_table(rows: Sequence[Row]) -> pd.DataFrame:
    """Give findings as a table, columns as in `Row`."""
    return pd.DataFrame(rows, columns=list(Row._fields))


def sentences(rows: Sequence[Row]) -> list[str]:
    """Say of each finding whether it is robust or fragile.

    Args:
        rows: What `Audit.rows` gave.

    Returns:
        A sentence an arm.
    """
    told = []
    for arm in dict.fromkeys(row.arm for row in rows):
        mine = [row for row in rows if row.arm == arm]
        base, others = mine[0], [row for row in mine[1:] if row.verdict != NOT_LIVED]
        broken = [row.variation for row in others if not row.holds]
        word = "not lived yet" if not others else f"fragile ({'; '.join(broken)})" if broken else "robust"
        told.append(f"{arm}: {base.verdict}, {word} under {len(others)} variations.")
    return told
