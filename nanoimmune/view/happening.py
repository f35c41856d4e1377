"""Lines in plain language on what is happening, worked out from the records of the lives that are watched."""

import math
from collections.abc import Mapping

from nanoimmune.view.timeline import Timeline
from nanoimmune.words import Compartment

SPAN = 3
"""Days over which a growth is worked out."""

LEAST_GROWTH = 0.02
"""Growth a day, as the difference of logarithms, below which a count is said to hold."""

FEWEST = 20
"""Cells below which nothing is said of their growth."""

LEAST_SHARE = 0.05
"""Cells, as a share of those that they are compared with, below which nothing is said of their growth."""

Rows = Mapping[int, Mapping[str, float]]


def total(row: Mapping[str, float], kind: str) -> float:
    """Cells of one kind in all compartments; `kind` is the start of the columns' names, such as `tr1`."""
    names = [f"{kind}_{place.name.lower()}" for place in Compartment]
    return sum(row[name] for name in names if name in row and not math.isnan(row[name]))


def growth(rows: Rows, day: int, kind: str) -> float:
    """Growth of a count over the last days, a day, as the difference of logarithms; 0 where days are missing."""
    if day not in rows or day - SPAN not in rows:
        return 0.0
    return (math.log1p(total(rows[day], kind)) - math.log1p(total(rows[day - SPAN], kind))) / SPAN


def since(rows: Rows, day: int, holds: "Holds") -> int:
    """First day of the unbroken run of days, up to this one, on which something holds."""
    while day - 1 in rows and holds(rows, day - 1):
        day -= 1
    return day


class Holds:
    """Whether one kind of cell grows faster than another on a day."""

    def __init__(self, faster: str, slower: str) -> None:
        """Name the two kinds."""
        self.faster, self.slower = faster, slower

    def __call__(self, rows: Rows, day: int) -> bool:
        """Whether it does, and grows at all, and is more than a handful beside the other."""
        ahead = growth(rows, day, self.faster)
        many = day in rows and total(rows[day], self.faster) >= max(FEWEST, LEAST_SHARE * total(rows[day], self.slower))
        return many and ahead > LEAST_GROWTH and ahead > growth(rows, day, self.slower) + LEAST_GROWTH


TR1_AHEAD, EFFECTORS_AHEAD = Holds("tr1", "effector"), Holds("effector", "tr1")


def cells_line(life: Timeline) -> str:
    """Say which of effector, Tr1 and Foxp3 cells is gaining, and since when."""
    rows, day = life.rows, life.day
    if not life.alive:
        return "The animal is dead."
    if TR1_AHEAD(rows, day):
        if growth(rows, day, "effector") > LEAST_GROWTH:
            return f"Tr1 conversion is outpacing effector expansion since day {since(rows, day, TR1_AHEAD)}."
        return f"Tr1 cells expand while effectors do not, since day {since(rows, day, TR1_AHEAD)}."
    if EFFECTORS_AHEAD(rows, day):
        times = math.exp(SPAN * growth(rows, day, "effector"))
        first = since(rows, day, EFFECTORS_AHEAD)
        return f"Effectors expand faster than cells that regulate, since day {first}: {times:.1f} times in {SPAN} days."
    if growth(rows, day, "effector") < -LEAST_GROWTH:
        return f"Effectors are dwindling: {total(rows[day], 'effector'):,.0f} are left."
    many = total(rows[day], "effector")
    return "No T cell is expanding." if many < FEWEST else f"Effectors hold at {many:,.0f} cells."


def disease_line(life: Timeline) -> str:
    """Say how the disease goes."""
    rows, day = life.rows, life.day
    row, before = rows[day], rows.get(day - SPAN, rows[day])
    if "score" in row and not math.isnan(row["score"]):
        now, then = row["score"], before["score"]
        if now == 0.0:
            return "There are no signs of disease yet." if _never_ill(rows, day) else "The signs have gone."
        way = "rising" if now > then else "falling" if now < then else "steady"
        return f"The score is {now:g} and {way}."
    if "glucose" in row and not math.isnan(row["glucose"]):
        left, lost = row["beta_mass"], before["beta_mass"] - row["beta_mass"]
        pace = f", {100 * lost / SPAN:.1f} % lost a day" if lost > 0.001 else ""
        return f"Glucose is {row['glucose']:.0f} mg/dL with {100 * left:.0f} % of the beta-cell mass{pace}."
    return ""


def difference_line(treated: Timeline, untreated: Timeline) -> str:
    """Say what sets the treated life apart from the untreated one, which has the same subject and seed."""
    day = treated.day
    here, there = treated.rows[day], untreated.rows.get(day)
    if there is None or same(here, there):
        return "Both lives are the same so far: nothing has been given yet that acts."
    both = [each for each in treated.rows if each in untreated.rows]
    first = min((each for each in both if not same(treated.rows[each], untreated.rows[each])), default=day)
    saved = here.get("tissue_preserved", math.nan) - there.get("tissue_preserved", math.nan)
    if abs(saved) >= 0.01:
        more = "more" if saved > 0 else "less"
        told = f"it keeps {100 * abs(saved):.0f} percentage points {more} of its tissue"
    else:
        fewer = total(there, "effector") - total(here, "effector")
        told = f"it has {abs(fewer):,.0f} {'fewer' if fewer >= 0 else 'more'} effectors"
    return f"The treated life has gone its own way since day {first}: {told}."


def same(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Whether two records are equal, empty values included."""
    both_empty = {name for name in one if math.isnan(one[name]) and math.isnan(other.get(name, 0.0))}
    return one.keys() == other.keys() and all(one[name] == other[name] for name in one if name not in both_empty)


def happening(lives: Mapping[str, Timeline]) -> list[str]:
    """Say what is happening, line by line.

    Args:
        lives: The lives by name; `untreated` and `treated` are among them.

    Returns:
        Sentences, one life after the other, and what sets them apart.
    """
    lines = [f"{name.capitalize()}: {disease_line(life)} {cells_line(life)}" for name, life in lives.items()]
    return [*lines, difference_line(lives["treated"], lives["untreated"])]


def _never_ill(rows: Rows, day: int) -> bool:
    """Whether no day so far had a score."""
    return all(row["score"] == 0.0 for each, row in rows.items() if each <= day)
