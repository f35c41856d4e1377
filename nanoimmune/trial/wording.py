"""How names, days and tissues are put into words."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nanoimmune.state.dose import ImmunisationDose
from nanoimmune.words import EPITOPE_NAMES, Compartment

DAY_ZERO = {"immunisation": "from immunisation", "birth": "of age"}
"""How a number of days is said to count, by the event that is day 0."""


class TissueWords(NamedTuple):
    """A target tissue in words.

    Attributes:
        name: Its name.
        dealt: What a subject is dealt of its own besides its precursors.
    """

    name: str
    dealt: str


NUMBERS_OF_TISSUE = {Compartment.CNS: ("harm", "repair", "clinical"), Compartment.PANCREAS: ("islets", "glucose")}
"""Groups of numbers that one target tissue alone reads."""

TISSUE_WORDS: Mapping[Compartment, TissueWords] = {
    Compartment.CNS: TissueWords("CNS", "affinities, antigen uptake and barrier"),
    Compartment.PANCREAS: TissueWords("pancreas", "affinities and rate of T-cell entry into the pancreas"),
}
"""The target tissues."""


def names_of(tissues: Sequence[Compartment]) -> str:
    """Name target tissues as a sentence does."""
    return listed([TISSUE_WORDS[tissue].name for tissue in tissues])


def idle_numbers(tissues: Sequence[Compartment]) -> set[str]:
    """Name the groups of numbers that only tissues read which are no targets of the host."""
    others = (groups for tissue, groups in NUMBERS_OF_TISSUE.items() if tissue not in tissues)
    return {group for groups in others for group in groups}


def dealt(tissues: Sequence[Compartment]) -> str:
    """Say what a subject is dealt of its own besides its precursors."""
    if len(tissues) == 1:
        return TISSUE_WORDS[tissues[0]].dealt
    return f"affinities, antigen uptake and rate of T-cell entry into {names_of(tissues)}"


def listed(names: Sequence[str]) -> str:
    """Write names as a sentence does.

    Args:
        names: The names; one at least.

    Returns:
        Text such as `"insulin, IGRP and GAD65"`.
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def in_a_row(number: int, noun: str) -> str:
    """Write how many of something follow each other, such as `"2 readings in a row"`."""
    return f"{number} {noun}s in a row" if number > 1 else f"one {noun}"


def induction(dose: ImmunisationDose) -> str:
    """Say in words how one immunisation is given."""
    if not dose.amount and not dose.adjuvant:
        return f"On day {dose.day:g} the host gets {_times(dose.pertussis)} dose of pertussis toxin, and no antigen."
    emulsion = "adjuvant" if dose.adjuvant == 1 else f"{dose.adjuvant:g} times the standard adjuvant"
    antigen = f"{_times(dose.amount)} dose of {EPITOPE_NAMES[dose.epitope]} in {emulsion}"
    if not dose.amount:
        antigen = f"{emulsion} alone, without antigen"
    toxin = f" and {_times(dose.pertussis)} dose of pertussis toxin" if dose.pertussis else ""
    return f"On day {dose.day:g} the host is immunised with {antigen}{toxin}."


def _times(share: float) -> str:
    """Say how a dose compares with the standard one."""
    return "the standard" if share == 1 else f"{share:g} times the standard"
