"""The life of one cell, told from the host as it is and from the copies of earlier days."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nanoimmune.view.clones import clone_name
from nanoimmune.view.timeline import Timeline
from nanoimmune.words import EPITOPE_NAMES, ApcKind, ApcState, Compartment, Epitope, Phenotype

if TYPE_CHECKING:
    from nanoimmune.host import Host

MOST_MOTHERS = 12
"""Mothers that are looked for at most, one after the other."""


@dataclass(frozen=True)
class Portrait:
    """One cell in words.

    Attributes:
        uid: Its identity.
        title: What it is.
        facts: Name and value of what is known of it.
        history: Day, and what it was then, in the copies that were kept.
        mothers: Identities of its mother, her mother and so on, as far as the copies show them.
        is_there: Whether it is alive at the moment that is shown.
    """

    uid: int
    title: str
    facts: tuple[tuple[str, str], ...]
    history: tuple[tuple[int, str], ...]
    mothers: tuple[int, ...]
    is_there: bool


def portrait(timeline: Timeline, uid: int) -> Portrait:
    """Tell the life of one cell.

    Args:
        timeline: The life that it belongs to.
        uid: Its identity.

    Returns:
        What it is now, and what it was on the days of which a copy was kept.
    """
    days = sorted(day for day in timeline.kept if day <= timeline.day)
    history = [(day, seen) for day in days if (seen := _seen(timeline.kept[day].host, uid)) is not None]
    host = timeline.host
    row = _row(host.life.cells, uid)
    if row is not None:
        title, facts = _t_cell(host, row)
        return Portrait(uid, title, facts, _changes(history), _mothers(timeline, days, uid), True)
    row = _row(host.life.apcs, uid)
    if row is not None:
        title, facts = _presenting_cell(host, row)
        return Portrait(uid, title, facts, _changes(history), (), True)
    last = f"last seen on day {history[-1][0]}" if history else "not seen before this moment"
    told = (("identity", f"{uid:x}"), ("now", f"dead, or divided into daughters; {last}"))
    return Portrait(uid, "This cell is no more", told, _changes(history), _mothers(timeline, days, uid), False)


def _row(population: Any, uid: int) -> int | None:
    """Row of a cell in a population."""
    rows = population.rows()
    found = rows[population.column("uid")[rows] == uid]
    return int(found[0]) if len(found) else None


def _t_cell(host: "Host", row: int) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Tell a T cell."""
    cells, life = host.life.cells.columns, host.life
    phenotype, epitope = Phenotype(int(cells.phenotype[row])), Epitope(int(cells.epitope[row]))
    rows = life.cells.rows()
    clone = rows[cells.clone[rows] == cells.clone[row]]
    born = (int(cells.born[row]) * life.hours - life.parameters.world.lead) / 24.0
    mother, uid = int(cells.mother[row]), int(cells.uid[row])
    daughters = int((cells.mother[rows] == uid).sum()) - (mother == uid)
    facts = (
        ("identity", f"{uid:x}"),
        ("clonotype", clone_name(epitope, int(cells.clone[row]))),
        ("sees", f"{EPITOPE_NAMES[epitope]}, affinity {float(cells.affinity[row]):.2g}"),
        ("phenotype", _word(phenotype)),
        ("place", _word(Compartment(int(cells.place[row])))),
        ("divisions", f"{int(cells.divisions[row])} since the founder"),
        ("stands for", f"{int(cells.weight[row])} cells"),
        ("born", f"day {born:.1f}"),
        ("mother", "a founder, without a mother" if mother == uid else f"{mother:x}"),
        ("daughters alive", str(daughters)),
        ("clone alive", f"{int(cells.weight[clone].sum())} cells"),
        ("signal so far", f"{float(cells.signal[row]):.3g} h, of which helped {float(cells.help[row]):.3g} h"),
    )
    return f"T cell, {_word(phenotype)}", facts


def _presenting_cell(host: "Host", row: int) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Tell an antigen-presenting cell."""
    apcs = host.life.apcs.columns
    kind, state = ApcKind(int(apcs.kind[row])), ApcState(int(apcs.state[row]))
    shown = np.flatnonzero(apcs.pmhc[row] > 0.0)
    strongest = sorted(shown, key=lambda epitope: -apcs.pmhc[row, epitope])[:3]
    facts = (
        ("identity", f"{int(apcs.uid[row]):x}"),
        ("kind", _word(kind)),
        ("state", _word(state)),
        ("place", _word(Compartment(int(apcs.place[row])))),
        ("co-stimulation", f"{float(apcs.costimulation[row]):.2f} of a licensed cell's"),
        ("shows", ", ".join(EPITOPE_NAMES[Epitope(int(each))] for each in strongest) or "no antigen"),
        ("particles inside", f"{float(apcs.inside[row].sum()):.3g}"),
        ("T cells in contact", str(int(apcs.seekers[row]))),
    )
    return f"{_word(kind)}, {_word(state)}".capitalize(), facts


def _seen(host: "Host", uid: int) -> str | None:
    """What a cell is in one host, or None where it is not."""
    row = _row(host.life.cells, uid)
    if row is not None:
        cells = host.life.cells.columns
        return f"{_word(Phenotype(int(cells.phenotype[row])))} in {_where(int(cells.place[row]))}"
    row = _row(host.life.apcs, uid)
    if row is not None:
        apcs = host.life.apcs.columns
        return f"{_word(ApcState(int(apcs.state[row])))} in {_where(int(apcs.place[row]))}"
    return None


def _changes(history: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Keep the first day of each state that follows another."""
    return tuple(
        (day, seen) for place, (day, seen) in enumerate(history) if place == 0 or history[place - 1][1] != seen
    )


def _mothers(timeline: Timeline, days: list[int], uid: int) -> tuple[int, ...]:
    """Follow mothers back through the copies."""
    hosts = [timeline.host, *(timeline.kept[day].host for day in reversed(days))]
    found: list[int] = []
    while len(found) < MOST_MOTHERS:
        mother = next((each for host in hosts if (each := _mother(host, uid)) is not None), uid)
        if mother == uid:
            break
        found.append(mother)
        uid = mother
    return tuple(found)


def _mother(host: "Host", uid: int) -> int | None:
    """Mother of a cell in one host, or None where it is not."""
    row = _row(host.life.cells, uid)
    return None if row is None else int(host.life.cells.columns.mother[row])


def _where(place: int) -> str:
    """Name a compartment within a sentence."""
    return {Compartment.CNS: "the CNS"}.get(Compartment(place), f"the {_word(Compartment(place))}")


def _word(member: Any) -> str:
    """A member of a vocabulary in words."""
    known = {Phenotype.TREG: "Foxp3 Treg", Phenotype.PERIPHERAL_TREG: "peripheral Foxp3 Treg", Phenotype.TR1: "Tr1",
             Compartment.CNS: "CNS"}  # fmt: skip
    for each, word in known.items():
        if member is each:
            return word
    return str(member.name).lower().replace("_", " ")
